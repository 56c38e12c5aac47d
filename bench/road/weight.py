"""What a browser loads of a page: every address that the page names, and what those name."""

import gzip
import re
from collections.abc import Callable
from typing import Final

Fetch = Callable[[str], bytes]
"""Returns what an address answers, as it travels: compressed where the server does."""
_LOADED: Final = re.compile(
    r'<(?:script\b[^>]*\bsrc|link\b[^>]*\brel="(?:stylesheet|icon|modulepreload)"[^>]*\bhref)="([^"]+)"'
)
_IMPORTED: Final = re.compile(r'\bfrom ?"\./([^"]+)"')
_GZIP: Final = b"\x1f\x8b"


def load(fetch: Fetch, address: str, known: frozenset[str] = frozenset()) -> dict[str, int]:
    """Return the bytes of the page and of all that it loads beyond what is known, by address."""
    page = fetch(address)
    sizes = {address: len(page)}
    due = [each for each in _LOADED.findall(_decode(page)) if not each.startswith("data:")]
    while due:
        each = due.pop()
        if each in sizes or each in known:
            continue
        body = fetch(each)
        sizes[each] = len(body)
        due += [f"/static/{name}" for name in _IMPORTED.findall(_decode(body))]
    return sizes


def _decode(body: bytes) -> str:
    return (gzip.decompress(body) if body.startswith(_GZIP) else body).decode()
