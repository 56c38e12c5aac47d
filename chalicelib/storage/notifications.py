"""Notifications: letters still to be written, and how far that went.

The letters of a batch and the next position are written in one transaction, on the condition that the position is
still the one before: so nobody gets a letter twice, whoever works on it and whatever reply is lost.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chalicelib.domain.events.announcements import Announcement
from chalicelib.domain.mail import Mail
from chalicelib.domain.notifications import Notification
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.forms.text import STORED
from chalicelib.storage import keys
from chalicelib.storage.outbox import put_mail
from chalicelib.storage.submissions import Position
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


class NotificationStore:
    """The notifications of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def waiting(self) -> Iterator[Notification]:
        """Yield the notifications that are not finished, oldest first."""
        yield from iter_readable(self._table.query(keys.NOTIFICATIONS), from_item)

    def advance(
        self, notification: Notification, after: Notification | None, mails: Sequence[Mail]
    ) -> bool:
        """Leave the letters to be sent and go on from ``after``, or finish if that is None.

        Returns False where somebody else has gone on from here, and no letter is written.
        """
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
        try:
            self._table.transact([move, *(put_mail(mail) for mail in mails)])
        except TransactionCancelled:
            return False
        return True


def put_notification(notification: Notification) -> Put:
    """Make the operation that leaves letters to be written."""
    return Put(to_item(notification))


def position_of(notification: Notification) -> Position | None:
    """Return where the next batch starts; None for the beginning of the form."""
    if not notification.position:
        return None
    received_at, _, submission = notification.position.partition("#")
    return Position(0, received_at, submission)


def after_batch(notification: Notification, following: Position | None) -> Notification | None:
    """Return the notification behind a batch: further in the form, at the next form, or None at the end."""
    if following is not None:
        return replace(notification, position=f"{following.received_at}#{following.id}")
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
