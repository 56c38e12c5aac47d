"""Whatever the database does, a page that was sent comes back with everything in it, in its own language."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from chalicelib.actions import stored_submissions
from chalicelib.actions.services import Services
from chalicelib.storage.table import Table
from chalicelib.web.participant import ROUTES
from tests.web.client import Client, HttpResponse, app_of
from tests.web.participant.conftest import ORGANISER, Site

FORM: Final = "/e/round-table/registration"
ID: Final = "7d0c1c0e-3f52-4a55-9d3e-0a4a6f1f0001"
TYPED: Final = 'Әйгерім "А" <b>'
SENT: Final = [
    ("_id", ID),
    ("_version", "1"),
    ("_started", "2026-06-01T06:00:00+00:00"),
    ("_fit", "1"),
    ("q.who", "teacher"),
    ("q.name", TYPED),
    ("q.email", "aigerim@pikir.example"),
]
HEADINGS: Final = {
    "ru": "Ещё не отправлено",
    "kk": "Әлі жіберілген жоқ",
    "en": "Not sent yet",
}
URL: Final = "https://dynamodb.example"
STOPPED: Final = EndpointConnectionError(endpoint_url=URL)
SLOW: Final = ReadTimeoutError(endpoint_url=URL)
THROTTLED: Final = ClientError(
    {"Error": {"Code": "ThrottlingException", "Message": "Rate exceeded"}}, "Query"
)
WRONG_CLOCK: Final = ClientError(
    {
        "Error": {
            "Code": "InvalidSignatureException",
            "Message": "Signature expired: 20260613T050000Z is now earlier than 20260613T060500Z (… - 5 min.)",
        }
    },
    "Query",
)
MISSING: Final = ClientError(
    {"Error": {"Code": "ResourceNotFoundException", "Message": "no such table"}}, "Query"
)


@dataclass
class FaultyClient:
    """A client of DynamoDB whose calls fail from one of them on."""

    client: Any
    fault: Exception
    first: int
    calls: int = 0

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**parameters: object) -> Any:  # noqa: ANN401 -- what the client answers
            self.calls += 1
            if self.calls > self.first:
                raise self.fault
            return getattr(self.client, operation)(**parameters)

        return call


@dataclass(frozen=True)
class Outage:
    """A browser on a Pikir whose database fails from a call on."""

    browser: Client
    client: FaultyClient


def outage(site: Site, fault: Exception, first: int, *, warm: bool = False) -> Outage:
    """Start a process of Pikir on a database that fails after ``first`` calls, counted when it is warm."""
    client = FaultyClient(site.services.table._client, fault, first=10**6)
    services = replace(site.services, table=Table(client, site.services.table.name))
    if warm:
        entry = services.catalogue.entry("round-table", "registration")
        services.catalogue.form(entry.event, entry.record, 1)
    client.calls, client.first = 0, first
    return Outage(Client(app_of(ROUTES, services)), client)


def hidden_fields(page: str) -> list[tuple[str, str]]:
    pairs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return [(html.unescape(name), html.unescape(value)) for name, value in pairs]


def assert_not_sent(reply: HttpResponse, language: str) -> None:
    assert reply.status == 503
    assert reply.headers["retry-after"] == "2"
    assert reply.headers["cache-control"] == "private, no-cache"
    assert reply.headers["content-language"] == language
    assert f'<html lang="{language}">' in reply.text
    assert HEADINGS[language] in reply.text
    assert html.escape(TYPED, quote=False).replace('"', "&#34;") in reply.text


def stored_ids(services: Services) -> list[str]:
    page = stored_submissions.list_submissions(services, ORGANISER, "round-table", "registration")
    return [row.id for row in page.rows]


@pytest.mark.parametrize(
    ("language", "fault"),
    [("ru", STOPPED), ("kk", SLOW), ("en", THROTTLED), ("ru", WRONG_CLOCK)],
    ids=str,
)
def test_a_cold_function_carries_everything_and_the_same_id_arrives_once(
    site: Site, language: str, fault: Exception
) -> None:
    sent = [*SENT, ("_shown", language)]
    for first in range(20):
        cut = outage(site, fault, first)
        other = "kk" if language == "ru" else "ru"
        reply = cut.browser.send_form(FORM, sent, Accept_Language=other)
        if reply.status == 303:  # what is still to do after the write does not matter
            break
        assert_not_sent(reply, language)
        if first == 0:
            assert hidden_fields(reply.text) == sent
            kiosk = f"{FORM}?kiosk=1&lang={other}"
            assert f'action="{html.escape(kiosk)}"' in cut.browser.send_form(kiosk, sent).text
    assert first > 3
    assert site.browser.send_form(FORM, sent).status == 303
    assert stored_ids(site.services) == [ID]


def test_a_warm_function_shows_the_form_itself_filled_in(site: Site) -> None:
    sent = [*SENT, ("_shown", "ru")]
    for first in range(20):
        cut = outage(site, STOPPED, first, warm=True)
        reply = cut.browser.send_form(FORM, sent)
        if reply.status == 303:  # what is still to do after the write does not matter
            break
        assert_not_sent(reply, "ru")
        assert 'id="answers"' in reply.text
        assert dict(hidden_fields(reply.text))["_id"] == ID
        assert re.search(r'value="teacher"[^>]* checked', reply.text)
    assert first > 1


def test_a_pressed_button_that_sends_nothing_is_pressed_again(site: Site) -> None:
    sent = [*SENT, ("_shown", "kk"), ("_language", "ru")]
    reply = outage(site, STOPPED, 0, warm=True).browser.send_form(FORM, sent)
    assert_not_sent(reply, "kk")
    assert hidden_fields(reply.text) == sent
    again = site.browser.send_form(FORM, hidden_fields(reply.text))
    assert (again.status, again.headers["content-language"]) == (200, "ru")


def test_a_table_that_is_missing_loses_nothing_either(site: Site) -> None:
    sent = [*SENT, ("q.lines", "бір\nекі"), ("q.lines", ""), ("_shown", "ru")]
    reply = outage(site, MISSING, 0).browser.send_form(FORM, sent)
    assert (reply.status, "retry-after" in reply.headers) == (500, False)
    assert "Ещё не отправлено" in reply.text
    assert hidden_fields(reply.text) == sent


def test_a_file_is_asked_for_again(site: Site) -> None:
    photo = ("q.photo.file", 'a"b.png', "image/png", b"\x89PNG\r\n\x1a\n")
    arrived = [("q.paper", ID), (f"_name.{ID}", "хат.pdf")]
    pairs = [*SENT, *arrived, ("_shown", "ru")]
    reply = outage(site, STOPPED, 0).browser.send_parts(FORM, pairs, [photo])
    assert reply.status == 503
    assert 'enctype="multipart/form-data"' in reply.text
    assert 'name="q.photo.file" type="file"' in reply.text
    assert "Выберите файл ещё раз: a&#34;b.png" in reply.text
    assert '<dd class="lines">хат.pdf</dd>' in reply.text
    assert set(arrived) <= set(hidden_fields(reply.text))


def test_a_form_that_cannot_be_read_is_refused_as_ever(site: Site) -> None:
    broken = outage(site, STOPPED, 0).browser.send_form(FORM, b"%ff=%fe")
    assert (broken.status, "data-unsent" in broken.text) == (400, False)
    shown = outage(site, STOPPED, 0).browser.get(FORM)
    assert (shown.status, "data-unsent" in shown.text) == (503, False)
