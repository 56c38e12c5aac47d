"""What belongs to the installation as a whole: one random key, made when it is first needed.

It stays in the encrypted table, so a function's settings hold no secret. A table that is restored brings its key along.
"""

from collections.abc import Callable

from chalicelib import errors
from chalicelib.storage import keys
from chalicelib.storage.table import (
    ABSENT,
    ConditionFailed,
    Item,
    Table,
    address,
    binary,
)


class InstallationStore:
    """The installation's item of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def obtain_key(self, new_key: Callable[[], bytes]) -> bytes:
        """Return the installation's key; store a new one if there is none.

        Of two that store one at the same moment the second gets the first one's, and so does a retry whose first
        reply was lost.
        """
        item = self._table.get(keys.installation())
        if item is not None:
            return from_item(item)
        key = new_key()
        try:
            self._table.put(to_item(key), condition=ABSENT)
        except ConditionFailed as failed:
            if failed.item is None:
                raise errors.Unavailable from None
            return from_item(failed.item)
        return key

    def ping(self) -> None:
        """Read the item, whether there is one or not: raise ``Unavailable`` if the database does not answer."""
        self._table.get(keys.installation(), consistent=False)


def to_item(key: bytes) -> Item:
    """Write the key as an item."""
    return {**address(keys.installation()), "key": binary(key)}


def from_item(item: Item) -> bytes:
    """Read the key from its item."""
    return bytes(item["key"]["B"])
