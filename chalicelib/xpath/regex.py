"""``regex()``: read a pattern into a tree that means the same on the server and in the page.

ODK's patterns are Java's and must match the whole text. What can be matched in linear time is accepted;
look-around, back references, possessive quantifiers, and what engines read differently are refused. The
server runs the canonical text on Rust's linear-time engine (pydantic-core's). The page runs the tree on
the automaton of ``static/expression-patterns.js``, in linear time as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Literal

from chalicelib.frozen import dataclass
from chalicelib.xpath.character_classes import (
    ANY_BUT_LINE_ENDS,
    CLASSES,
    LAST,
    Characters,
    class_of,
    property_of,
)

MAX_STATES = 2_000
_MAX_DEPTH = 30
_MAX_COUNT = 1_000
_COUNT = re.compile(r"\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}")
_PROPERTY = re.compile(r"\\[pP](?:\{([A-Za-z_=]+)\}|([LMNPSZ]))")
_CODE_POINT = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|[xu]\{([0-9A-Fa-f]{1,6})\})")
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_GROUP = re.compile(r"\((?:\?(?::|P?<[A-Za-z][A-Za-z0-9]*>|i:))?")
_QUANTIFIERS = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class PatternError(Exception):
    """Raised for a pattern that cannot be read, or not be matched in linear time with one meaning.

    ``offset`` counts characters of the pattern; ``found`` is what begins there.
    """

    def __init__(self, offset: int, found: str, *, too_large: bool = False) -> None:
        super().__init__(found)
        self.offset, self.found, self.too_large = offset, found, too_large


@dataclass(frozen=True, slots=True)
class Concatenation:
    """Parts that follow each other. Without parts it matches the empty text."""

    parts: tuple[PatternTree, ...]


@dataclass(frozen=True, slots=True)
class Alternation:
    """Parts of which one must match."""

    parts: tuple[PatternTree, ...]


@dataclass(frozen=True, slots=True)
class Repetition:
    """A part ``least`` to ``most`` times; without a limit if ``most`` is None."""

    part: PatternTree
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The start or the end of the text."""

    edge: Literal["start", "end"]


PatternTree = str | Concatenation | Alternation | Repetition | Anchor
"""A string is a set of characters in its canonical form."""

_SIGNS: Mapping[str, PatternTree] = {
    ".": ANY_BUT_LINE_ENDS,
    "^": Anchor("start"),
    "$": Anchor("end"),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern's canonical text for the server, and its tree for the page."""

    text: str
    tree: PatternTree


def read_pattern(text: str) -> Pattern:
    """Read a pattern.

    Raises:
        PatternError: where it is refused; ``too_large`` if it needs more than ``MAX_STATES`` states.
    """
    tree = _PatternReader(text).read()
    if _count_states(tree) > MAX_STATES:
        raise PatternError(0, text, too_large=True)
    pattern = Pattern(f"^{_canonical(tree)}$", tree)
    from pydantic_core import SchemaError

    try:
        matcher(pattern.text)
    except SchemaError as error:
        raise PatternError(0, text, too_large=True) from error
    return pattern


@lru_cache(maxsize=512)
def matcher(pattern: str) -> Callable[[object], bool]:
    """Return a test whether a text matches a canonical pattern, in time linear in the text's length."""
    from pydantic_core import SchemaValidator, core_schema

    config = core_schema.CoreConfig(regex_engine="rust-regex")
    return SchemaValidator(core_schema.str_schema(pattern=pattern), config).isinstance_python


class _PatternReader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._offset = 0
        self._depth = 0
        self._ignores_case = text.startswith("(?i)")
        if self._ignores_case:
            self._offset = 4

    def read(self) -> PatternTree:
        tree = self._alternatives()
        if self._offset < len(self._text):
            raise self._refusal()
        return tree

    def _refusal(self, length: int = 1) -> PatternError:
        offset = self._offset
        return PatternError(offset, self._text[offset : offset + length] or self._text)

    def _peek(self) -> str:
        return self._text[self._offset : self._offset + 1]

    def _alternatives(self) -> PatternTree:
        parts = [self._sequence()]
        while self._peek() == "|":
            self._offset += 1
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else Alternation(tuple(parts))

    def _sequence(self) -> PatternTree:
        parts = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repetition())
        return parts[0] if len(parts) == 1 else Concatenation(tuple(parts))

    def _repetition(self) -> PatternTree:
        start = self._offset
        atom = self._atom()
        bounds = self._bounds()
        if bounds is None:
            return atom
        if isinstance(atom, Anchor):
            self._offset = start
            raise self._refusal()
        if self._peek() == "?":  # lazy: whether the whole text matches is the same
            self._offset += 1
        if self._peek() in ("*", "+", "?", "{"):
            raise self._refusal()
        return Repetition(atom, *bounds)

    def _bounds(self) -> tuple[int, int | None] | None:
        """Read a quantifier; None where there is none."""
        sign = self._peek()
        if sign in _QUANTIFIERS:
            self._offset += 1
            return _QUANTIFIERS[sign]
        if sign != "{":
            return None
        match = _COUNT.match(self._text, self._offset)
        if match is None:
            raise self._refusal()
        least, comma, most = match.groups()
        low = int(least)
        high = int(most) if most else (None if comma else low)
        if max(low, high or 0) > _MAX_COUNT or (high is not None and high < low):
            raise self._refusal(len(match.group()))
        self._offset = match.end()
        return low, high

    def _atom(self) -> PatternTree:
        sign = self._peek()
        if sign in ("*", "+", "?", "{"):
            raise self._refusal()
        reader = {"(": self._group, "[": self._class, "\\": self._anchor_or_escape}.get(sign)
        if reader is not None:
            return reader()
        self._offset += 1
        if sign in _SIGNS:
            return _SIGNS[sign]
        return self._canonical(_one(ord(sign)))

    def _group(self) -> PatternTree:
        match = _GROUP.match(self._text, self._offset)
        opening = match.group() if match else "("
        if opening == "(" and self._text.startswith("(?", self._offset):
            raise self._refusal(4 if self._text.startswith("(?<", self._offset) else 3)
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self._refusal()
        ignored_case = self._ignores_case
        self._ignores_case = ignored_case or opening == "(?i:"
        self._offset += len(opening)
        tree = self._alternatives()
        if self._peek() != ")":
            raise self._refusal()
        self._offset += 1
        self._depth -= 1
        self._ignores_case = ignored_case
        return tree

    def _anchor_or_escape(self) -> PatternTree:
        if self._text.startswith("\\A", self._offset):
            self._offset += 2
            return Anchor("start")
        if self._text.startswith(("\\z", "\\Z"), self._offset):
            self._offset += 2
            return Anchor("end")
        return self._canonical(self._escape())

    def _escape(self) -> Characters:
        letter = self._text[self._offset + 1 : self._offset + 2]
        if letter and letter in "pP":
            return self._property(negated=letter == "P")
        if letter and letter.lower() in CLASSES:
            self._offset += 2
            return class_of(letter)
        match = _CODE_POINT.match(self._text, self._offset)
        if match is not None:
            code = int(next(group for group in match.groups() if group), 16)
            if code > LAST or 0xD800 <= code <= 0xDFFF:
                raise self._refusal(len(match.group()))
            self._offset = match.end()
            return _one(code)
        character = _CONTROLS.get(letter, letter)
        if not letter or (character == letter and letter.isalnum()):
            raise self._refusal(2)
        self._offset += 2
        return _one(ord(character))

    def _property(self, *, negated: bool) -> Characters:
        match = _PROPERTY.match(self._text, self._offset)
        if match is None:
            raise self._refusal(2)
        characters = property_of(match.group(1) or match.group(2), negated=negated)
        if characters is None:
            raise self._refusal(len(match.group()))
        self._offset = match.end()
        return characters

    def _class(self) -> str:
        self._offset += 1
        negated = self._peek() == "^"
        self._offset += negated
        if self._peek() == "]":
            raise self._refusal()
        characters = Characters()
        while self._peek() != "]":
            characters |= self._class_part()
        self._offset += 1
        return self._canonical(characters, negated=negated)

    def _class_part(self) -> Characters:
        low = self._class_character()
        if self._peek() != "-" or self._text[self._offset + 1 : self._offset + 2] in ("]", ""):
            return low
        if not _is_one(low):
            return low
        start = self._offset
        self._offset += 1
        high = self._class_character()
        if not _is_one(high):  # in [a-\d] the hyphen stands for itself
            return low | _one(ord("-")) | high
        ends = (low.ranges[0][0], high.ranges[0][0])
        if ends[0] > ends[1]:
            self._offset = start
            raise self._refusal()
        return Characters((ends,))

    def _class_character(self) -> Characters:
        sign = self._peek()
        if sign == "\\":
            return self._escape()
        if sign in ("", "[") or self._text.startswith("&&", self._offset):
            raise self._refusal()
        self._offset += 1
        return _one(ord(sign))

    def _canonical(self, characters: Characters, *, negated: bool = False) -> str:
        if self._ignores_case:
            with_both_cases = characters.fold()
            if with_both_cases is None:
                raise PatternError(0, "(?i)")
            characters = with_both_cases
        return characters.canonical(negated=negated)


def _one(code: int) -> Characters:
    return Characters(((code, code),))


def _is_one(characters: Characters) -> bool:
    ranges = characters.ranges
    return not characters.properties and len(ranges) == 1 and ranges[0][0] == ranges[0][1]


def _count_states(tree: PatternTree) -> int:
    """Return how many states the page's automaton has."""
    match tree:
        case Repetition(part, least, most):
            return (_count_states(part) + 1) * max(least + 1, most or 0)
        case Concatenation(parts) | Alternation(parts):
            return sum(map(_count_states, parts)) + len(parts)
        case _:
            return 1


def _canonical(tree: PatternTree) -> str:
    match tree:
        case Repetition(part, least, most):
            inner = _canonical(part)
            inner = inner if isinstance(part, str) else f"(?:{inner})"
            return f"{inner}{{{least},{'' if most is None else most}}}"
        case Concatenation(parts):
            return "".join(map(_canonical, parts))
        case Alternation(parts):
            return f"(?:{'|'.join(map(_canonical, parts))})"
        case Anchor(edge):
            return "^" if edge == "start" else "$"
        case str():
            return tree
