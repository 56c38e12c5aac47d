"""Events: the document, the admission item that registrations check, and the line in the list.

The three are written in one transaction. The admission item is small because every registration's
transaction reads it: ``state``, ``opens_at``, ``closes_at``, ``capacity`` (a number for every category,
a very large one for "unlimited") and ``revision``.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from chalicelib import errors
from chalicelib.domain.events import Event, EventLine, EventState
from chalicelib.domain.registrations import UNLIMITED
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.table import (
    ABSENT,
    Condition,
    ConditionCheck,
    ConditionFailed,
    Item,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    Update,
    Value,
    address,
    compress,
    decompress,
    number,
    read_string,
    string,
)

_OPENED: Final = "(attribute_not_exists(opens_at) OR opens_at <= :now)"
_NOT_CLOSED: Final = "(attribute_not_exists(closes_at) OR closes_at > :now)"
OPEN: Final = f"#state = :open AND {_OPENED} AND {_NOT_CLOSED}"
"""The condition that an admission item or a form's record takes answers at ``:now``."""


class EventStore:
    """The events of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, event_id: str) -> Event | None:
        """Return the event as it is now."""
        item = self._table.get(keys.event(event_id))
        return None if item is None else from_item(item)

    def create(self, event: Event) -> None:
        """Store a new event; raise ``EventExists`` if the id is in use."""
        try:
            self._table.transact(_put_event(event, ABSENT, ABSENT))
        except TransactionCancelled:
            raise errors.EventExists from None

    def save(self, event: Event, *, held_at: datetime | None = None) -> None:
        """Store a changed event.

        Raises:
            errors.ChangedMeanwhile: it does not follow the stored revision, or the hold that began at
                ``held_at`` is over.
        """
        document = _at_revision(event.revision - 1)
        admission = _still_held(document, held_at) if held_at else document
        try:
            self._table.transact(_put_event(event, document, admission))
        except TransactionCancelled:
            raise errors.ChangedMeanwhile from None

    def lines(self) -> list[EventLine]:
        """Return every event's line, by id."""
        return [_line_from_item(item) for item in self._table.query(keys.EVENT_LIST)]

    def hold(self, event: Event, categories: Collection[str], now: datetime) -> None:
        """Let nobody take a seat in these categories until the event is saved or released.

        Raises:
            errors.ChangedMeanwhile: the event has another revision by now.
        """
        names = {f"#c{n}": category for n, category in enumerate(categories)}
        no_seats = ", ".join(f"#capacity.{name} = :none" for name in names)
        names["#capacity"] = "capacity"  # a reserved word of DynamoDB's expressions
        values = {":none": number(0), ":now": string(to_timestamp(now))}
        change = f"SET {no_seats}, held_at = :now"
        condition = _at_revision(event.revision)
        try:
            self._table.update(Update(keys.admission(event.id), change, names, values, condition))
        except ConditionFailed:
            raise errors.ChangedMeanwhile from None

    def release(self, event: Event) -> None:
        """End a hold, unless the event was saved since."""
        try:
            self._table.put(_admission_item(event), condition=_at_revision(event.revision))
        except ConditionFailed:
            return


def admission_check(
    event_id: str, category: str | None, seat: int | None, now: datetime
) -> ConditionCheck:
    """Check that the event takes answers now, and that the seat is within its capacity."""
    expression, values = OPEN, _open_values(now)
    names = {"#state": "state"}
    if category is not None and seat is not None:
        expression += " AND #capacity.#category >= :seat"
        names |= {"#capacity": "capacity", "#category": category}
        values[":seat"] = number(seat)
    return ConditionCheck(keys.admission(event_id), Condition(expression, names, values))


def form_open_check(event_id: str, form: str, now: datetime) -> ConditionCheck:
    """Check that the form takes answers now."""
    return ConditionCheck(
        keys.form(event_id, form), Condition(OPEN, {"#state": "state"}, _open_values(now))
    )


def held_since(admission: Item) -> datetime | None:
    """Return since when the admission item is held, None if it is not."""
    timestamp = read_string(admission, "held_at")
    return None if timestamp is None else from_timestamp(timestamp)


def to_item(event: Event) -> Item:
    """Write the event's document as an item."""
    return {
        **address(keys.event(event.id)),
        "document": compress(event.model_dump_json(exclude_none=True).encode()),
        "revision": number(event.revision),
    }


def from_item(item: Item) -> Event:
    """Read the event's document from its item."""
    return Event.model_validate_json(decompress(item, "document"))


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
    return EventLine.model_validate_json(decompress(item, "document"))


def _admission_item(event: Event) -> Item:
    capacity = {
        category.name: number(UNLIMITED if category.capacity is None else category.capacity)
        for category in event.categories
    }
    return {
        **address(keys.admission(event.id)),
        "state": string(event.state.value),
        "capacity": {"M": capacity},
        "revision": number(event.revision),
        **times_to_attributes(event.opens_at, event.closes_at),
    }


def _put_event(event: Event, document: Condition, admission: Condition) -> list[Operation]:
    return [
        Put(to_item(event), document),
        Put(_admission_item(event), admission),
        Put(_line_to_item(event)),
    ]


def _open_values(now: datetime) -> dict[str, Value]:
    return {":open": string(EventState.OPEN.value), ":now": string(to_timestamp(now))}


def _at_revision(revision: int) -> Condition:
    return Condition("revision = :revision", values={":revision": number(revision)})


def _still_held(condition: Condition, since: datetime) -> Condition:
    values = {**condition.values, ":held": string(to_timestamp(since))}
    return Condition(f"{condition.expression} AND held_at = :held", values=values)
