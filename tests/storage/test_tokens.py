from datetime import UTC, datetime

from chalicelib.domain.tokens import ApiToken
from chalicelib.storage.table import Table
from chalicelib.storage.tokens import TokenStore

MORNING = datetime(2026, 6, 13, 5, tzinfo=UTC)


def token(digest: str, hour: int) -> ApiToken:
    created = MORNING.replace(hour=hour)
    return ApiToken(
        id=digest[:16],
        name=f"Laptop {hour}",
        owner="a@example.org",
        last_four="wxyz",
        created_at=created,
    )


def test_a_token_is_found_by_its_digest_and_listed_by_age(local_table: Table) -> None:
    tokens = TokenStore(local_table)
    old, new = "f" * 64, "0" * 64
    tokens.add(new, token(new, 9))
    tokens.add(old, token(old, 8))
    assert tokens.find(old) == token(old, 8)
    assert tokens.find("a" * 64) is None
    assert tokens.all() == [token(old, 8), token(new, 9)]


def test_a_revoked_token_is_gone(local_table: Table) -> None:
    tokens = TokenStore(local_table)
    digest = "ab" * 32
    tokens.add(digest, token(digest, 8))
    assert tokens.remove(digest[:16])
    assert tokens.find(digest) is None
    assert not tokens.remove(digest[:16])


def test_only_a_tokens_exact_id_revokes_it(local_table: Table) -> None:
    tokens = TokenStore(local_table)
    digest = "ab" * 32
    tokens.add(digest, token(digest, 8))
    for id_ in ("", "ab", digest, "zz" * 8):
        assert not tokens.remove(id_)
    assert tokens.find(digest)
