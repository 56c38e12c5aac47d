"""Cookies, read and written: ``__Host-`` and Secure wherever Pikir is served over TLS.

On ``http://localhost`` a browser would not store such a cookie, so there the plain name is used;
which of the two holds is decided by the configured public address, never by a header.
"""

import re

LANGUAGE = "pikir_language"
SESSION = "pikir_session"

_VALUE = re.compile(r"[A-Za-z0-9._~-]*")


def read(header: str) -> dict[str, str]:
    """The cookies of a ``Cookie`` header; of two with one name the first, as browsers order them."""
    cookies: dict[str, str] = {}
    for part in header.split(";"):
        name, equals, value = part.strip().partition("=")
        if equals and name:
            cookies.setdefault(name, value.strip('"'))
    return cookies


def name_of(base: str, *, secure: bool) -> str:
    """The cookie's name on the wire."""
    return f"__Host-{base}" if secure else base


def cookie(base: str, value: str, *, secure: bool, max_age: int | None = None) -> str:
    """A ``Set-Cookie`` value; ``max_age`` in seconds, None until the browser closes."""
    if not _VALUE.fullmatch(value):
        raise ValueError("a cookie's value must be URL-safe")
    parts = [
        f"{name_of(base, secure=secure)}={value}",
        "Path=/",
        "HttpOnly",
        "SameSite=Lax",
    ]
    if max_age is not None:
        parts.append(f"Max-Age={max_age}")
    if secure:
        parts.append("Secure")
    return "; ".join(parts)


def removal(base: str, *, secure: bool) -> str:
    """Return the ``Set-Cookie`` value that removes a cookie."""
    return cookie(base, "", secure=secure, max_age=0)
