"""How far a form's summary is folded, and the lines that came since.

One item per form holds ``state`` (compressed), ``through`` (per shard, the stamp up to which every line
is in the state), ``revision`` (raised by each save), ``epoch`` (raised by each erasure, in its own
transaction) and ``folded_in`` (the epoch in which the state was folded). A state counts only while
``folded_in`` is the epoch; a save succeeds only while epoch and revision are as they were read.
"""

import logging
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, NamedTuple

from chalicelib.storage import keys
from chalicelib.storage.keys import BY_RECEIVED
from chalicelib.storage.table import (
    Condition,
    ConditionFailed,
    KeyRange,
    Table,
    Update,
    Value,
    binary,
    number,
    read_integer,
    string,
)

LARGEST_STATE: Final = 350 * 1024
"""In bytes; an item may have 400 KB in all."""

_PAGE: Final = 5000
"""Rows of a page, somewhat less than the megabyte at which DynamoDB cuts it. Dynoxide reads all that
match before it cuts, unless it is told how many are wanted."""

_log = logging.getLogger("pikir.summaries")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A stored fold; ``state`` is None where there is none that counts.

    ``through`` holds a stamp for each shard, empty where nothing of it is folded.
    """

    epoch: int = 0
    revision: int = 0
    state: bytes | None = None
    through: tuple[str, ...] = ()

    def reaches(self, shard: int) -> str:
        """The stamp up to which that shard is folded, empty for not at all."""
        return self.through[shard] if shard < len(self.through) else ""


class LineRow(NamedTuple):
    """A submission as the index shows it."""

    received_at: str
    stat_line: str
    id: str


class CheckpointStore:
    """The checkpoints of the table, and the tails behind them."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def read(self, event: str, form: str) -> Checkpoint:
        """The form's checkpoint as it is now."""
        item = self._table.get(keys.checkpoint(event, form))
        if item is None:
            return Checkpoint()
        epoch, revision = read_integer(item, "epoch"), read_integer(item, "revision")
        if "state" not in item or read_integer(item, "folded_in", -1) != epoch:
            return Checkpoint(epoch, revision)
        through = tuple(stamp["S"] for stamp in item["through"]["L"])
        return Checkpoint(epoch, revision, bytes(item["state"]["B"]), through)

    def save(
        self, event: str, form: str, *, before: Checkpoint, state: bytes, through: Sequence[str]
    ) -> bool:
        """Keep a further fold; False when somebody saved or erased since ``before`` was read.

        A state that no item can hold is not kept: summaries stay right, only slower.
        """
        if len(state) > LARGEST_STATE:
            _log.warning('{"checkpoint": "too large", "bytes": %d}', len(state))
            return False
        change = Update(
            keys.checkpoint(event, form),
            "SET #state = :state, through = :through, folded_in = :epoch, revision = :revision",
            names={"#state": "state"},
            values={
                ":state": binary(state),
                ":through": {"L": [string(stamp) for stamp in through]},
                ":epoch": number(before.epoch),
                ":revision": number(before.revision + 1),
            },
            condition=_unchanged(before),
        )
        try:
            self._table.update(change)
        except ConditionFailed:
            return False
        return True

    def tail(self, event: str, form: str, shard: int, *, after: str) -> Iterator[list[LineRow]]:
        """The shard's rows received after that stamp, in order, read consistently.

        They come in batches of a page or so, and no stamp is in two batches: where one ends
        everything up to its last stamp was seen.
        """
        wanted: KeyRange = {"index": BY_RECEIVED, "limit": _PAGE}
        if after:
            wanted["first"] = after + " "  # right behind it, as text orders
        held: list[LineRow] = []
        for page in self._table.pages(keys.submissions(event, form, shard), **wanted):
            rows = held + [
                LineRow(
                    item["received_at"]["S"],
                    item["stat_line"]["S"] if "stat_line" in item else "",
                    item["sk"]["S"],
                )
                for item in page.items
            ]
            last = len(rows)
            if page.next is not None and rows:
                last = bisect_left(rows, rows[-1].received_at, key=itemgetter(0))
            yield rows[:last]
            held = rows[last:]


def _unchanged(before: Checkpoint) -> Condition:
    parts: list[str] = []
    values: dict[str, Value] = {}
    for name, held in (("epoch", before.epoch), ("revision", before.revision)):
        if held:
            parts.append(f"{name} = :old_{name}")
            values[f":old_{name}"] = number(held)
        else:
            parts.append(f"attribute_not_exists({name})")
    return Condition(" AND ".join(parts), values=values)
