"""Multipart bodies: files arrive byte for byte, and malformed bodies are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import BrokenForm
from chalicelib.web import multipart
from chalicelib.web.multipart import File, Parts
from tests.web.client import BOUNDARY, multipart_body

CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"
MAX_PARTS = 20

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
names = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="%\\"),
    min_size=1,
    max_size=60,
)


def read(body: bytes, content_type: str = CONTENT_TYPE) -> Parts:
    return multipart.read(body, content_type, most=MAX_PARTS)


def part(headers: str, content: bytes = b"x") -> bytes:
    """Write a body of one part with these header lines."""
    return b"--b\r\n" + headers.encode() + b"\r\n\r\n" + content + b"\r\n--b--\r\n"


@given(
    pairs=st.lists(st.tuples(names, text), max_size=5),
    files=st.lists(
        st.tuples(names, names, st.just("image/png"), st.binary(max_size=200)), max_size=5
    ),
)
def test_parts_are_read_byte_for_byte_as_a_browser_writes_them(
    pairs: list[tuple[str, str]], files: list[tuple[str, str, str, bytes]]
) -> None:
    assert read(multipart_body(pairs, files)) == Parts(
        tuple(pairs), tuple(File(*file) for file in files)
    )


@given(st.binary(max_size=300))
def test_any_bytes_are_parts_or_refused(body: bytes) -> None:
    for candidate in (
        body,
        f"--{BOUNDARY}\r\n".encode() + body,
        multipart_body([("a", "b")]) + body,
    ):
        try:
            read(candidate)
        except BrokenForm:
            continue


@given(st.text(max_size=100))
def test_any_content_type_has_a_boundary_or_is_refused(parameters: str) -> None:
    for content_type in (
        f"multipart/form-data;{parameters}",
        f"multipart/form-data; boundary={parameters}",
    ):
        try:
            read(multipart_body([("a", "b")]), content_type)
        except BrokenForm:
            continue


def test_a_large_file_is_read_whole() -> None:
    content = bytes(range(256)) * 16_000
    [file] = read(
        multipart_body(files=[("q.photo.file", "Сурет.jpg", "image/jpeg", content)])
    ).files
    assert (file.name, file.content_type) == ("Сурет.jpg", "image/jpeg")
    assert file.content == content


def test_an_empty_file_field_is_no_file() -> None:
    body = multipart_body([("a", "")], [("file", "", "application/octet-stream", b"")])
    assert read(body) == Parts((("a", ""),))


def test_an_empty_file_with_a_name_is_a_file() -> None:
    assert read(multipart_body(files=[("file", "a.txt", "text/plain", b"")])).files != ()


def test_a_form_without_fields_has_no_parts() -> None:
    assert read(b"--b--", "multipart/form-data; boundary=b") == Parts(())


def test_a_field_has_one_file() -> None:
    one, two = ("file", "a", "text/plain", b"a"), ("other", "b", "text/plain", b"b")
    parts = read(multipart_body(files=[one, two, two]))
    assert parts.file("file") == File(*one)
    assert parts.file("none") is None
    with pytest.raises(BrokenForm):
        parts.file("other")


def test_a_quoted_boundary_and_a_file_without_a_type_are_read() -> None:
    body = part('Content-Disposition: form-data; name="f"; filename="a"')
    assert read(body, 'Multipart/Form-Data; charset=utf-8; boundary="b"').files == (
        File("f", "a", "application/octet-stream", b"x"),
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"--b",
        b"--b\r\n",
        b"--c--\r\n",
        multipart_body([("a", "b")])[:-4],
        multipart_body(files=[("a", "b", "text/plain", b"half of it")])[:-60],
        multipart_body([("a", "b")]).replace(b"\r\n", b"\n"),
        b"no boundary " * 10,
        multipart_body([("a", "b")] * (MAX_PARTS + 1)),
        multipart_body([("a" * 5000, "b")]),
        multipart_body([("a", "b")]).replace(b"form-data", b"attachment"),
    ],
)
def test_a_malformed_truncated_or_excessive_body_is_refused(body: bytes) -> None:
    with pytest.raises(BrokenForm):
        read(body)


@pytest.mark.parametrize(
    "headers",
    [
        "",
        "Content-Disposition",
        "Content-Disposition: form-data",
        'Content-Type: text/plain\r\nX-Name: "a"',
        'Content-Disposition: form-data; name="a"\r\n folded: yes',
        'Content-Disposition: form-data; name="a"\r\nContent-Length: 5',
        'Content-Disposition: form-data; name="a"\r\nContent-Length: ' + "9" * 1000,
        'Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64',
        'Content-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=windows-1251',
        'Content-Disposition: form-data; name="a"\r\nSp ace: yes',
        'Content-Disposition: form-data; name="a"' + "\r\nX-More: 1" * 9,
    ],
)
def test_a_part_with_malformed_or_unsupported_headers_is_refused(headers: str) -> None:
    with pytest.raises(BrokenForm):
        read(part(headers), "multipart/form-data; boundary=b")


@pytest.mark.parametrize(
    "body",
    [
        part('Content-Disposition: form-data; name="a"', "Әсет".encode("cp1251", "replace")),
        part('Content-Disposition: form-data; name="a"', b"\xff\xfe"),
        part('Content-Disposition: form-data; name="NAME"').replace(b"NAME", b"\xcf\xf0"),
    ],
)
def test_text_that_is_not_utf_8_is_refused(body: bytes) -> None:
    with pytest.raises(BrokenForm):
        read(body, "multipart/form-data; boundary=b")
