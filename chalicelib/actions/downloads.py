"""A download: a file of any kind that an action returns."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

LARGEST_BODY: Final = 4_400_000
"""In bytes: Lambda answers with at most 6 MB, and base64, in which large answers travel, makes four of three."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file as bytes, or a link to it where it is too large for a response; never both."""

    name: str
    content_type: str
    body: bytes | None = None
    link: str | None = None


def collect(
    services: "Services", name: str, content_type: str, pieces: Iterator[bytes]
) -> Download:
    """Return a file made of pieces, or a link to it in the bucket if it is too large for a response.

    Raises:
        errors.Unavailable: the bucket did not answer in time.
        errors.ExportTooLarge: the disk has no room for the file.
    """
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > LARGEST_BODY:
            link = services.downloads.offer(name, content_type, chain(held, pieces))
            return Download(name, content_type, link=link)
    return Download(name, content_type, body=b"".join(held))
