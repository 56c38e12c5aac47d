"""Mailed sign-in links, each under the digest of its secret, and when an address last asked."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.access import LINK_COOL_DOWN, SignIn
from chalicelib.storage import keys
from chalicelib.storage.table import (
    Condition,
    ConditionFailed,
    Item,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    address,
    number,
    string,
)


class SignInStore:
    """The links that were not used yet. A link is used by deleting it, so it works once."""

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

    def use(self, digest: str, now: datetime) -> SignIn | None:
        """Return the link and delete it; None if it is unknown, was used or is too old.

        The stored time decides, not DynamoDB's TTL, which may delete days later.
        """
        key = keys.sign_in(digest)
        item = self._table.get(key)
        if item is None:
            return None
        is_valid = Condition(
            "attribute_exists(pk) AND expires_at > :now",
            values={":now": number(int(now.timestamp()))},
        )
        try:
            self._table.delete(key, condition=is_valid)
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
