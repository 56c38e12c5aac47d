"""API tokens, each under the digest of its secret."""

from collections.abc import Sequence
from datetime import datetime
from string import hexdigits
from typing import Final

from chalicelib import errors
from chalicelib.domain.permissions import MemberRole
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.domain.tokens import ApiToken
from chalicelib.storage import keys
from chalicelib.storage.table import (
    ABSENT,
    Condition,
    ConditionFailed,
    Item,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    Update,
    address,
    read_string,
    string,
)

ID_LENGTH: Final = 16
"""How many digits of the digest are the token's id, by which it is listed and revoked."""


class TokenStore:
    """The API tokens. A revoked one leaves its digest alone, so that no repeated request brings it back."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def id_of(self, digest: str) -> str:
        """Return the id of the token with that digest."""
        return digest[:ID_LENGTH]

    def add(
        self, digest: str, token: ApiToken, *, along: Sequence[Operation] = ()
    ) -> ApiToken | None:
        """Store a new token and return it, or the one that an earlier attempt stored under this digest.

        ``along`` goes into the transaction of a new one. Returns None if that one was revoked: its secret never becomes valid again.
        """
        try:
            self._table.transact([Put(to_item(digest, token), ABSENT), *along])
        except TransactionCancelled as cancelled:
            stored = cancelled.reasons[0].item
            if stored is None:
                raise errors.Unavailable from None
            return None if _is_revoked(stored) else from_item(stored)
        return from_item(to_item(digest, token))

    def find(self, digest: str) -> ApiToken | None:
        """Return the token whose secret has this digest."""
        item = self._table.get(keys.token(digest))
        return None if item is None or _is_revoked(item) else from_item(item)

    def note_use(self, digest: str, now: datetime) -> None:
        """Store when the token was used, unless it was revoked meanwhile."""
        is_valid = Condition("attribute_exists(pk) AND attribute_not_exists(revoked)")
        note = Update(
            keys.token(digest),
            "SET last_used_at = :now",
            values={":now": string(to_timestamp(now))},
            condition=is_valid,
        )
        try:
            self._table.update(note)
        except ConditionFailed:
            return

    def all(self) -> list[ApiToken]:
        """Return every token, oldest first."""
        items = self._table.query(keys.TOKENS)
        tokens = (from_item(item) for item in items if not _is_revoked(item))
        return sorted(tokens, key=lambda token: token.created_at)

    def remove(self, id: str, *, along: Sequence[Operation] = ()) -> bool:  # noqa: A002 -- its name everywhere
        """Revoke the token with this id, and do ``along``; return whether there was one."""
        if len(id) != ID_LENGTH or not set(id) <= set(hexdigits):
            return False
        items = list(self._table.query(keys.TOKENS, begins=id))
        valid = [item for item in items if not _is_revoked(item)]
        return [self._revoke(item, along) for item in valid].count(True) > 0

    def _revoke(self, item: Item, along: Sequence[Operation]) -> bool:
        revoked = {**address(keys.token(item["sk"]["S"])), "revoked": {"BOOL": True}}
        is_valid = Condition("attribute_exists(pk) AND attribute_not_exists(revoked)")
        try:
            self._table.transact([Put(revoked, is_valid), *along])
        except TransactionCancelled as cancelled:
            if not cancelled.reasons[0].condition_failed:
                raise errors.Unavailable from None
            return False
        return True


def to_item(digest: str, token: ApiToken) -> Item:
    """Write a token as an item; its id is part of the key."""
    item = {
        **address(keys.token(digest)),
        "name": string(token.name),
        "role": string(token.role),
        "scope": string(token.scope),
        "owner": string(token.owner),
        "last_four": string(token.last_four),
        "created_at": string(token.created_at.isoformat()),
    }
    for name in ("expires_at", "last_used_at"):
        if (moment := getattr(token, name)) is not None:
            item[name] = string(to_timestamp(moment))
    return item


def from_item(item: Item) -> ApiToken:
    """Read a token from its item."""
    return ApiToken(
        id=item["sk"]["S"][:ID_LENGTH],
        name=item["name"]["S"],
        owner=item["owner"]["S"],
        last_four=item["last_four"]["S"],
        created_at=datetime.fromisoformat(item["created_at"]["S"]),
        role=MemberRole(read_string(item, "role") or MemberRole.OWNER),
        scope=read_string(item, "scope") or "everything",
        expires_at=_moment(item, "expires_at"),
        last_used_at=_moment(item, "last_used_at"),
    )


def _moment(item: Item, name: str) -> datetime | None:
    text = read_string(item, name)
    return from_timestamp(text) if text else None


def _is_revoked(item: Item) -> bool:
    return "revoked" in item
