"""The order and the times in which an event's page offers its forms."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.events import Event, EventState
from chalicelib.domain.forms import Availability, FormRecord, FormState
from chalicelib.domain.offers import FormOffer, offer_forms
from chalicelib.forms.definition import Purpose

START = datetime(2026, 6, 13, 5, tzinfo=UTC)
END = START + timedelta(hours=3)
HOUR = timedelta(hours=1)
EVENT = Event.model_validate(
    {
        "id": "round-table",
        "kind": "round_table",
        "title": {"kk": "Дөңгелек үстел"},
        "starts_at": START,
        "ends_at": END,
        "state": "open",
    }
)


def form(purpose: str, **changes: object) -> FormRecord:
    fields = {"state": FormState.OPEN, "version": 1, **changes}
    return FormRecord(event=EVENT.id, name=purpose, purpose=purpose, title={}, **fields)  # type: ignore[arg-type] # a test's own fields


FORMS = [form(purpose) for purpose in Purpose]


def offer(record: FormRecord, now: datetime, **changes: object) -> FormOffer:
    (found,) = offer_forms(EVENT.model_copy(update=changes), [record], now)
    return found


@pytest.mark.parametrize(
    ("now", "offered", "others"),
    [
        (
            START - HOUR,
            ["registration", "questions", "proposals", "other"],
            [("impressions", Availability.SCHEDULED)],
        ),
        (START, ["registration", "questions", "impressions", "proposals", "other"], []),
        (
            END,
            ["impressions", "proposals", "questions", "other"],
            [("registration", Availability.CLOSED)],
        ),
    ],
)
def test_the_action_of_the_moment_comes_first(
    now: datetime, offered: Sequence[str], others: Sequence[tuple[str, Availability]]
) -> None:
    found = [(offer.record.name, offer.availability) for offer in offer_forms(EVENT, FORMS, now)]
    assert found == [*((name, Availability.OPEN) for name in offered), *others]


def test_impressions_without_a_time_are_offered_from_the_beginning_of_the_event() -> None:
    impressions = form("impressions")
    before = START - timedelta(days=180)
    assert offer(impressions, before) == FormOffer(
        impressions, Availability.SCHEDULED, opens_at=START
    )
    assert offer(impressions, START) == FormOffer(impressions, Availability.OPEN)


def test_times_that_an_organiser_set_are_kept_to() -> None:
    early = form("impressions", opens_at=START - 2 * HOUR)
    assert offer(early, START - HOUR).availability is Availability.OPEN
    late = form("registration", closes_at=END + 2 * HOUR)
    assert offer(late, END + HOUR) == FormOffer(late, Availability.OPEN, closes_at=END + 2 * HOUR)


def test_impressions_that_close_before_the_event_are_offered_until_then() -> None:
    closing = START - HOUR
    early = form("impressions", closes_at=closing)
    expected = FormOffer(early, Availability.OPEN, closes_at=closing)
    assert offer(early, START - 2 * HOUR) == expected
    assert offer(early, START - HOUR).availability is Availability.CLOSED


def test_a_form_opens_and_closes_with_its_event() -> None:
    registration = form("registration", opens_at=START - 9 * HOUR, closes_at=START)
    assert offer(registration, START - 12 * HOUR, opens_at=START - 6 * HOUR) == FormOffer(
        registration, Availability.SCHEDULED, opens_at=START - 6 * HOUR
    )
    assert offer(registration, START - 3 * HOUR, closes_at=START - HOUR) == FormOffer(
        registration, Availability.OPEN, closes_at=START - HOUR
    )


def test_a_closed_form_promises_no_opening() -> None:
    closed = form("registration", state=FormState.CLOSED, opens_at=START - HOUR)
    assert offer(closed, START - 2 * HOUR) == FormOffer(closed, Availability.CLOSED)


def test_a_draft_of_an_event_says_no_time_that_has_passed() -> None:
    registration = form("registration", opens_at=START - 2 * HOUR)
    assert offer(registration, START - HOUR, state=EventState.DRAFT) == FormOffer(
        registration, Availability.SCHEDULED
    )
    unpublished = form("registration", state=FormState.DRAFT, version=0)
    assert offer(unpublished, START - HOUR).availability is Availability.DRAFT
