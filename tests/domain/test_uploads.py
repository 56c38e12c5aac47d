"""Which files are accepted, their names, and whether content fits its type."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import uploads
from chalicelib.domain.media_types import EXTENSIONS, MAX_RECORDING_SIZE, MAX_SIZE
from chalicelib.domain.uploads import AcceptedFile, WaitingFile
from chalicelib.errors import Problem
from chalicelib.forms.problems import ANSWERS

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF"
ZIP = b"PK\x03\x04" + b"\0" * 26
ODT = ZIP + b"mimetypeapplication/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT_TYPE = "application/vnd.oasis.opendocument.text"


def heif(brand: bytes, also: bytes = b"isom") -> bytes:
    return b"\0\0\0\x14ftyp" + brand + b"\0\0\0\0" + also


@pytest.mark.parametrize(
    ("kind", "name", "declared", "expected"),
    [
        ("image", "Сурет.JPG", "image/jpeg", AcceptedFile("Сурет.JPG", "image/jpeg")),
        ("image", "a.PNG", "application/octet-stream", AcceptedFile("a.PNG", "image/png")),
        ("image", "a.heic", "image/jpeg", AcceptedFile("a.heic.jpg", "image/jpeg")),
        ("image", "blob", "image/png", AcceptedFile("blob.png", "image/png")),
        ("file", "list.csv", "application/vnd.ms-excel", AcceptedFile("list.csv", "text/csv")),
        ("file", "a.pdf", "Application/PDF; x=y", AcceptedFile("a.pdf", "application/pdf")),
        ("file", "page.html", "text/plain", AcceptedFile("page.html.txt", "text/plain")),
        ("file", "photo.jpeg", "image/jpeg", AcceptedFile("photo.jpeg", "image/jpeg")),
        ("audio", "Өлең.m4a", "audio/x-m4a", AcceptedFile("Өлең.m4a", "audio/mp4")),
        ("audio", "a.mp3", "audio/mp3", AcceptedFile("a.mp3", "audio/mpeg")),
        ("audio", "voice.opus", "", AcceptedFile("voice.opus", "audio/ogg")),
        ("audio", "a.wav", "audio/vnd.wave", AcceptedFile("a.wav", "audio/wav")),
        ("audio", "a.3gp", "video/3gpp", AcceptedFile("a.3gp", "audio/3gpp")),
        ("audio", "a.3gp", "", AcceptedFile("a.3gp", "audio/3gpp")),
        ("audio", "blob", "audio/webm;codecs=opus", AcceptedFile("blob.webm", "audio/webm")),
        ("video", "IMG_1.MOV", "video/quicktime", AcceptedFile("IMG_1.MOV", "video/quicktime")),
        ("video", "a.3gp", "application/octet-stream", AcceptedFile("a.3gp", "video/3gpp")),
        ("video", "a.m4v", "video/x-m4v", AcceptedFile("a.m4v", "video/mp4")),
    ],
)
def test_a_file_is_taken_by_what_it_is_declared_as_or_else_by_its_ending(
    kind: str, name: str, declared: str, expected: AcceptedFile
) -> None:
    assert uploads.accept_file(kind, name, declared, 1, "photo") == expected


@pytest.mark.parametrize(
    ("kind", "name", "declared", "size", "code"),
    [
        ("image", "a.pdf", "application/pdf", 1, "answer.file_type"),
        ("image", "a.heic", "", 1, "answer.photo_format"),
        ("image", "a.HEIC", "application/octet-stream", 1, "answer.photo_format"),
        ("file", "blob", "image/heif-sequence", 1, "answer.photo_format"),
        ("file", "a.jpg", "image/avif", 1, "answer.photo_format"),
        ("image", "a.svg", "image/svg+xml", 1, "answer.file_type"),
        ("file", "a.svg", "image/svg+xml", 1, "answer.file_type"),
        ("file", "a.html", "text/html", 1, "answer.file_type"),
        ("file", "a.xls", "application/vnd.ms-excel", 1, "answer.file_type"),
        ("file", "a.exe", "", 1, "answer.file_type"),
        ("file", "exe", "", 1, "answer.file_type"),
        ("image", "a.png", "image/png", 0, "answer.empty_file"),
        ("image", "a.png", "image/png", -5, "answer.empty_file"),
        ("image", "a.png", "image/png", MAX_SIZE + 1, "answer.file_too_large"),
        ("audio", "poem.txt", "text/plain", 1, "answer.file_type"),
        ("audio", "poem.txt", "", 1, "answer.file_type"),
        ("audio", "a.mp4", "video/mp4", 1, "answer.file_type"),
        ("video", "a.mp3", "audio/mpeg", 1, "answer.file_type"),
        ("file", "a.mp3", "audio/mpeg", 1, "answer.file_type"),
        ("video", "a.mp4", "video/mp4", MAX_RECORDING_SIZE + 1, "answer.file_too_large"),
    ],
)
def test_another_file_is_refused_where_it_was_chosen(
    kind: str, name: str, declared: str, size: int, code: str
) -> None:
    refused = uploads.accept_file(kind, name, declared, size, "photo")
    assert isinstance(refused, Problem)
    assert (refused.name, refused.code) == ("photo", code)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\fakepath\\Сурет 1.jpg", "Сурет 1.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: b.png", "aSet-Cookie b.png"),
        ('say "hi".txt', "say hi.txt"),
        ("\u202egpj.exe.jpg", "gpj.exe.jpg"),
        ("е\u0308лка.jpg", "ёлка.jpg"),
        (" .. ", "file"),
        ("", "file"),
        ("a" * 300 + ".jpeg", "a" * 115 + ".jpeg"),
        ("a" * 300, "a" * 120),
        ("a." + "b" * 300, "a." + "b" * 118),
    ],
)
def test_a_name_keeps_its_letters_and_nothing_that_harms(sent: str, kept: str) -> None:
    assert uploads.clean_name(sent) == kept


@given(st.text(max_size=400))
def test_a_cleaned_name_can_be_saved_and_is_clean(name: str) -> None:
    kept = uploads.clean_name(name)
    assert 1 <= len(kept) <= uploads.LONGEST_NAME
    assert not set(kept) & set('<>:"/\\|?*\r\n\0\u202e')
    assert uploads.clean_name(kept) == kept


@pytest.mark.parametrize(
    ("content_type", "head"),
    [
        ("image/png", PNG),
        ("image/jpeg", JPEG),
        ("image/gif", b"GIF89a..."),
        ("image/webp", b"RIFF\0\0\0\0WEBPVP8 "),
        ("application/pdf", b"%PDF-1.7"),
        (DOCX, ZIP),
        (XLSX, ZIP),
        (ODT_TYPE, ODT),
        ("text/plain", "Сәлем!\r\n\tбүгін".encode()),
        ("text/plain", "Привет".encode("cp1251")),
        ("text/csv", b"\xef\xbb\xbfa;b\n1;2"),
        ("text/csv", "a\tb\r\n".encode("utf-16")),
        ("text/plain", b"ID3 is a format of tags"),
        ("audio/mpeg", b"ID3\4\0"),
        ("audio/mpeg", b"\xff\xfb\x90\x64"),
        ("audio/aac", b"\xff\xf1\x50\x80"),
        ("audio/ogg", b"OggS\0\2"),
        ("audio/wav", b"RIFF\0\0\0\0WAVEfmt "),
        ("audio/amr", b"#!AMR-WB\n"),
        ("audio/webm", b"\x1a\x45\xdf\xa3"),
        ("audio/mp4", heif(b"M4A ")),
        ("audio/3gpp", heif(b"3gp4")),
        ("video/mp4", heif(b"mp42")),
        ("video/quicktime", heif(b"qt  ")),
        ("video/3gpp", heif(b"3gp5")),
        ("video/webm", b"\x1a\x45\xdf\xa3"),
    ],
)
def test_a_file_that_is_what_it_says_is_known(content_type: str, head: bytes) -> None:
    assert uploads.matches_type(content_type, head)


@pytest.mark.parametrize("content_type", list(EXTENSIONS))
@pytest.mark.parametrize(
    "head",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b'\n <svg xmlns="http://www.w3.org/2000/svg">',
        b"\xef\xbb\xbf<html>",
        b"MZ\x90\0\x03\0\0\0",
        b"\x7fELF\x02\x01\x01\0",
    ],
)
def test_pages_and_programs_are_nothing_that_is_taken(content_type: str, head: bytes) -> None:
    assert not uploads.matches_type(content_type, head)


@pytest.mark.parametrize(
    ("content_type", "head"),
    [
        ("image/png", JPEG),
        ("image/jpeg", PNG),
        ("image/webp", b"RIFF\0\0\0\0WAVE"),
        (ODT_TYPE, ZIP),
        ("text/plain", b"%PDF-1.7 a text"),
        ("text/csv", b"PK\x03\x04"),
        ("audio/mpeg", "Өлең".encode()),
        ("audio/wav", b"RIFF\0\0\0\0WEBPVP8 "),
        ("video/mp4", b"\x1a\x45\xdf\xa3"),
        ("video/quicktime", b"ftypqt  "),
    ],
)
def test_a_file_of_another_type_is_not_what_it_says(content_type: str, head: bytes) -> None:
    assert not uploads.matches_type(content_type, head)


def waiting(**changes: object) -> WaitingFile:
    about: dict[str, object] = {
        "question": "photo",
        "name": "a.png",
        "content_type": "image/png",
        "size": 28,
        "source": "1",
        "head": PNG,
    }
    return WaitingFile(**{**about, **changes})  # type: ignore[arg-type]  # of many types


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (waiting(), None),
        (waiting(question="other"), "answer.unknown_upload"),
        (waiting(content_type="text/html"), "answer.file_type"),
        (waiting(content_type="application/pdf"), "answer.file_type"),
        (waiting(size=0), "answer.file_too_large"),
        (waiting(size=MAX_SIZE + 1), "answer.file_too_large"),
        (waiting(head=b"<html>"), "answer.not_that_file"),
        (waiting(head=heif(b"heic")), "answer.photo_format"),
        (waiting(head=heif(b"isom", b"avif")), "answer.photo_format"),
        (waiting(head=heif(b"isom") + b"heic"), "answer.not_that_file"),
    ],
)
def test_a_waiting_file_answers_its_own_question_and_must_be_of_the_type_it_claims(
    found: WaitingFile, code: str | None
) -> None:
    refused = uploads.check_waiting_file(found, "image", "photo", "photo")
    assert (refused.code if refused else None) == code


def test_the_same_file_in_the_same_form_has_the_same_id() -> None:
    one = uploads.derive_id(b"secret", "a", "photo", "a.png", PNG)
    assert one == uploads.derive_id(b"secret", "a", "photo", "a.png", PNG)
    others = {
        uploads.derive_id(b"other", "a", "photo", "a.png", PNG),
        uploads.derive_id(b"secret", "b", "photo", "a.png", PNG),
        uploads.derive_id(b"secret", "a", "other", "a.png", PNG),
        uploads.derive_id(b"secret", "a", "photo", "b.png", PNG),
        uploads.derive_id(b"secret", "a", "photo", "a.png", JPEG),
    }
    assert len({one, *others}) == 6


IMAGE_TYPES = "JPG, PNG, WEBP, GIF"
TOO_LARGE = Problem(
    "photo", "answer.file_too_large", ANSWERS["answer.file_too_large"], {"limit": 10}
)
WRONG_TYPE = Problem(
    "photo", "answer.file_type", ANSWERS["answer.file_type"], {"types": IMAGE_TYPES}
)


@pytest.mark.parametrize("size", [1, MAX_SIZE])
def test_a_file_has_a_byte_at_least_and_10_megabytes_at_most(size: int) -> None:
    accepted = uploads.accept_file("image", "a.png", "image/png", size, "photo")
    assert accepted == AcceptedFile("a.png", "image/png")
    assert uploads.check_waiting_file(waiting(size=size), "image", "photo", "photo") is None


def test_a_recording_may_be_larger_and_is_refused_with_its_own_limit_and_types() -> None:
    film = waiting(name="a.mp4", content_type="video/mp4", head=heif(b"mp42"))
    for size, code in ((MAX_RECORDING_SIZE, None), (MAX_RECORDING_SIZE + 1, "file_too_large")):
        refused = uploads.check_waiting_file(replace(film, size=size), "video", "photo", "photo")
        assert refused == (None if code is None else replace(TOO_LARGE, parameters={"limit": 50}))
    refused = uploads.check_waiting_file(film, "audio", "photo", "photo")
    sounds = "MP3, M4A, AAC, OGG, WAV, AMR, 3GP, WEBM"
    assert refused == replace(WRONG_TYPE, parameters={"types": sounds})
    renamed = replace(film, head="Бұл – мәтін".encode())
    refused = uploads.check_waiting_file(renamed, "video", "photo", "photo")
    assert refused is not None
    assert refused.code == "answer.not_that_file"
    photo = replace(film, head=heif(b"heic"))
    assert uploads.check_waiting_file(photo, "video", "photo", "photo") is not None


def test_a_file_that_is_too_large_is_refused_with_the_limit() -> None:
    size = MAX_SIZE + 1
    for refused in (
        uploads.accept_file("image", "a.png", "image/png", size, "photo"),
        uploads.check_waiting_file(waiting(size=size), "image", "photo", "photo"),
    ):
        assert refused == TOO_LARGE
        text = refused.message.format(**refused.parameters)
        assert text == "This file is too large: at most 10 MB are possible."


def test_a_file_of_another_type_is_refused_with_those_that_are_accepted() -> None:
    assert uploads.accept_file("image", "a.pdf", "application/pdf", 1, "photo") == WRONG_TYPE
    found = waiting(content_type="application/pdf")
    assert uploads.check_waiting_file(found, "image", "photo", "photo") == WRONG_TYPE
    refused = uploads.accept_file("file", "a.exe", "", 1, "paper")
    assert isinstance(refused, Problem)
    assert refused.parameters == {"types": f"{IMAGE_TYPES}, PDF, DOCX, XLSX, ODT, TXT, CSV"}


@pytest.mark.parametrize("changes", [{"question": "other"}, {"head": JPEG}])
def test_a_waiting_file_is_refused_where_it_is_an_answer(changes: dict[str, object]) -> None:
    refused = uploads.check_waiting_file(waiting(**changes), "image", "photo", "members[0]/photo")
    assert refused is not None
    assert refused.name == "members[0]/photo"


@pytest.mark.parametrize(
    ("name", "declared", "expected"),
    [
        ("notes.of.may.txt", "", AcceptedFile("notes.of.may.txt", "text/plain")),
        ("notes.of.may.txt", "text/plain", AcceptedFile("notes.of.may.txt", "text/plain")),
        ("txt", "text/plain", AcceptedFile("txt.txt", "text/plain")),
        ("a.jpg.pdf", "image/jpeg", AcceptedFile("a.jpg.pdf.jpg", "image/jpeg")),
    ],
)
def test_the_ending_of_a_name_follows_its_last_dot(
    name: str, declared: str, expected: AcceptedFile
) -> None:
    assert uploads.accept_file("file", name, declared, 1, "paper") == expected


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("a  \t b.png", "a b.png"),
        ("XXL.png", "XXL.png"),
        (" .a.png. ", "a.png"),
        ("a" * 116 + ".png", "a" * 116 + ".png"),
        ("a" * 117 + ".png", "a" * 116 + ".png"),
        ("b.c" + "a" * 117 + ".png", "b.c" + "a" * 113 + ".png"),
        ("a" * 200 + ".12345", "a" * 114 + ".12345"),
        ("a" * 200 + ".123456", "a" * 120),
    ],
)
def test_a_long_name_keeps_its_start_and_an_ending_of_at_most_5_letters(
    name: str, cleaned: str
) -> None:
    assert uploads.clean_name(name) == cleaned


def test_a_text_may_begin_with_either_byte_order_mark_of_utf_16() -> None:
    for mark in (b"\xff\xfe", b"\xfe\xff"):
        assert uploads.matches_type("text/csv", mark + b"a\0;\0")
    assert not uploads.matches_type("text/csv", b"a\0;\0")


def test_an_odt_is_known_whatever_follows_its_type() -> None:
    assert uploads.matches_type(ODT_TYPE, ODT + b"PK\x03\x04")
    assert not uploads.matches_type(ODT_TYPE, ZIP + ODT[30:-1])


def test_the_id_of_a_file_is_the_one_that_was_given_before() -> None:
    """A form that is sent again names its files by these ids, so they must never change."""
    derived = uploads.derive_id(b"secret", "a", "photo", "a.png", PNG)
    assert derived == "f0a02e32-c9ac-4323-989a-f114d0a2bea6"
