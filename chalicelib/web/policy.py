"""The Content-Security-Policy, see https://www.w3.org/TR/CSP3/.

It is the same on every answer, with these exceptions: a participants' page allows the style that it holds by its
hash, a page with file questions may also connect to the bucket, the editor of forms holds a preview in a frame, that preview may stand in a frame of Pikir's own and sends
nothing anywhere, and a file that somebody else made may do nothing at all.
"""

from collections.abc import Mapping
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


def policy(*, also_connect: str = "", holds_frame: bool = False) -> str:
    """Return a page's policy.

    Its scripts may also connect to the origin ``also_connect``; with ``holds_frame`` it may hold pages of Pikir's in frames.
    """
    connect = " ".join(part for part in (_ALWAYS["connect-src"], also_connect) if part)
    frames = {"frame-src": "'self'"} if holds_frame else {}
    return _write({**_ALWAYS, "connect-src": connect, **frames})


def allow_style(written: str, source: str) -> str:
    """Return a page's policy that also allows the style of that hash in the page."""
    own = f"style-src {_ALWAYS['style-src']}"
    return written.replace(own, f"{own} {source}", 1)


def preview_policy() -> str:
    """Return the policy of a page that stands in a frame of Pikir's own, and whose scripts and forms send nothing."""
    silent = dict.fromkeys(("connect-src", "form-action"), "'none'")
    return _write({**_ALWAYS, **silent, "frame-ancestors": "'self'"})


def _write(directives: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in directives.items())
