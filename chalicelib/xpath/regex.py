"""``regex()``: a pattern read once into a tree that has one meaning, on the server and in the page.

ODK's patterns are Java's, and must match the whole text. What of them can be matched in linear time
is taken; look-around, back references, possessive quantifiers and what engines read differently are
refused. The server runs the canonical text on Rust's linear-time engine (pydantic-core's), the page
runs the tree with ``static/expressions.js``, in linear time as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

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
_BY_NUMBER = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|[xu]\{([0-9A-Fa-f]{1,6})\})")
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_GROUP = re.compile(r"\((?:\?(?::|P?<[A-Za-z][A-Za-z0-9]*>|i:))?")
_SIGNS: Mapping[str, Any] = {".": ANY_BUT_LINE_ENDS, "^": ["start"], "$": ["end"]}
_QUANTIFIERS = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class BadPattern(Exception):
    """What cannot be read, or not be matched in linear time with one meaning everywhere."""

    def __init__(self, at: int, found: str, *, too_large: bool = False) -> None:
        super().__init__(found)
        self.at, self.found, self.too_large = at, found, too_large


@dataclass(frozen=True, slots=True)
class Pattern:
    """The canonical text, and the tree as JSON for the page.

    A tree is a text (a set of characters in its canonical form), or a list: ``["cat", …]``,
    ``["alt", …]``, ``["rep", tree, least, most or null]``, ``["start"]``, ``["end"]``.
    """

    text: str
    tree: Any


def read_pattern(text: str) -> Pattern:
    """The pattern.

    Raises:
        BadPattern: where and what cannot be taken.
    """
    tree = _Reader(text).whole()
    if _states(tree) > MAX_STATES:
        raise BadPattern(0, text, too_large=True)
    pattern = Pattern(f"^{_written(tree)}$", tree)
    from pydantic_core import SchemaError

    try:
        matcher(pattern.text)
    except SchemaError as error:
        raise BadPattern(0, text, too_large=True) from error
    return pattern


@lru_cache(maxsize=512)
def matcher(pattern: str) -> Callable[[object], bool]:
    """What says whether a text matches a canonical pattern; in time linear in its length."""
    from pydantic_core import SchemaValidator, core_schema

    config = core_schema.CoreConfig(regex_engine="rust-regex")
    return SchemaValidator(core_schema.str_schema(pattern=pattern), config).isinstance_python


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._folds = text.startswith("(?i)")
        if self._folds:
            self._at = 4

    def whole(self) -> Any:  # noqa: ANN401 -- a tree is JSON
        tree = self._alternatives()
        if self._at < len(self._text):
            raise self._refusal()
        return tree

    def _refusal(self, length: int = 1) -> BadPattern:
        return BadPattern(self._at, self._text[self._at : self._at + length] or self._text)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _alternatives(self) -> Any:  # noqa: ANN401 -- a tree is JSON
        parts = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else ["alt", *parts]

    def _sequence(self) -> Any:  # noqa: ANN401 -- a tree is JSON
        parts = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._quantified())
        return parts[0] if len(parts) == 1 else ["cat", *parts]

    def _quantified(self) -> Any:  # noqa: ANN401 -- a tree is JSON
        start = self._at
        atom = self._atom()
        bounds = self._bounds()
        if bounds is None:
            return atom
        if atom in (["start"], ["end"]):
            self._at = start
            raise self._refusal()
        if self._peek() == "?":  # lazy or not: a whole text matches, or does not
            self._at += 1
        if self._peek() in ("*", "+", "?", "{"):
            raise self._refusal()
        return ["rep", atom, *bounds]

    def _bounds(self) -> tuple[int, int | None] | None:
        sign = self._peek()
        if sign in _QUANTIFIERS:
            self._at += 1
            return _QUANTIFIERS[sign]
        if sign != "{":
            return None
        match = _COUNT.match(self._text, self._at)
        if match is None:
            raise self._refusal()
        least, comma, most = match.groups()
        low = int(least)
        high = int(most) if most else (None if comma else low)
        if max(low, high or 0) > _MAX_COUNT or (high is not None and high < low):
            raise self._refusal(len(match.group()))
        self._at = match.end()
        return low, high

    def _atom(self) -> Any:  # noqa: ANN401 -- a tree is JSON
        sign = self._peek()
        if sign in ("*", "+", "?", "{"):
            raise self._refusal()
        reader = {"(": self._group, "[": self._set, "\\": self._escaped}.get(sign)
        if reader is not None:
            return reader()
        self._at += 1
        if sign in _SIGNS:
            return _SIGNS[sign]
        return self._shown(Characters(((ord(sign), ord(sign)),)))

    def _group(self) -> Any:  # noqa: ANN401 -- a tree is JSON
        match = _GROUP.match(self._text, self._at)
        opening = match.group() if match else "("
        if opening == "(" and self._text.startswith("(?", self._at):
            raise self._refusal(4 if self._text.startswith("(?<", self._at) else 3)
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self._refusal()
        folded, self._folds = self._folds, self._folds or opening == "(?i:"
        self._at += len(opening)
        tree = self._alternatives()
        if self._peek() != ")":
            raise self._refusal()
        self._at += 1
        self._depth -= 1
        self._folds = folded
        return tree

    def _escaped(self) -> Any:  # noqa: ANN401 -- a tree is JSON
        if self._text.startswith("\\A", self._at):
            self._at += 2
            return ["start"]
        if self._text.startswith(("\\z", "\\Z"), self._at):
            self._at += 2
            return ["end"]
        return self._shown(self._escape())

    def _escape(self) -> Characters:
        letter = self._text[self._at + 1 : self._at + 2]
        if letter and letter in "pP":
            return self._property(negated=letter == "P")
        if letter and letter.lower() in CLASSES:
            self._at += 2
            return class_of(letter)
        match = _BY_NUMBER.match(self._text, self._at)
        if match is not None:
            code = int(next(group for group in match.groups() if group), 16)
            if code > LAST or 0xD800 <= code <= 0xDFFF:
                raise self._refusal(len(match.group()))
            self._at = match.end()
            return Characters(((code, code),))
        character = _CONTROLS.get(letter, letter)
        if not letter or (character == letter and letter.isalnum()):
            raise self._refusal(2)
        self._at += 2
        return Characters(((ord(character), ord(character)),))

    def _property(self, *, negated: bool) -> Characters:
        match = _PROPERTY.match(self._text, self._at)
        if match is None:
            raise self._refusal(2)
        found = property_of(match.group(1) or match.group(2), negated=negated)
        if found is None:
            raise self._refusal(len(match.group()))
        self._at = match.end()
        return found

    def _set(self) -> str:
        self._at += 1
        negated = self._peek() == "^"
        self._at += negated
        if self._peek() == "]":
            raise self._refusal()
        found = Characters()
        while self._peek() != "]":
            found |= self._set_part()
        self._at += 1
        return self._shown(found, negated=negated)

    def _set_part(self) -> Characters:
        low = self._set_character()
        if self._peek() != "-" or self._text[self._at + 1 : self._at + 2] in ("]", ""):
            return low
        if not _is_one(low):
            return low
        start = self._at
        self._at += 1
        high = self._set_character()
        if not _is_one(high):  # as in [a-\d]: the hyphen is one itself
            return low | Characters(((45, 45),)) | high
        ends = (low.ranges[0][0], high.ranges[0][0])
        if ends[0] > ends[1]:
            self._at = start
            raise self._refusal()
        return Characters((ends,))

    def _set_character(self) -> Characters:
        sign = self._peek()
        if sign == "\\":
            return self._escape()
        if sign in ("", "[") or self._text.startswith("&&", self._at):
            raise self._refusal()
        self._at += 1
        return Characters(((ord(sign), ord(sign)),))

    def _shown(self, found: Characters, *, negated: bool = False) -> str:
        if self._folds:
            folded = found.folded()
            if folded is None:
                raise BadPattern(0, "(?i)")
            found = folded
        return found.written(negated=negated)


def _is_one(found: Characters) -> bool:
    return (
        not found.properties and len(found.ranges) == 1 and found.ranges[0][0] == found.ranges[0][1]
    )


def _states(tree: Any) -> int:  # noqa: ANN401 -- a tree is JSON
    """How many states the page's automaton has."""
    match tree:
        case ["rep", part, least, most]:
            return int((_states(part) + 1) * max(least + 1, most or 0))
        case ["cat" | "alt", *parts]:
            return sum(map(_states, parts)) + len(parts)
        case _:
            return 1


def _written(tree: Any) -> str:  # noqa: ANN401 -- a tree is JSON
    match tree:
        case ["rep", part, least, most]:
            inner = _written(part)
            inner = inner if isinstance(part, str) else f"(?:{inner})"
            return f"{inner}{{{least},{'' if most is None else most}}}"
        case ["cat", *parts]:
            return "".join(map(_written, parts))
        case ["alt", *parts]:
            return f"(?:{'|'.join(map(_written, parts))})"
        case ["start"]:
            return "^"
        case ["end"]:
            return "$"
        case _:
            return str(tree)
