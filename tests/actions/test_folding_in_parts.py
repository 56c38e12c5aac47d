"""A summary of many answers is folded in parts: by who asks for it, and by the schedule while nobody does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import deadlines, errors
from chalicelib.actions import drafts, forms, summaries
from chalicelib.actions.services import Services
from chalicelib.domain import stat_folds as folds
from chalicelib.domain.permissions import SYSTEM
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.forms import definition
from chalicelib.forms.validation import read_definition
from chalicelib.settings import Settings
from chalicelib.storage import checkpoints, state_parts
from chalicelib.storage.arrivals import Arrival
from chalicelib.storage.table import Table
from tests.actions.summary_setting import EVENT_AND_FORM, clock_of, make_services, response, store
from tests.domain.summary_samples import DEFINITION, EVENT, FORMS

STORED = 20


@pytest.fixture
def services(
    local_table: Table, local_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Services:
    """Return services with twenty responses, of which a part holds two or three."""
    monkeypatch.setattr(checkpoints, "_PAGE", 3)
    monkeypatch.setattr(summaries, "PART", timedelta(0))
    monkeypatch.setattr(summaries, "REQUEST_BUDGET", timedelta(0))
    services = make_services(local_table, local_settings)
    for _ in range(STORED):
        store(services, response(services, overall=4))
        clock_of(services).forward(seconds=1)
    clock_of(services).forward(seconds=3600)
    for arrival in services.arrivals.all():
        services.arrivals.remove(arrival)
    return services


@pytest.fixture
def request_deadline() -> Iterator[None]:
    with deadlines.begin(20, lambda: 0.0):
        yield


def read_state(services: Services) -> bytes | None:
    return services.checkpoints.read(*EVENT_AND_FORM).state


def count_stored(services: Services) -> int:
    """Return how many responses the checkpoint holds."""
    state = folds.from_bytes(read_state(services) or folds.EMPTY.to_bytes(), FORMS)
    assert state is not None
    return state.responses


def note(services: Services) -> None:
    services.arrivals.note(*EVENT_AND_FORM, services.clock())


def expected_state(services: Services) -> bytes:
    stored = list(services.submissions.read_all(*EVENT_AND_FORM, shards=1))
    fold = folds.fold(folds.EMPTY, [each.stat_line for each in stored], FORMS)
    moments = (to_timestamp(each.received_at) for each in stored)
    return folds.note_arrivals(fold, moments).to_bytes()


def count_or_tell(services: Services, told: list[int]) -> int | None:
    """Return how many responses the summary counts, None if it is unfinished; then ``told`` gains what it told."""
    try:
        return summaries.read_summary(services, SYSTEM, *EVENT_AND_FORM).responses
    except errors.SummaryUnfinished as unfinished:
        told.append(unfinished.counted)
        return None


@pytest.mark.usefixtures("request_deadline")
def test_an_early_reader_is_told_how_many_are_counted_and_never_a_figure(
    services: Services,
) -> None:
    told = list[int]()
    while (counted := count_or_tell(services, told)) is None:
        assert count_stored(services) == told[-1]
    assert len(told) > 3
    assert told == sorted(set(told))  # each went on where the one before had to stop
    assert counted == STORED
    assert services.arrivals.all() == [Arrival(*EVENT_AND_FORM, services.clock())]


def test_a_job_that_asks_too_early_leaves_no_note(services: Services) -> None:
    """Its function may write no notes; its queue brings it back."""
    with pytest.raises(errors.SummaryUnfinished):
        summaries.read_summary(services, SYSTEM, *EVENT_AND_FORM)
    assert services.arrivals.all() == []


def test_the_schedule_folds_part_after_part_while_nobody_reads(services: Services) -> None:
    note(services)
    assert summaries.advance_checkpoints(services) == 1
    revision = services.checkpoints.read(*EVENT_AND_FORM).revision
    assert revision > 3  # one for each part
    assert read_state(services) == expected_state(services)


def test_the_schedule_goes_on_where_a_crash_came_between_two_parts(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(services)
    save, saved = services.checkpoints.save, list[int]()

    def crash_at_the_third(*args: object, **named: object) -> bool:
        saved.append(1)
        if len(saved) == 3:
            raise KeyboardInterrupt
        return save(*args, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(services.checkpoints, "save", crash_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            summaries.advance_checkpoints(services)
    assert 0 < count_stored(services) < STORED
    assert summaries.advance_checkpoints(services) == 1
    assert read_state(services) == expected_state(services)


def test_the_schedule_ends_in_time_and_keeps_the_note(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(services)
    clock_of(services).forward(seconds=3600)
    monkeypatch.setattr(summaries, "SCHEDULED_BUDGET", timedelta(seconds=10))
    save = services.checkpoints.save

    def save_slowly(*args: object, **named: object) -> bool:
        clock_of(services).forward(seconds=4)
        return save(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(services.checkpoints, "save", save_slowly)
    assert summaries.advance_checkpoints(services) == 0
    assert services.checkpoints.read(*EVENT_AND_FORM).revision == 3
    assert len(services.arrivals.all()) == 1


@pytest.mark.usefixtures("request_deadline")
def test_a_state_of_several_items_is_folded_in_parts_to_its_end(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_parts, "LARGEST_PART", 60)
    told = list[int]()
    while (counted := count_or_tell(services, told)) is None:
        assert count_stored(services) == told[-1]
    assert len(told) > 3
    assert counted == STORED
    assert services.checkpoints.read(*EVENT_AND_FORM).parts > 1


@pytest.mark.usefixtures("request_deadline")
def test_a_fold_too_large_to_be_kept_is_refused_once_and_for_all(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No page that would load itself again for ever."""
    monkeypatch.setattr(state_parts, "LARGEST_PART", 10)
    with pytest.raises(errors.SummaryTooLarge):
        summaries.read_summary(services, SYSTEM, *EVENT_AND_FORM)
    assert services.arrivals.all() == []
    assert read_state(services) is None


def test_a_fold_that_cannot_be_saved_is_not_tried_for_ever(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_parts, "LARGEST_PART", 10)
    note(services)
    clock_of(services).forward(seconds=3600)
    assert summaries.advance_checkpoints(services) == 1
    assert read_state(services) is None
    assert services.arrivals.all() == []


def test_forms_take_turns_while_the_schedule_folds(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form that few answers came in for does not wait until one with many is folded."""
    services.events.create(
        EVENT.model_copy(update={"id": "short"}), b"a key that is only for tests"
    )
    definition_bytes = definition.dump(read_definition(DEFINITION))
    drafts.save_form(services, SYSTEM, "short", EVENT_AND_FORM[1], definition_bytes)
    forms.publish_form(services, SYSTEM, "short", EVENT_AND_FORM[1], shards=1)
    for _ in range(5):
        store(services, replace(response(services, overall=4), event="short"))
        clock_of(services).forward(seconds=1)
    clock_of(services).forward(seconds=600)
    note(services)
    save, folded = services.checkpoints.save, list[str]()

    def note_event(event: str, form: str, **state: Any) -> bool:
        folded.append(event)
        return save(event, form, **state)

    monkeypatch.setattr(services.checkpoints, "save", note_event)
    assert summaries.advance_checkpoints(services) == 2
    assert len(folded) > 11
    assert "short" in folded[:2]
    assert set(folded[8:]) == {EVENT_AND_FORM[0]}
