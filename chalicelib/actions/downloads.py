"""A download: a file of any kind that an action returns."""

from dataclasses import dataclass
from typing import Final

LARGEST_BODY: Final = 4_400_000
"""In bytes: Lambda answers with at most 6 MB, and API Gateway's base64 makes four of three."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file as bytes, or a link to it where it is too large for a response; never both."""

    name: str
    content_type: str
    body: bytes | None = None
    link: str | None = None
