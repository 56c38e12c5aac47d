"""A request that its deadline cuts short leaves nothing half done that it could still end."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from chalicelib import deadlines, errors
from chalicelib.actions import forms, summaries
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import SYSTEM
from chalicelib.settings import Settings
from chalicelib.storage import checkpoints
from chalicelib.storage.table import Table
from tests.actions.setting import (
    ORGANISER,
    Clock,
    answers_of_a_pupil,
    change,
    open_event,
    register,
    services_on,
)
from tests.actions.summary_setting import EVENT_AND_FORM, clock_of, make_services, response, store
from tests.slowness import SlowClient, Stopwatch, on_slow_database

BUDGET = 20


@contextmanager
def late_request(services: Services, seconds: float) -> Iterator[tuple[Services, SlowClient]]:
    """Run a request on a database that takes that long for each call."""
    clock = Stopwatch()
    slow, client = on_slow_database(services, clock, seconds)
    with deadlines.begin(BUDGET, clock):
        yield slow, client


@pytest.mark.parametrize("seconds", [3.5, 4])
def test_a_closing_cut_short_leaves_no_hold(
    local_settings: Settings, local_table: Table, clock: Clock, seconds: float
) -> None:
    """Else nobody could register for a minute, although the form did not close."""
    services = services_on(local_settings, clock, local_table)
    open_event(services)
    with late_request(services, seconds) as (slow, client):
        with pytest.raises(errors.Unavailable):
            forms.close_form(slow, ORGANISER, "round-table", "registration")
        assert "update_item" in client.calls  # it was held
    stored = services.forms.gate("round-table", "registration")
    assert stored is not None
    assert (stored.gate.is_open, stored.hold) == (True, None)
    assert register(services, answers_of_a_pupil()).created


@pytest.mark.parametrize("seconds", [3.5, 4])
def test_a_change_of_an_event_cut_short_leaves_no_hold(
    local_settings: Settings, local_table: Table, clock: Clock, seconds: float
) -> None:
    services = services_on(local_settings, clock, local_table)
    open_event(services)
    with late_request(services, seconds) as (slow, client):
        with pytest.raises(errors.Unavailable):
            change(slow, state="closed")
        assert "update_item" in client.calls
    stored = services.events.gate("round-table")
    assert stored is not None
    assert (stored.gate.is_open, stored.hold) == (True, None)
    assert register(services, answers_of_a_pupil()).created


def test_a_reading_cut_short_keeps_what_it_has_folded(
    local_settings: Settings, local_table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else every reader of a large form on a slow database would begin at the beginning."""
    monkeypatch.setattr(checkpoints, "_PAGE", 3)
    services = make_services(local_table, local_settings)
    for _ in range(30):
        store(services, response(services, overall=4))
        clock_of(services).forward(seconds=1)
    clock_of(services).forward(seconds=3600)
    reached = []
    while (counted := count_late(services)) is None:
        reached.append(services.checkpoints.read(*EVENT_AND_FORM).through)
        assert reached == sorted(set(reached))  # each goes on where the one before had to stop
    assert counted == 30
    assert len(reached) > 1


def count_late(services: Services) -> int | None:
    """Return how many responses a summary counts, None if it was cut short."""
    with late_request(services, 3) as (slow, _):
        try:
            return summaries.read_summary(slow, SYSTEM, *EVENT_AND_FORM).responses
        except errors.Unavailable:
            return None
