r"""Character classes of a pattern, and their canonical form: ranges, and properties by their long names.

``\d``, ``\w`` and ``\s`` match ASCII only, as in Java, where ODK's patterns run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chalicelib.frozen import dataclass

Range = tuple[int, int]
LAST = 0x10FFFF
"""Unicode's last code point."""
_MAX_FOLDED = 5_000

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
    """The characters in the ranges or with one of the properties, which are in canonical form already."""

    ranges: tuple[Range, ...] = ()
    properties: tuple[str, ...] = ()

    def __or__(self, other: Characters) -> Characters:
        return Characters(self.ranges + other.ranges, self.properties + other.properties)

    def canonical(self, *, negated: bool = False) -> str:
        """Return the canonical form."""
        ranges = _merge(self.ranges)
        alone = len(ranges) == 1 and ranges[0][0] == ranges[0][1] and not self.properties
        if alone and not negated:
            return _escape(ranges[0][0])
        inner = "".join(map(_format_range, ranges)) + "".join(dict.fromkeys(self.properties))
        return f"[{'^' if negated else ''}{inner}]"

    def fold(self) -> Characters | None:
        """Add each letter's other case; return None where there are too many characters."""
        if sum(high - low + 1 for low, high in self.ranges) > _MAX_FOLDED:
            return None
        letters = (chr(code) for low, high in self.ranges for code in range(low, high + 1))
        cases = (case for letter in letters for case in (letter.lower(), letter.upper()))
        more = tuple((ord(case), ord(case)) for case in cases if len(case) == 1)
        return Characters(self.ranges + more, self.properties)


ANY_BUT_LINE_ENDS = r"[^\x0A\x0D\u{85}\u{2028}-\u{2029}]"


def complement(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return the ranges of all other characters."""
    gaps = []
    start = 0
    for low, high in _merge(ranges):
        if low > start:
            gaps.append((start, low - 1))
        start = high + 1
    return (*gaps, (start, LAST)) if start <= LAST else tuple(gaps)


def class_of(letter: str) -> Characters:
    r"""Return the class of ``\d``, ``\D`` and their like."""
    ranges = CLASSES[letter.lower()]
    return Characters(complement(ranges) if letter.isupper() else ranges)


def property_of(name: str, *, negated: bool) -> Characters | None:
    r"""Return the characters of ``\p{name}``; None for a property on which engines disagree."""
    if name in _POSIX:
        return Characters(complement(_POSIX[name]) if negated else _POSIX[name])
    short = name.removeprefix("Script=").removeprefix("sc=").removeprefix("Is")
    if short in _SCRIPTS:
        short = f"Script={short}"
    elif short not in _CATEGORIES and short not in _BINARY:
        return None
    return Characters(properties=(f"\\{'P' if negated else 'p'}{{{short}}}",))


def _merge(ranges: Iterable[Range]) -> list[Range]:
    merged: list[Range] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


def _format_range(ends: Range) -> str:
    low, high = ends
    return _escape(low) if low == high else f"{_escape(low)}-{_escape(high)}"


def _escape(code: int) -> str:
    """Return a letter or digit itself, any other character by its number, which no engine misreads."""
    character = chr(code)
    if character.isalnum():
        return character
    return f"\\x{code:02X}" if code < 0x80 else f"\\u{{{code:X}}}"
