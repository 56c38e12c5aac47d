"""Redirects stay on Pikir's own host, and cookies are as strict as the deployment allows."""

import pytest

from chalicelib.web import cookies
from chalicelib.web.reply import json_reply, no_content, redirect


@pytest.mark.parametrize("path", ["/", "/e/round-table", "/api/e/a/b?lang=kk#top"])
def test_a_redirect_leads_to_a_local_path(path: str) -> None:
    reply = redirect(path)

    assert (reply.status, reply.headers) == (303, {"Location": path})


@pytest.mark.parametrize(
    "path",
    [
        "",
        "e",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "https://elsewhere.example",
        "/a\r\nSet-Cookie: a=b",
        "/a b",
        "/ә",
        "/a\\b",
    ],
)
def test_a_redirect_to_anything_but_a_local_path_raises(path: str) -> None:
    with pytest.raises(ValueError, match="local path"):
        redirect(path)


def test_json_keeps_every_letter() -> None:
    assert json_reply({"who": "Әйгерім"}).body == '{"who":"Әйгерім"}'


def test_no_content_has_neither_body_nor_type() -> None:
    reply = no_content()

    assert (reply.status, reply.body, reply.content_type) == (204, "", None)


def test_a_cookie_over_tls_belongs_to_this_host_only() -> None:
    assert cookies.cookie("pikir_session", "abc", secure=True) == (
        "__Host-pikir_session=abc; Path=/; HttpOnly; SameSite=Lax; Secure"
    )


def test_a_cookie_without_tls_has_no_host_prefix() -> None:
    assert cookies.removal("pikir_session", secure=False) == (
        "pikir_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
    )


@pytest.mark.parametrize("value", ["a;b", "a b", "a\r\nb", "ә", "a,b"])
def test_a_cookie_s_value_is_url_safe(value: str) -> None:
    with pytest.raises(ValueError, match="URL-safe"):
        cookies.cookie("pikir_session", value, secure=True)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", {}),
        ("a=1; b=2", {"a": "1", "b": "2"}),
        ('a="1"', {"a": "1"}),
        ("a=1; a=2", {"a": "1"}),
        ("a; =2; b=3=4", {"b": "3=4"}),
    ],
)
def test_the_cookie_header_is_read(header: str, expected: dict[str, str]) -> None:
    assert cookies.read(header) == expected
