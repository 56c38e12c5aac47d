"""Random secrets, the digests they are stored under, and the tokens derived from them."""

import hmac
import secrets
from hashlib import sha256

TOKEN_PREFIX = "pikir_"  # noqa: S105 -- not a secret: the mark by which scanners find leaked ones


def new_api_token() -> str:
    """Make an API token: ``pikir_`` and 256 random bits."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def new_secret() -> str:
    """Make a secret of 256 random bits for a one-time link or a session cookie, safe in a URL."""
    return secrets.token_urlsafe(32)


def new_key() -> bytes:
    """Make a key of 256 random bits for an HMAC."""
    return secrets.token_bytes(32)


def digest(secret: str) -> str:
    """Hash a secret for storage. SHA-256 is enough for 256 random bits."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def csrf_token(session_secret: str) -> str:
    """Derive the token that the session's forms carry; nobody can make it without the cookie."""
    return hmac.new(session_secret.encode(), b"pikir csrf", sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, compared in constant time."""
    return hmac.compare_digest(
        one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass")
    )
