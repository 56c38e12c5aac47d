"""The mails that wait: written in the transaction of what they tell of, gone when they are sent."""

import json
from collections.abc import Iterator
from datetime import datetime

from chalicelib.domain.mail import Mail
from chalicelib.domain.timestamps import moment, stamp
from chalicelib.storage import keys
from chalicelib.storage.table import (
    Condition,
    ConditionFailed,
    Item,
    Put,
    Table,
    Update,
    address,
    number,
    string,
    whole,
)


class Outbox:
    """The waiting mails of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, mail: Mail) -> None:
        """Keep a mail to be sent."""
        self._table.put(_item_of(mail))

    def waiting(self, *, before: datetime) -> Iterator[Mail]:
        """The mails made before that moment, oldest first."""
        for item in self._table.query(keys.OUTBOX, last=stamp(before)):
            yield _mail_of(item)

    def lease(self, mail: Mail, *, now: datetime, until: datetime) -> bool:
        """Take the mail in hand until then, counting the attempt; False if another sweep has it."""
        free = Condition(
            "attribute_exists(pk) AND (attribute_not_exists(leased_until) OR leased_until <= :now)",
            values={":now": string(stamp(now))},
        )
        change = "SET leased_until = :until ADD attempts :one"
        values = {":until": string(stamp(until)), ":one": number(1)}
        try:
            self._table.update(Update(_key(mail), change, values=values, condition=free))
        except ConditionFailed:
            return False
        return True

    def remove(self, mail: Mail) -> None:
        """Forget a mail that was sent."""
        self._table.delete(_key(mail))


def mailing(mail: Mail) -> Put:
    """The part of a transaction that leaves a mail to be sent."""
    return Put(_item_of(mail))


def _key(mail: Mail) -> keys.Key:
    return keys.outbox(stamp(mail.created_at), mail.id)


def _item_of(mail: Mail) -> Item:
    return {
        **address(_key(mail)),
        "to": string(mail.to),
        "template": string(mail.template),
        "language": string(mail.language),
        "parameters": string(json.dumps(dict(mail.parameters), ensure_ascii=False)),
        "attempts": number(mail.attempts),
    }


def _mail_of(item: Item) -> Mail:
    created, _, mail_id = item["sk"]["S"].partition("#")
    return Mail(
        id=mail_id,
        created_at=moment(created),
        to=item["to"]["S"],
        template=item["template"]["S"],
        language=item["language"]["S"],
        parameters=json.loads(item["parameters"]["S"]),
        attempts=whole(item, "attempts"),
    )
