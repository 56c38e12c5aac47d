"""Events: the document, the admission item that registrations check, and the line in the list.

The three are written in one transaction. The admission item is small because every registration's transaction
reads it: ``state``, ``opens_at``, ``closes_at``, ``capacity`` (a number for every category, a very large
one for "unlimited") and ``revision``.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from chalicelib import errors
from chalicelib.domain.events import Event, EventLine, EventState
from chalicelib.domain.registrations import UNLIMITED
from chalicelib.domain.timestamps import moment, stamp
from chalicelib.storage import keys
from chalicelib.storage.compression import pack, unpack
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
    number,
    string,
    text,
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
        """The event as it is now."""
        item = self._table.get(keys.event(event_id))
        return None if item is None else event_of(item)

    def create(self, event: Event) -> None:
        """Keep a new event; raises ``EventExists``."""
        try:
            self._table.transact(_written(event, ABSENT, ABSENT))
        except TransactionCancelled:
            raise errors.EventExists from None

    def save(self, event: Event, *, held: datetime | None = None) -> None:
        """Keep a changed event.

        Raises:
            errors.ChangedMeanwhile: it does not follow what is kept, or the seats are not ``held``
                since that moment any more.
        """
        before = _at_revision(event.revision - 1)
        admission = _held_at(before, held) if held else before
        try:
            self._table.transact(_written(event, before, admission))
        except TransactionCancelled:
            raise errors.ChangedMeanwhile from None

    def lines(self) -> list[EventLine]:
        """Every event's line, by id."""
        return [
            EventLine.model_validate_json(unpack(item, "document"))
            for item in self._table.query(keys.EVENT_LIST)
        ]

    def hold(self, event: Event, categories: Collection[str], now: datetime) -> None:
        """Let nobody take a seat in these categories until the event is saved or let go.

        Raises:
            errors.ChangedMeanwhile: the event is not at this revision any more.
        """
        names = {f"#c{n}": category for n, category in enumerate(categories)}
        none = ", ".join(f"#capacity.{name} = :none" for name in names)
        names["#capacity"] = "capacity"  # a reserved word of DynamoDB's expressions
        values = {":none": number(0), ":now": string(stamp(now))}
        change = f"SET {none}, held_at = :now"
        condition = _at_revision(event.revision)
        try:
            self._table.update(Update(keys.admission(event.id), change, names, values, condition))
        except ConditionFailed:
            raise errors.ChangedMeanwhile from None

    def let_go(self, event: Event) -> None:
        """Give the seats free that were held, unless the event was saved since."""
        try:
            self._table.put(_admission_item(event), condition=_at_revision(event.revision))
        except ConditionFailed:
            return


def admission_check(
    event_id: str, category: str | None, seat: int | None, now: datetime
) -> ConditionCheck:
    """The check that the event takes answers now, and that the seat is one of its places."""
    expression, values = OPEN, _open_values(now)
    names = {"#state": "state"}
    if category is not None and seat is not None:
        expression += " AND #capacity.#category >= :seat"
        names |= {"#capacity": "capacity", "#category": category}
        values[":seat"] = number(seat)
    return ConditionCheck(keys.admission(event_id), Condition(expression, names, values))


def form_open_check(event_id: str, form: str, now: datetime) -> ConditionCheck:
    """The check that the form takes answers now."""
    return ConditionCheck(
        keys.form(event_id, form), Condition(OPEN, {"#state": "state"}, _open_values(now))
    )


def held_since(admission: Item) -> datetime | None:
    """Since when seats are held back in this admission item, None if they are not."""
    held = text(admission, "held_at")
    return None if held is None else moment(held)


def event_of(item: Item) -> Event:
    """The event that an item holds."""
    return Event.model_validate_json(unpack(item, "document"))


def period(opens_at: datetime | None, closes_at: datetime | None) -> dict[str, Value]:
    """The times as attributes, absent where there is no limit."""
    limits = {"opens_at": opens_at, "closes_at": closes_at}
    return {name: string(stamp(limit)) for name, limit in limits.items() if limit}


def _open_values(now: datetime) -> dict[str, Value]:
    return {":open": string(EventState.OPEN.value), ":now": string(stamp(now))}


def _at_revision(revision: int) -> Condition:
    return Condition("revision = :revision", values={":revision": number(revision)})


def _held_at(before: Condition, held: datetime) -> Condition:
    values = {**before.values, ":held": string(stamp(held))}
    return Condition(f"{before.expression} AND held_at = :held", values=values)


def _written(event: Event, document: Condition, admission: Condition) -> list[Operation]:
    return [
        Put(
            {
                **address(keys.event(event.id)),
                "document": pack(event.model_dump_json(exclude_none=True).encode()),
                "revision": number(event.revision),
            },
            document,
        ),
        Put(_admission_item(event), admission),
        Put(
            {
                **address(keys.event_line(event.id)),
                "document": pack(EventLine.of(event).model_dump_json(exclude_none=True).encode()),
            }
        ),
    ]


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
        **period(event.opens_at, event.closes_at),
    }
