import copy
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.actions import events, forms, summaries
from chalicelib.actions.world import World
from chalicelib.domain import summaries as folds
from chalicelib.domain.permissions import ANYONE, SYSTEM
from chalicelib.forms.compiled import Form
from chalicelib.forms.definition import read
from chalicelib.settings import Settings
from chalicelib.storage import checkpoints
from chalicelib.storage.table import Table
from tests.actions.folded_worlds import (
    PLACE,
    START,
    clock_of,
    make_world,
    publish,
    response,
    store,
)
from tests.domain.summary_samples import DEFINITION, EVENT


@pytest.fixture
def world(moto_table: Table, moto_settings: Settings) -> World:
    return make_world(moto_table, moto_settings)


def summary(world: World) -> dict[str, Any]:
    return summaries.read_summary(world, SYSTEM, *PLACE)


def overall(world: World) -> dict[str, Any]:
    questions = {question["name"]: question for question in summary(world)["questions"]}
    found: dict[str, Any] = questions["overall"]
    return found


def fill(world: World, count: int, *, shards: int = 1, overall: int = 4) -> None:
    """That many responses, long settled."""
    for _ in range(count):
        store(world, response(world, overall=overall), shards=shards)
    clock_of(world).pass_by(seconds=3600)


def test_a_summary_says_what_was_received_up_to_now(world: World) -> None:
    store(world, response(world, overall=5), response(world, overall=4))
    document = summary(world)
    assert document["responses"] == 2
    assert document["through"] == "2026-06-13T05:00:00.000000Z"
    assert overall(world)["mean"] == 4.5


def test_only_organisers_read_summaries(world: World) -> None:
    with pytest.raises(errors.PageNotFound):
        summaries.read_summary(world, ANYONE, *PLACE)
    with pytest.raises(errors.PageNotFound):
        summaries.count_submissions(world, ANYONE, *PLACE)


def test_what_does_not_exist_has_no_summary(world: World) -> None:
    with pytest.raises(errors.EventNotFound):
        summaries.read_summary(world, SYSTEM, "no-event", "impressions")
    with pytest.raises(errors.FormNotFound):
        summaries.read_summary(world, SYSTEM, EVENT.id, "nothing")
    assert summaries.count_submissions(world, SYSTEM, EVENT.id, "nothing") == 0


def test_readers_move_the_checkpoint_on_where_it_is_worth_a_write(world: World) -> None:
    fill(world, 3)
    assert summary(world)["responses"] == 3
    assert world.checkpoints.read(*PLACE).state is None
    fill(world, summaries.WORTH_SAVING)
    assert summary(world)["responses"] == 3 + summaries.WORTH_SAVING
    saved = world.checkpoints.read(*PLACE)
    assert saved.state is not None
    horizon = clock_of(world)() - folds.IN_FLIGHT
    assert saved.through == (horizon.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),)
    assert list(world.checkpoints.tail(*PLACE, 0, after=saved.through[0])) == [[]]
    assert summaries.count_submissions(world, SYSTEM, *PLACE) == 3 + summaries.WORTH_SAVING


def test_the_horizon_stays_behind_what_may_be_in_flight(world: World) -> None:
    assert timedelta(seconds=60) <= folds.IN_FLIGHT
    fill(world, summaries.WORTH_SAVING)
    late = response(world, overall=1)
    clock_of(world).pass_by(seconds=59)
    assert summary(world)["responses"] == summaries.WORTH_SAVING
    store(world, late)
    assert summary(world)["responses"] == summaries.WORTH_SAVING + 1


def test_the_schedule_moves_every_running_form_on(world: World) -> None:
    fill(world, 2)
    assert summaries.advance_checkpoints(world) == 1
    assert world.checkpoints.read(*PLACE).state is not None
    assert summary(world)["responses"] == 2
    events.change_event(world, SYSTEM, EVENT.id, b'{"state": "closed"}')
    events.change_event(world, SYSTEM, EVENT.id, b'{"state": "archived"}')
    assert summaries.advance_checkpoints(world) == 0


class HurriedClock:
    """Every look at it costs four seconds."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=4)
        return self.now


def test_a_tail_too_long_for_one_reading_is_folded_over_several(
    moto_table: Table, moto_settings: Settings
) -> None:
    world = make_world(moto_table, moto_settings, shards=16)
    fill(world, 60, shards=16)
    hurried = World(
        settings=moto_settings,
        table=moto_table,
        clock=HurriedClock(clock_of(world)()),
        new_id=world.new_id,
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


def test_an_erased_response_is_gone_from_the_checkpoint_too(world: World) -> None:
    gone = response(world, overall=1)
    store(world, gone)
    fill(world, 2, overall=5)
    summaries.advance_checkpoints(world)
    assert overall(world)["counts"]["1"] == 1
    world.submissions.erase(gone, shards=1, now=world.clock())
    assert overall(world)["counts"]["1"] == 0
    assert summary(world)["responses"] == 2


def test_a_line_of_another_release_is_made_again_from_the_answers(world: World) -> None:
    from dataclasses import replace

    store(world, replace(response(world, overall=2), fold="0|what|once|was"))
    store(world, response(world, overall=4))
    assert overall(world)["mean"] == 3


def test_answers_that_nothing_can_read_give_no_number(world: World) -> None:
    from dataclasses import replace

    odd = replace(response(world), fold="", answers={"overall": "five"})
    store(world, odd)
    with pytest.raises(errors.Unavailable):
        summary(world)


def second_version() -> dict[str, Any]:
    changed = copy.deepcopy(DEFINITION)
    changed["questions"].append({"type": "integer", "name": "age", "label": "Age"})
    return changed


def test_a_version_published_while_somebody_reads_is_counted(world: World) -> None:
    event, head = summaries.published(world, *PLACE)
    versions = summaries.Versions(world, event, head)
    publish(world, second_version())
    newer = Form(read(second_version()), version=2)
    store(world, response(world, newer, overall=3, age=16), response(world, overall=5))
    deadline = START + timedelta(minutes=1)
    state = summaries.Folding(world, versions, deadline=deadline).up_to_now()
    assert state.responses == 2
    assert overall(world)["mean"] == 4


def test_a_state_that_fits_no_item_is_not_kept_and_the_number_stays_right(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "LARGEST_STATE", 10)
    fill(world, 2)
    assert summaries.advance_checkpoints(world) == 1
    assert world.checkpoints.read(*PLACE).state is None
    assert summary(world)["responses"] == 2


def test_no_function_outlives_what_the_horizon_allows() -> None:
    import json
    from pathlib import Path

    config = json.loads((Path(__file__).parents[2] / ".chalice" / "config.json").read_text())
    limits = [config["lambda_timeout"]]
    for stage in config["stages"].values():
        limits.append(stage.get("lambda_timeout", 0))
        functions = stage.get("lambda_functions", {})
        limits.append(functions.get("api_handler", {}).get("lambda_timeout", 0))
    assert max(limits) <= folds.FUNCTION_LIMIT.total_seconds()


def test_closing_a_form_moves_its_checkpoint_on(world: World) -> None:
    fill(world, 2)
    forms.close_form(world, SYSTEM, *PLACE)
    assert world.checkpoints.read(*PLACE).state is not None
    assert summary(world)["responses"] == 2
