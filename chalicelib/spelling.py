"""How names are spelled: the characters that XML allows in them, a text in Latin letters, and the name that was probably meant.

A form's rows and the expressions over them share these rules, so this module is below both.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

# XML's NCName within the basic multilingual plane (https://www.w3.org/TR/xml/#NT-NameStartChar), as XLSForm's
# tools have it: without À to Ö. The characters themselves, since engines differ in how they read escapes.
NAME_FIRST = (
    "A-Z_a-z\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
"""The first character of a name, for a character class."""
NAME_FURTHER = rf"{NAME_FIRST}.0-9\u00b7\u0300-\u036f\u203f-\u2040-"
"""The further characters of a name, for a character class."""

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
"""How Russian and Kazakh letters are written in Latin ones."""

MAX_SEARCHES = 100
"""How many misspelled names of one form are searched for; suggestions for more of them help nobody."""
_NEIGHBOURS = 4
_MAX_LENGTH = 100


class SimilarNames:
    """The names of one form, to be searched for similar ones. Each name is searched for once."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self._results: dict[str, str | None] = {}

    def find(self, name: str) -> str | None:
        """Return the most similar name; None if there is none, or after ``MAX_SEARCHES`` names."""
        if name not in self._results:
            if len(self._results) == MAX_SEARCHES:
                return None
            self._results[name] = nearest(name, self._names)
        return self._results[name]


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the most similar of the names, or None if none is similar.

    Only the neighbours in alphabetical order are compared, by their beginnings and by their ends, so the
    cost hardly depends on how many names there are.
    """
    from difflib import get_close_matches  # intake does not need it

    name = name[:_MAX_LENGTH]
    forwards, backwards = _sort(tuple(names))
    candidates = [
        *_neighbours(name, forwards),
        *(each[::-1] for each in _neighbours(name[::-1], backwards)),
    ]
    matches = get_close_matches(name, dict.fromkeys(candidates), n=1)
    return matches[0] if matches else None


@lru_cache(maxsize=4)  # one form's names are searched once for each misspelled name
def _sort(names: tuple[str, ...]) -> tuple[list[str], list[str]]:
    return sorted(names), sorted(each[::-1] for each in names)


def _neighbours(name: str, names: Sequence[str]) -> Sequence[str]:
    index = bisect_left(names, name)
    return names[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS]


def transliterate(text: str) -> str:
    """Write a text in small Latin letters, digits and single hyphens; empty if nothing of it can be."""
    latin = "".join(_CYRILLIC.get(letter, letter) for letter in text.casefold())
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
