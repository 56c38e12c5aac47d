"""The Content-Security-Policy: the same on every answer, but for the few that need one thing more.

https://www.w3.org/TR/CSP3/. A page with a question of files may also send to the bucket that they
go to; a file that somebody else made is never more than a file, whatever is in it.
"""

from typing import Final

HEADER: Final = "Content-Security-Policy"
_ALWAYS: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
ONLY_A_FILE: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""For files that people attached or sent: opened by themselves they run, load and frame nothing."""


def policy(*, also_connect: str = "") -> str:
    """The policy of a page; its scripts may also ask ``also_connect``, an origin."""
    connect = " ".join(part for part in (_ALWAYS["connect-src"], also_connect) if part)
    return "; ".join(
        f"{name} {value}" for name, value in {**_ALWAYS, "connect-src": connect}.items()
    )
