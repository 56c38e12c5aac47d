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
    """Links that were not used yet. A link is used by deleting it, so only once."""

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
        """Keep a link, and ``along`` in the same transaction; False when asked again too soon.

        ``asker`` is a digest of the address: each waits a minute between two links.
        """
        link = {
            **address(keys.sign_in(digest)),
            "owner": string(sign_in.owner),
            "valid_until": string(sign_in.expires_at.isoformat()),
            "expires_at": number(int(sign_in.expires_at.timestamp()) + 1),
        }
        try:
            self._table.transact([_cool_down(asker, now), Put(link), *along])
        except TransactionCancelled as refused:
            if refused.conflicted or refused.reasons[0].condition_failed:
                return False
            raise
        return True

    def use(self, digest: str, now: datetime) -> SignIn | None:
        """The link, used up by this; None for one that is unknown, was used or is too old.

        Time decides, not DynamoDB's TTL, which deletes up to days later.
        """
        key = keys.sign_in(digest)
        item = self._table.get(key)
        if item is None:
            return None
        still_valid = Condition(
            "attribute_exists(pk) AND expires_at > :now",
            values={":now": number(int(now.timestamp()))},
        )
        try:
            self._table.delete(key, condition=still_valid)
        except ConditionFailed:
            return None
        return _unless_over(item, now)


def _unless_over(item: Item, now: datetime) -> SignIn | None:
    until = datetime.fromisoformat(item["valid_until"]["S"])
    return SignIn(item["owner"]["S"], until) if now < until else None


def _cool_down(asker: str, now: datetime) -> Put:
    over = now + LINK_COOL_DOWN
    mark = {
        **address(keys.sign_in_pause(asker)),
        "expires_at": number(int(over.timestamp())),
    }
    waited = Condition(
        "attribute_not_exists(pk) OR expires_at <= :now",
        values={":now": number(int(now.timestamp()))},
    )
    return Put(mark, waited)
