"""Reading and writing cookies: Secure and with the ``__Host-`` prefix where Pikir uses TLS.

A browser does not store such a cookie for ``http://localhost``, so the plain name is used there. The
configured public address decides between the two, never a header.
"""

import re
from collections.abc import Mapping

LANGUAGE = "pikir_language"
SESSION = "pikir_session"
NOTICE = "pikir_notice"
"""What was just done, for the page that follows."""
KIOSK = "pikir_kiosk"
"""How many sent a form from a device that is passed on."""
SIGNING_IN = "pikir_signing_in"
"""The random value of a browser that was shown a sign-in link's page."""

_VALUE = re.compile(r"[A-Za-z0-9._~-]*")


def read(header: str) -> dict[str, str]:
    """Parse a ``Cookie`` header; of two cookies with one name the first counts, as browsers sort them."""
    cookies: dict[str, str] = {}
    for part in header.split(";"):
        name, equals, value = part.strip().partition("=")
        if equals and name:
            cookies.setdefault(name, value.strip('"'))
    return cookies


def name_of(base: str, *, secure: bool) -> str:
    """Return the cookie's name as it is sent."""
    return f"__Host-{base}" if secure else base


def has_session(sent: Mapping[str, str], public_url: str) -> bool:
    """Return whether a browser sent a session's cookie, valid or not: an organiser may be signed in there."""
    return name_of(SESSION, secure=public_url.startswith("https:")) in sent


def cookie(base: str, value: str, *, secure: bool, max_age: int | None = None) -> str:
    """Return a ``Set-Cookie`` value; ``max_age`` in seconds, None until the browser closes."""
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
