"""Parse lexemes into a syntax tree, by operator precedence (XPath 1.0, section 3)."""

from __future__ import annotations

from chalicelib.xpath.errors import ExpressionError
from chalicelib.xpath.lexer import Lexeme, tokenize
from chalicelib.xpath.signatures import canonical_name
from chalicelib.xpath.syntax import (
    Expr,
    FunctionCall,
    Literal,
    LocationPath,
    LocationStep,
    PostfixExpr,
    Reference,
)

MAX_LENGTH = 10_000
MAX_DEPTH = 80

_PRECEDENCE = {
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
_VARIADIC = frozenset({"or", "and", "+", "*", "|"})
_STEP_STARTS = frozenset({"name", "*", ".", ".."})


def parse(text: str) -> Expr:
    """Return the syntax tree of an expression.

    Raises:
        ExpressionError: with one problem and its offset: ``form.expression_bad_syntax`` or a more exact
            code, ``…_too_long``, ``…_too_deep``, ``…_unknown_function``, ``…_not_available``.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError.of("too_long", MAX_LENGTH, limit=MAX_LENGTH)
    return _Parser(tokenize(text)).parse()


class _Parser:
    def __init__(self, lexemes: list[Lexeme]) -> None:
        self._lexemes = lexemes
        self._index = 0
        self._depth = 0

    def parse(self) -> Expr:
        if self._next.kind == "end":
            raise ExpressionError.of("empty", 0)
        expr = self._expression(0)
        if self._next.kind != "end":
            raise self._syntax_error()
        return expr

    @property
    def _next(self) -> Lexeme:
        return self._lexemes[self._index]

    def _advance(self) -> Lexeme:
        lexeme = self._next
        self._index += 1
        return lexeme

    def _expect(self, kind: str) -> Lexeme:
        if self._next.kind != kind:
            raise self._syntax_error()
        return self._advance()

    def _syntax_error(self) -> ExpressionError:
        lexeme = self._next
        if lexeme.kind == "end":
            return ExpressionError.of("ends_early", lexeme.offset)
        return ExpressionError.of("bad_syntax", lexeme.offset, found=lexeme.text)

    def _descend(self, offset: int) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError.of("too_deep", offset, limit=MAX_DEPTH)

    def _expression(self, least: int) -> Expr:
        """Parse operands joined by operators of a higher precedence than ``least``."""
        depth = self._depth
        self._descend(self._next.offset)
        left = self._operand()
        while (precedence := self._precedence()) > least:
            operator = self._advance()
            right = self._expression(precedence)
            if operator.text not in _VARIADIC and operator.text != "-":
                self._descend(operator.offset)
            left = _apply_operator(operator, left, right)
        self._depth = depth
        return left

    def _precedence(self) -> int:
        """Return the next operator's precedence; 0 where none follows."""
        lexeme = self._next
        return _PRECEDENCE.get(lexeme.text, 0) if lexeme.kind in ("operator", lexeme.text) else 0

    def _operand(self) -> Expr:
        lexeme = self._next
        if lexeme.kind == "-":
            self._advance()
            return FunctionCall("neg", (self._expression(_UNARY_MINUS),), lexeme.offset)
        return self._path()

    def _path(self) -> Expr:
        lexeme = self._next
        if lexeme.kind in ("/", "//", "@", "::"):
            return self._absolute_path(lexeme)
        if lexeme.kind in _STEP_STARTS and not self._is_call():
            return LocationPath(None, absolute=False, steps=self._steps(), offset=lexeme.offset)
        base = self._primary()
        predicates = self._predicates()
        if predicates:
            base = PostfixExpr(base, predicates, lexeme.kind == "(", lexeme.offset)
        if self._next.kind == "//":
            raise ExpressionError.of("not_available", self._next.offset, name="//")
        if self._next.kind == "/":
            self._advance()
            return LocationPath(base, absolute=False, steps=self._steps(), offset=lexeme.offset)
        return base

    def _absolute_path(self, lexeme: Lexeme) -> Expr:
        if lexeme.kind != "/":
            raise ExpressionError.of("not_available", lexeme.offset, name=lexeme.text)
        self._advance()
        if self._next.kind not in _STEP_STARTS:
            raise self._syntax_error()
        return LocationPath(None, absolute=True, steps=self._steps(), offset=lexeme.offset)

    def _steps(self) -> tuple[LocationStep, ...]:
        steps = [self._step()]
        while self._next.kind in ("/", "//"):
            lexeme = self._advance()
            if lexeme.kind == "//":
                raise ExpressionError.of("not_available", lexeme.offset, name="//")
            steps.append(self._step())
        return tuple(steps)

    def _step(self) -> LocationStep:
        lexeme = self._next
        if lexeme.kind not in _STEP_STARTS:
            if lexeme.kind == "@":
                raise ExpressionError.of("not_available", lexeme.offset, name="@")
            raise self._syntax_error()
        self._advance()
        name = lexeme.text
        if self._next.kind == "::":
            if name != "label":
                raise ExpressionError.of("not_available", lexeme.offset, name=f"{name}::")
            self._advance()
            name = f"{name}::{self._expect('name').text}"
        return LocationStep(name, lexeme.offset, self._predicates())

    def _predicates(self) -> tuple[Expr, ...]:
        predicates = []
        while self._next.kind == "[":
            self._advance()
            predicates.append(self._expression(0))
            self._expect("]")
        return tuple(predicates)

    def _is_call(self) -> bool:
        return self._next.kind == "name" and self._lexemes[self._index + 1].kind == "("

    def _primary(self) -> Expr:
        lexeme = self._next
        if lexeme.kind == "name":
            return self._call()
        if lexeme.kind == "(":
            self._advance()
            inner = self._expression(0)
            self._expect(")")
            return inner
        if lexeme.kind not in ("number", "text", "reference"):
            raise self._syntax_error()
        self._advance()
        if lexeme.kind == "reference":
            return Reference.read(lexeme.text, lexeme.offset)
        value = float(lexeme.text) if lexeme.kind == "number" else lexeme.text
        return Literal(value, lexeme.offset)

    def _call(self) -> Expr:
        lexeme = self._advance()
        self._expect("(")
        arguments = []
        if self._next.kind != ")":
            arguments.append(self._expression(0))
            while self._next.kind == ",":
                self._advance()
                arguments.append(self._expression(0))
        self._expect(")")
        name = canonical_name(lexeme.text, lexeme.offset)
        return FunctionCall(name, tuple(arguments), lexeme.offset)


def _apply_operator(operator: Lexeme, left: Expr, right: Expr) -> Expr:
    """Return the operator's call; a chain of one variadic operator becomes one call."""
    sign = operator.text
    if sign == "-":
        sign, right = "+", FunctionCall("neg", (right,), operator.offset)
    if sign in _VARIADIC and isinstance(left, FunctionCall) and left.name == sign:
        return FunctionCall(sign, (*left.arguments, right), left.offset)
    return FunctionCall(sign, (left, right), operator.offset)
