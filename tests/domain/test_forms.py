"""A form's record: when it takes answers, what the API shows of it, and in which order forms are listed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.domain.events import Event, EventState
from chalicelib.domain.form_files import FormFile, FormFileView
from chalicelib.domain.form_views import FormTimes, FormView, patch_times
from chalicelib.domain.forms import (
    Availability,
    FormRecord,
    FormState,
    availability,
    sort_by_purpose,
)
from tests.forms.definitions import codes

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
RECORD = FormRecord(
    event="round-table",
    name="impressions",
    purpose="impressions",
    title={"kk": "Әсерлер"},
    state=FormState.OPEN,
    version=2,
    has_draft=True,
    opens_at=NOON,
    closes_at=NOON + timedelta(hours=1),
    published=(NOON - timedelta(days=2), NOON - timedelta(days=1)),
)

EVENT = Event.model_validate(
    {
        "id": "round-table",
        "kind": "round_table",
        "title": "Үстел",
        "starts_at": "2026-06-13T10:00:00+05:00",
        "ends_at": "2026-06-13T13:00:00+05:00",
        "state": "open",
    }
)


@pytest.mark.parametrize(
    ("event", "form", "expected"),
    [
        ({}, {}, Availability.OPEN),
        ({}, {"version": 0, "state": FormState.DRAFT}, Availability.DRAFT),
        ({}, {"state": FormState.CLOSED}, Availability.CLOSED),
        ({}, {"opens_at": NOON + timedelta(seconds=1)}, Availability.SCHEDULED),
        ({}, {"closes_at": NOON, "opens_at": None}, Availability.CLOSED),
        ({"state": EventState.DRAFT}, {}, Availability.SCHEDULED),
        ({"state": EventState.DRAFT}, {"state": FormState.CLOSED}, Availability.CLOSED),
        ({"opens_at": NOON + timedelta(seconds=1)}, {}, Availability.SCHEDULED),
        ({"closes_at": NOON}, {}, Availability.CLOSED),
        ({"state": EventState.CLOSED}, {}, Availability.CLOSED),
        ({"state": EventState.ARCHIVED}, {}, Availability.CLOSED),
        (
            {"state": EventState.ARCHIVED},
            {"opens_at": NOON + timedelta(seconds=1)},
            Availability.CLOSED,
        ),
    ],
)
def test_a_form_takes_answers_only_where_its_event_does(
    event: dict[str, Any], form: dict[str, Any], expected: Availability
) -> None:
    record = replace(RECORD, **form)
    assert availability(EVENT.model_copy(update=event), record, NOON) is expected


def test_a_form_is_shown_with_its_times_and_versions() -> None:
    assert FormView.of(RECORD, EVENT, NOON).model_dump(mode="json") == {
        "event": "round-table",
        "name": "impressions",
        "purpose": "impressions",
        "title": {"kk": "Әсерлер"},
        "state": "open",
        "availability": "open",
        "version": 2,
        "has_draft": True,
        "opens_at": "2026-06-01T12:00:00Z",
        "closes_at": "2026-06-01T13:00:00Z",
        "published": ["2026-05-30T12:00:00Z", "2026-05-31T12:00:00Z"],
    }


def test_forms_are_listed_by_purpose_and_those_of_one_purpose_by_name() -> None:
    def record(purpose: str, name: str) -> FormRecord:
        return replace(RECORD, purpose=purpose, name=name)

    records = [
        record("other", "a"),
        record("impressions", "z"),
        record("impressions", "b"),
        record("registration", "y"),
    ]
    listed = [each.name for each in sort_by_purpose(records)]
    assert listed == ["y", "b", "z", "a"]


def test_a_file_of_a_form_is_shown_with_its_digest() -> None:
    file = FormFile(name="cities.csv", content_type="text/csv", size=7, digest="ab" * 32)
    assert FormFileView.of(file).model_dump(mode="json") == {
        "name": "cities.csv",
        "type": "text/csv",
        "size": 7,
        "sha256": "ab" * 32,
    }


def test_a_form_takes_answers_from_its_opening_until_before_its_closing() -> None:
    RECORD.refuse_unless_open(NOON)
    RECORD.refuse_unless_open(NOON + timedelta(hours=1) - timedelta(microseconds=1))
    with pytest.raises(errors.FormNotYetOpen):
        RECORD.refuse_unless_open(NOON - timedelta(microseconds=1))
    with pytest.raises(errors.FormClosed):
        RECORD.refuse_unless_open(NOON + timedelta(hours=1))


@pytest.mark.parametrize("state", [FormState.CLOSED, FormState.DRAFT])
def test_a_form_that_is_not_open_takes_no_answers(state: FormState) -> None:
    with pytest.raises(errors.FormClosed):
        replace(RECORD, state=state).refuse_unless_open(NOON)
    with pytest.raises(errors.FormClosed):
        replace(RECORD, state=state, closes_at=None).refuse_unless_open(NOON)


@pytest.mark.parametrize("state", [FormState.OPEN, FormState.CLOSED])
def test_a_published_form_is_opened_and_closed(state: FormState) -> None:
    assert RECORD.move_to(state) == replace(RECORD, state=state)


def test_a_form_without_a_version_is_not_opened() -> None:
    with pytest.raises(errors.NotPublished):
        replace(RECORD, state=FormState.DRAFT).move_to(FormState.OPEN)


@pytest.mark.parametrize(
    ("patch", "opens_at", "closes_at"),
    [
        (b"{}", RECORD.opens_at, RECORD.closes_at),
        (b'{"opens_at": null}', None, RECORD.closes_at),
        (b'{"closes_at": null}', RECORD.opens_at, None),
        (b'{"closes_at": "2026-06-01T15:00Z"}', NOON, NOON + timedelta(hours=3)),
    ],
)
def test_a_patch_changes_the_times_that_it_names(
    patch: bytes, opens_at: datetime | None, closes_at: datetime | None
) -> None:
    assert patch_times(RECORD, patch) == FormTimes(opens_at=opens_at, closes_at=closes_at)


@pytest.mark.parametrize(
    ("patch", "problem"),
    [
        (b'{"closes_at": "2026-06-01T12:00Z"}', ("/closes_at", "event.closes_before_it_opens")),
        (b'{"opens_at": "tomorrow"}', ("/opens_at", "event.bad_moment")),
        (b'{"state": "open"}', ("/state", "event.unknown_key")),
        (b"[]", ("", "event.wrong_type")),
    ],
)
def test_times_that_cannot_be_are_refused(patch: bytes, problem: tuple[str, str]) -> None:
    with pytest.raises(errors.FormRefused) as refused:
        patch_times(RECORD, patch)
    assert codes(refused.value.problems) == [problem]
