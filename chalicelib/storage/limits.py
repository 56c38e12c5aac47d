"""Counters of limits: one item per limit, per one who is counted, and per window; DynamoDB's TTL removes it.

A counter is raised by one conditional update, so many at once cannot pass the limit together. If the reply is
lost, the retry counts again: a counter may be too high, never too low.
"""

from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.limits import Limit
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.table import Condition, ConditionFailed, Table, Update, number

_KEPT: Final = timedelta(hours=1)
"""How long a counter outlives its window: the clocks of two functions may differ."""


class LimitReached(Exception):
    """The limit of this window is used up; ``free_at`` is when the next window begins."""

    def __init__(self, free_at: datetime) -> None:
        self.free_at = free_at
        super().__init__("the limit is reached")


class LimitStore:
    """The counters of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def count(
        self, limit: Limit, counted: str, now: datetime, *, uses: int = 1, size: int = 0
    ) -> None:
        """Count some uses, of ``size`` bytes in all; raise `LimitReached`, and count nothing, if there is no room.

        ``counted`` says who or what is counted. It holds no personal data: an address comes as an HMAC.
        """
        try:
            self._table.update(count_uses(limit, counted, now, uses=uses, size=size))
        except ConditionFailed:
            raise LimitReached(limit.window_end(now)) from None

    def discount(
        self, limit: Limit, counted: str, now: datetime, *, uses: int = 1, size: int = 0
    ) -> None:
        """Take uses off again that came to nothing, as far as this window has counted as many."""
        enough = Condition(
            "uses >= :uses AND bytes_used >= :size",
            values={":uses": number(uses), ":size": number(size)},
        )
        change = Update(
            keys.limit(limit.name, counted, to_timestamp(limit.window_start(now))),
            "SET uses = uses - :uses, bytes_used = bytes_used - :size",
            condition=enough,
        )
        try:
            self._table.update(change)
        except ConditionFailed:
            return


def count_uses(
    limit: Limit, counted: str, now: datetime, *, uses: int = 1, size: int = 0
) -> Update:
    """Make the operation that counts some uses; its condition fails where the limit has no room for them."""
    has_room_at_all = uses <= limit.most and size <= limit.most_bytes
    has_room = Condition(
        ("attribute_not_exists(pk) OR " if has_room_at_all else "")
        + "(uses <= :most AND bytes_used <= :most_bytes)",
        values={
            ":most": number(limit.most - uses),
            ":most_bytes": number(limit.most_bytes - size),
        },
    )
    end = limit.window_end(now) + _KEPT
    return Update(
        keys.limit(limit.name, counted, to_timestamp(limit.window_start(now))),
        "ADD uses :uses, bytes_used :size SET expires_at = :expires",
        values={
            ":uses": number(uses),
            ":size": number(size),
            ":expires": number(int(end.timestamp())),
        },
        condition=has_room,
    )
