"""Events: the document and the line in the list, which are written in one transaction.

Beside the document stands the event's key: random, made with the event and never changed. The receipts and claims
of its submissions are HMACs under it. It is no part of the document, so nothing that shows events shows it.
No registration's transaction names either of them; it checks an admission copy.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.domain.events import Event, EventLine
from chalicelib.domain.events.stored import DOCUMENT_VERSION, load_event
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.forms.text import STORED
from chalicelib.storage import keys
from chalicelib.storage.holds import follows, put_hold, read_hold, remove_hold
from chalicelib.storage.table import (
    ABSENT,
    LARGEST_ITEM,
    Condition,
    ConditionCheck,
    Item,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    Update,
    Value,
    address,
    binary,
    compress,
    decompress,
    iter_readable,
    number,
    read_integer,
    read_string,
    size_of,
    string,
)

if TYPE_CHECKING:
    from chalicelib.domain.admission import Hold, StoredGate

_KEY: Final = "event_key"
_ORIGIN: Final = "copy_of"
_VERSION: Final = "document_version"
"""Under which version of the document's model it was checked; absent from what was written before there were any."""
_ROOM_BESIDE: Final = 1024
"""In bytes: what an event's item holds beside the document, its key, its origin and a hold."""


class EventStore:
    """The events of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, event_id: str) -> Event | None:
        """Return the event as it is now."""
        item = self._table.get(keys.event(event_id))
        return None if item is None else from_item(item)

    def with_key(self, event_id: str) -> tuple[Event, bytes] | None:
        """Return the event as it is now, and its key."""
        item = self._table.get(keys.event(event_id))
        return None if item is None else (from_item(item), key_from_item(item))

    def create(
        self,
        event: Event,
        key: bytes,
        *,
        origin: str | None = None,
        along: Sequence[Operation] = (),
    ) -> Event:
        """Store a new event with its key, and ``along`` in the same transaction; return it.

        The same event again, unchanged since, is a repeat of a request whose answer was lost: it keeps its first key.
        ``origin`` is the event that it copies: the same copy again, while it is a draft at those times, is a repeat
        whatever became of either since then, and the copy is returned as it is now.

        Raises:
            errors.EventExists: another event has its id, or had it and is not removed yet.
            errors.EventRefused: see ``refuse_too_large``.
        """
        marks = {_KEY: binary(key), **({_ORIGIN: string(origin)} if origin else {})}
        document = Put({**to_item(event), **marks}, ABSENT)
        nothing_left = ConditionCheck(keys.deletion(event.id), ABSENT)
        try:
            self._table.transact([document, Put(_line_to_item(event)), nothing_left, *along])
        except TransactionCancelled as cancelled:
            if cancelled.reasons[2].condition_failed:
                raise errors.EventExists from None
            if not cancelled.reasons[0].condition_failed:
                raise errors.Unavailable from None
            existing = cancelled.reasons[0].item
            if existing is None or not _is_repeat(existing, event, origin):
                raise errors.EventExists from None
            return from_item(existing)
        return event

    def save(
        self, event: Event, *, hold: "Hold | None" = None, along: Sequence[Operation] = ()
    ) -> None:
        """Store a changed event, and ``along`` in the same transaction; that ends any hold.

        Raises:
            errors.ChangedMeanwhile: it does not follow the stored revision, or ``hold`` does not stand there
                any more.
            errors.EventRefused: see ``refuse_too_large``.
        """
        names = {"#document": "document"}
        item = to_item(event)
        values = {f":{name}": item[name] for name in ("document", "revision", _VERSION)}
        document = Update(
            keys.event(event.id),
            f"SET #document = :document, revision = :revision, {_VERSION} = :{_VERSION} REMOVE held_by",
            names,
            values,
            follows(event.revision - 1, hold),
        )
        try:
            self._table.transact([document, Put(_line_to_item(event)), *along])
        except TransactionCancelled:
            raise errors.ChangedMeanwhile from None

    def refuse_too_large(self, event: Event) -> None:
        """Raise ``EventRefused`` if the event's texts are longer than an item can be."""
        to_item(event)

    def lines(self) -> list[EventLine]:
        """Return every event's line, by id."""
        return list(iter_readable(self._table.query(keys.EVENT_LIST), _line_from_item))

    def gate(self, event_id: str) -> "StoredGate | None":
        """Return the event's gate as it is now, None if there is no event."""
        from chalicelib.domain.admission import Gate, StoredGate  # an answer needs none of it

        item = self._table.get(keys.event(event_id))
        return None if item is None else StoredGate(Gate.of_event(from_item(item)), read_hold(item))

    def hold(self, event: Event, hold: "Hold") -> None:
        """Put the hold on the document; raise ``ChangedMeanwhile`` if another revision is stored by now."""
        put_hold(self._table, keys.event(event.id), event.revision, hold)

    def release(self, event_id: str, hold: "Hold") -> None:
        """Take the hold off the document if it stands there, so that the change which it is for fails."""
        remove_hold(self._table, keys.event(event_id), hold)


def check_unchanged(event: Event) -> ConditionCheck:
    """Return the operation of a transaction that checks that the event has this revision and is not held.

    A registration's transaction must not contain it: independent ones would share the event's item.
    """
    expression = "revision = :revision AND attribute_not_exists(held_by)"
    values = {":revision": number(event.revision)}
    return ConditionCheck(keys.event(event.id), Condition(expression, values=values))


def to_item(event: Event) -> Item:
    """Write the event's document as an item; raise ``EventRefused`` for one that is too large."""
    item = {
        **address(keys.event(event.id)),
        "document": compress(event.model_dump_json(exclude_none=True).encode()),
        _VERSION: number(DOCUMENT_VERSION),
        "revision": number(event.revision),
    }
    if size_of(item) > LARGEST_ITEM - _ROOM_BESIDE:
        from chalicelib.domain.event_documents import problem

        raise errors.EventRefused(problems=[problem("event.texts_too_long", "")])
    return item


def from_item(item: Item) -> Event:
    """Read the event's document from its item."""
    return load_event(decompress(item, "document"), read_integer(item, _VERSION))


def _is_repeat(existing: Item, event: Event, origin: str | None) -> bool:
    """Return whether the stored event is the one that was to be created, or the copy that was to be made."""
    stored = from_item(existing)
    if origin is None or read_string(existing, _ORIGIN) != origin:
        return stored == event
    times = stored.state, stored.starts_at, stored.ends_at
    return times == (event.state, event.starts_at, event.ends_at)


def key_from_item(item: Item) -> bytes:
    """Read the event's key from its item."""
    return bytes(item[_KEY]["B"])


def times_to_attributes(opens_at: datetime | None, closes_at: datetime | None) -> dict[str, Value]:
    """Write the times as attributes; absent where there is no limit."""
    limits = {"opens_at": opens_at, "closes_at": closes_at}
    return {name: string(to_timestamp(limit)) for name, limit in limits.items() if limit}


def _line_to_item(event: Event) -> Item:
    line = EventLine.of(event)
    return {
        **address(keys.event_line(event.id)),
        "document": compress(line.model_dump_json(exclude_none=True).encode()),
    }


def _line_from_item(item: Item) -> EventLine:
    return EventLine.model_validate_json(decompress(item, "document"), context=STORED)
