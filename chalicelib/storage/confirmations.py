"""Registrations that wait for their confirmation, each noted in the transaction that stores it."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from chalicelib.domain.registrations import Registration
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.table import (
    Delete,
    Item,
    Put,
    Table,
    address,
    iter_readable,
)


class PendingConfirmation(NamedTuple):
    """A registration that is to be confirmed by ``due``."""

    due: datetime
    event: str
    form: str
    id: str

    @property
    def key(self) -> keys.Key:
        """The key of its note."""
        return keys.confirmation(to_timestamp(self.due), self.event, self.form, self.id)


class ConfirmationStore:
    """The unconfirmed registrations of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def due(self, now: datetime) -> Iterator[PendingConfirmation]:
        """Yield the registrations whose time to be confirmed is over, the longest overdue first."""
        items = self._table.query(keys.UNCONFIRMED, last=to_timestamp(now))
        yield from iter_readable(items, from_item)

    def remove(self, pending: PendingConfirmation) -> None:
        """Forget a registration that is to be confirmed no more."""
        self._table.delete(pending.key)


def note(registration: Registration) -> Put:
    """Return the operation that notes a registration which is to be confirmed."""
    return Put(to_item(_pending_of(registration)))


def forget(registration: Registration) -> Delete:
    """Return the operation that removes the note of a registration."""
    return Delete(_pending_of(registration).key)


def _pending_of(registration: Registration) -> PendingConfirmation:
    if registration.confirm_by is None:
        raise ValueError("the registration needs no confirmation")
    event, form = registration.event, registration.form
    return PendingConfirmation(registration.confirm_by, event, form, registration.id)


def to_item(pending: PendingConfirmation) -> Item:
    """Write the note as an item; it is all in the key."""
    return dict(address(pending.key))


def from_item(item: Item) -> PendingConfirmation:
    """Read the note of an item."""
    due, event, form, id = item["sk"]["S"].split("#")  # noqa: A001 -- its name everywhere
    return PendingConfirmation(from_timestamp(due), event, form, id)
