"""Pages that show a refusal, and texts in another language than the page's."""

from typing import Any

import pytest

from chalicelib import errors
from chalicelib.web.render import keep_hyphens, localize_html, refusal_page, translator
from chalicelib.web.request import Request, read


def request(**headers: str) -> Request:
    event: dict[str, Any] = {
        "requestContext": {"httpMethod": "GET", "resourcePath": "/", "requestId": "code-1"},
        "headers": headers,
        "pathParameters": None,
        "body": None,
    }
    return read(event, None)


def test_the_page_of_a_fault_shows_the_request_id() -> None:
    reply = refusal_page(request(), errors.Failed())
    assert reply.status == 500
    assert "<code>code-1</code>" in str(reply.body)


def test_a_refusal_keeps_its_headers_and_is_in_the_reader_s_language() -> None:
    reply = refusal_page(request(**{"accept-language": "ru"}), errors.Unavailable())
    assert reply.headers == {"Content-Language": "ru", "Retry-After": "2"}
    assert "Ничего не потеряно" in str(reply.body)
    assert "code-1" in str(reply.body)


@pytest.mark.parametrize(
    "refusal", [errors.BodyTooLarge(), errors.UnsupportedMedia(), errors.BrokenForm()]
)
def test_every_refusal_can_be_a_page(refusal: errors.Refusal) -> None:
    reply = refusal_page(request(), refusal)
    assert reply.status == refusal.status
    assert "code-1" not in str(reply.body)


def test_a_visitor_who_is_not_signed_in_is_redirected_to_sign_in() -> None:
    reply = refusal_page(request(), errors.NotSignedIn())
    assert (reply.status, reply.headers["Location"]) == (303, "/console/sign-in")


def test_a_text_is_escaped_and_marked_with_another_language() -> None:
    assert localize_html({"kk": "<b>"}, "kk") == "&lt;b&gt;"
    assert localize_html({"kk": "<b>"}, "en") == '<span lang="kk">&lt;b&gt;</span>'
    assert localize_html(None, "en") == ""


def test_a_value_in_a_translated_message_is_never_read_as_a_format() -> None:
    assert translator("en")("{city} time", city="{0}") == "{0} time"


def test_only_a_heading_keeps_the_hyphen_of_the_kazakh_word_for_an_event() -> None:
    page = '<h1 id="a">Іс-шара: <b>іс-шараның</b>\nбеті</h1><p>іс-шара</p><h2>іс-сапар</h2>'
    assert keep_hyphens(page) == (
        '<h1 id="a">Іс\u2011шара: <b>іс\u2011шараның</b>\nбеті</h1><p>іс-шара</p><h2>іс-сапар</h2>'
    )
