"""Bad input from a page is refused for the same reasons as bad JSON, with a page in the reader's language."""

from collections.abc import Callable
from html import unescape

import pytest

from chalicelib import errors, locales
from chalicelib.web.request import MAX_BODY_WITH_FILE, MAX_FIELDS
from tests.web.api import samples
from tests.web.client import Client

pytestmark = pytest.mark.usefixtures("open_event")

Pairs = list[tuple[str, str]]
PAGE = "/e/round-table/impressions"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def fields(*changes: tuple[str, str], **control: str) -> Pairs:
    """Return the fields that a page sends: its hidden ones, changed by ``control``, and the changed answers."""
    hidden_fields = {"_id": samples.ID, "_version": "1"} | {
        f"_{name}": text for name, text in control.items()
    }
    answers = [("q.who", "guest"), ("q.overall", "4")]
    names = {name for name, _ in changes}
    return [*hidden_fields.items(), *(pair for pair in answers if pair[0] not in names), *changes]


MALFORMED: dict[str, tuple[Pairs | bytes, type[errors.Refusal]]] = {
    "broken UTF-8": (b"q.who=%FF", errors.BrokenForm),
    "raw bytes": (b"q.who=\xff", errors.BrokenForm),
    "no fields at all": (b"hello", errors.BrokenForm),
    "too many fields": ([("q.who", "guest")] * (MAX_FIELDS + 1), errors.BrokenForm),
    "an unknown field": (fields(("q.admin", "1")), errors.BrokenForm),
    "a field that is no answer": (fields(("admin", "1")), errors.BrokenForm),
    "an answer twice": (fields(("q.overall", "4"), ("q.overall", "5")), errors.BrokenForm),
    "an id that is no UUID": (fields(id="1"), errors.PageIncomplete),
    "an id in capitals": (fields(id=samples.ID.upper()), errors.PageIncomplete),
    "an empty id": (fields(id=""), errors.PageIncomplete),
    "no id": (fields()[1:], errors.PageIncomplete),
    "over 4 MB": (b"q.why=" + b"a" * MAX_BODY_WITH_FILE, errors.BodyTooLarge),
}
RATE = "Please give a rating from {lowest} to {highest}."
REFUSED: dict[str, tuple[Pairs, str]] = {
    "an unknown choice": (
        fields(("q.who", "minister")),
        "Please choose one of the answers offered.",
    ),
    "NUL": (fields(("q.why", "a\0b")), "The answer holds characters that cannot be stored."),
    "words for a number": (
        fields(("q.visits", "twice")),
        "Please write a number, for example 12.",
    ),
    "a day that does not exist": (
        fields(("q.day", "2026-02-30")),
        "Please give a date that exists.",
    ),
    "no answer to a required question": (
        fields(("q.overall", "")),
        RATE,
    ),
}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_bad_fields_are_refused_in_the_reader_s_language_and_store_nothing(
    anyone: Client, language: str, scan_table: Callable[[], object]
) -> None:
    before = scan_table()
    for name, (body, refusal) in MALFORMED.items():
        response = anyone.send_form(PAGE, body, Accept_Language=language)
        assert response.status == refusal.status, name
        assert response.headers["content-language"] == language
        assert locales.translate(refusal.message, language) in unescape(response.text), name
    for name, (pairs, message) in REFUSED.items():
        response = anyone.send_form(PAGE, pairs, Accept_Language=language)
        assert response.status == 422, name
        said = locales.translate(message, language, {"lowest": "1", "highest": "5"})
        assert said in unescape(response.text), name
    assert scan_table() == before


@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/mixed"])
def test_fields_of_another_content_type_are_refused_with_a_page(
    anyone: Client, content_type: str
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    response = anyone.request("POST", PAGE, body=b"q.who=guest", headers=headers)

    assert response.status == 415
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=b"])
def test_a_body_that_is_not_multipart_is_refused_with_a_page(
    anyone: Client, content_type: str
) -> None:
    response = anyone.request(
        "POST", PAGE, body=b"q.who=guest", headers={"Content-Type": content_type}
    )

    assert response.status == 400
    assert response.headers["content-type"].startswith("text/html")


def test_the_same_fields_as_multipart_are_the_same_submission(anyone: Client) -> None:
    assert anyone.send_form(PAGE, fields()).status == 303
    assert anyone.send_parts(PAGE, fields()).status == 303
    assert anyone.send_parts(PAGE, fields(("q.overall", "5"))).status == 409


def test_the_same_answers_as_fields_and_as_json_are_one_submission(anyone: Client) -> None:
    assert anyone.send_form(PAGE, fields()).status == 303

    submission = {"id": samples.ID, "version": 1, "answers": samples.ANSWERS}
    again = anyone.send_json(
        "POST", "/api/v1/events/round-table/forms/impressions/responses", submission
    )

    assert again.status == 200
