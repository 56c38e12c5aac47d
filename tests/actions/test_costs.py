"""An event's costs are counted once for all who look, and a count that cannot be made leaves nothing behind."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib import errors
from chalicelib.actions import audit, costs
from chalicelib.actions.services import Services
from chalicelib.domain.audit import AuditFilter
from chalicelib.domain.list_prices import LIST_PRICES
from chalicelib.domain.log_counts import FRESH_FOR, LOG_DAYS, STARTS_WITHIN, WAITS_FOR, LogCount
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from local.resources import ROOT
from tests.actions.setting import ORGANISER, Clock, open_event, services_on
from tests.insights import LogEvent, MemoryLogGroup

EVENT = "round-table"
LINE = {"request_id": "r", "method": "GET", "route": "/e/{event}", "status": 200, "ms": 4}


def line(event: str | None) -> str:
    return json.dumps(LINE | {"event": event, "write_units": 2, "bytes_out": 100})


@pytest.fixture
def group() -> MemoryLogGroup:
    return MemoryLogGroup([LogEvent(line(EVENT)), LogEvent(line(EVENT)), LogEvent(line(None))])


@pytest.fixture
def services(
    local_settings: Settings, local_table: Table, clock: Clock, group: MemoryLogGroup
) -> Services:
    settings = replace(local_settings, log_group="logs", function="api", memory=512)
    services = services_on(settings, clock, local_table)
    services.__dict__["log_group"] = group
    open_event(services)
    return services


def show(services: Services, event: str = EVENT) -> costs.EventCosts:
    return costs.show_costs(services, ORGANISER, event, days=7, gateway="rest")


def count(services: Services) -> None:
    costs.count_costs(services, ORGANISER, EVENT, 7)


def test_looking_starts_no_query_and_many_clicks_start_one(
    services: Services, group: MemoryLogGroup, clock: Clock
) -> None:
    assert show(services) == costs.EventCosts("none", days=7, may_count=True)
    assert group.started == []
    for _ in range(3):
        count(services)
    [(_, since, until)] = group.started
    assert (until - since).days == 7

    shown = show(services)
    assert (shown.state, shown.may_count) == ("counted", False)
    assert shown.search_cost == 2 * LIST_PRICES.searched
    assert shown.bill is not None
    assert [shown.bill.own.requests, shown.bill.own.write_units] == [2, 4]
    assert shown.bill.bill.usage.requests == 3
    deployed = shown.bill.deployment
    assert (deployed.gateway, deployed.memory, deployed.region) == ("rest", 512, "eu-central-1")
    assert any("eu-central-1" in each.values.values() for each in shown.bill.assumptions())

    clock.now += FRESH_FOR
    assert show(services).may_count
    count(services)
    assert len(group.started) == 2


def test_counting_and_downloading_leave_no_line_in_the_audit_log(services: Services) -> None:
    before = audit.read_audit(services, ORGANISER, AuditFilter(), limit=500).entries
    count(services)
    file = costs.export_costs(services, ORGANISER, EVENT, "ru", days=7)
    assert (file.name, (file.body or b"").count(b"\n")) == ("round-table-costs.csv", 15)
    assert audit.read_audit(services, ORGANISER, AuditFilter(), limit=500).entries == before


def test_an_event_without_requests_has_no_bill(services: Services) -> None:
    open_event(services, id="quiet")
    count(services)
    shown = show(services, "quiet")
    assert (shown.state, shown.bill) == ("counted", None)
    with pytest.raises(errors.FileNotFound):
        costs.export_costs(services, ORGANISER, "quiet", "kk", days=7)
    with pytest.raises(errors.EventNotFound):
        costs.count_costs(services, ORGANISER, "nowhere", 7)


def test_a_count_is_waited_for_and_then_left_alone(
    services: Services, group: MemoryLogGroup, clock: Clock
) -> None:
    pauses: list[float] = []
    services = replace(services, pause=pauses.append)
    services.__dict__["log_group"] = group
    group.state = "running"
    count(services)
    assert not show(services).is_slow
    assert sum(pauses) == pytest.approx(6)
    clock.now += WAITS_FOR
    assert show(services).is_slow


@pytest.mark.parametrize("state", ["failed", "gone"])
def test_a_count_that_came_to_nothing_can_be_made_again_at_once(
    services: Services, group: MemoryLogGroup, state: str
) -> None:
    count(services)
    group.state = state  # type: ignore[assignment] # one of the states
    assert show(services).may_count
    group.state = "complete"
    count(services)
    assert len(group.started) == 1
    group.state = state  # type: ignore[assignment] # one of the states
    count(services)
    assert len(group.started) == 2


def test_a_log_that_may_not_be_searched_is_said_so_and_leaves_nothing(
    services: Services, group: MemoryLogGroup
) -> None:
    group.refusal = errors.LogUnreadable
    with pytest.raises(errors.LogUnreadable):
        count(services)
    assert services.log_counts.find(7) is None
    group.refusal = None
    count(services)
    group.refusal = errors.LogUnreadable
    assert show(services).state == "unreadable"
    group.refusal = errors.Unavailable
    with pytest.raises(errors.Unavailable):
        show(services)


def test_a_function_that_died_before_its_query_blocks_for_a_minute(
    services: Services, group: MemoryLogGroup, clock: Clock
) -> None:
    dead = LogCount("dead", 7, clock())
    assert services.log_counts.claim(dead, None)
    count(services)
    assert group.started == []
    assert show(services).state == "counting"
    clock.now += STARTS_WITHIN
    assert show(services).state == "failed"
    count(services)
    assert show(services).state == "counted"


def test_of_two_who_ask_at_once_one_counts(services: Services, clock: Clock) -> None:
    store = services.log_counts
    first, second = LogCount("first", 7, clock()), LogCount("second", 7, clock())
    assert store.claim(first, None)
    assert store.claim(first, None)  # its reply was lost
    assert not store.claim(second, None)
    store.drop(second)
    assert store.find(7) == first
    assert store.claim(second, first)
    assert not store.note_query(replace(first, query="late"))
    assert store.find(7) == second


def test_a_local_log_is_read_at_once(
    services: Services, tmp_path: Path, local_table: Table, clock: Clock
) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text(f"{line(EVENT)}\n{line(None)}\n")
    settings = replace(services.settings, log_group=None, log_file=str(file))
    local = services_on(settings, clock, local_table)
    shown = show(local)
    assert shown.state == "counted"
    assert shown.bill is not None
    assert shown.bill.deployment.gateway == "http"
    assert shown.bill.own.log_bytes == len(line(EVENT)) + 330
    with pytest.raises(errors.LogUnreadable):
        count(local)
    nowhere = replace(settings, log_file=None)
    assert show(services_on(nowhere, clock, local_table)).state == "unreadable"


def test_the_log_groups_keep_what_the_page_says() -> None:
    declared = json.loads((ROOT / ".chalice" / "resources.json").read_text())
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())
    assert declared["Resources"]["Logs"]["Properties"]["RetentionInDays"] == LOG_DAYS
    assert config["stages"]["deploy"]["log_retention_in_days"] == LOG_DAYS


def test_the_page_of_costs_shows_the_list_prices() -> None:
    page = (ROOT / "docs" / "cost.md").read_text()
    shown = json.loads(page.partition("```json\n")[2].partition("```")[0])
    assert shown == LIST_PRICES.model_dump(mode="json")
