"""Mailed sign-in links, each under the digest of its secret, and when an address last asked."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.access import LINK_COOL_DOWN, LINK_REPEAT, SignIn
from chalicelib.storage import keys
from chalicelib.storage.table import (
    Condition,
    ConditionFailed,
    Item,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    Update,
    address,
    number,
    string,
)


class SignInStore:
    """The links of the last minutes.

    A used link carries the digest of the session that it began, and when. It works once: only a repeat for the
    same session, within ``LINK_REPEAT``, succeeds again. DynamoDB's TTL deletes it.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(
        self,
        digest: str,
        sign_in: SignIn,
        *,
        asker: str,
        now: datetime,
        along: Sequence[Operation] = (),
    ) -> bool:
        """Store a link, and ``along`` in the same transaction; False if asked again too soon.

        ``asker`` is a digest of the address: each address waits a minute between two links.
        """
        operations = [_put_pause(asker, now), Put(to_item(digest, sign_in)), *along]
        try:
            self._table.transact(operations)
        except TransactionCancelled as cancelled:
            if cancelled.conflicted or cancelled.reasons[0].condition_failed:
                return False
            raise
        return True

    def lift_pause(self, asker: str) -> None:
        """Let an address ask for another link at once: it has used the last one."""
        self._table.delete(keys.sign_in_pause(asker))

    def use(self, digest: str, session: str, now: datetime) -> SignIn | None:
        """Mark the link as used by that session and return it; None if it is unknown, too old or used.

        ``session`` is the digest of the session's secret. A retry whose first reply was lost finds its own mark.
        The stored time decides, not DynamoDB's TTL, which may delete days later.
        """
        seconds = int(now.timestamp())
        is_free = Condition(
            "attribute_exists(pk) AND expires_at > :now"
            " AND (attribute_not_exists(used_by) OR used_by = :session AND used_at > :repeatable)",
            values={":repeatable": number(seconds - int(LINK_REPEAT.total_seconds()))},
        )
        mark = Update(
            keys.sign_in(digest),
            "SET used_by = :session, used_at = if_not_exists(used_at, :now)",
            values={":session": string(session), ":now": number(seconds)},
            condition=is_free,
        )
        try:
            item = self._table.update(mark)
        except ConditionFailed:
            return None
        sign_in = from_item(item)
        return sign_in if now < sign_in.expires_at else None


def to_item(digest: str, sign_in: SignIn) -> Item:
    """Write a link as an item; ``expires_at`` is for DynamoDB's TTL, in seconds."""
    return {
        **address(keys.sign_in(digest)),
        "owner": string(sign_in.owner),
        "valid_until": string(sign_in.expires_at.isoformat()),
        "expires_at": number(int(sign_in.expires_at.timestamp()) + 1),
    }


def from_item(item: Item) -> SignIn:
    """Read a link from its item."""
    return SignIn(item["owner"]["S"], datetime.fromisoformat(item["valid_until"]["S"]))


def _put_pause(asker: str, now: datetime) -> Put:
    """Make the operation that lets an address wait; it fails while an earlier pause lasts."""
    pause = {
        **address(keys.sign_in_pause(asker)),
        "expires_at": number(int((now + LINK_COOL_DOWN).timestamp())),
    }
    is_over = Condition(
        "attribute_not_exists(pk) OR expires_at <= :now",
        values={":now": number(int(now.timestamp()))},
    )
    return Put(pause, is_over)
