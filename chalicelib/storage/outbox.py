"""The outbox: mails that wait to be sent, stored in the transaction that they are about."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from chalicelib import errors
from chalicelib.domain.mail import KEPT_AFTER_FAILURE, FailedMail, Mail, Template
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.table import (
    PRESENT,
    Condition,
    ConditionFailed,
    Delete,
    Item,
    Operation,
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

    def note_reason(self, mail: Mail, reason: str, *, holder: str) -> None:
        """Note why the attempt of that lease failed."""
        held = Condition("leased_by = :holder", values={":holder": string(holder)})
        values = {":reason": string(reason)}
        with suppress(ConditionFailed):
            self._table.update(
                Update(_key(mail), "SET reason = :reason", values=values, condition=held)
            )

    def give_up(self, failed: FailedMail, *, holder: str = "") -> None:
        """Keep a mail as one that could not be sent, unless somebody else sends it at this moment.

        ``holder`` is the lease of the caller's own attempt. The link of a sign-in letter is a secret, and is not kept.
        """
        values = {":now": string(to_timestamp(failed.failed_at)), ":holder": string(holder)}
        is_ours = Condition(
            "attribute_exists(pk) AND (attribute_not_exists(leased_until) OR leased_until <= :now"
            " OR leased_by = :holder)",
            values=values,
        )
        self._transact(Delete(_key(failed.mail), is_ours), Put(_failed_to_item(failed)))

    def list_failed(self) -> list[FailedMail]:
        """Return the mails that could not be sent, the newest failure first."""
        items = self._table.query(keys.OUTBOX, begins=keys.FAILED_MAILS)
        failed = iter_readable(items, _failed_from_item)
        return sorted(failed, key=lambda each: each.failed_at, reverse=True)

    def find_failed(self, mail_id: str) -> FailedMail | None:
        """Return the mail of that id that could not be sent."""
        item = self._table.get(keys.failed_mail(mail_id))
        return None if item is None else _failed_from_item(item)

    def resend(self, failed: FailedMail, *, along: Sequence[Operation] = ()) -> bool:
        """Put a mail back among those that wait, and do ``along``; False if it is not there any more."""
        again = replace(failed.mail, attempts=0, reason="")
        there = Delete(keys.failed_mail(failed.mail.id), PRESENT)
        return self._transact(there, put_mail(again), *along)

    def drop(self, mail_id: str, *, along: Sequence[Operation] = ()) -> bool:
        """Delete a mail that could not be sent, and do ``along``; False if it is not there any more."""
        return self._transact(Delete(keys.failed_mail(mail_id), PRESENT), *along)

    def _transact(self, first: Delete, *others: Operation) -> bool:
        """Do all; return False if the condition of the first one does not hold."""
        try:
            self._table.transact([first, *others])
        except TransactionCancelled as cancelled:
            if not cancelled.reasons[0].condition_failed:
                raise errors.Unavailable from None
            return False
        return True


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
        **({"event": string(mail.event)} if mail.event else {}),
        **({"reason": string(mail.reason)} if mail.reason else {}),
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
        event=read_string(item, "event") or "",
        attempts=read_integer(item, "attempts"),
        reason=read_string(item, "reason") or "",
    )


def _failed_to_item(failed: FailedMail) -> Item:
    """Write a mail that could not be sent; ``expires_at`` is for DynamoDB's TTL, in seconds."""
    mail = failed.mail
    parameters = dict(mail.parameters) if failed.can_be_sent_again else {}
    end = failed.failed_at + KEPT_AFTER_FAILURE
    return {
        **to_item(replace(mail, parameters=parameters)),
        **address(keys.failed_mail(mail.id)),
        "created_at": string(to_timestamp(mail.created_at)),
        "reason": string(failed.reason),
        "failed_at": string(to_timestamp(failed.failed_at)),
        "expires_at": number(int(end.timestamp()) + 1),
    }


def _failed_from_item(item: Item) -> FailedMail:
    place = f"{item['created_at']['S']}#{item['sk']['S'].removeprefix(keys.FAILED_MAILS)}"
    mail = from_item({**item, "sk": string(place)})
    return FailedMail(mail, mail.reason, from_timestamp(item["failed_at"]["S"]))


def _key(mail: Mail) -> keys.Key:
    return keys.outbox(to_timestamp(mail.created_at), mail.id)
