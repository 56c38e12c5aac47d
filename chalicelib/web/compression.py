"""Compression of answers, where the gateway leaves it to the function: an HTTP API does, a REST API compresses by itself."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from chalicelib.web.reply import Reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.web.page_style import PageStyle

SMALLEST: Final = 1400
"""In bytes; what is shorter fits into one packet as it is."""
_LEVEL: Final = 6

_COMPRESSIBLE = re.compile(
    r"text/|application/(json|javascript|xml|[a-z0-9.+-]+\+(json|xml))\b|image/svg\+xml"
)
_GZIP = re.compile(
    r"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?P<quality>[0-9.]+)\s*)?(?=,|$)", re.IGNORECASE
)


def compress(
    reply: Reply, headers: dict[str, str], request: Request, style: "PageStyle | None" = None
) -> str | bytes:
    """Return the reply's body as its client reads it best, and note in the headers that it depends on the client.

    A compressed page has its ``style`` in it.
    """
    body = reply.body
    if "Content-Encoding" in headers or not _is_compressible(headers.get("Content-Type", "")):
        return body
    if "Accept-Encoding" not in headers["Vary"]:
        headers["Vary"] = f"{headers['Vary']}, Accept-Encoding"
    if 4 * len(body) < SMALLEST:
        return body
    content = body if isinstance(body, bytes) else body.encode()
    if (
        len(content) < SMALLEST
        or request.method == "HEAD"
        or not accepts_gzip(request.headers.get("accept-encoding", ""))
    ):
        return body
    headers["Content-Encoding"] = "gzip"
    packed = reply.gzip(style) if reply.gzip else None
    if packed is not None:
        return packed
    return _gzip(content) if style is None else style.compress(content, _LEVEL)


@lru_cache(maxsize=64)
def _is_compressible(content_type: str) -> bool:
    return _COMPRESSIBLE.match(content_type) is not None


def accepts_gzip(accepted: str) -> bool:
    """Return whether an ``Accept-Encoding`` allows gzip."""
    found = _GZIP.search(accepted)
    return found is not None and (found["quality"] or "1").strip("0.") != ""


def _gzip(content: bytes) -> bytes:
    import zlib

    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush()
