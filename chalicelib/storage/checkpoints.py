"""Checkpoints: how far a form's statistics are folded, and the lines since then.

One item per form holds ``state`` (compressed), ``through`` (for each shard the timestamp up to which every line
is in the state), ``revision`` (raised by each save), ``epoch`` (raised by each erasure, in its own transaction)
and ``state_epoch`` (the epoch in which the state was folded). A state is valid only while ``state_epoch`` is the
epoch; a save succeeds only while epoch and revision are as they were read.

A state too large for the item is in ``state_parts`` others (``storage.state_parts``).
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Final, NamedTuple

from chalicelib import errors
from chalicelib.storage import keys
from chalicelib.storage.keys import BY_RECEIVED
from chalicelib.storage.state_parts import cut_state, read_parts, write_parts
from chalicelib.storage.table import (
    Condition,
    ConditionFailed,
    Item,
    KeyRange,
    Table,
    TransactionCancelled,
    Update,
    Value,
    binary,
    number,
    read_integer,
    string,
)

_READS: Final = 4
"""How often parts are read that another save is replacing."""

_PAGE: Final = 5000
"""Rows of a page: somewhat less than the megabyte at which DynamoDB ends one. Dynoxide reads all matching rows
before it ends a page, unless the query has a limit."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A stored fold; ``state`` is None where there is no valid one.

    ``through`` holds a timestamp for each shard, empty where nothing of the shard is folded. ``parts`` is the number of items
    that the state takes, or an invalid one took, beside the checkpoint.
    """

    epoch: int = 0
    revision: int = 0
    state: bytes | None = None
    through: tuple[str, ...] = ()
    parts: int = 0

    def reaches(self, shard: int) -> str:
        """Return the timestamp up to which that shard is folded, empty for not at all."""
        return self.through[shard] if shard < len(self.through) else ""


class LineRow(NamedTuple):
    """A submission as the index projects it."""

    received_at: str
    stat_line: str
    id: str


class CheckpointStore:
    """The checkpoints of the table, and the tails behind them."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def read(self, event: str, form: str) -> Checkpoint:
        """Return the form's checkpoint as it is now.

        One whose parts do not belong to it, however often they are read, has no valid state.
        """
        checkpoint = self._read_item(event, form)
        for _ in range(_READS):
            if checkpoint.state is not None or not checkpoint.through:
                return checkpoint
            state = read_parts(
                self._table, event, form, checkpoint.parts, revision=checkpoint.revision
            )
            if state is not None:
                return replace(checkpoint, state=state)
            checkpoint = self._read_item(event, form)
        return replace(checkpoint, state=None, through=())

    def read_epoch(self, event: str, form: str) -> int:
        """Return the form's epoch as it is now."""
        return self._read_item(event, form).epoch

    def _read_item(self, event: str, form: str) -> Checkpoint:
        item = self._table.get(keys.checkpoint(event, form))
        return Checkpoint() if item is None else from_item(item)

    def save(
        self, event: str, form: str, *, before: Checkpoint, state: bytes, through: Sequence[str]
    ) -> bool:
        """Store a further fold; return False if somebody saved or erased since ``before`` was read.

        A retry whose first reply was lost finds its own state and returns True.

        Raises:
            StateTooLarge: nothing is stored.
        """
        parts = cut_state(state)
        after = Checkpoint(
            before.epoch, before.revision + 1, None if parts else state, tuple(through), len(parts)
        )
        change = _replace(event, form, before, after)
        if not parts and not before.parts:
            return self._save_item(change, after)
        others = write_parts(event, form, parts, revision=after.revision, before=before.parts)
        return self._save_together([change, *others])

    def _save_item(self, change: Update, after: Checkpoint) -> bool:
        try:
            self._table.update(change)
        except ConditionFailed as failed:
            return failed.item is not None and from_item(failed.item) == after
        return True

    def _save_together(self, changes: Sequence[Update]) -> bool:
        try:
            self._table.transact(changes)
        except TransactionCancelled as cancelled:
            if cancelled.reasons[0].condition_failed:
                return False
            raise errors.Unavailable from None
        return True

    def invalidate(self, event: str, form: str) -> None:
        """Raise the form's epoch, so that the next fold begins anew."""
        self._table.update(raise_epoch(event, form))

    def count_rows(self, event: str, form: str, shards: int) -> int:
        """Count the form's stored submissions, read consistently; about 100 bytes are read for each."""
        return sum(
            len(page.items)
            for shard in range(shards)
            for page in self._table.pages(
                keys.submissions(event, form, shard), index=BY_RECEIVED, limit=_PAGE
            )
        )

    def tail(self, event: str, form: str, shard: int, *, after: str) -> Iterator[list[LineRow]]:
        """Yield the shard's rows that were received after that timestamp, in order, read consistently.

        They come in batches of about a page, and no timestamp is in two batches: at the end of a batch everything
        up to its last timestamp has been read.
        """
        key_range: KeyRange = {"index": BY_RECEIVED, "limit": _PAGE}
        if after:
            key_range["first"] = after + " "  # right behind it, as text orders
        held: list[LineRow] = []
        for page in self._table.pages(keys.submissions(event, form, shard), **key_range):
            rows = held + [_line_row(item) for item in page.items]
            last = len(rows)
            if page.next is not None and rows:
                last = bisect_left(rows, rows[-1].received_at, key=itemgetter(0))
            yield rows[:last]
            held = rows[last:]


def _replace(event: str, form: str, before: Checkpoint, after: Checkpoint) -> Update:
    """Return the operation that replaces the checkpoint, unless somebody saved or erased since ``before`` was read."""
    values: dict[str, Value] = {
        ":through": {"L": [string(stamp) for stamp in after.through]},
        ":epoch": number(after.epoch),
        ":revision": number(after.revision),
    }
    set_state, remove = "#state = :state", " REMOVE state_parts" if before.parts else ""
    if after.state is None:
        set_state, remove = "state_parts = :parts", " REMOVE #state"
        values[":parts"] = number(after.parts)
    else:
        values[":state"] = binary(after.state)
    return Update(
        keys.checkpoint(event, form),
        f"SET {set_state}, through = :through, state_epoch = :epoch, revision = :revision{remove}",
        names={"#state": "state"},
        values=values,
        condition=_as_read(before),
    )


def raise_epoch(event: str, form: str) -> Update:
    """Return the operation after which no checkpoint of the form holds any more: the next fold begins anew."""
    return Update(keys.checkpoint(event, form), "ADD epoch :one", values={":one": number(1)})


def from_item(item: Item) -> Checkpoint:
    """Return the checkpoint of an item; ``state`` is None, and ``through`` is there, where the state is in parts."""
    epoch, revision = read_integer(item, "epoch"), read_integer(item, "revision")
    parts = read_integer(item, "state_parts")
    has_state = "state" in item or parts > 0
    if not has_state or read_integer(item, "state_epoch", -1) != epoch:
        return Checkpoint(epoch, revision, parts=parts)
    state = bytes(item["state"]["B"]) if "state" in item else None
    through = tuple(value["S"] for value in item["through"]["L"])
    return Checkpoint(epoch, revision, state, through, parts)


def _line_row(item: Item) -> LineRow:
    line = item["stat_line"]["S"] if "stat_line" in item else ""
    return LineRow(item["received_at"]["S"], line, item["sk"]["S"])


def _as_read(before: Checkpoint) -> Condition:
    """Return the condition that nobody saved or erased since the checkpoint was read."""
    parts: list[str] = []
    values: dict[str, Value] = {}
    for name, held in (("epoch", before.epoch), ("revision", before.revision)):
        if held:
            parts.append(f"{name} = :old_{name}")
            values[f":old_{name}"] = number(held)
        else:
            parts.append(f"attribute_not_exists({name})")
    return Condition(" AND ".join(parts), values=values)
