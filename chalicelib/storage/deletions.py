"""Deletions of events: what is still to be removed of an event that is deleted, noted when it is.

Two passes remove it: one at once, one by a sweep when nothing that began before the deletion can still be writing.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib import errors
from chalicelib.domain.events import Event
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.holds import follows
from chalicelib.storage.parallel_calls import call_in_parallel
from chalicelib.storage.state_parts import MOST_PARTS
from chalicelib.storage.table import (
    Delete,
    Item,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    address,
    iter_readable,
    string,
)

IN_FLIGHT: Final = timedelta(minutes=2)
"""Longer than a request may take that read the event before it was deleted, the catalogue's ten seconds included."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """A deleted event whose items are to be removed; ``shards`` are the numbers of shards by form."""

    event: str
    deleted_at: datetime
    shards: tuple[tuple[str, int], ...]
    categories: tuple[str, ...]

    @classmethod
    def of(cls, event: Event, forms: Iterable[FormRecord], now: datetime) -> "Deletion":
        """Return the deletion of that event with its forms."""
        return cls(
            event.id,
            now,
            tuple((form.name, form.shards) for form in forms),
            tuple(category.name for category in event.categories),
        )

    def is_settled(self, now: datetime) -> bool:
        """Return whether nothing can be written any more for the event as it was."""
        return now - self.deleted_at > IN_FLIGHT


class DeletionStore:
    """The deletions of the table that are not finished."""

    def __init__(self, table: Table, admission_copies: int) -> None:
        self._table = table
        self._copies = admission_copies

    def begin(self, event: Event, deletion: Deletion, *, along: Sequence[Operation] = ()) -> None:
        """Delete the event with its line in the list, note what is to be removed of it, and do ``along``.

        Raises:
            errors.ChangedMeanwhile: another revision is stored by now, or a change is under way.
        """
        operations: list[Operation] = [
            Delete(keys.event(event.id), follows(event.revision, None)),
            Delete(keys.event_line(event.id)),
            Put(to_item(deletion)),
            *along,
        ]
        try:
            self._table.transact(operations)
        except TransactionCancelled:
            raise errors.ChangedMeanwhile from None

    def all(self) -> Iterator[Deletion]:
        """Yield the deletions, each with something that may be left to remove."""
        yield from iter_readable(self._table.query(keys.DELETIONS), from_item)

    def remove_items(self, deletion: Deletion) -> None:
        """Remove all that is stored of the event; harmless if some of it was removed before.

        What tells which forms there were goes last, once all else is gone.
        """
        own = list(self._collection(keys.event_collection(deletion.event)))
        self._remove(self._keys(deletion, own))
        self._remove(own)

    def _remove(self, of: Iterable[keys.Key]) -> None:
        for _ in call_in_parallel(self._table.delete, of):
            pass

    def forget(self, deletion: Deletion) -> None:
        """Forget a deletion of which nothing is left: its event's id is free again."""
        self._table.delete(keys.deletion(deletion.event))

    def _keys(self, deletion: Deletion, own: Iterable[keys.Key]) -> Iterator[keys.Key]:
        event = deletion.event
        published = {key.sk.partition("#")[2] for key in own if key.sk.startswith(keys.FORMS)}
        shards = dict.fromkeys(published, 1) | dict(deletion.shards)
        for form, number in shards.items():
            yield from self._keys_of_form(event, form, number)
        for category in deletion.categories:
            yield from self._collection(keys.seats(event, category))
        yield from self._collection(keys.claims(event))
        yield from self._collection(keys.record(event))
        yield from self._collection(keys.paragraph_edits(event))
        yield from self._collection(keys.proposals(event))
        yield from self._collection(keys.documents(event))

    def _keys_of_form(self, event: str, form: str, shards: int) -> Iterator[keys.Key]:
        for copy in range(self._copies):
            yield keys.admission(event, form, copy)
        for shard in range(shards):
            yield from self._collection(keys.submissions(event, form, shard))
        yield from self._collection(keys.uploads(event, form))
        yield from self._collection(keys.quotes(event, form))
        yield from self._collection(keys.editor(event, form))
        for number in range(MOST_PARTS):
            yield keys.state_part(event, form, number)
        yield keys.checkpoint(event, form)
        yield keys.arrival(event, form)

    def _collection(self, pk: str) -> Iterator[keys.Key]:
        for item in self._table.query(pk):
            yield keys.Key(item["pk"]["S"], item["sk"]["S"])


def to_item(deletion: Deletion) -> Item:
    """Write a deletion as an item."""
    return {
        **address(keys.deletion(deletion.event)),
        "deleted_at": string(to_timestamp(deletion.deleted_at)),
        "shards": string(json.dumps(dict(deletion.shards))),
        "categories": string(json.dumps(deletion.categories)),
    }


def from_item(item: Item) -> Deletion:
    """Read a deletion from its item."""
    return Deletion(
        event=item["sk"]["S"],
        deleted_at=from_timestamp(item["deleted_at"]["S"]),
        shards=tuple(json.loads(item["shards"]["S"]).items()),
        categories=tuple(json.loads(item["categories"]["S"])),
    )
