"""A file is answered whole, or by where it lies."""

from chalicelib.actions.exports import Download
from chalicelib.web.downloads import reply_of


def test_a_file_is_answered_whole() -> None:
    reply = reply_of(Download("a.csv", "text/csv; charset=utf-8", body="Ә;1\r\n".encode()))

    assert (reply.status, reply.body) == (200, "Ә;1\r\n")
    assert reply.content_type == "text/csv; charset=utf-8"
    assert reply.headers == {"Content-Disposition": 'attachment; filename="a.csv"'}


def test_a_file_that_is_too_large_is_answered_by_where_it_lies() -> None:
    reply = reply_of(Download("a.csv", "text/csv", link="https://bucket.example/a.csv?signed"))

    assert (reply.status, reply.body) == (303, "")
    assert reply.headers == {"Location": "https://bucket.example/a.csv?signed"}
