"""Arrivals: the forms that something came in for since their last fold, one small item per form.

Every process notes a form at most once in ``NOTING_INTERVAL``, so a response stays one write but for the first of
each interval, and the schedule reads all of them with one query. A note that is lost costs nothing but a longer
tail: summaries never depend on it.
"""

from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.submissions import IN_FLIGHT
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.frozen import dataclass
from chalicelib.storage import keys
from chalicelib.storage.table import Condition, ConditionFailed, Item, Table, address, string

NOTING_INTERVAL: Final = timedelta(minutes=5)
"""How long one note of a process covers what it stores."""
_LONGEST_NOTE: Final = NOTING_INTERVAL + 2 * IN_FLIGHT
"""All that a note covers is settled then; twice, since an older note of another process may replace a newer one."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A form with something new, and when that was last noted."""

    event: str
    form: str
    noted_at: datetime

    def is_settled(self, now: datetime) -> bool:
        """Return whether a fold that begins now includes everything that the note covers."""
        return now - self.noted_at > _LONGEST_NOTE


class ArrivalStore:
    """The notes of the table, and what this process noted lately."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._noted: dict[tuple[str, str], datetime] = {}

    def note(self, event: str, form: str, now: datetime) -> None:
        """Note that something was stored or erased, unless this process did within the interval.

        Where the note fails, the next submission makes it.
        """
        last = self._noted.get((event, form))
        if last is not None and now - last < NOTING_INTERVAL:
            return
        self._table.put(to_item(Arrival(event, form, now)))
        self._noted[event, form] = now

    def all(self) -> list[Arrival]:
        """Return every noted form."""
        return [from_item(item) for item in self._table.query(keys.ARRIVALS)]

    def remove(self, arrival: Arrival) -> None:
        """Remove a note, unless the form was noted again since it was read."""
        unchanged = Condition(
            "noted_at = :noted_at", values={":noted_at": string(to_timestamp(arrival.noted_at))}
        )
        try:
            self._table.delete(keys.arrival(arrival.event, arrival.form), condition=unchanged)
        except ConditionFailed:
            return


def to_item(arrival: Arrival) -> Item:
    """Write a note as an item."""
    return {
        **address(keys.arrival(arrival.event, arrival.form)),
        "noted_at": string(to_timestamp(arrival.noted_at)),
    }


def from_item(item: Item) -> Arrival:
    """Read a note from its item."""
    event, _, form = item["sk"]["S"].partition("#")
    return Arrival(event, form, from_timestamp(item["noted_at"]["S"]))
