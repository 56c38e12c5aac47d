"""How names are spelled: which characters XML takes in them, and which name was probably meant.

A form's rows and the expressions over them share these rules, so they are below both.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache

# XML's NCName within the basic plane (https://www.w3.org/TR/xml/#NT-NameStartChar) as XLSForm's tools
# have it, À to Ö left out; the characters themselves, since engines differ in how they escape.
NAME_FIRST = (
    "A-Z_a-z\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
NAME_FURTHER = rf"{NAME_FIRST}.0-9\u00b7\u0300-\u036f\u203f-\u2040-"

_AROUND = 4
_LONGEST = 100
MOST_SEARCHES = 100
"""How many different names are searched for in one form: to tell more of them helps nobody."""


class Nearest:
    """The names of one form: what is asked for again is not searched for again, and there is an end."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self._meant: dict[str, str | None] = {}

    def to(self, name: str) -> str | None:
        """The most similar name; None where none is similar, or too many were searched for."""
        if name not in self._meant:
            if len(self._meant) == MOST_SEARCHES:
                return None
            self._meant[name] = nearest(name, self._names)
        return self._meant[name]


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The most similar of the names, or None where none is similar.

    Only names that begin or end most like it are compared: those that stand around it in the order of
    the alphabet, read forwards or backwards.
    """
    from difflib import get_close_matches  # intake needs none of it

    name = name[:_LONGEST]
    forwards, backwards = _in_order(tuple(names))
    candidates = [
        *_around(name, forwards),
        *(each[::-1] for each in _around(name[::-1], backwards)),
    ]
    found = get_close_matches(name, dict.fromkeys(candidates), n=1)
    return found[0] if found else None


@lru_cache(maxsize=4)  # a form's names are asked for as often as a name of it is misspelt
def _in_order(names: tuple[str, ...]) -> tuple[list[str], list[str]]:
    return sorted(names), sorted(each[::-1] for each in names)


def _around(name: str, names: Sequence[str]) -> Sequence[str]:
    place = bisect_left(names, name)
    return names[max(0, place - _AROUND) : place + _AROUND]
