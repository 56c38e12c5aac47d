"""Random secrets, the digests they are stored under, and the tokens derived from them."""

import hmac
import json
import re
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

TOKEN_PREFIX = "pikir_"  # noqa: S105 -- not a secret: the mark by which scanners find leaked ones

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def new_api_token() -> str:
    """Make an API token: ``pikir_`` and 256 random bits."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def derive_api_token(key: bytes, owner: str, name: str, nonce: str) -> str:
    """Derive the API token of one form or request, so that sending it again yields the same one.

    The nonce is random and stored nowhere; the key is the installation's.
    """
    return TOKEN_PREFIX + _hmac_text(key, "api-token", owner, name, nonce)


def derive_session(link: str, nonce: str) -> str:
    """Derive the session's secret of a browser that uses a link, so that a repeat yields the same one.

    Nobody can make it without both the mailed link and the browser's random nonce.
    """
    return _hmac_text(link.encode("utf-8", "surrogatepass"), "session", nonce)


def new_secret() -> str:
    """Make a secret of 256 random bits for a one-time link or a session cookie, safe in a URL."""
    return secrets.token_urlsafe(32)


def is_secret(text: str) -> bool:
    """Whether the text has the form of `new_secret`."""
    return _SECRET.fullmatch(text) is not None


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


def _hmac_text(key: bytes, *parts: str) -> str:
    """Return an HMAC-SHA256 as 43 characters that are safe in a URL."""
    digest_bytes = hmac.new(key, json.dumps(parts).encode(), sha256).digest()
    return urlsafe_b64encode(digest_bytes).rstrip(b"=").decode()
