"""Scheduled work: each run that did something is recorded, and one that did nothing once an hour."""

from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.actions import operations
from chalicelib.actions.services import Services
from chalicelib.actions.sweeps import SweepIncomplete
from chalicelib.domain.mail import mask_address
from chalicelib.domain.runs import SCHEDULES, Run
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.setting import (
    NOON,
    ORGANISER,
    Clock,
    answers_of_a_pupil,
    open_event,
    register,
    services_on,
)


@pytest.fixture
def services(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    return services_on(local_settings, clock, local_table)


def run(services: Services, done: int = 0) -> None:
    operations.run_schedule(services, "sweep_files", lambda _: done)


def last_run(services: Services) -> Run | None:
    return services.runs.all().get("sweep_files")


def test_a_run_that_did_nothing_is_recorded_once_an_hour(services: Services, clock: Clock) -> None:
    run(services)
    assert last_run(services) == Run("sweep_files", NOON)
    clock.forward(minutes=59)
    run(services)
    assert last_run(services) == Run("sweep_files", NOON)
    run(services, done=2)
    assert last_run(services) == Run("sweep_files", clock(), done=2)
    clock.forward(minutes=60)
    run(services)
    assert last_run(services) == Run("sweep_files", clock())


def test_a_failure_is_recorded_and_raised(services: Services) -> None:
    def stop_halfway(_: Services) -> int:
        raise SweepIncomplete(3, ("a", "b"))

    def break_down(_: Services) -> int:
        raise KeyError("a name that somebody typed")

    with pytest.raises(SweepIncomplete):
        operations.run_schedule(services, "sweep_files", stop_halfway)
    assert last_run(services) == Run("sweep_files", NOON, done=3, failed=2)
    with pytest.raises(KeyError):
        operations.run_schedule(services, "sweep_files", break_down)
    assert last_run(services) == Run("sweep_files", NOON, error="KeyError")


def test_work_counts_although_its_record_cannot_be_written(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Run) -> None:
        raise errors.Unavailable

    monkeypatch.setattr(services.runs, "record", refuse)
    run(services, done=1)
    assert last_run(services) is None


def test_the_state_names_every_schedule_and_counts_what_waits(
    services: Services, clock: Clock
) -> None:
    open_event(services)
    register(services, answers_of_a_pupil())
    run(services)
    clock.forward(hours=3, seconds=1)
    state = operations.show_operations(services, ORGANISER)
    assert [each.name for each in state.schedules] == list(SCHEDULES)
    by_name = {each.name: each for each in state.schedules}
    assert by_name["sweep_mail"].waiting == 1
    assert by_name["sweep_mail"].ran_at is None
    assert by_name["advance_checkpoints"].waiting == 1
    assert by_name["sweep_files"].ran_at == NOON
    assert by_name["sweep_files"].is_late
    clock.now -= timedelta(seconds=1)
    assert not operations.show_operations(services, ORGANISER).schedules[2].is_late


def test_an_address_is_masked_but_for_its_domain() -> None:
    assert mask_address("aigerim@pikir.example") == "a…@pikir.example"
    assert mask_address("а@б@pikir.example") == "а…@pikir.example"
    assert mask_address("no address") == "…@no address"
