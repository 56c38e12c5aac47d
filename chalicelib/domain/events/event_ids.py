"""The id of a new event: its title in Latin letters, and a few letters that make it unique."""

from hashlib import sha256
from typing import Final

from chalicelib.spelling import transliterate

_LONGEST_STEM: Final = 48
_UNIQUE: Final = 5
"""How many letters tell apart events of one title; two of them meet once in 17 million."""
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that look like others, because ids are read aloud and typed from paper."""


def make_event_id(title: str, *unique: str) -> str:
    """Return the id of an event with that title; the same for the same ``unique`` texts.

    >>> make_event_id("Дөңгелек үстел", "nonce")[:15]
    'dongelek-ustel-'
    """
    digest = int.from_bytes(sha256("\0".join((title, *unique)).encode()).digest())
    ending = ""
    for _ in range(_UNIQUE):
        digest, letter = divmod(digest, len(_ALPHABET))
        ending += _ALPHABET[letter]
    return f"{transliterate(title)[:_LONGEST_STEM].strip('-') or 'event'}-{ending}"
