"""Split an expression's text into lexemes, by XPath 1.0's lexical rules and ODK's ``${name}``.

https://www.w3.org/TR/1999/REC-xpath-19991116/#exprlex . As in pyxform, typographic quotation marks
count as plain ones, and any white space separates, the no-break space included. ``or``, ``and``,
``div``, ``mod`` and ``*`` are also names; XPath decides by the lexeme before them (section 3.7).
"""

import re
from functools import cache

from chalicelib.frozen import dataclass
from chalicelib.spelling import NAME_FIRST, NAME_FURTHER
from chalicelib.xpath.errors import ExpressionError
from chalicelib.xpath.syntax import LAST_SAVED

OPERATOR_NAMES = frozenset({"and", "or", "div", "mod"})
_NAME = f"[{NAME_FIRST}][{NAME_FURTHER}]*"
_CLOSING_QUOTES = {"'": "'", '"': '"', "‘": "’‘'", "’": "’‘'", "“": '”“"', "”": '”“"'}


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One lexeme and where it begins.

    ``kind`` is ``number``, ``text``, ``reference``, ``name``, ``operator`` (``and``, ``or``, ``div``,
    ``mod`` and the ``*`` that multiplies), ``end``, or any other sign itself. ``text`` leaves out the
    quotation marks of a text and the ``${}`` of a reference.
    """

    kind: str
    text: str
    offset: int


@cache
def _lexeme_pattern() -> re.Pattern[str]:
    """Compile what reads one lexeme, which takes 8 ms, for the first expression: most forms have none."""
    return re.compile(
        rf"(?P<space>\s+)"
        rf"|(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
        r"|(?P<reference>\$\{[^}]*\}?)"
        rf"|(?P<name>{_NAME}(?::{_NAME})?)"
        r"|(?P<sign>!=|<=|>=|//|\.\.|::|[=<>+\-*|()\[\],/.@])"
    )


@cache
def _reference_pattern() -> re.Pattern[str]:
    return re.compile(rf"\$\{{\s*(?P<name>(?:{LAST_SAVED})?{_NAME})\s*\}}")


def tokenize(text: str) -> list[Lexeme]:
    """Return the text's lexemes; the last is of the kind ``end``.

    Raises:
        ExpressionError: for a character that begins no lexeme, a text without a closing quotation
            mark, or a ``${`` without a name.
    """
    lexemes: list[Lexeme] = []
    match_lexeme = _lexeme_pattern().match
    offset = 0
    while offset < len(text):
        if text[offset] in _CLOSING_QUOTES:
            lexeme, offset = _read_text(text, offset)
            lexemes.append(lexeme)
            continue
        match = match_lexeme(text, offset)
        if match is None:
            raise ExpressionError.of("bad_syntax", offset, found=text[offset])
        if match.lastgroup != "space":
            lexemes.append(_lexeme(str(match.lastgroup), match.group(), offset, lexemes))
        offset = match.end()
    lexemes.append(Lexeme("end", "", len(text)))
    return lexemes


def _read_text(text: str, offset: int) -> tuple[Lexeme, int]:
    """Read a text in quotation marks; a typographic opening mark may be closed by a plain one."""
    closing = _CLOSING_QUOTES[text[offset]]
    ends = [end for mark in closing if (end := text.find(mark, offset + 1)) >= 0]
    if not ends:
        raise ExpressionError.of("open_text", offset)
    end = min(ends)
    return Lexeme("text", text[offset + 1 : end], offset), end + 1


def _lexeme(kind: str, text: str, offset: int, preceding: list[Lexeme]) -> Lexeme:
    if kind == "reference":
        return _reference(text, offset)
    if kind == "sign":
        kind = "operator" if text == "*" and _ends_operand(preceding) else text
    elif kind == "name" and text.lower() in OPERATOR_NAMES and _ends_operand(preceding):
        return Lexeme("operator", text.lower(), offset)
    return Lexeme(kind, text, offset)


def _reference(text: str, offset: int) -> Lexeme:
    match = _reference_pattern().fullmatch(text)
    if match is None:
        raise ExpressionError.of("bad_reference", offset, found=text)
    return Lexeme("reference", match.group("name"), offset)


def _ends_operand(preceding: list[Lexeme]) -> bool:
    """Return whether the last lexeme ends an operand, so that an operator must follow."""
    if not preceding:
        return False
    last = preceding[-1]
    return last.kind in ("number", "text", "reference", "name", ")", "]", ".", "..", "*")
