r"""Sets of characters in a pattern, and their canonical form: ranges and properties by their long names.

``\d``, ``\w`` and ``\s`` are ASCII's, as in Java, where ODK's patterns run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Range = tuple[int, int]
LAST = 0x10FFFF
_MOST_FOLDED = 5_000

_DIGITS: tuple[Range, ...] = ((48, 57),)
_WORD: tuple[Range, ...] = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACES: tuple[Range, ...] = ((9, 13), (32, 32))
CLASSES: Mapping[str, tuple[Range, ...]] = {"d": _DIGITS, "w": _WORD, "s": _SPACES}
_POSIX: Mapping[str, tuple[Range, ...]] = {
    "ASCII": ((0, 127),),
    "Alnum": ((48, 57), (65, 90), (97, 122)),
    "Alpha": ((65, 90), (97, 122)),
    "Digit": _DIGITS,
    "Lower": ((97, 122),),
    "Punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "Space": _SPACES,
    "Upper": ((65, 90),),
    "XDigit": ((48, 57), (65, 70), (97, 102)),
}
_CATEGORIES = frozenset(
    {"L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No"}
    | {"P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So"}
    | {"Z", "Zs", "Zl", "Zp"}
)
_BINARY = frozenset({"Alphabetic", "Lowercase", "Uppercase"})
_SCRIPTS = frozenset(
    {"Arabic", "Armenian", "Cyrillic", "Devanagari", "Georgian", "Greek", "Han", "Hangul"}
    | {"Hebrew", "Hiragana", "Katakana", "Latin", "Thai"}
)


@dataclass(frozen=True, slots=True)
class Characters:
    """Any character of the ranges or with one of the properties (as written in the canonical form)."""

    ranges: tuple[Range, ...] = ()
    properties: tuple[str, ...] = ()

    def __or__(self, other: Characters) -> Characters:
        return Characters(self.ranges + other.ranges, self.properties + other.properties)

    def written(self, *, negated: bool = False) -> str:
        """The canonical form."""
        ranges = _merged(self.ranges)
        alone = len(ranges) == 1 and ranges[0][0] == ranges[0][1] and not self.properties
        if alone and not negated:
            return _character(ranges[0][0])
        inner = "".join(map(_range, ranges)) + "".join(dict.fromkeys(self.properties))
        return f"[{'^' if negated else ''}{inner}]"

    def folded(self) -> Characters | None:
        """With each letter in both cases; None where they are too many to go through."""
        if sum(high - low + 1 for low, high in self.ranges) > _MOST_FOLDED:
            return None
        letters = (chr(code) for low, high in self.ranges for code in range(low, high + 1))
        cases = (case for letter in letters for case in (letter.lower(), letter.upper()))
        more = tuple((ord(case), ord(case)) for case in cases if len(case) == 1)
        return Characters(self.ranges + more, self.properties)


ANY_BUT_LINE_ENDS = r"[^\x0A\x0D\u{85}\u{2028}-\u{2029}]"


def complement(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """All other characters."""
    gaps = []
    start = 0
    for low, high in _merged(ranges):
        if low > start:
            gaps.append((start, low - 1))
        start = high + 1
    return (*gaps, (start, LAST)) if start <= LAST else tuple(gaps)


def class_of(letter: str) -> Characters:
    r"""``\d``, ``\D`` and their like."""
    ranges = CLASSES[letter.lower()]
    return Characters(complement(ranges) if letter.isupper() else ranges)


def property_of(name: str, *, negated: bool) -> Characters | None:
    r"""``\p{name}``; None for what engines disagree on."""
    if name in _POSIX:
        return Characters(complement(_POSIX[name]) if negated else _POSIX[name])
    short = name.removeprefix("Script=").removeprefix("sc=").removeprefix("Is")
    if short in _SCRIPTS:
        short = f"Script={short}"
    elif short not in _CATEGORIES and short not in _BINARY:
        return None
    return Characters(properties=(f"\\{'P' if negated else 'p'}{{{short}}}",))


def _merged(ranges: Iterable[Range]) -> list[Range]:
    merged: list[Range] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


def _range(ends: Range) -> str:
    low, high = ends
    return _character(low) if low == high else f"{_character(low)}-{_character(high)}"


def _character(code: int) -> str:
    """Letters and digits as they are; all else by number, so that it means nothing else anywhere."""
    character = chr(code)
    if character.isalnum():
        return character
    return f"\\x{code:02X}" if code < 0x80 else f"\\u{{{code:X}}}"
