"""Notifications: letters still to be written, and how far that went.

The letters of a batch and the next position are written in one transaction, on the condition that the position is
still the one before: so nobody gets a letter twice, whoever works on it and whatever reply is lost. Each registration is
checked there too: nobody who is erased gets one, and no letter goes to an address that was corrected.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from chalicelib import errors
from chalicelib.domain.events.announcements import Announcement
from chalicelib.domain.mail import Mail
from chalicelib.domain.notifications import Notification
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import Submission
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.forms.text import STORED
from chalicelib.storage import keys
from chalicelib.storage.outbox import put_mail
from chalicelib.storage.submissions import Position
from chalicelib.storage.submissions.items import check_unchanged
from chalicelib.storage.table import (
    Condition,
    Delete,
    Item,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    Update,
    address,
    compress,
    decompress,
    iter_readable,
    string,
)


class AddressedMail(NamedTuple):
    """A letter, and the registration that it is written to."""

    registration: Registration
    mail: Mail


class AddresseesChanged(Exception):
    """Somebody whom a letter is written to was erased or corrected meanwhile."""


class NotificationStore:
    """The notifications of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def waiting(self) -> Iterator[Notification]:
        """Yield the notifications that are not finished, oldest first."""
        yield from iter_readable(self._table.query(keys.NOTIFICATIONS), from_item)

    def advance(
        self,
        notification: Notification,
        after: Notification | None,
        letters: Sequence[AddressedMail],
    ) -> bool:
        """Leave the letters to be sent and go on from ``after``, or finish if that is None.

        Returns False where somebody else has gone on from here, and no letter is written.

        Raises:
            AddresseesChanged: one of the registrations is not stored any more as it was read.
        """
        try:
            self._table.transact(self._batch_operations(notification, after, letters))
        except TransactionCancelled as cancelled:
            position, *others = cancelled.reasons
            if position.condition_failed:
                return False
            if any(reason.condition_failed for reason in others):
                raise AddresseesChanged from None
            raise errors.Unavailable from None
        return True

    def _batch_operations(
        self,
        notification: Notification,
        after: Notification | None,
        letters: Sequence[AddressedMail],
    ) -> list[Operation]:
        key = _key(notification)
        as_read = Condition("#at = :at", {"#at": "at"}, {":at": string(_place(notification))})
        move: Operation = (
            Delete(key, as_read)
            if after is None
            else Update(
                key,
                "SET #at = :next",
                {"#at": "at"},
                {**as_read.values, ":next": string(_place(after))},
                as_read,
            )
        )
        checks = (check_unchanged(letter.registration) for letter in letters)
        return [move, *checks, *(put_mail(letter.mail) for letter in letters)]


def put_notification(notification: Notification) -> Put:
    """Make the operation that leaves letters to be written."""
    return Put(to_item(notification))


def position_of(notification: Notification) -> Position | None:
    """Return where the next batch starts; None for the beginning of the form."""
    if not notification.position:
        return None
    received_at, _, submission = notification.position.partition("#")
    return Position(0, received_at, submission)


def behind(notification: Notification, submission: Submission) -> Notification:
    """Return the notification behind a submission of its form."""
    return replace(notification, position=f"{to_timestamp(submission.received_at)}#{submission.id}")


def at_next_form(notification: Notification) -> Notification | None:
    """Return the notification at the beginning of its next form, None if there is none."""
    if not notification.further_forms:
        return None
    form, *further = notification.further_forms
    return replace(notification, form=form, further_forms=tuple(further), position="")


def to_item(notification: Notification) -> Item:
    """Write a notification as an item."""
    document = {
        "before": notification.before.model_dump(mode="json", exclude_none=True),
        "now": notification.now.model_dump(mode="json", exclude_none=True),
    }
    return {
        **address(_key(notification)),
        "event": string(notification.event),
        "document": compress(json.dumps(document, ensure_ascii=False).encode()),
        "at": string(_place(notification)),
    }


def from_item(item: Item) -> Notification:
    """Read a notification from its item."""
    created_at, _, notification_id = item["sk"]["S"].partition("#")
    document = json.loads(decompress(item, "document"))
    forms, position = json.loads(item["at"]["S"])
    return Notification(
        id=notification_id,
        created_at=from_timestamp(created_at),
        event=item["event"]["S"],
        before=Announcement.model_validate(document["before"], context=STORED),
        now=Announcement.model_validate(document["now"], context=STORED),
        form=forms[0],
        further_forms=tuple(forms[1:]),
        position=position,
    )


def _place(notification: Notification) -> str:
    """Write how far the letters are written: the forms that are left, and the last registration of the first."""
    return json.dumps([[notification.form, *notification.further_forms], notification.position])


def _key(notification: Notification) -> keys.Key:
    return keys.notification(to_timestamp(notification.created_at), notification.id)
