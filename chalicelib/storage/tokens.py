"""API tokens, each under the digest of its secret."""

from datetime import datetime
from string import hexdigits

from chalicelib.domain.access import ApiToken
from chalicelib.storage import keys
from chalicelib.storage.table import ABSENT, Item, Table, address, string

ID_LENGTH = 16
"""How much of the digest names a token in a list: it is revoked by this, not by its secret."""


class TokenStore:
    """The tokens that hold; one that was revoked is gone."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def id_of(self, digest: str) -> str:
        """What names the token of that digest in a list."""
        return digest[:ID_LENGTH]

    def add(self, digest: str, token: ApiToken) -> None:
        """Keep a new token."""
        item = {
            **address(keys.token(digest)),
            "name": string(token.name),
            "owner": string(token.owner),
            "last_four": string(token.last_four),
            "created_at": string(token.created_at.isoformat()),
        }
        self._table.put(item, condition=ABSENT)

    def find(self, digest: str) -> ApiToken | None:
        """The token whose secret has this digest."""
        item = self._table.get(keys.token(digest))
        return None if item is None else _token(item)

    def all(self) -> list[ApiToken]:
        """Every token, the oldest first."""
        found = (_token(item) for item in self._table.query(keys.TOKENS))
        return sorted(found, key=lambda token: token.created_at)

    def remove(self, id: str) -> bool:  # noqa: A002 -- its name everywhere
        """Revoke the token with this id, from now on; whether there was one."""
        if len(id) != ID_LENGTH or not set(id) <= set(hexdigits):
            return False
        found = list(self._table.query(keys.TOKENS, begins=id))
        for item in found:
            self._table.delete(keys.token(item["sk"]["S"]))
        return bool(found)


def _token(item: Item) -> ApiToken:
    return ApiToken(
        id=item["sk"]["S"][:ID_LENGTH],
        name=item["name"]["S"],
        owner=item["owner"]["S"],
        last_four=item["last_four"]["S"],
        created_at=datetime.fromisoformat(item["created_at"]["S"]),
    )
