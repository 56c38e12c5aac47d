"""The log's lines hold what the database counted, and the command and the owners' page tell it: to the unit, on dynoxide."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib import cli, wiring
from chalicelib.actions import costs, events, operations, summaries
from chalicelib.domain.costs import Usage
from chalicelib.domain.log_lines import read_log
from chalicelib.jobs.lines import log_run
from chalicelib.storage.table import Table
from chalicelib.web import api, participant
from tests.web.client import Client, app_of
from tests.web.participant.conftest import EVENT, EVERY, ORGANISER, REGISTRATION, Clock, Site

if TYPE_CHECKING:
    from pathlib import Path

    from chalicelib.actions.services import Services
    from chalicelib.settings import Settings

READS = ("get_item", "batch_get_item", "query")


class CountedClient:
    """A client of DynamoDB that adds up the units of every answer, whoever asked."""

    def __init__(self, client: object) -> None:
        self._client = client
        self.units = {"read": 0.0, "written": 0.0}
        self.calls = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._client, name)

        def call(**parameters: object) -> Mapping[str, Any]:
            self.calls += 1
            answer: Mapping[str, Any] = method(**parameters)
            consumed = answer["ConsumedCapacity"]
            each = consumed if isinstance(consumed, list) else [consumed]
            kind = "read" if name in READS else "written"
            self.units[kind] += sum(one["CapacityUnits"] for one in each)
            return answer

        return call


def write_log(folder: "Path", caplog: pytest.LogCaptureFixture) -> "Path":
    """Write the log as `make run` does; return its file."""
    file = folder / "log.jsonl"
    file.write_text("".join(f"{message}\n" for message in caplog.messages), encoding="utf-8")
    return file


def compare_bills(
    services: "Services", log: "Path", counted: Usage, capsys: pytest.CaptureFixture[str]
) -> None:
    """Compare what the command prints and the page shows with what was counted."""
    assert cli.main(["cost", "round-table", "--log", str(log), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    local = replace(services.settings, log_file=str(log))
    shown = costs.show_costs(replace(services, settings=local), ORGANISER, "round-table").bill
    assert shown is not None
    assert shown.bill.usage == counted
    assert shown.own.views == 2
    assert printed["usage"] == {name: float(each) for name, each in asdict(counted).items()}
    assert printed["usd"] == float(shown.bill.total)


def test_the_log_holds_the_databases_own_figures(
    dynoxide_settings: "Settings",
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    tmp_path: "Path",
) -> None:
    made = wiring.make(dynoxide_settings)
    counted = CountedClient(made.table._client)
    table = Table(counted, made.table.name)
    services = replace(made, table=table, clock=Clock(), admission_copies=2)
    browser = Client(app_of((*participant.ROUTES, *api.ROUTES), services))
    site = Site(services, browser, Clock())
    events.create_event(services, ORGANISER, json.dumps(EVENT).encode())
    site.publish(REGISTRATION)
    site.publish(EVERY)
    counted.units, counted.calls = {"read": 0.0, "written": 0.0}, 0
    caplog.set_level(logging.INFO, logger="pikir")

    form = "/api/v1/events/round-table/forms"
    sent = [
        browser.get("/e/round-table"),
        browser.get("/e/round-table/every"),
        browser.send_json("POST", f"{form}/every/responses", {"answers": {"nps": 9, "ok": "OK"}}),
        browser.send_json(
            "POST",
            f"{form}/registration/responses",
            {"answers": {"who": "teacher", "name": "Айгерім"}},
        ),
        browser.get("/e/no-such-event"),
    ]

    with log_run("advance_checkpoints", only_if_busy=True):
        operations.run_schedule(services, "advance_checkpoints", summaries.advance_checkpoints)

    assert [response.status for response in sent] == [200, 200, 201, 201, 404]
    log = read_log(caplog.messages)
    own = log.by_event.events["round-table"]
    together = own + log.by_event.shared
    assert own.requests == 4
    assert log.by_event.shared.requests == 1
    assert own.bytes_out == sum(len(response.body) for response in sent[:4])
    assert float(together.read_units) == counted.units["read"]
    assert float(together.write_units) == counted.units["written"]
    assert own.write_units >= 2 + 4
    assert own.run_time > 0
    assert together.runs == 1
    assert together.database_calls == counted.calls
    compare_bills(services, write_log(tmp_path, caplog), together, capsys)
