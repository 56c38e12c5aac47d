"""What the fonts of a PDF can show; PDF/A has no place for a character without a glyph."""

import re
import unicodedata
from typing import Final

SUBSTITUTE: Final = "□"
"""Stands for a character that the fonts do not have."""
_SHOWN: Final = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u024f\u0300-\u0377\u037a-\u037e\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ff"
    "\u0400-\u0513\u2000-\u2010\u2012-\u2022\u2026\u2030\u2032-\u2034\u2039\u203a\u20a0-\u20b5\u20b8\u20bd"
    "\u2116\u2122\u2190-\u2195\u2212\u2248\u2260\u2264\u2265\u25a1]"
)


def keep_visible(text: str) -> str:
    """Return the text without what shows nothing by itself: marks of direction, joiners, soft hyphens."""
    return "".join(each for each in text if unicodedata.category(each) != "Cf")


def substitute(text: str) -> str:
    """Return the text with the substitute for each character beyond the letters that the fonts surely have."""
    return _SHOWN.sub(SUBSTITUTE, text)
