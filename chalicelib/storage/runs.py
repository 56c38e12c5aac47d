"""The last run of each schedule, one item each; a run that did nothing is recorded once an hour.

The function of a schedule that runs each minute stays warm, so this process knows what it recorded last.
"""

from datetime import datetime
from typing import cast

from chalicelib.domain.runs import RECORDING_INTERVAL, Run, ScheduleName
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.table import (
    Item,
    Table,
    Update,
    address,
    iter_readable,
    number,
    read_integer,
    read_string,
    string,
)


class RunStore:
    """The records of the table, and what this process recorded lately."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._recorded: dict[ScheduleName, datetime] = {}

    def record(self, run: Run) -> None:
        """Record a run, unless it did nothing and this process recorded one within the hour."""
        last = self._recorded.get(run.schedule)
        if run.is_idle and last is not None and run.at - last < RECORDING_INTERVAL:
            return
        item = to_item(run)
        values = {f":{name}": item[name] for name in ("at", "done", "failed", "error")}
        change = "SET #at = :at, done = :done, failed = :failed, #error = :error"
        names = {"#at": "at", "#error": "error"}
        self._table.update(Update(keys.run(run.schedule), change, names, values))
        self._recorded[run.schedule] = run.at

    def all(self) -> dict[str, Run]:
        """Return the last record of each schedule that has one, by name."""
        runs = iter_readable(self._table.query(keys.RUNS), from_item)
        return {run.schedule: run for run in runs}


def to_item(run: Run) -> Item:
    """Write a run as an item."""
    return {
        **address(keys.run(run.schedule)),
        "at": string(to_timestamp(run.at)),
        "done": number(run.done),
        "failed": number(run.failed),
        "error": string(run.error),
    }


def from_item(item: Item) -> Run:
    """Read a run from its item."""
    return Run(
        schedule=cast("ScheduleName", item["sk"]["S"]),
        at=from_timestamp(item["at"]["S"]),
        done=read_integer(item, "done"),
        failed=read_integer(item, "failed"),
        error=read_string(item, "error") or "",
    )
