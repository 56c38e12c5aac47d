"""Functions that take nodes or paths instead of values, or constants that are read at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import nan

from chalicelib.xpath.binding import Binding, BindingScope
from chalicelib.xpath.conversions import as_number, as_string
from chalicelib.xpath.cursors import Cursor
from chalicelib.xpath.errors import ExpressionError
from chalicelib.xpath.form_protocol import FormNode
from chalicelib.xpath.parser import parse
from chalicelib.xpath.paths import form_cursor, repeats_around, resolve, to_own_instance
from chalicelib.xpath.regex import PatternError, read_pattern
from chalicelib.xpath.syntax import Expr, FunctionCall, Literal, LocationPath, Reference
from chalicelib.xpath.typed_ast import (
    ChoiceName,
    Constant,
    CoreCall,
    DataLookup,
    InstancePosition,
    LastCall,
    PositionCall,
    RegexMatch,
    Term,
)

_EMPTY = Constant("")
_MAX_INDEXES = 3


def _position(binding: Binding, call: FunctionCall, scope: BindingScope) -> Term:
    if not call.arguments:
        return PositionCall(scope.next_slot - 1) if _in_predicate(binding, scope) else Constant(1.0)
    cursor = resolve(binding, call.arguments[0], scope) if len(call.arguments) == 1 else None
    if not isinstance(cursor, Cursor):
        return _EMPTY if binding.errors else _wrong_arguments(binding, call)
    return _position_of(cursor, scope.cursor, by_name=isinstance(call.arguments[0], Reference))


def _position_of(cursor: Cursor, home: Cursor, *, by_name: bool) -> Term:
    """Return an instance's position in its repeat; every other row is the only one of its kind."""
    node = cursor.node
    if node is None or not cursor.is_instance:
        return Constant(1.0)
    if not cursor.steps:
        own = InstancePosition(cursor.slots[-1])
        if not cursor.conditions:
            return own
        return CoreCall(
            "if", (CoreCall("and", cursor.conditions, "boolean"), own, Constant(nan)), "number"
        )
    if by_name and node.inner in home.scope.chain:
        return InstancePosition(home.slots[len(cursor.slots) - 1])
    return CoreCall("position-of-first", (cursor.term(),), "number")


def _last(binding: Binding, call: FunctionCall, scope: BindingScope) -> Term:
    if call.arguments:
        return _wrong_arguments(binding, call)
    return LastCall(scope.next_slot - 1) if _in_predicate(binding, scope) else Constant(1.0)


def _in_predicate(binding: Binding, scope: BindingScope) -> bool:
    return scope.next_slot > binding.home.next_slot


def _current(binding: Binding, call: FunctionCall, scope: BindingScope) -> Term:  # noqa: ARG001 -- binders are called alike
    if call.arguments:
        return _wrong_arguments(binding, call)
    return binding.home.self_value


def _instance(binding: Binding, call: FunctionCall, scope: BindingScope) -> Term:
    """Refuse a list alone, which has no value; ``paths`` follows a path that begins with it."""
    if resolve(binding, call, scope) is not None:
        binding.add_error("bad_path", call.offset)
    return _EMPTY


def _indexed_repeat(binding: Binding, call: FunctionCall, scope: BindingScope) -> Term:
    """Bind ``indexed-repeat(question, repeat, index, …)``; the repeats go from outside in."""
    pairs = len(call.arguments) // 2
    if len(call.arguments) % 2 == 0 or not 1 <= pairs <= _MAX_INDEXES:
        return _wrong_arguments(binding, call)
    question = _find_node(binding, call.arguments[0], scope)
    repeats = [_find_node(binding, part, scope) for part in call.arguments[1::2]]
    indexes = [as_number(binding.term(part, scope)) for part in call.arguments[2::2]]
    if question is None or None in repeats:
        return _EMPTY
    index_of = {id(repeat): index for repeat, index in zip(repeats, indexes, strict=True)}
    if any(repeat not in repeats_around(question) for repeat in repeats):
        return _wrong_arguments(binding, call)
    cursor = _cursor_by_indexes(binding, question, index_of, scope)
    return CoreCall("first", (cursor.term(),), "node")


def _cursor_by_indexes(
    binding: Binding, question: FormNode, index_of: Mapping[int, Term], scope: BindingScope
) -> Cursor:
    """Return the cursor at a question by the repeats' indexes, by the own instance where none is given."""
    around = scope.cursor.scope.chain
    cursor = form_cursor(binding, scope)
    for repeat in repeats_around(question):
        index = index_of.get(id(repeat))
        if index is None and not cursor.steps and repeat.inner in around:
            cursor = to_own_instance(cursor, repeat, scope)
            continue
        cursor = cursor.to_instances(repeat)
        if index is not None:
            step = replace(cursor.steps[-1], index=index)
            cursor = replace(cursor, steps=(*cursor.steps[:-1], step))
    return cursor.to_child(question)


def _find_node(binding: Binding, expr: Expr, scope: BindingScope) -> FormNode | None:
    cursor = resolve(binding, expr, scope)
    if isinstance(cursor, Cursor) and cursor.node is not None:
        return cursor.node
    if cursor is not None:
        binding.add_error("bad_path", expr.offset)
    return None


def _choice_name(binding: Binding, call: FunctionCall, scope: BindingScope) -> Term:
    if len(call.arguments) != 2:
        return _wrong_arguments(binding, call)
    value = as_string(binding.term(call.arguments[0], scope))
    offset = call.arguments[1].offset
    node = _find_select(binding, call.arguments[1], scope)
    if node is None:
        return _EMPTY
    if node.row.list_name is None:
        binding.add_error("not_a_select", offset, name=node.row.name)
        return _EMPTY
    choices = binding.find_table(node.row.list_name, offset)
    return _EMPTY if choices is None else ChoiceName(value, choices)


def _find_select(binding: Binding, expr: Expr, scope: BindingScope) -> FormNode | None:
    """Return the question whose choices are meant: in quotation marks, as ODK asks, or without."""
    if not isinstance(expr, Literal) or not isinstance(expr.value, str):
        return _find_node(binding, expr, scope)
    text = expr.value.strip()
    try:
        inner = parse(text)
    except ExpressionError:
        binding.add_error("bad_reference", expr.offset, found=text)
        return None
    if isinstance(inner, LocationPath) and not inner.absolute and len(inner.steps) == 1:
        inner = Reference(inner.steps[0].name, expr.offset)
    count = len(binding.errors)
    node = _find_node(binding, inner, scope)
    binding.errors[count:] = [
        replace(error, offset=expr.offset) for error in binding.errors[count:]
    ]
    return node


def _regex(binding: Binding, call: FunctionCall, scope: BindingScope) -> Term:
    if len(call.arguments) != 2:
        return _wrong_arguments(binding, call)
    value = as_string(binding.term(call.arguments[0], scope))
    pattern = binding.term(call.arguments[1], scope)
    offset = call.arguments[1].offset
    if not isinstance(pattern, Constant) or not isinstance(pattern.value, str):
        binding.add_error("pattern_not_text", offset)
        return _EMPTY
    try:
        return RegexMatch(value, read_pattern(pattern.value))
    except PatternError as error:
        name = "pattern_too_large" if error.too_large else "bad_pattern"
        # One more for the quotation mark before the pattern.
        binding.add_error(name, offset + 1 + error.offset, found=error.found)
        return _EMPTY


def _pulldata(binding: Binding, call: FunctionCall, scope: BindingScope) -> Term:
    """Bind ``pulldata('file', 'column', 'key column', value)``; the names must be known now."""
    if len(call.arguments) != 4:
        return _wrong_arguments(binding, call)
    value = as_string(binding.term(call.arguments[3], scope))
    names = []
    for argument in call.arguments[:3]:
        if isinstance(argument, Literal) and isinstance(argument.value, str):
            names.append(argument.value.strip())
        else:
            binding.add_error("pulldata_name", argument.offset)
    if len(names) < 3:
        return _EMPTY
    name, *columns = names
    table = binding.pull_table(name)
    for column, argument in zip(columns, call.arguments[1:], strict=False):
        binding.check_column(table, column, argument.offset)
    return DataLookup(table, columns[0], columns[1], value)


def _without_value(binding: Binding, call: FunctionCall, scope: BindingScope) -> Term:
    """Bind what a web form has no value for: a phone's property, a line that crosses itself."""
    if len(call.arguments) != 1:
        return _wrong_arguments(binding, call)
    binding.term(call.arguments[0], scope)
    binding.add_warning("always_empty", call.offset, name=call.name)
    return Constant(value=False) if call.name == "intersects" else _EMPTY


def _wrong_arguments(binding: Binding, call: FunctionCall) -> Term:
    binding.add_error("wrong_arguments", call.offset, name=call.name)
    return _EMPTY


BINDERS: Mapping[str, Callable[[Binding, FunctionCall, BindingScope], Term]] = {
    "position": _position,
    "last": _last,
    "current": _current,
    "instance": _instance,
    "indexed-repeat": _indexed_repeat,
    "jr:choice-name": _choice_name,
    "regex": _regex,
    "pulldata": _pulldata,
    "property": _without_value,
    "intersects": _without_value,
}
