import copy
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.actions import forms, stored_submissions, summaries
from chalicelib.actions.services import Services
from chalicelib.domain import submissions
from chalicelib.domain.permissions import ANYONE, SYSTEM
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from chalicelib.settings import Settings
from chalicelib.storage import checkpoints
from chalicelib.storage.table import Table
from tests.actions.folding import (
    PLACE,
    START,
    clock_of,
    make_services,
    publish,
    response,
    store,
)
from tests.domain.summary_samples import DEFINITION, EVENT


@pytest.fixture
def services(moto_table: Table, moto_settings: Settings) -> Services:
    return make_services(moto_table, moto_settings)


def summary(services: Services) -> dict[str, Any]:
    return summaries.read_summary(services, SYSTEM, *PLACE).model_dump(mode="json")


def overall(services: Services) -> dict[str, Any]:
    questions = {question["name"]: question for question in summary(services)["questions"]}
    found: dict[str, Any] = questions["overall"]
    return found


def fill(services: Services, count: int, *, shards: int = 1, overall: int = 4) -> None:
    """Store that many responses that have long been settled."""
    for _ in range(count):
        store(services, response(services, overall=overall), shards=shards)
    clock_of(services).pass_by(seconds=3600)


def test_a_summary_says_what_was_received_up_to_now(services: Services) -> None:
    store(services, response(services, overall=5), response(services, overall=4))
    document = summary(services)
    assert document["responses"] == 2
    assert document["through"] == "2026-06-13T05:00:00.000000Z"
    assert overall(services)["mean"] == 4.5


def test_only_organisers_read_summaries(services: Services) -> None:
    with pytest.raises(errors.PageNotFound):
        summaries.read_summary(services, ANYONE, *PLACE)
    with pytest.raises(errors.PageNotFound):
        summaries.count_submissions(services, ANYONE, *PLACE)


def test_what_does_not_exist_has_no_summary(services: Services) -> None:
    with pytest.raises(errors.EventNotFound):
        summaries.read_summary(services, SYSTEM, "no-event", "impressions")
    with pytest.raises(errors.FormNotFound):
        summaries.read_summary(services, SYSTEM, EVENT.id, "nothing")
    assert summaries.count_submissions(services, SYSTEM, EVENT.id, "nothing") == 0


def test_readers_move_the_checkpoint_on_where_it_is_worth_a_write(services: Services) -> None:
    fill(services, 3)
    assert summary(services)["responses"] == 3
    assert services.checkpoints.read(*PLACE).state is None
    fill(services, summaries.WORTH_SAVING)
    assert summary(services)["responses"] == 3 + summaries.WORTH_SAVING
    saved = services.checkpoints.read(*PLACE)
    assert saved.state is not None
    horizon = clock_of(services)() - submissions.IN_FLIGHT
    assert saved.through == (horizon.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),)
    assert list(services.checkpoints.tail(*PLACE, 0, after=saved.through[0])) == [[]]
    assert summaries.count_submissions(services, SYSTEM, *PLACE) == 3 + summaries.WORTH_SAVING


def test_the_horizon_stays_behind_what_may_be_in_flight(services: Services) -> None:
    assert timedelta(seconds=60) <= submissions.IN_FLIGHT
    fill(services, summaries.WORTH_SAVING)
    late = response(services, overall=1)
    clock_of(services).pass_by(seconds=59)
    assert summary(services)["responses"] == summaries.WORTH_SAVING
    store(services, late)
    assert summary(services)["responses"] == summaries.WORTH_SAVING + 1


def test_the_schedule_moves_a_form_on_until_everything_is_folded(services: Services) -> None:
    """The last response is still fresh at the first run; the note stays until it is settled."""
    fill(services, 2)
    store(services, response(services, overall=1))
    assert summaries.advance_checkpoints(services) == 1
    first = services.checkpoints.read(*PLACE)
    clock_of(services).pass_by(seconds=600)
    assert summaries.advance_checkpoints(services) == 1
    last = services.checkpoints.read(*PLACE)
    assert last.state != first.state
    assert list(services.checkpoints.tail(*PLACE, 0, after=last.through[0])) == [[]]
    assert services.arrivals.all() == []
    assert summaries.advance_checkpoints(services) == 0
    assert summary(services)["responses"] == 3


def test_a_form_is_folded_again_after_an_erasure(services: Services) -> None:
    gone = response(services, overall=1)
    store(services, gone)
    fill(services, 2)
    summaries.advance_checkpoints(services)
    assert services.arrivals.all() == []
    stored_submissions.erase_submission(services, SYSTEM, *PLACE, gone.id)
    assert services.checkpoints.read(*PLACE).state is None
    assert summaries.advance_checkpoints(services) == 1
    assert services.checkpoints.read(*PLACE).state is not None


def test_an_unpublished_or_missing_form_keeps_no_note(services: Services) -> None:
    services.arrivals.note(EVENT.id, "nothing", services.clock())
    clock_of(services).pass_by(seconds=3600)
    assert summaries.advance_checkpoints(services) == 0
    assert services.arrivals.all() == []


class HurriedClock:
    """A clock that each reading moves by four seconds."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=4)
        return self.now


def test_a_tail_too_long_for_one_reading_is_folded_over_several(
    moto_table: Table, moto_settings: Settings
) -> None:
    services = make_services(moto_table, moto_settings, shards=16)
    fill(services, 60, shards=16)
    hurried = Services(
        settings=moto_settings,
        table=moto_table,
        clock=HurriedClock(clock_of(services)()),
        new_id=services.new_id,
    )
    waits = 0
    document = None
    while document is None and waits < 20:
        try:
            document = summary(hurried)
        except errors.Unavailable:
            waits += 1
    assert document is not None
    assert 2 <= waits <= 12
    assert document["responses"] == 60


def test_an_erased_response_is_gone_from_the_checkpoint_too(services: Services) -> None:
    gone = response(services, overall=1)
    store(services, gone)
    fill(services, 2, overall=5)
    summaries.advance_checkpoints(services)
    assert overall(services)["counts"]["1"] == 1
    services.submissions.erase(gone, shards=1, now=services.clock())
    assert overall(services)["counts"]["1"] == 0
    assert summary(services)["responses"] == 2


def test_a_line_of_another_release_is_made_again_from_the_answers(services: Services) -> None:
    from dataclasses import replace

    store(services, replace(response(services, overall=2), stat_line="0|what|once|was"))
    store(services, response(services, overall=4))
    assert overall(services)["mean"] == 3


def test_answers_that_nothing_can_read_give_no_number(services: Services) -> None:
    from dataclasses import replace

    odd = replace(response(services), stat_line="", answers={"overall": "five"})
    store(services, odd)
    with pytest.raises(errors.Unavailable):
        summary(services)


def second_version() -> dict[str, Any]:
    changed = copy.deepcopy(DEFINITION)
    changed["questions"].append({"type": "integer", "name": "age", "label": "Age"})
    return changed


def test_a_version_published_while_somebody_reads_is_counted(services: Services) -> None:
    event, record = summaries.find_published(services, *PLACE)
    versions = summaries.FormVersionMap(services, event, record)
    publish(services, second_version())
    newer = Form(read_definition(second_version()), version=2)
    store(services, response(services, newer, overall=3, age=16), response(services, overall=5))
    deadline = START + timedelta(minutes=1)
    state = summaries.Folding(services, versions, deadline=deadline).fold_all()
    assert state.responses == 2
    assert overall(services)["mean"] == 4


def test_a_state_that_fits_no_item_is_not_kept_and_the_number_stays_right(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "LARGEST_STATE", 10)
    fill(services, 2)
    assert summaries.advance_checkpoints(services) == 1
    assert services.checkpoints.read(*PLACE).state is None
    assert summary(services)["responses"] == 2


def test_no_function_outlives_what_the_horizon_allows() -> None:
    from pathlib import Path

    config = json.loads((Path(__file__).parents[2] / ".chalice" / "config.json").read_text())
    limits = [config["lambda_timeout"]]
    for stage in config["stages"].values():
        limits.append(stage.get("lambda_timeout", 0))
        functions = stage.get("lambda_functions", {})
        limits.append(functions.get("api_handler", {}).get("lambda_timeout", 0))
    assert max(limits) <= submissions.FUNCTION_LIMIT.total_seconds()


def test_closing_a_form_moves_its_checkpoint_on(services: Services) -> None:
    fill(services, 2)
    forms.close_form(services, SYSTEM, *PLACE)
    assert services.checkpoints.read(*PLACE).state is not None
    assert summary(services)["responses"] == 2
