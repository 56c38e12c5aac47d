"""Random secrets, their digests, and what is derived from them."""

import hmac
import secrets
from hashlib import sha256

TOKEN_PREFIX = "pikir_"  # noqa: S105 -- not a secret: the mark by which scanners find leaked ones


def new_api_token() -> str:
    """An API token: ``pikir_`` and 256 random bits."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def new_secret() -> str:
    """256 random bits for a one-time link or a session cookie, safe in a URL."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored in the secret's place: SHA-256, which is enough for 256 random bits."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def csrf_token(session_secret: str) -> str:
    """The token that forms of this session carry; nobody makes it without the cookie."""
    return hmac.new(session_secret.encode(), b"pikir csrf", sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(
        one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass")
    )


def bearer(authorization: str) -> str | None:
    """The token of an ``Authorization: Bearer`` header (RFC 6750), None for anything else."""
    scheme, _, token = authorization.strip().partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and token else None
