"""Compression of answers, where the gateway leaves it to the function: an HTTP API does, a REST API compresses by itself."""

import re
from dataclasses import replace
from typing import Final

from chalicelib.web.reply import Reply
from chalicelib.web.request import Request

SMALLEST: Final = 1400
"""In bytes; what is shorter fits into one packet as it is."""
_LEVEL: Final = 6

_COMPRESSIBLE = re.compile(
    r"text/|application/(json|javascript|xml|[a-z0-9.+-]+\+(json|xml))\b|image/svg\+xml"
)
_GZIP = re.compile(
    r"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?P<quality>[0-9.]+)\s*)?(?=,|$)", re.IGNORECASE
)


def compress(reply: Reply, request: Request, vary: str) -> Reply:
    """Return the reply as its client reads it best; ``vary`` is the ``Vary`` that it has if it names none."""
    if (
        not request.compresses
        or "Content-Encoding" in reply.headers
        or _COMPRESSIBLE.match(reply.content_type or "") is None
    ):
        return reply
    varies = reply.headers.get("Vary", vary)
    if "Accept-Encoding" not in varies:
        varies = f"{varies}, Accept-Encoding"
    headers = {**reply.headers, "Vary": varies}
    content = reply.body if isinstance(reply.body, bytes) else reply.body.encode()
    if (
        len(content) < SMALLEST
        or request.method == "HEAD"
        or not accepts_gzip(request.headers.get("accept-encoding", ""))
    ):
        return replace(reply, headers=headers)
    return replace(reply, headers={**headers, "Content-Encoding": "gzip"}, body=_gzip(content))


def accepts_gzip(accepted: str) -> bool:
    """Return whether an ``Accept-Encoding`` allows gzip."""
    found = _GZIP.search(accepted)
    return found is not None and (found["quality"] or "1").strip("0.") != ""


def _gzip(content: bytes) -> bytes:
    import zlib

    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush()
