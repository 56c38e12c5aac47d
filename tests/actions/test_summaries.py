import copy
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.actions import forms, stored_submissions, summaries
from chalicelib.actions.permissions import find_published
from chalicelib.actions.services import Services
from chalicelib.domain import submissions
from chalicelib.domain.permissions import SYSTEM
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from chalicelib.settings import Settings
from chalicelib.storage import state_parts
from chalicelib.storage.table import Table
from tests.actions.summary_setting import (
    EVENT_AND_FORM,
    START,
    clock_of,
    make_services,
    publish,
    response,
    store,
)
from tests.domain.summary_samples import DEFINITION, EVENT


@pytest.fixture
def services(local_table: Table, local_settings: Settings) -> Services:
    return make_services(local_table, local_settings)


def read_summary(services: Services) -> dict[str, Any]:
    return summaries.read_summary(services, SYSTEM, *EVENT_AND_FORM).model_dump(mode="json")


def read_overall(services: Services) -> dict[str, Any]:
    questions = {question["name"]: question for question in read_summary(services)["questions"]}
    question: dict[str, Any] = questions["overall"]
    return question


def fill(services: Services, count: int, *, shards: int = 1, overall: int = 4) -> None:
    """Store that many responses and move the clock until all lie behind the horizon."""
    for _ in range(count):
        store(services, response(services, overall=overall), shards=shards)
    clock_of(services).forward(seconds=3600)


def test_a_summary_counts_every_response_received_so_far(services: Services) -> None:
    store(services, response(services, overall=5), response(services, overall=4))
    document = read_summary(services)
    assert document["responses"] == 2
    assert document["through"] == "2026-06-13T05:00:00.000000Z"
    assert read_overall(services)["mean"] == 4.5


def test_an_unknown_event_or_form_has_no_summary(services: Services) -> None:
    with pytest.raises(errors.EventNotFound):
        summaries.read_summary(services, SYSTEM, "no-event", "impressions")
    with pytest.raises(errors.FormNotFound):
        summaries.read_summary(services, SYSTEM, EVENT.id, "nothing")


def test_reading_advances_the_checkpoint_when_the_tail_is_long(services: Services) -> None:
    fill(services, 3)
    assert read_summary(services)["responses"] == 3
    assert services.checkpoints.read(*EVENT_AND_FORM).state is None
    fill(services, summaries.WORTH_SAVING)
    assert read_summary(services)["responses"] == 3 + summaries.WORTH_SAVING
    saved = services.checkpoints.read(*EVENT_AND_FORM)
    assert saved.state is not None
    horizon = clock_of(services)() - submissions.IN_FLIGHT
    assert saved.through == (horizon.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),)
    assert list(services.checkpoints.tail(*EVENT_AND_FORM, 0, after=saved.through[0])) == [[]]
    assert (
        summaries.read_summary(services, SYSTEM, *EVENT_AND_FORM).responses
        == 3 + summaries.WORTH_SAVING
    )


def test_a_submission_still_in_flight_is_counted_when_it_lands(services: Services) -> None:
    assert timedelta(seconds=60) <= submissions.IN_FLIGHT
    fill(services, summaries.WORTH_SAVING)
    late = response(services, overall=1)
    clock_of(services).forward(seconds=59)
    assert read_summary(services)["responses"] == summaries.WORTH_SAVING
    store(services, late)
    assert read_summary(services)["responses"] == summaries.WORTH_SAVING + 1


def test_the_schedule_moves_a_form_on_until_everything_is_folded(services: Services) -> None:
    """The last response is still fresh at the first run; the note stays until it is settled."""
    fill(services, 2)
    store(services, response(services, overall=1))
    assert summaries.advance_checkpoints(services) == 1
    first = services.checkpoints.read(*EVENT_AND_FORM)
    clock_of(services).forward(seconds=600)
    assert summaries.advance_checkpoints(services) == 1
    last = services.checkpoints.read(*EVENT_AND_FORM)
    assert last.state != first.state
    assert list(services.checkpoints.tail(*EVENT_AND_FORM, 0, after=last.through[0])) == [[]]
    assert services.arrivals.all() == []
    assert summaries.advance_checkpoints(services) == 0
    assert read_summary(services)["responses"] == 3


def test_a_form_is_folded_again_after_an_erasure(services: Services) -> None:
    gone = response(services, overall=1)
    store(services, gone)
    fill(services, 2)
    summaries.advance_checkpoints(services)
    assert services.arrivals.all() == []
    stored_submissions.erase_submission(services, SYSTEM, *EVENT_AND_FORM, gone.id)
    assert services.checkpoints.read(*EVENT_AND_FORM).state is None
    assert summaries.advance_checkpoints(services) == 1
    assert services.checkpoints.read(*EVENT_AND_FORM).state is not None


def test_an_unpublished_or_missing_form_keeps_no_note(services: Services) -> None:
    services.arrivals.note(EVENT.id, "nothing", services.clock())
    clock_of(services).forward(seconds=3600)
    assert summaries.advance_checkpoints(services) == 0
    assert services.arrivals.all() == []


class HurriedClock:
    """A clock that moves by four seconds each time it is read."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=4)
        return self.now


def test_a_tail_too_long_for_one_request_is_folded_over_several(
    local_table: Table, local_settings: Settings
) -> None:
    services = make_services(local_table, local_settings, shards=16)
    fill(services, 60, shards=16)
    hurried = Services(
        settings=local_settings,
        table=local_table,
        clock=HurriedClock(clock_of(services)()),
        new_id=services.new_id,
    )
    attempts = 0
    document = None
    while document is None and attempts < 20:
        try:
            document = read_summary(hurried)
        except errors.Unavailable:
            attempts += 1
    assert document is not None
    assert 2 <= attempts <= 12
    assert document["responses"] == 60


def test_an_erased_response_is_removed_from_the_checkpoint_too(services: Services) -> None:
    erased = response(services, overall=1)
    store(services, erased)
    fill(services, 2, overall=5)
    summaries.advance_checkpoints(services)
    assert read_overall(services)["counts"]["1"] == 1
    services.submissions.erase(erased, shards=1, now=services.clock())
    assert read_overall(services)["counts"]["1"] == 0
    assert read_summary(services)["responses"] == 2


def test_an_unreadable_stat_line_is_computed_again_from_the_answers(services: Services) -> None:
    from dataclasses import replace

    store(services, replace(response(services, overall=2), stat_line="0|what|once|was"))
    store(services, response(services, overall=4))
    assert read_overall(services)["mean"] == 3


def test_a_summary_of_unreadable_answers_is_unavailable(services: Services) -> None:
    from dataclasses import replace

    unreadable = replace(response(services), stat_line="", answers={"overall": "five"})
    store(services, unreadable)
    with pytest.raises(errors.Unavailable):
        read_summary(services)


def second_version() -> dict[str, Any]:
    changed = copy.deepcopy(DEFINITION)
    changed["questions"].append({"type": "integer", "name": "age", "label": "Age"})
    return changed


def test_a_version_published_during_a_fold_is_counted(services: Services) -> None:
    event, record = find_published(services, SYSTEM, *EVENT_AND_FORM, "summaries.read")
    versions = summaries.FormVersionMap(services, event, record)
    publish(services, second_version())
    newer = Form(read_definition(second_version()), version=2)
    store(
        services,
        response(services, newer, overall=3, age=16),
        response(services, overall=5),
    )
    deadline = START + timedelta(minutes=1)
    state = summaries.Folding(services, versions, deadline=deadline).fold_all()
    assert state.responses == 2
    assert read_overall(services)["mean"] == 4


def test_a_state_too_large_for_a_transaction_is_not_saved_and_the_summary_is_right(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_parts, "LARGEST_PART", 10)
    fill(services, 2)
    assert summaries.advance_checkpoints(services) == 1
    assert services.checkpoints.read(*EVENT_AND_FORM).state is None
    assert read_summary(services)["responses"] == 2


def test_no_function_may_run_longer_than_the_horizon_allows() -> None:
    from pathlib import Path

    config = json.loads((Path(__file__).parents[2] / ".chalice" / "config.json").read_text())
    limits = [config["lambda_timeout"]]
    for stage in config["stages"].values():
        limits.append(stage.get("lambda_timeout", 0))
        functions = stage.get("lambda_functions", {})
        limits.append(functions.get("api_handler", {}).get("lambda_timeout", 0))
    assert max(limits) <= submissions.FUNCTION_LIMIT.total_seconds()


def test_closing_a_form_advances_its_checkpoint(services: Services) -> None:
    fill(services, 2)
    forms.close_form(services, SYSTEM, *EVENT_AND_FORM)
    assert services.checkpoints.read(*EVENT_AND_FORM).state is not None
    assert read_summary(services)["responses"] == 2
