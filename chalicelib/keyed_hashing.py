"""HMAC-SHA-256 (RFC 2104) in less than half of the time: the hashes that a key begins with are kept.

OpenSSL looks up its algorithms at each call of ``hmac``; to copy a hash that has begun costs a microsecond.
"""

from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hashlib import _Hash

_BLOCK: Final = 64
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))


def digest(key: bytes, message: bytes) -> bytes:
    """Return what ``hmac.digest(key, message, "sha256")`` returns."""
    begun_inner, begun_outer = _begin(key)
    inner, outer = begun_inner.copy(), begun_outer.copy()
    inner.update(message)
    outer.update(inner.digest())
    return outer.digest()


@lru_cache(maxsize=64)
def _begin(key: bytes) -> "tuple[_Hash, _Hash]":
    block = (key if len(key) <= _BLOCK else sha256(key).digest()).ljust(_BLOCK, b"\0")
    return sha256(block.translate(_INNER)), sha256(block.translate(_OUTER))
