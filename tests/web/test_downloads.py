"""A download is the file itself, or a redirect to it."""

import pytest

from chalicelib.actions.downloads import Download
from chalicelib.web.downloads import attachment, reply_of


def test_a_file_is_sent_whole() -> None:
    reply = reply_of(Download("a.csv", "text/csv; charset=utf-8", body="Ә;1\r\n".encode()))

    assert (reply.status, reply.body) == (200, "Ә;1\r\n")
    assert reply.content_type == "text/csv; charset=utf-8"
    assert reply.headers == {
        "Content-Disposition": 'attachment; filename="a.csv"',
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("a b.pdf", 'attachment; filename="a b.pdf"'),
        ("Ә.pdf", "attachment; filename=\"_.pdf\"; filename*=UTF-8''%D3%98.pdf"),
        ('a"\\%.pdf', "attachment; filename=\"a___.pdf\"; filename*=UTF-8''a%22%5C%25.pdf"),
        ("a\r\nb.pdf", "attachment; filename=\"a__b.pdf\"; filename*=UTF-8''a%0D%0Ab.pdf"),
    ],
)
def test_any_file_name_can_stand_in_the_header(name: str, disposition: str) -> None:
    assert attachment(name) == disposition


def test_bytes_that_are_no_text_are_unchanged() -> None:
    assert reply_of(Download("a.png", "image/png", body=b"\x89PNG\xff")).body == b"\x89PNG\xff"


def test_a_file_that_is_too_large_is_a_redirect_to_the_bucket() -> None:
    reply = reply_of(Download("a.csv", "text/csv", link="https://bucket.example/a.csv?signed"))

    assert (reply.status, reply.body) == (303, "")
    assert reply.headers == {"Location": "https://bucket.example/a.csv?signed"}
