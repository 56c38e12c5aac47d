"""Bind a syntax tree to a form: look every name up and choose every conversion."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from chalicelib.override import override
from chalicelib.xpath import conversions
from chalicelib.xpath.binding import Binding, BindingScope
from chalicelib.xpath.choice_tables import ChoiceTables
from chalicelib.xpath.conversions import convert
from chalicelib.xpath.cursors import AnyCursor, Children, Cursor
from chalicelib.xpath.errors import ExpressionError
from chalicelib.xpath.form_protocol import FormModel, NodeT
from chalicelib.xpath.node_functions import BINDERS
from chalicelib.xpath.paths import resolve
from chalicelib.xpath.signatures import SIGNATURES, argument_kinds
from chalicelib.xpath.syntax import Expr, FunctionCall, LocationPath, PostfixExpr, Reference
from chalicelib.xpath.syntax import Literal as LiteralExpr
from chalicelib.xpath.typed_ast import (
    Answer,
    BoundExpression,
    Constant,
    CoreCall,
    FilterExpr,
    Kind,
    PathExpr,
    PositionCall,
    Term,
    UnionExpr,
)

Result = Literal["value", "boolean", "number", "string"]
_KINDS: Mapping[str, Kind] = {"s": "string", "n": "number", "b": "boolean", "v": "value"}
_LETTERS: Mapping[Result, str] = {"value": "v", "boolean": "b", "number": "n", "string": "s"}
_DEFAULT_TO_SELF = frozenset({"string", "string-length", "normalize-space", "number"})


def bind(
    expr: Expr,
    form: FormModel[NodeT],
    node: NodeT | None,
    tables: ChoiceTables,
    *,
    result: Result = "value",
    filters: str | None = None,
) -> BoundExpression[NodeT]:
    """Bind an expression to a row of a form.

    Args:
        expr: what ``parse`` returned.
        form: the form's tree of rows.
        node: the row that the expression belongs to; None for one of the form itself.
        tables: the form's choice lists.
        result: the kind of the value, to which XPath's rules convert it.
        filters: the name of the list that a ``choice_filter`` filters; bare names are its columns.

    Raises:
        ExpressionError: with every unknown name and every argument that does not fit.
    """
    binder = _Binder(form, node, tables)
    scope = binder.home
    choices = None
    if filters is not None:
        choices = binder.find_table(filters, 0)
        if choices is not None:
            slot = scope.next_slot
            scope = BindingScope(scope.cursor, slot + 1, choice=(choices, slot))
    term = convert(binder.term(expr, scope), _LETTERS[result])
    if binder.errors:
        raise ExpressionError(sorted(binder.errors, key=lambda error: error.offset))
    return BoundExpression(term, node, choices, tuple(binder.warnings))


class _Binder(Binding):
    @override
    def term(self, expr: Expr, scope: BindingScope) -> Term:
        match expr:
            case LiteralExpr():
                return Constant(expr.value)
            case FunctionCall():
                return self._call(expr, scope)
            case PostfixExpr() if expr.parenthesized or not isinstance(expr.base, Reference):
                return self._filter(expr, scope)
            case Reference(of_last_saved=True):
                # As if the earlier record were there, without the answer: `= ''` is true.
                return CoreCall(
                    "first", (self._cursor_term(resolve(self, expr, scope), 0),), "node"
                )
            case Reference() | LocationPath() | PostfixExpr():
                return self._cursor_term(resolve(self, expr, scope), expr.offset)

    @override
    def predicate(self, expr: Expr, scope: BindingScope) -> Term:
        """Bind a predicate; a number means a position (XPath 1.0, section 2.4)."""
        term = self.term(expr, scope)
        if term.kind == "number":
            return CoreCall("=n", (PositionCall(scope.next_slot - 1), term), "boolean")
        return conversions.as_boolean(term)

    def _cursor_term(self, cursor: AnyCursor | None, offset: int) -> Term:
        match cursor:
            case None:
                return Constant("")
            case Cursor():
                return cursor.term()
            case Children():
                return UnionExpr(tuple(_union_part(child.term()) for child in cursor.cursors))
            case _ if cursor.has_value:
                return cursor.term()
        self.add_error("bad_path", offset)
        return Constant("")

    def _filter(self, expr: PostfixExpr, scope: BindingScope) -> Term:
        nodes = self.nodes(expr.base, scope, "[ ]")
        slot = scope.next_slot
        inner = BindingScope(scope.cursor, slot + 1, item_slot=slot)
        return FilterExpr(
            nodes, slot, tuple(self.predicate(part, inner) for part in expr.predicates)
        )

    def nodes(self, expr: Expr, scope: BindingScope, name: str) -> Term:
        """Bind an expression that must be a node-set; ``name`` is the function that takes it."""
        term = self.term(expr, scope)
        if term.kind not in ("nodes", "node"):
            self.add_error("needs_nodes", expr.offset, name=name)
        return term

    def _call(self, call: FunctionCall, scope: BindingScope) -> Term:
        operator = _OPERATORS.get(call.name)
        if operator is not None:
            return operator(self, call, scope)
        if call.name in BINDERS:
            return BINDERS[call.name](self, call, scope)
        letters = argument_kinds(call.name, len(call.arguments))
        if letters is None:
            self.add_error("wrong_arguments", call.offset, name=call.name)
            return Constant("")
        arguments = [
            self._argument(argument, letter, scope, call.name)
            for argument, letter in zip(call.arguments, letters, strict=True)
        ]
        if not arguments and call.name in _DEFAULT_TO_SELF:
            letter = SIGNATURES[call.name][0].removeprefix("?")
            arguments = [convert(scope.self_value, letter)]
        return _make_call(call.name, tuple(arguments))

    def _argument(self, expr: Expr, letter: str, scope: BindingScope, name: str) -> Term:
        if letter == "N":
            return self.nodes(expr, scope, name)
        return convert(self.term(expr, scope), letter)


def _union_part(term: Term) -> Term:
    """Return a part of a union; one answer becomes a path, which knows its place in document order."""
    if isinstance(term, Answer) and term.node is not None:
        return PathExpr(term.slot, term.slot + 1, (), term.key, term.node)
    return term


def _make_call(name: str, arguments: tuple[Term, ...]) -> Term:
    match name:
        case "true" | "false":
            return Constant(name == "true")
        case "boolean" | "string" | "number":
            return arguments[0]
        case "pi":
            return Constant(math.pi)
    kind = _KINDS[SIGNATURES[name][1]]
    if kind == "value":
        of_results = {term.kind for term in arguments[1 if name == "if" else 0 :]}
        if len(of_results) == 1 and name != "once":
            kind = of_results.pop()
    return CoreCall(name, arguments, kind)


def _equality(binder: _Binder, call: FunctionCall, scope: BindingScope) -> Term:
    left, right = (binder.term(part, scope) for part in call.arguments)
    return conversions.equality(call.name, left, right)


def _order(binder: _Binder, call: FunctionCall, scope: BindingScope) -> Term:
    left, right = (binder.term(part, scope) for part in call.arguments)
    return conversions.order(call.name, left, right)


def _arithmetic(binder: _Binder, call: FunctionCall, scope: BindingScope) -> Term:
    terms = tuple(conversions.as_number(binder.term(part, scope)) for part in call.arguments)
    if call.name == "neg" and isinstance(terms[0], Constant):
        return Constant(-float(terms[0].value))
    return CoreCall(call.name, terms, "number")


def _logic(binder: _Binder, call: FunctionCall, scope: BindingScope) -> Term:
    terms = tuple(conversions.as_boolean(binder.term(part, scope)) for part in call.arguments)
    return CoreCall(call.name, terms, "boolean")


def _union(binder: _Binder, call: FunctionCall, scope: BindingScope) -> Term:
    return UnionExpr(tuple(_union_part(binder.nodes(part, scope, "|")) for part in call.arguments))


_OPERATORS = {
    "=": _equality,
    "!=": _equality,
    "<": _order,
    "<=": _order,
    ">": _order,
    ">=": _order,
    "+": _arithmetic,
    "*": _arithmetic,
    "div": _arithmetic,
    "mod": _arithmetic,
    "neg": _arithmetic,
    "and": _logic,
    "or": _logic,
    "|": _union,
}
