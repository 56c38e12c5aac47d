"""What those registered were told, what is still to be told, and what the letter says."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain.event_documents import read_event
from chalicelib.domain.events import Event, EventState, announce, with_announcement
from chalicelib.domain.events.announcements import Announcement
from chalicelib.domain.notifications import (
    Notification,
    letter_parameters,
    mark_told,
    pending_announcement,
)
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import Response
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from tests.actions.setting import REGISTRATION, as_json, event_document

NOW = datetime(2026, 6, 1, tzinfo=UTC)
EVENT = read_event(as_json(event_document()))
CHOICES = {"categories": [{"name": "teacher", "label": {"kk": "Мұғалім"}}]}
TOLD = with_announcement(EVENT)
VENUE = {"kk": "Басқа зал", "en": "Another hall"}
MOVED = TOLD.model_copy(update={"venue": VENUE, "revision": 4})
CANCELLED = TOLD.model_copy(
    update={"state": EventState.CANCELLED, "cancellation_reason": {"kk": "Карантин"}}
)


def test_an_announcement_holds_time_place_and_whether_it_takes_place() -> None:
    assert announce(EVENT) == Announcement.model_construct(
        starts_at=EVENT.starts_at,
        ends_at=EVENT.ends_at,
        time_zone=EVENT.time_zone,
        venue=EVENT.venue,
        is_cancelled=False,
    )
    assert announce(CANCELLED).is_cancelled


def test_the_first_opening_notes_the_facts_that_people_are_told() -> None:
    draft = EVENT.model_copy(update={"state": EventState.DRAFT})
    assert with_announcement(draft) is draft
    assert with_announcement(EVENT, draft).announced == announce(EVENT)
    closed = MOVED.model_copy(update={"state": EventState.CLOSED, "announced": None})
    assert with_announcement(closed, EVENT).announced == announce(EVENT)
    assert with_announcement(closed, closed) is closed
    assert with_announcement(MOVED, EVENT) is MOVED


@pytest.mark.parametrize(
    ("event", "is_pending"),
    [
        (EVENT, False),
        (TOLD, False),
        (MOVED, True),
        (CANCELLED, True),
        (MOVED.model_copy(update={"state": EventState.CLOSED}), True),
        (MOVED.model_copy(update={"state": EventState.ARCHIVED}), False),
        (MOVED.model_copy(update={"state": EventState.DRAFT}), False),
        (TOLD.model_copy(update={"title": VENUE}), False),
    ],
)
def test_only_what_people_rely_on_waits_for_a_decision(event: Event, is_pending: bool) -> None:
    assert pending_announcement(event) == (TOLD.announced if is_pending else None)


def test_once_it_is_decided_nothing_is_left_to_tell() -> None:
    told = mark_told(MOVED)
    assert told == MOVED.model_copy(update={"announced": announce(MOVED), "revision": 5})
    assert pending_announcement(told) is None


def notify(before: Event, now: Event) -> Notification:
    return Notification(
        id="n",
        created_at=NOW,
        event=now.id,
        before=announce(before),
        now=announce(now),
        form="registration",
    )


def write(before: Event, now: Event, **answers: str) -> dict[str, str]:
    category, name, *_ = REGISTRATION["questions"]
    form = Form(
        read_definition({**REGISTRATION, "choices": CHOICES, "questions": [category, name]}), 1
    )
    given = {"category": "teacher", **answers}
    response = Response(
        id="r",
        event=now.id,
        form="registration",
        version=1,
        language="kk",
        received_at=NOW,
        category="teacher",
        answers=given,
        stat_line="",
        payload_hash="",
        receipt="AAAAA-BBBBB",
    )
    registration = Registration.of(response, received_at=NOW, seat=1, claims=())
    notification = notify(before, now)
    return dict(
        letter_parameters(notification, now, registration, form.restore(given), "https://p.example")
    )


ALWAYS = {
    "event": "Дөңгелек үстел",
    "receipt": "AAAAA-BBBBB",
    "link": "https://p.example",
    "time_zone": "Asia/Almaty",
    "starts_at": "2026-06-13T10:00:00+05:00",
    "ends_at": "2026-06-13T13:00:00+05:00",
    "venue": "Облыстық кітапхана",
}


def test_a_letter_names_the_old_beside_the_new_where_they_differ() -> None:
    assert write(EVENT, MOVED, name="Дана") == {
        **ALWAYS,
        "name": "Дана",
        "venue": "Басқа зал",
        "old_venue": "Облыстық кітапхана",
    }
    longer = EVENT.model_copy(update={"ends_at": EVENT.ends_at.replace(hour=14)})
    assert write(EVENT, longer) == {
        **ALWAYS,
        "ends_at": "2026-06-13T14:00:00+05:00",
        "old_starts_at": "2026-06-13T10:00:00+05:00",
        "old_ends_at": "2026-06-13T13:00:00+05:00",
    }


def test_a_letter_about_a_cancellation_gives_the_reason_and_one_about_its_end_none() -> None:
    assert write(EVENT, CANCELLED) == {**ALWAYS, "reason": "Карантин"}
    restored = CANCELLED.model_copy(update={"state": EventState.OPEN})
    assert write(CANCELLED, restored) == ALWAYS


@pytest.mark.parametrize(
    ("before", "now", "template"),
    [
        (EVENT, MOVED, "event_changed"),
        (EVENT, CANCELLED, "event_cancelled"),
        (CANCELLED, CANCELLED, "event_cancelled"),
        (CANCELLED, EVENT, "event_restored"),
    ],
)
def test_each_change_has_its_letter(before: Event, now: Event, template: str) -> None:
    assert notify(before, now).template == template
