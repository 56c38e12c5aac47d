"""The style of participants' pages, which stands in the page itself: a request for it would keep a phone from painting.

A template marks its place by ``MARK``; the endpoint puts it there last of all, so that no page that is kept holds it. It is the
same in every page, so it is compressed once. The page's policy allows it by its hash, and no other.
"""

import zlib
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from typing import Final

from chalicelib.frozen import dataclass
from chalicelib.web import static
from chalicelib.web.packed_text import write_member

MARK: Final = "<style></style>"
_MARK: Final = MARK.encode()
_WITHIN: Final = 8000
"""In characters or bytes: how far from its beginning a page may have the mark."""


@dataclass(frozen=True, slots=True)
class PageStyle:
    """The style's element, and the same for a page that is compressed: its bytes, and those deflated by themselves."""

    element: str
    content: bytes
    deflated: bytes
    source: str
    """Its hash, as a policy names it."""

    def put_into(self, page: str | bytes) -> str | bytes:
        """Return the page with the style in it."""
        if isinstance(page, bytes):
            return page.replace(_MARK, self.content, 1)
        return page.replace(MARK, self.element, 1)

    def compress(self, page: bytes, level: int) -> bytes:
        """Return the page with the style in it, by gzip; only what is the page's own is compressed now."""
        before, _, after = page.partition(_MARK)
        compressor = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
        blocks = [compressor.compress(before), compressor.flush(zlib.Z_FULL_FLUSH)]
        blocks += [self.deflated, compressor.compress(after), compressor.flush()]
        checksum = zlib.crc32(after, zlib.crc32(self.content, zlib.crc32(before)))
        size = len(before) + len(self.content) + len(after)
        return write_member(blocks, checksum, size)


def find_style(page: str | bytes) -> PageStyle | None:
    """Return the style that a page waits for; None if it has none, or links its sheets."""
    place = page.find(_MARK if isinstance(page, bytes) else MARK, 0, _WITHIN)  # type: ignore[arg-type] # of the page's own kind
    return _style_of(static.assets()["pikir.css"]) if place >= 0 else None


@lru_cache(maxsize=2)
def _style_of(sheet: static.Asset) -> PageStyle:
    text = sheet.text
    element = f"<style>{text}</style>"
    content = element.encode()
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = compressor.compress(content) + compressor.flush(zlib.Z_FULL_FLUSH)
    digest = b64encode(sha256(text.encode()).digest()).decode()
    return PageStyle(element, content, deflated, f"'sha256-{digest}'")
