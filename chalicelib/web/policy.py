"""The Content-Security-Policy, see https://www.w3.org/TR/CSP3/.

It is the same on every answer, with two exceptions: a page with file questions may also connect to the
bucket, and a file that somebody else made may do nothing at all.
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
"""For files that people attached or sent: opened directly they run, load and frame nothing."""


def policy(*, also_connect: str = "") -> str:
    """Return a page's policy; its scripts may also connect to the origin ``also_connect``."""
    connect = " ".join(part for part in (_ALWAYS["connect-src"], also_connect) if part)
    return "; ".join(
        f"{name} {value}" for name, value in {**_ALWAYS, "connect-src": connect}.items()
    )
