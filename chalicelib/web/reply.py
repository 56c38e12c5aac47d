"""What a handler returns. ``endpoint`` adds the headers that every answer has."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Final

from pydantic_core import to_json

from chalicelib.frozen import dataclass

if TYPE_CHECKING:
    from chalicelib.web.page_style import PageStyle

HTML = "text/html; charset=utf-8"
JSON = "application/json"

_LOCAL = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: text or bytes, and headers.

    ``headers`` may replace the usual ``Cache-Control`` (``no-store``), ``Content-Language`` (the
    request's) and ``Content-Security-Policy`` (with another one from ``policy``). ``cookies`` are
    complete ``Set-Cookie`` values, as ``cookies.cookie`` makes them.
    """

    status: int = 200
    body: str | bytes = ""
    content_type: str | None = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()
    gzip: "Callable[[PageStyle | None], bytes | None] | None" = None
    """Returns the body compressed, with a style in it, where that is kept; else it is compressed anew."""


LARGEST_ENCODED: Final = 6_000_000
"""In bytes: Lambda answers with at most 6 MB (6,291,456 bytes), headers included."""
_LARGE: Final = 500_000


def encode_body(body: str | bytes) -> tuple[str | bytes, int]:
    """Return the body as it travels best, and its size on the way; text as bytes travels as base64.

    Lambda's answer is JSON. Its runtimes for Python up to 3.11 write a letter beyond ASCII as six bytes, so
    a large text in Kazakh or Russian is half as large in base64.
    """
    if isinstance(body, str):
        if len(body) <= _LARGE:
            return body, 6 * len(body)
        as_text, content = len(json.dumps(body)), body.encode()
        if as_text <= _base64_size(content):
            return body, as_text
        body = content
    return body, _base64_size(body)


def _base64_size(content: bytes) -> int:
    return -(-len(content) // 3) * 4


def redirect(path: str, *, cookies: tuple[str, ...] = ()) -> Reply:
    """Redirect to a page of Pikir's (303); raise ``ValueError`` for anything but a local path."""
    if not _LOCAL.fullmatch(path):
        raise ValueError("a redirect's target must be a local path")
    return Reply(status=303, content_type=None, headers={"Location": path}, cookies=cookies)


def json_reply(
    data: object,
    *,
    status: int = 200,
    content_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Answer with JSON: a model, or whatever else pydantic can serialise."""
    return Reply(
        status=status,
        body=to_json(data).decode(),
        content_type=content_type,
        headers=headers or {},
    )


def no_content() -> Reply:
    """Answer without content (204)."""
    return Reply(status=204, content_type=None)
