"""Text as Pikir stores it: normalized, without control characters, in up to three languages."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from chalicelib.locales import Language

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def is_clean(text: str) -> bool:
    """Return whether the text holds no control character (but line feed and tab) and no surrogate."""
    return _FORBIDDEN.search(text) is None


INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""The characters that show nothing beside white space, as ranges of a pattern's class.

Unicode's property Default_Ignorable_Code_Point (DerivedCoreProperties.txt 15.0), U+2800, whose Braille cell is empty, and
the interlinear annotations U+FFF9 to U+FFFB. A fixed list, so that server, page and JSON Schema agree.
"""
_VISIBLE = re.compile(rf"[^\s{INVISIBLE}]")


def is_visible(text: str) -> bool:
    """Return whether the text shows anything."""
    return _VISIBLE.search(text) is not None


def normalize(text: str) -> str:
    """Return the text in Unicode's NFC, with line feeds as line ends, without white space around it."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip()


STORED: Final[Mapping[str, bool]] = {"stored": True}
"""The validation context for a document from storage: its texts are returned as they are."""


def straighten(text: str) -> str:
    """Normalize text that programs read, as XLSForm's tools do: straight quotes, no hard spaces."""
    return normalize(text if text.isascii() else text.translate(_STRAIGHT))


_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})


def for_all_languages(value: object) -> object:
    """Return a bare string as the text of every language, and anything else as it is."""
    return {"kk": value, "ru": value, "en": value} if isinstance(value, str) else value


def in_language(text: Mapping[Language, str] | None, language: Language) -> str:
    """Return the text in that language, else in the first language it has; empty if there is none."""
    if not text:
        return ""
    return text.get(language) or next(iter(text.values()))
