"""The outbox: mails that wait to be sent, stored in the transaction that they are about."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from chalicelib import errors
from chalicelib.domain.mail import Mail, Template
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.table import (
    Condition,
    ConditionFailed,
    Item,
    Put,
    Table,
    TransactionCancelled,
    Update,
    address,
    iter_readable,
    number,
    read_integer,
    read_string,
    string,
)


class MailRefused(Exception):
    """The limit on such mails to the address is reached."""


@dataclass(frozen=True, slots=True)
class LimitedMail:
    """A mail, and the operation that counts it: its condition fails where the limit is reached."""

    mail: Mail
    count: Update

    def operations(self) -> tuple[Put, Update]:
        """Make the operations that leave the mail to be sent and count it."""
        return put_mail(self.mail), self.count


class Outbox:
    """The waiting mails of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, mail: Mail) -> None:
        """Store a mail to be sent."""
        self._table.put(to_item(mail))

    def add_limited(self, mail: LimitedMail) -> None:
        """Store a mail and count it in one transaction; raise `MailRefused` if the limit is reached."""
        try:
            self._table.transact(mail.operations())
        except TransactionCancelled as cancelled:
            if cancelled.reasons[1].condition_failed:
                raise MailRefused from None
            raise errors.Unavailable from None

    def waiting(self, *, before: datetime) -> Iterator[Mail]:
        """Yield the mails created before that moment, oldest first."""
        items = self._table.query(keys.OUTBOX, last=to_timestamp(before))
        yield from iter_readable(items, from_item)

    def lease(self, mail: Mail, *, holder: str, now: datetime, until: datetime) -> bool:
        """Reserve the mail until then and count the attempt; False if another sweep has it.

        ``holder`` is a new id of this attempt, by which a retry whose first reply was lost finds its own lease.
        """
        is_free = Condition(
            "attribute_exists(pk) AND (attribute_not_exists(leased_until) OR leased_until <= :now)",
            values={":now": string(to_timestamp(now))},
        )
        change = "SET leased_until = :until, leased_by = :holder ADD attempts :one"
        values = {
            ":until": string(to_timestamp(until)),
            ":holder": string(holder),
            ":one": number(1),
        }
        try:
            self._table.update(Update(_key(mail), change, values=values, condition=is_free))
        except ConditionFailed as failed:
            return failed.item is not None and read_string(failed.item, "leased_by") == holder
        return True

    def remove(self, mail: Mail) -> None:
        """Delete a mail that was sent."""
        self._table.delete(_key(mail))


def put_mail(mail: Mail) -> Put:
    """Make the operation that leaves a mail to be sent."""
    return Put(to_item(mail))


def to_item(mail: Mail) -> Item:
    """Write a mail as an item."""
    return {
        **address(_key(mail)),
        "to": string(mail.to),
        "template": string(mail.template),
        "language": string(mail.language),
        "parameters": string(json.dumps(dict(mail.parameters), ensure_ascii=False)),
        "attempts": number(mail.attempts),
    }


def from_item(item: Item) -> Mail:
    """Read a mail from its item."""
    created_at, _, mail_id = item["sk"]["S"].partition("#")
    return Mail(
        id=mail_id,
        created_at=from_timestamp(created_at),
        to=item["to"]["S"],
        template=cast("Template", item["template"]["S"]),  # unknown ones fail when they are sent
        language=item["language"]["S"],
        parameters=json.loads(item["parameters"]["S"]),
        attempts=read_integer(item, "attempts"),
    )


def _key(mail: Mail) -> keys.Key:
    return keys.outbox(to_timestamp(mail.created_at), mail.id)
