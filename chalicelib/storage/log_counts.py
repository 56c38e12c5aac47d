"""The last count of usage in the log for each range of days: which query counts, and since when. Its rows stay with CloudWatch."""

from collections.abc import Mapping
from typing import Final

from chalicelib.domain.log_counts import RESULTS_KEPT, LogCount
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.table import (
    ABSENT,
    Condition,
    ConditionFailed,
    Item,
    Table,
    Value,
    address,
    number,
    read_string,
    string,
)

_SAME: Final = "count_id = :id"


class LogCountStore:
    """The counts of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, days: int) -> LogCount | None:
        """Return the last count of that many days."""
        item = self._table.get(keys.log_count(days))
        return from_item(item, days) if item else None

    def claim(self, count: LogCount, former: LogCount | None) -> bool:
        """Put a count in the place of the former one; return whether nobody else was first."""
        return self._put(count, Condition(_SAME, values=_id(former)) if former else ABSENT)

    def note_query(self, count: LogCount) -> bool:
        """Note the query of a claimed count; return whether it is still the last one."""
        return self._put(count, Condition(_SAME, values=_id(count)))

    def drop(self, count: LogCount) -> None:
        """Forget a count whose query was not started."""
        condition = Condition(_SAME, values=_id(count))
        try:
            self._table.delete(keys.log_count(count.days), condition=condition)
        except ConditionFailed:
            return

    def _put(self, count: LogCount, condition: Condition) -> bool:
        try:
            self._table.put(to_item(count), condition=condition)
        except ConditionFailed as failed:
            return failed.item == to_item(count)
        return True


def to_item(count: LogCount) -> Item:
    """Write a count as an item; DynamoDB's TTL removes it when the rows are gone."""
    expires_at = count.asked_at + RESULTS_KEPT
    return {
        **address(keys.log_count(count.days)),
        "count_id": string(count.id),
        "asked_at": string(to_timestamp(count.asked_at)),
        "query": string(count.query),
        "expires_at": number(int(expires_at.timestamp())),
    }


def from_item(item: Item, days: int) -> LogCount:
    """Read a count from its item."""
    return LogCount(
        id=item["count_id"]["S"],
        days=days,
        asked_at=from_timestamp(item["asked_at"]["S"]),
        query=read_string(item, "query") or "",
    )


def _id(count: LogCount) -> Mapping[str, Value]:
    return {":id": string(count.id)}
