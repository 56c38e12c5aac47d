"""The id of a new event: its title in Latin letters, and a few letters that make it unique."""

import re
import unicodedata
from hashlib import sha256
from typing import Final

_LONGEST_STEM: Final = 48
_UNIQUE: Final = 5
"""How many letters tell apart events of one title; two of them meet once in 17 million."""
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that look like others, because ids are read aloud and typed from paper."""

_CYRILLIC: Final = {
    **dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziiklmnoprstufhye", strict=True)),
    "ж": "zh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "yu",
    "я": "ya",
    "ё": "yo",
    "ъ": "",
    "ь": "",
    "ә": "a",
    "ғ": "g",
    "қ": "q",
    "ң": "n",
    "ө": "o",
    "ұ": "u",
    "ү": "u",
    "һ": "h",
    "і": "i",
}


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


def transliterate(text: str) -> str:
    """Write a text in small Latin letters, digits and single hyphens; empty if nothing of it can be."""
    latin = "".join(_CYRILLIC.get(letter, letter) for letter in text.casefold())
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
