"""A function whose clock is wrong by minutes: no row is missing from the summary."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from typing_extensions import override

from chalicelib import wiring
from chalicelib.actions import forms, summaries
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import SYSTEM
from chalicelib.settings import Settings
from chalicelib.storage.checkpoints import CheckpointStore
from chalicelib.storage.server_time import TOLERANCE, ServerClock
from chalicelib.storage.table import connect
from tests.actions.setting import ORGANISER, nth_id, open_event, respond, services_on
from tests.proxy import Forward, ProxyReply, ProxyRequest, proxy_before

PLACE = ("round-table", "impressions")
OFFSETS = [-600, -120, 120, 600]


def say_the_time(request: ProxyRequest, forward: Forward) -> ProxyReply:
    """Add the ``Date`` that every answer of DynamoDB has."""
    reply = forward(request)
    date = format_datetime(wiring.now(), usegmt=True)
    return ProxyReply(reply.status, reply.content, {**reply.headers, "Date": date})


@pytest.fixture
def settings(dynoxide_settings: Settings) -> Iterator[Settings]:
    assert dynoxide_settings.dynamodb_endpoint is not None
    with proxy_before(dynoxide_settings.dynamodb_endpoint, say_the_time) as endpoint:
        yield replace(dynoxide_settings, dynamodb_endpoint=endpoint)


def clock_off_by(seconds: float) -> Callable[[], datetime]:
    return lambda: wiring.now() + timedelta(seconds=seconds)


def function_off_by(settings: Settings, seconds: float) -> Services:
    """Return the services of a function whose own clock is off by that much."""
    clock = ServerClock(clock_off_by(seconds))
    return services_on(settings, clock, connect(settings, clock))


def uncorrected_function(settings: Settings, seconds: float) -> Services:
    return services_on(settings, clock_off_by(seconds))


def open_with_an_old_row(settings: Settings) -> None:
    """Open the event, with a row that every horizon has passed."""
    services = uncorrected_function(settings, -1000)
    open_event(services, ends_at="2099-06-13T13:00:00+05:00")
    respond(services, nth_id(1))


def count(settings: Settings) -> int:
    return summaries.read_summary(uncorrected_function(settings, 0), SYSTEM, *PLACE).responses


@pytest.mark.parametrize("seconds", OFFSETS)
def test_no_row_is_missing_whatever_the_clocks_of_functions_say(
    settings: Settings, seconds: float
) -> None:
    open_with_an_old_row(settings)
    off = function_off_by(settings, seconds)
    for number, services in enumerate([function_off_by(settings, 0), off, off], start=2):
        summaries.advance_checkpoints(services)
        respond(services, nth_id(number))
    respond(function_off_by(settings, 0), nth_id(5))
    assert count(settings) == 5


def lose_a_row(settings: Settings) -> None:
    """Store a row behind the horizon, as an uncorrected clock does."""
    open_with_an_old_row(settings)
    summaries.advance_checkpoints(uncorrected_function(settings, 0))
    respond(uncorrected_function(settings, -300), nth_id(2))
    assert count(settings) == 1


def test_the_schedule_mends_a_summary_that_lacks_a_row(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    lose_a_row(settings)
    summaries.advance_checkpoints(uncorrected_function(settings, 1000))
    assert count(settings) == 2
    expected = '{"summary_mended": "impressions", "event": "round-table", "was": 1, "rows": 2}'
    assert expected in caplog.messages


def test_closing_mends_a_summary_that_lacks_a_row(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.actions.summary_checks.CHEAP", 0)
    lose_a_row(settings)
    services = uncorrected_function(settings, 0)
    summaries.advance_checkpoints(uncorrected_function(settings, 1000))
    assert count(settings) == 1
    forms.close_form(services, ORGANISER, *PLACE)
    assert count(settings) == 2


def test_a_row_that_comes_while_rows_are_counted_is_no_difference(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    open_with_an_old_row(settings)
    services = uncorrected_function(settings, 1000)
    number = iter(range(2, 9))

    class Late(CheckpointStore):
        """Lets a row come in before each count."""

        @override
        def count_rows(self, event: str, form: str, shards: int) -> int:
            if form == "impressions":
                respond(services, nth_id(next(number)))
            return super().count_rows(event, form, shards)

    vars(services)["checkpoints"] = Late(services.table)
    summaries.advance_checkpoints(services)
    assert "summary_mended" not in caplog.text
    assert count(settings) == 3


def test_a_small_difference_corrects_nothing() -> None:
    now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    clock = ServerClock(lambda: now)
    for seconds, corrected in ((2, 0), (-3, 0), (4, 4), (-600, -600), (1, 0)):
        clock.note(format_datetime(now + timedelta(seconds=seconds), usegmt=True))
        assert clock() == now + timedelta(seconds=corrected)
    clock.note("no date")
    assert clock() == now
    assert timedelta(seconds=2) <= TOLERANCE
