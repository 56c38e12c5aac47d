"""Short addresses: each under its code, and the code again beside the event.

The first is found by one Get. The second says that the event or form has a code already, so that it gets only one.
"""

from typing import Final

from chalicelib import errors
from chalicelib.domain.short_addresses import ShortAddress
from chalicelib.storage import keys
from chalicelib.storage.table import (
    ABSENT,
    Condition,
    Item,
    Put,
    Table,
    TransactionCancelled,
    Value,
    address,
    string,
)

_UNLESS_IT_HAS_ONE: Final = f"{ABSENT.expression} OR event_mark <> :mark"


class ShortAddressStore:
    """The short addresses of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, code: str) -> ShortAddress | None:
        """Return where the code leads."""
        item = self._table.get(keys.short_address(code))
        return None if item is None else from_item(item)

    def codes(self, event_id: str, event_mark: str) -> dict[str, str]:
        """Return the codes of the event and its forms: by the form's name, empty for the event itself."""
        collection = keys.event_collection(event_id)
        items = self._table.query(collection, begins=keys.SHORT_ADDRESSES)
        found = [from_item(item) for item in items]
        return {each.form: each.code for each in found if each.event_mark == event_mark}

    def add(self, new: ShortAddress) -> ShortAddress | None:
        """Store a short address and return it, or the one that its event or form has already.

        That may have come from another request, or from an attempt of this one whose answer was lost. Returns None if
        the code leads elsewhere.
        """
        unless_it_has_one = Condition(_UNLESS_IT_HAS_ONE, values={":mark": string(new.event_mark)})
        operations = [
            Put(to_item(keys.short_address(new.code), new), ABSENT),
            Put(to_item(keys.short_address_of(new.event, new.form), new), unless_it_has_one),
        ]
        try:
            self._table.transact(operations)
        except TransactionCancelled as cancelled:
            taken, existing = cancelled.reasons
            if existing.condition_failed and existing.item is not None:
                return from_item(existing.item)
            if not taken.condition_failed:
                raise errors.Unavailable from None
            return None
        return new


def to_item(key: keys.Key, short_address: ShortAddress) -> Item:
    """Write a short address as an item with that key."""
    attributes: dict[str, Value] = {
        "code": string(short_address.code),
        "event": string(short_address.event),
        "form": string(short_address.form),
        "event_mark": string(short_address.event_mark),
    }
    return {**address(key), **attributes}


def from_item(item: Item) -> ShortAddress:
    """Read a short address from its item."""
    return ShortAddress(
        code=item["code"]["S"],
        event=item["event"]["S"],
        form=item["form"]["S"],
        event_mark=item["event_mark"]["S"],
    )
