"""Signed-in browsers, each under the digest of its cookie."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib import errors
from chalicelib.domain.access import SESSION_LIFETIME, Session
from chalicelib.storage import keys
from chalicelib.storage.table import (
    ABSENT,
    PRESENT,
    ConditionFailed,
    Delete,
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


class SessionStore:
    """The stored sessions; the caller decides whether one is still valid.

    DynamoDB deletes expired items some time later, so its TTL only tidies up.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, digest: str, session: Session, *, along: Sequence[Operation] = ()) -> None:
        """Store a new session, and ``along`` in the same transaction, unless it is stored already.

        Only its browser can know the secret behind the digest, so a session of the same owner that is there was
        written by an earlier attempt.
        """
        try:
            self._table.transact([Put(to_item(digest, session), ABSENT), *along])
        except TransactionCancelled as cancelled:
            stored = cancelled.reasons[0].item
            if stored is None or from_item(stored).owner != session.owner:
                raise errors.Unavailable from None

    def find(self, digest: str) -> Session | None:
        """Return the session whose cookie has this digest."""
        item = self._table.get(keys.session(digest))
        return None if item is None else from_item(item)

    def touch(self, digest: str, now: datetime) -> None:
        """Update ``seen_at``, unless the session was ended meanwhile."""
        touch = Update(
            keys.session(digest),
            "SET seen_at = :now",
            values={":now": string(now.isoformat())},
            condition=PRESENT,
        )
        try:
            self._table.update(touch)
        except ConditionFailed:
            return

    def remove(self, digest: str, *, along: Sequence[Operation] = ()) -> None:
        """End the session, and do ``along`` in the same transaction, if there is one."""
        try:
            self._table.transact([Delete(keys.session(digest), PRESENT), *along])
        except TransactionCancelled as cancelled:
            if not cancelled.reasons[0].condition_failed:
                raise errors.Unavailable from None


def to_item(digest: str, session: Session) -> Item:
    """Write a session as an item."""
    end = session.created_at + SESSION_LIFETIME
    return {
        **address(keys.session(digest)),
        "owner": string(session.owner),
        "created_at": string(session.created_at.isoformat()),
        "seen_at": string(session.seen_at.isoformat()),
        "expires_at": number(int(end.timestamp()) + 1),
    }


def from_item(item: Item) -> Session:
    """Read a session from its item."""
    return Session(
        owner=item["owner"]["S"],
        created_at=datetime.fromisoformat(item["created_at"]["S"]),
        seen_at=datetime.fromisoformat(item["seen_at"]["S"]),
    )
