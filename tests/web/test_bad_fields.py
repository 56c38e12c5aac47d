"""What bad input gets that comes from a page: the same refusals as JSON, said on a page."""

from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING

import pytest

from chalicelib import errors, locales
from chalicelib.web.request import MAX_BODY_WITH_FILE, MAX_FIELDS
from tests.web.api import samples
from tests.web.client import Client

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.settings import Settings

Pairs = list[tuple[str, str]]
PAGE = "/e/round-table/impressions"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def fields(*more: tuple[str, str], **control: str) -> Pairs:
    own = {"_id": samples.ID, "_version": "1"} | {
        f"_{name}": text for name, text in control.items()
    }
    answers = [("q.who", "guest"), ("q.overall", "4")]
    changed = {name for name, _ in more}
    return [*own.items(), *(pair for pair in answers if pair[0] not in changed), *more]


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
    "nothing where something must be": (fields(("q.overall", "")), "Please answer this question."),
}


@pytest.fixture
def stored(
    dynoxide_client: "DynamoDBClient", dynoxide_settings: "Settings"
) -> Callable[[], object]:
    def scan() -> object:
        return dynoxide_client.scan(TableName=dynoxide_settings.table)["Items"]

    return scan


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_bad_fields_are_refused_in_the_reader_s_language_and_leave_nothing(
    anyone: Client, language: str, stored: Callable[[], object]
) -> None:
    before = stored()
    for name, (sent, refusal) in MALFORMED.items():
        received = anyone.send_form(PAGE, sent, Accept_Language=language)
        assert received.status == refusal.status, name
        assert received.headers["content-language"] == language
        assert locales.translate(refusal.message, language) in unescape(received.text), name
    for name, (sent, message) in REFUSED.items():
        received = anyone.send_form(PAGE, sent, Accept_Language=language)
        assert received.status == 422, name
        assert locales.translate(message, language) in unescape(received.text), name
    assert stored() == before


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/mixed"])
def test_fields_of_another_content_type_are_not_read(anyone: Client, content_type: str) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    received = anyone.request("POST", PAGE, body=b"q.who=guest", headers=headers)

    assert received.status == 415
    assert received.headers["content-type"].startswith("text/html")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=b"])
def test_a_body_that_is_not_in_parts_is_refused_on_a_page(
    anyone: Client, content_type: str
) -> None:
    received = anyone.request(
        "POST", PAGE, body=b"q.who=guest", headers={"Content-Type": content_type}
    )

    assert received.status == 400
    assert received.headers["content-type"].startswith("text/html")


@pytest.mark.usefixtures("filled")
def test_fields_in_parts_are_the_same_submission(anyone: Client) -> None:
    assert anyone.send_form(PAGE, fields()).status == 303
    assert anyone.send_parts(PAGE, fields()).status == 303
    assert anyone.send_parts(PAGE, fields(("q.overall", "5"))).status == 409


@pytest.mark.usefixtures("filled")
def test_what_is_sent_as_json_and_as_fields_is_one_submission(anyone: Client) -> None:
    assert anyone.send_form(PAGE, fields()).status == 303

    sent = {"id": samples.ID, "version": 1, "answers": samples.ANSWERS}
    again = anyone.send_json("POST", "/api/v1/events/round-table/forms/impressions/responses", sent)

    assert again.status == 200
