"""An expression's text → tokens, by XPath 1.0's lexical rules and ODK's ``${name}``.

https://www.w3.org/TR/1999/REC-xpath-19991116/#exprlex . Beyond them, as pyxform takes it: typographic
quotation marks stand for plain ones, any white space (no-break space included) separates. As
``or``, ``and``, ``div``, ``mod`` and ``*`` are names too, what stands before decides what they are.
"""

import re
from dataclasses import dataclass

from chalicelib.spelling import NAME_FIRST, NAME_FURTHER
from chalicelib.xpath.errors import fault

OPERATOR_NAMES = frozenset({"and", "or", "div", "mod"})
_NAME = f"[{NAME_FIRST}][{NAME_FURTHER}]*"
_TOKEN = re.compile(
    rf"(?P<space>\s+)"
    rf"|(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"|(?P<ref>\$\{[^}]*\}?)"
    rf"|(?P<name>{_NAME}(?::{_NAME})?)"
    r"|(?P<sign>!=|<=|>=|//|\.\.|::|[=<>+\-*|()\[\],/.@])"
)
_REFERENCE = re.compile(rf"\$\{{\s*(?P<saved>last-saved#)?(?P<name>{_NAME})\s*\}}")
_CLOSING = {"'": "'", '"': '"', "‘": "’‘'", "’": "’‘'", "“": '”“"', "”": '”“"'}


@dataclass(frozen=True, slots=True)
class Lexeme:
    """``kind``: number, text, ref, name, operator (and, or, div, mod, *), a sign itself, or end."""

    kind: str
    text: str
    at: int


def tokens(text: str) -> list[Lexeme]:
    """All tokens of the text, the last of the kind ``end``.

    Raises:
        ExpressionError: a character that means nothing here, a text without its end, a ``${`` that
            holds no name.
    """
    found: list[Lexeme] = []
    at = 0
    while at < len(text):
        if text[at] in _CLOSING:
            token, at = _quoted(text, at)
            found.append(token)
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            raise fault("bad_syntax", at, found=text[at])
        if match.lastgroup != "space":
            found.append(_token(str(match.lastgroup), match.group(), at, found))
        at = match.end()
    found.append(Lexeme("end", "", len(text)))
    return found


def _quoted(text: str, at: int) -> tuple[Lexeme, int]:
    """A text in quotation marks; one that opens with a typographic mark may close with a plain one."""
    closing = _CLOSING[text[at]]
    ends = [end for mark in closing if (end := text.find(mark, at + 1)) >= 0]
    if not ends:
        raise fault("open_text", at)
    end = min(ends)
    return Lexeme("text", text[at + 1 : end], at), end + 1


def _token(kind: str, text: str, at: int, before: list[Lexeme]) -> Lexeme:
    if kind == "ref":
        return _reference(text, at)
    if kind == "sign":
        kind = "operator" if text == "*" and _ends_operand(before) else text
    elif kind == "name" and text.lower() in OPERATOR_NAMES and _ends_operand(before):
        return Lexeme("operator", text.lower(), at)
    return Lexeme(kind, text, at)


def _reference(text: str, at: int) -> Lexeme:
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise fault("bad_reference", at, found=text)
    if match.group("saved"):
        raise fault("not_available", at, name="last-saved#")
    return Lexeme("ref", match.group("name"), at)


def _ends_operand(before: list[Lexeme]) -> bool:
    """Whether what stands before is a whole operand, so that an operator must follow."""
    if not before:
        return False
    last = before[-1]
    return last.kind in ("number", "text", "ref", "name", ")", "]", ".", "..", "*")
