"""Cursors of lists: where a page ends, as text that fits a URL and says nothing to whoever reads it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import TypeVar

from chalicelib import errors

_Place = TypeVar("_Place")


def encode_cursor(place: str) -> str:
    """Return the cursor of a place in a list's order."""
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, parse: Callable[[str], _Place]) -> _Place:
    """Return what ``parse`` makes of the place; raise ``BadParameter`` if ``encode_cursor`` or ``parse`` knows no such."""
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        return parse(urlsafe_b64decode(padded.encode()).decode())
    except ValueError:
        raise errors.BadParameter(name="cursor") from None
