"""Signed-in browsers, each under the digest of its cookie."""

from datetime import datetime

from chalicelib.domain.access import SESSION_LIFETIME, Session
from chalicelib.storage import keys
from chalicelib.storage.table import (
    ABSENT,
    PRESENT,
    ConditionFailed,
    Table,
    Update,
    address,
    number,
    string,
)


class SessionStore:
    """Sessions as they were written; whether one still holds is for its reader to say.

    DynamoDB deletes what has expired some time later, so its TTL only tidies up.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, digest: str, session: Session) -> None:
        """Keep a new session."""
        over = session.created_at + SESSION_LIFETIME
        item = {
            **address(keys.session(digest)),
            "owner": string(session.owner),
            "created_at": string(session.created_at.isoformat()),
            "seen_at": string(session.seen_at.isoformat()),
            "expires_at": number(int(over.timestamp()) + 1),
        }
        self._table.put(item, condition=ABSENT)

    def find(self, digest: str) -> Session | None:
        """The session whose cookie has this digest."""
        item = self._table.get(keys.session(digest))
        if item is None:
            return None
        return Session(
            owner=item["owner"]["S"],
            created_at=datetime.fromisoformat(item["created_at"]["S"]),
            seen_at=datetime.fromisoformat(item["seen_at"]["S"]),
        )

    def touch(self, digest: str, now: datetime) -> None:
        """Say that it was seen; one that was signed out meanwhile stays so."""
        seen = Update(
            keys.session(digest),
            "SET seen_at = :now",
            values={":now": string(now.isoformat())},
            condition=PRESENT,
        )
        try:
            self._table.update(seen)
        except ConditionFailed:
            return

    def remove(self, digest: str) -> None:
        """End the session."""
        self._table.delete(keys.session(digest))
