"""An event as a file for a calendar, read by the rules of RFC 5545."""

import json
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from chalicelib.actions import events
from chalicelib.domain.events import Event
from chalicelib.domain.events.calendar_entries import CalendarEntry, calendar_uid
from chalicelib.forms.text import STORED
from chalicelib.web.participant.icalendar import write_calendar
from tests.web.participant.conftest import EVENT, ORGANISER, REGISTRATION, Site
from tests.web.participant.test_pages import FORM, open_form

ADDRESS = "/calendar/round-table"
UID = UUID("7d5c2f9a-16f4-4e35-9a39-1c53c1d0ec0d")
NOW = datetime(2026, 6, 1, 6, tzinfo=UTC)


def read_lines(content: str) -> list[tuple[str, str]]:
    """Return the file's lines as names with their parameters and values: unfolded, with escapes resolved."""
    assert content.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))
    lines = content.removesuffix("\r\n").replace("\r\n ", "").split("\r\n")
    assert not any(re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line) for line in lines)
    pairs = (line.partition(":") for line in lines)
    return [(name, unescape(value)) for name, _, value in pairs]


def unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), text)


def read(site: Site, address: str = ADDRESS) -> dict[str, str]:
    reply = site.browser.get(address)
    assert reply.status == 200
    return dict(read_lines(reply.text))


def write(**changes: object) -> list[tuple[str, str]]:
    event = Event.model_validate({**EVENT, **changes}, context=STORED)
    entry = CalendarEntry(event, UID, NOW)
    return read_lines(write_calendar(entry, "kk", address="https://pikir.example/e/round-table"))


def test_an_event_is_one_entry_in_utc() -> None:
    organiser = {"name": {"kk": "Білім бөлімі"}, "phone": "+7 (7162) 25-00-00"}
    assert write(organiser=organiser, revision=3) == [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Pikir//Pikir//EN"),
        ("BEGIN", "VEVENT"),
        ("UID", str(UID)),
        ("DTSTAMP", "20260601T060000Z"),
        ("SEQUENCE", "3"),
        ("STATUS", "CONFIRMED"),
        ("DTSTART", "20260613T050000Z"),
        ("DTEND", "20260613T083000Z"),
        ("SUMMARY;LANGUAGE=kk", "Мектеп пен отбасы"),
        ("LOCATION;LANGUAGE=kk", "Мәдениет үйі"),
        ("DESCRIPTION;LANGUAGE=kk", "Бірге ойласу\n\nhttps://pikir.example/e/round-table"),
        ("URL", "https://pikir.example/e/round-table"),
        ("CONTACT;LANGUAGE=kk", "Білім бөлімі, +7 (7162) 25-00-00"),
        ("END", "VEVENT"),
        ("END", "VCALENDAR"),
    ]


@pytest.mark.parametrize("shift", range(4))
def test_any_text_is_escaped_and_folded(shift: int) -> None:
    title = "a" * shift + "Бала, еңбек; \\n құқық:\nекінші жол\t👩‍🏫 " * 30
    lines = dict(write(title={"kk": title}, venue={"kk": "x" * 74}))
    assert lines["SUMMARY;LANGUAGE=kk"] == title
    assert lines["LOCATION;LANGUAGE=kk"] == "x" * 74


def test_no_control_character_of_a_stored_text_is_written() -> None:
    lines = dict(write(title={"kk": "A\x0bB\x00C\r\nD\rE"}))
    assert lines["SUMMARY;LANGUAGE=kk"] == "ABC\nD\nE"


def test_the_file_is_in_the_language_of_the_page_or_says_where_a_text_is_not(site: Site) -> None:
    site.change(venue={"ru": None, "en": None})
    reply = site.browser.get(f"{ADDRESS}?lang=ru")
    assert reply.headers["content-type"] == "text/calendar; charset=utf-8"
    assert reply.headers["content-disposition"] == 'inline; filename="round-table.ics"'
    assert reply.headers["content-language"] == "ru"
    lines = dict(read_lines(reply.text))
    assert lines["SUMMARY;LANGUAGE=ru"] == "Школа и семья"
    assert lines["LOCATION;LANGUAGE=kk"] == "Мәдениет үйі"
    assert lines["URL"] == "https://pikir.example/e/round-table"
    site.change(languages=["kk"], incomplete_languages=[])
    assert read(site, f"{ADDRESS}?lang=ru")["SUMMARY;LANGUAGE=kk"] == "Мектеп пен отбасы"


def test_a_change_replaces_the_entry_and_a_cancellation_cancels_it(site: Site) -> None:
    before = read(site)
    site.change(starts_at="2026-06-13T11:00:00+05:00")
    after = read(site)
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["DTSTART"] == "20260613T060000Z"
    site.change(state="cancelled", cancellation_reason={"kk": "Карантин жарияланды"})
    cancelled = read(site)
    assert (cancelled["UID"], cancelled["STATUS"]) == (before["UID"], "CANCELLED")
    assert cancelled["DESCRIPTION;LANGUAGE=kk"].startswith(
        "Бұл іс\u2011шара өткізілмейді.\nКарантин жарияланды\n\nБірге ойласу"
    )


def test_another_event_has_another_uid() -> None:
    assert calendar_uid(b"a" * 32) == calendar_uid(b"a" * 32)
    assert calendar_uid(b"a" * 32) != calendar_uid(b"b" * 32)


def test_a_draft_and_an_unknown_event_have_no_file(site: Site) -> None:
    draft = {**EVENT, "id": "draft", "state": "draft"}
    events.create_event(site.services, ORGANISER, json.dumps(draft).encode())
    assert site.browser.get("/calendar/draft").status == 404
    assert site.browser.get("/calendar/nothing").status == 404


def test_the_page_offers_the_file_until_the_event_is_over(site: Site) -> None:
    link = f'href="{ADDRESS}?lang=kk"'
    assert link in site.browser.get("/e/round-table").text
    site.change(state="cancelled")
    assert link not in site.browser.get("/e/round-table").text
    site.change(state="open")
    site.clock.pass_by(timedelta(days=20))
    assert link not in site.browser.get("/e/round-table").text


def test_the_receipt_of_a_registration_offers_the_file(site: Site) -> None:
    pairs = [*open_form(site), ("q.who", "pupil"), ("q.name", "Дана"), ("q.email", "")]
    receipt = site.browser.send_form(FORM, pairs).headers["location"]
    assert f'href="{ADDRESS}?lang=kk"' in site.browser.get(receipt).text
    site.publish({**REGISTRATION, "name": "other", "purpose": "other"})
    pairs = [*open_form(site, "/e/round-table/other"), ("q.who", "pupil"), ("q.name", "Дана")]
    receipt = site.browser.send_form("/e/round-table/other", pairs).headers["location"]
    assert ADDRESS not in site.browser.get(receipt).text
