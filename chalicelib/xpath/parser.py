"""Tokens → tree, by precedence (XPath 1.0, section 3): ``or and = < + * - |``, then paths."""

from __future__ import annotations

from chalicelib.xpath.errors import fault
from chalicelib.xpath.lexer import Lexeme, tokens
from chalicelib.xpath.signatures import known_name
from chalicelib.xpath.syntax import (
    FilteredExpr,
    FunctionCall,
    Literal,
    LocationPath,
    LocationStep,
    Reference,
    Tree,
)

MAX_LENGTH = 10_000
MAX_DEPTH = 80

_BINDS = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
_UNARY_MINUS = 7
_MANY = frozenset({"or", "and", "+", "*", "|"})
_STEP_STARTS = frozenset({"name", "*", ".", ".."})


def parse(text: str) -> Tree:
    """The tree of an expression.

    Raises:
        ExpressionError: ``form.expression_bad_syntax`` and its more exact kin, ``…_too_long``,
            ``…_too_deep``, ``…_unknown_function``, ``…_not_available``, each with its offset.
    """
    if len(text) > MAX_LENGTH:
        raise fault("too_long", MAX_LENGTH, limit=MAX_LENGTH)
    return _Parser(tokens(text)).whole()


class _Parser:
    def __init__(self, read: list[Lexeme]) -> None:
        self._tokens = read
        self._place = 0
        self._depth = 0

    def whole(self) -> Tree:
        if self._next.kind == "end":
            raise fault("empty", 0)
        tree = self._expression(0)
        if self._next.kind != "end":
            raise self._unexpected()
        return tree

    @property
    def _next(self) -> Lexeme:
        return self._tokens[self._place]

    def _take(self) -> Lexeme:
        token = self._next
        self._place += 1
        return token

    def _expect(self, kind: str) -> Lexeme:
        if self._next.kind != kind:
            raise self._unexpected()
        return self._take()

    def _unexpected(self) -> Exception:
        token = self._next
        if token.kind == "end":
            return fault("ends_early", token.at)
        return fault("bad_syntax", token.at, found=token.text)

    def _deeper(self, at: int) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise fault("too_deep", at, limit=MAX_DEPTH)

    def _expression(self, least: int) -> Tree:
        before = self._depth
        self._deeper(self._next.at)
        left = self._operand()
        while (binds := self._binds()) > least:
            token = self._take()
            right = self._expression(binds)
            if token.text not in _MANY and token.text != "-":
                self._deeper(token.at)
            left = _joined(token, left, right)
        self._depth = before
        return left

    def _binds(self) -> int:
        token = self._next
        return _BINDS.get(token.text, 0) if token.kind in ("operator", token.text) else 0

    def _operand(self) -> Tree:
        token = self._next
        if token.kind == "-":
            self._take()
            return FunctionCall("neg", (self._expression(_UNARY_MINUS),), token.at)
        return self._path()

    def _path(self) -> Tree:
        token = self._next
        if token.kind in ("/", "//", "@", "::"):
            return self._absolute(token)
        if token.kind in _STEP_STARTS and not self._is_call():
            return LocationPath(None, absolute=False, steps=self._steps(), at=token.at)
        base = self._primary()
        predicates = self._predicates()
        if predicates:
            base = FilteredExpr(base, predicates, token.kind == "(", token.at)
        if self._next.kind == "//":
            raise fault("not_available", self._next.at, name="//")
        if self._next.kind == "/":
            self._take()
            return LocationPath(base, absolute=False, steps=self._steps(), at=token.at)
        return base

    def _absolute(self, token: Lexeme) -> Tree:
        if token.kind != "/":
            raise fault("not_available", token.at, name=token.text)
        self._take()
        if self._next.kind not in _STEP_STARTS:
            raise self._unexpected()
        return LocationPath(None, absolute=True, steps=self._steps(), at=token.at)

    def _steps(self) -> tuple[LocationStep, ...]:
        steps = [self._step()]
        while self._next.kind in ("/", "//"):
            token = self._take()
            if token.kind == "//":
                raise fault("not_available", token.at, name="//")
            steps.append(self._step())
        return tuple(steps)

    def _step(self) -> LocationStep:
        token = self._next
        if token.kind not in _STEP_STARTS:
            if token.kind == "@":
                raise fault("not_available", token.at, name="@")
            raise self._unexpected()
        self._take()
        if self._next.kind == "::":
            raise fault("not_available", token.at, name=f"{token.text}::")
        return LocationStep(token.text, token.at, self._predicates())

    def _predicates(self) -> tuple[Tree, ...]:
        found = []
        while self._next.kind == "[":
            self._take()
            found.append(self._expression(0))
            self._expect("]")
        return tuple(found)

    def _is_call(self) -> bool:
        return self._next.kind == "name" and self._tokens[self._place + 1].kind == "("

    def _primary(self) -> Tree:
        token = self._next
        if token.kind == "name":
            return self._call()
        if token.kind == "(":
            self._take()
            inner = self._expression(0)
            self._expect(")")
            return inner
        if token.kind not in ("number", "text", "ref"):
            raise self._unexpected()
        self._take()
        if token.kind == "ref":
            return Reference(token.text, token.at)
        return Literal(float(token.text) if token.kind == "number" else token.text, token.at)

    def _call(self) -> Tree:
        token = self._take()
        self._expect("(")
        arguments = []
        if self._next.kind != ")":
            arguments.append(self._expression(0))
            while self._next.kind == ",":
                self._take()
                arguments.append(self._expression(0))
        self._expect(")")
        return FunctionCall(known_name(token.text, token.at), tuple(arguments), token.at)


def _joined(token: Lexeme, left: Tree, right: Tree) -> Tree:
    sign = token.text
    if sign == "-":
        sign, right = "+", FunctionCall("neg", (right,), token.at)
    if sign in _MANY and isinstance(left, FunctionCall) and left.name == sign:
        return FunctionCall(sign, (*left.arguments, right), left.at)
    return FunctionCall(sign, (left, right), token.at)
