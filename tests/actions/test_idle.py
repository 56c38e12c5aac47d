"""What Pikir asks the database for while nothing happens: docs/deploying.md names the monthly figure."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from unittest.mock import patch

import pytest

from chalicelib.actions import confirmations, mail, operations, submissions, summaries, uploads
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import SYSTEM
from chalicelib.domain.runs import RECORDING_INTERVAL, SCHEDULES, ScheduleName
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from local.resources import ROOT
from tests.actions.summary_setting import EVENT_AND_FORM, clock_of, make_services
from tests.domain.summary_samples import EVENT

EVENTS = 200
MINUTES_OF_A_MONTH = 30 * 24 * 60


@pytest.fixture
def services(local_table: Table, local_settings: Settings) -> Services:
    return make_services(local_table, local_settings)


def count_requests(services: Services, run: Callable[[Services], object]) -> int:
    """Run a use case and return how many requests it made of the database."""
    with patch.object(Table, "_request", autospec=True, side_effect=Table._request) as requests:
        run(services)
    return requests.call_count


def sweeps(services: Services) -> dict[str, int]:
    """Return the requests of one run of each schedule."""
    work: dict[ScheduleName, Callable[[Services], int]] = {
        "advance_checkpoints": summaries.advance_checkpoints,
        "sweep_mail": mail.send_waiting,
        "sweep_files": uploads.sweep,
        "release_places": confirmations.release_unconfirmed,
    }
    return {
        name: count_requests(services, partial(operations.run_schedule, name=name, work=each))
        for name, each in work.items()
    }


def runs_a_month() -> dict[str, int]:
    """Return how often each schedule runs, from the rates in the code."""
    source = (ROOT / "chalicelib" / "jobs" / "__init__.py").read_text()
    rates = re.findall(r'Rate\((\d+), unit=Rate\.(MINUTES|HOURS)\), name="(\w+)"', source)
    minutes = {"MINUTES": 1, "HOURS": 60}
    return {
        name: MINUTES_OF_A_MONTH // (int(number) * minutes[unit]) for number, unit, name in rates
    }


def respond(services: Services) -> None:
    answers = json.dumps({"answers": {"overall": 4}}).encode()
    submissions.submit_json(services, *EVENT_AND_FORM, answers, "en")


def test_idle_events_cost_nothing(services: Services) -> None:
    """However many are open: each schedule makes one request, one more an hour, and the document has the sum."""
    for number in range(EVENTS):
        services.events.create(
            EVENT.model_copy(update={"id": f"event-{number}"}), b"a key that is only for tests"
        )
    assert set(sweeps(services)) == set(runs_a_month()) == set(SCHEDULES)
    counted = sweeps(services)
    assert set(counted.values()) == {1}
    clock_of(services).forward(seconds=RECORDING_INTERVAL.total_seconds())
    assert set(sweeps(services).values()) == {2}  # the note of the hour
    notes = timedelta(minutes=MINUTES_OF_A_MONTH) // RECORDING_INTERVAL * len(SCHEDULES)
    month = sum(counted[name] * runs for name, runs in runs_a_month().items()) + notes
    stated = f"{month:,} requests a month"
    assert stated in (ROOT / "docs" / "deploying.md").read_text()


def test_a_closed_event_costs_nothing_after_its_last_fold(services: Services) -> None:
    respond(services)
    clock = clock_of(services)
    summaries.advance_checkpoints(services)
    runs = 0
    while count_requests(services, summaries.advance_checkpoints) > 1:
        clock.forward(seconds=300)
        runs += 1
    assert runs == 3
    clock.forward(seconds=timedelta(days=1).total_seconds())
    assert count_requests(services, summaries.advance_checkpoints) == 1
    assert summaries.read_summary(services, SYSTEM, *EVENT_AND_FORM).responses == 1


def test_a_response_is_one_request_but_for_the_first_of_an_interval(services: Services) -> None:
    respond(services)
    assert count_requests(services, respond) == 1
    clock_of(services).forward(seconds=301)
    services.catalogue.entry(*EVENT_AND_FORM)  # read again at most every ten seconds
    assert count_requests(services, respond) == 2
    assert count_requests(services, respond) == 1


def test_a_form_under_way_costs_what_the_document_says(services: Services) -> None:
    """The list, then event and form, checkpoint, lines, and the new checkpoint."""
    respond(services)
    clock_of(services).forward(seconds=100)
    assert count_requests(services, summaries.advance_checkpoints) == 1 + 4
