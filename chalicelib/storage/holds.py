"""Holds on the items of events and forms, in the attribute ``held_by``.

The change that a hold is for is written on the condition that the hold still stands there. So whoever
takes it off may open the gates again.
"""

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.storage.keys import Key
from chalicelib.storage.table import (
    Condition,
    ConditionFailed,
    Item,
    Table,
    Update,
    number,
    read_integer,
    read_string,
    string,
)

if TYPE_CHECKING:
    from chalicelib.domain.admission import Hold


def read_hold(item: Item) -> "Hold | None":
    """Return the hold that stands on an event's or a form's item."""
    from chalicelib.domain.admission import Hold  # an answer needs none of it

    text = read_string(item, "held_by")
    return None if text is None else Hold.parse(text)


def put_hold(table: Table, key: Key, revision: int, hold: "Hold") -> None:
    """Put a hold on the item, in the place of an earlier one.

    Raises:
        errors.ChangedMeanwhile: the item has another revision, or a later hold stands there.
    """
    values = {":revision": number(revision), ":hold": string(str(hold))}
    condition = "revision = :revision AND (attribute_not_exists(held_by) OR held_by < :hold)"
    change = Update(key, "SET held_by = :hold", values=values, condition=Condition(condition))
    try:
        table.update(change)
    except ConditionFailed as failed:
        if not (failed.item and _has_hold(failed.item, revision, hold)):
            raise errors.ChangedMeanwhile from None


def remove_hold(table: Table, key: Key, hold: "Hold") -> None:
    """Take the hold off the item if it stands there."""
    own = Condition("held_by = :hold", values={":hold": string(str(hold))})
    try:
        table.update(Update(key, "REMOVE held_by", condition=own))
    except ConditionFailed:
        return


def follows(revision: int, hold: "Hold | None") -> Condition:
    """Return the condition that the stored item has that revision and, where one is given, that hold."""
    expression, values = "revision = :before", {":before": number(revision)}
    if hold is None:
        return Condition(expression, values=values)
    values |= {":hold": string(str(hold))}
    return Condition(f"{expression} AND held_by = :hold", values=values)


def _has_hold(item: Item, revision: int, hold: "Hold") -> bool:
    """Whether a first attempt, whose reply was lost, has put the hold there."""
    return read_hold(item) == hold and read_integer(item, "revision") == revision
