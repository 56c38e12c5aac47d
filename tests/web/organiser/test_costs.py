"""The page of an event's costs: counted on request, in words and figures, and as CSV."""

import json
from dataclasses import replace

import pytest

from chalicelib import errors
from chalicelib.actions.services import Services
from chalicelib.web.organiser import ROUTES
from tests.insights import LogEvent, MemoryLogGroup
from tests.web.client import Client, app_of
from tests.web.organiser.conftest import Console

PAGE = "/console/events/round-table/costs"
LINE = {"request_id": "r", "method": "GET", "route": "/e/{event}", "status": 200, "ms": 4}


@pytest.fixture
def group() -> MemoryLogGroup:
    line = json.dumps(LINE | {"event": "round-table", "write_units": 2, "bytes_out": 100})
    return MemoryLogGroup([LogEvent(line)] * 2000)


@pytest.fixture
def in_lambda(console: Console, group: MemoryLogGroup) -> Console:
    """Return the console of a Pikir with a log group."""
    services: Services = replace(console.services, pause=lambda _: None)
    services.__dict__["log_group"] = group
    return Console(services, Client(app_of(ROUTES, services)), console.cookie)


def test_costs_are_counted_after_a_click_and_shown_in_words(
    in_lambda: Console, group: MemoryLogGroup
) -> None:
    assert PAGE in in_lambda.get("/console/events/round-table").text
    page = in_lambda.get(f"{PAGE}?lang=en").text
    assert "The costs of the last 30 days have not been counted yet." in page
    assert "Count the last 7 days" in page

    reply = in_lambda.send_form(PAGE, {"days": "7"})
    assert (reply.status, reply.headers["location"]) == (303, f"{PAGE}?days=7")
    page = in_lambda.get(f"{PAGE}?days=7&lang=en").text
    # 2,000 requests by a REST API, 4,000 written units, 4 ms each, what is logged and sent.
    assert "In the last 7 days this event has cost 1.2" in page
    assert "US cents for every thousand times" in page
    assert '<td role="cell" class="number" data-name="Amount">4,000</td>' in page
    assert "3.50 a million" in page
    assert "The count itself cost 1.00 US cents" in page
    assert "Count the last" not in page
    assert "refresh" not in page
    assert "not been counted" in in_lambda.get(f"{PAGE}?days=30&lang=en").text
    assert "In the last 7 days this event has cost" in in_lambda.get(f"{PAGE}?lang=en").text

    file = in_lambda.get(f"{PAGE}.csv?days=7&lang=en")
    assert file.headers["content-type"].startswith("text/csv")
    rows = file.text.splitlines()
    assert rows[1].startswith("Requests of browsers (API Gateway),2000,3.5")
    assert rows[-1].startswith("Total,,,,1.2")


def test_dear_events_are_told_in_dollars_in_kazakh(
    in_lambda: Console, group: MemoryLogGroup
) -> None:
    line = json.dumps(LINE | {"event": "round-table", "letters": 250_000})
    group.events = [LogEvent(line)] * 2
    in_lambda.send_form(PAGE, {})
    assert "бұл іс‑шараның шығыны – 50,0" in in_lambda.get(PAGE).text.replace("\u00a0", " ")


def test_a_page_waits_for_a_count_and_says_what_became_of_it(
    in_lambda: Console, group: MemoryLogGroup
) -> None:
    in_lambda.send_form(PAGE, {"days": "30"})
    for state, words, refreshes in (
        ("running", "The costs are being counted.", True),
        ("failed", "The count has failed.", False),
        ("gone", "have not been counted yet", False),
    ):
        group.state = state  # type: ignore[assignment] # one of the states
        page = in_lambda.get(f"{PAGE}?lang=en").text
        assert words in page
        assert ('http-equiv="refresh"' in page) == refreshes
    group.state = "complete"
    group.events = []
    assert "The log has no request to this event." in in_lambda.get(f"{PAGE}?lang=en").text


def test_a_log_without_access_is_a_page_and_no_fault(
    console: Console, in_lambda: Console, group: MemoryLogGroup
) -> None:
    page = console.get(f"{PAGE}?lang=en")
    assert (page.status, "Pikir has no access to its log" in page.text) == (503, True)
    group.refusal = errors.LogUnreadable
    reply = in_lambda.send_form(PAGE, {"days": "7"})
    assert reply.status == 503
    assert "docs/cost.md" in reply.text


def test_other_ranges_than_those_offered_are_refused(in_lambda: Console) -> None:
    assert in_lambda.get(f"{PAGE}?days=365").status == 400
    assert in_lambda.send_form(PAGE, {"days": "x"}).status == 400
