"""Functions whose arguments are places rather than values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.xpath import paths, regex
from chalicelib.xpath.conversions import as_number, as_string
from chalicelib.xpath.cursors import BindingScope, Cursor
from chalicelib.xpath.errors import ExpressionError
from chalicelib.xpath.form_protocol import FormNode
from chalicelib.xpath.parser import parse
from chalicelib.xpath.syntax import FunctionCall, Literal, LocationPath, Reference, Tree
from chalicelib.xpath.typed_ast import (
    ChoiceName,
    Constant,
    CoreCall,
    InstancePosition,
    LastCall,
    PositionCall,
    RegexMatch,
    Term,
)

if TYPE_CHECKING:
    from chalicelib.xpath.binder import Binder

_EMPTY = Constant("")
_MAX_INDEXES = 3


def rank(slot: int) -> PositionCall:
    """Where what a predicate looks at stands among what was found."""
    return PositionCall(slot)


def _position(binder: Binder, tree: FunctionCall, spot: BindingScope) -> Term:
    if not tree.arguments:
        return PositionCall(spot.free - 1) if _in_predicate(binder, spot) else Constant(1.0)
    cursor = paths.cursor_of(binder, tree.arguments[0], spot) if len(tree.arguments) == 1 else None
    if not isinstance(cursor, Cursor):
        return _wrong(binder, tree) if not binder.faults else _EMPTY
    around = isinstance(tree.arguments[0], Reference)
    return _place(cursor, spot.form, around=around)


def _place(cursor: Cursor, form: Cursor, *, around: bool) -> Term:
    """Which of its kind it is: an instance of a repeat can be any, all else is the only one."""
    node = cursor.node
    if node is None or not cursor.at_instance:
        return Constant(1.0)
    if not cursor.hops:
        return InstancePosition(cursor.slots[-1])
    if around and node.inner in form.scope.chain:
        return InstancePosition(form.slots[len(cursor.slots) - 1])
    return CoreCall("place-of-first", (cursor.term(),), "number")


def _last(binder: Binder, tree: FunctionCall, spot: BindingScope) -> Term:
    if tree.arguments:
        return _wrong(binder, tree)
    return LastCall(spot.free - 1) if _in_predicate(binder, spot) else Constant(1.0)


def _in_predicate(binder: Binder, spot: BindingScope) -> bool:
    return spot.free > binder.home.free


def _current(binder: Binder, tree: FunctionCall, spot: BindingScope) -> Term:  # noqa: ARG001 -- one shape for all
    if tree.arguments:
        return _wrong(binder, tree)
    return binder.home.form.term()


def _instance(binder: Binder, tree: FunctionCall, spot: BindingScope) -> Term:
    """A list alone has no value; a path that begins with it is followed elsewhere."""
    if paths.cursor_of(binder, tree, spot) is not None:
        binder.wrong("bad_path", tree.at)
    return _EMPTY


def _indexed_repeat(binder: Binder, tree: FunctionCall, spot: BindingScope) -> Term:
    """``indexed-repeat(question, repeat, index, …)``, the repeats from outside in."""
    pairs = len(tree.arguments) // 2
    if len(tree.arguments) % 2 == 0 or not 1 <= pairs <= _MAX_INDEXES:
        return _wrong(binder, tree)
    target = _node(binder, tree.arguments[0], spot)
    repeats = [_node(binder, part, spot) for part in tree.arguments[1::2]]
    indexes = [as_number(binder.term(part, spot)) for part in tree.arguments[2::2]]
    if target is None or None in repeats:
        return _EMPTY
    chosen = {id(repeat): index for repeat, index in zip(repeats, indexes, strict=True)}
    if any(repeat not in paths.repeats_of(target) for repeat in repeats):
        return _wrong(binder, tree)
    cursor = _indexed(binder, target, chosen, spot)
    return CoreCall("first", (cursor.term(),), "node")


def _indexed(
    binder: Binder, target: FormNode, chosen: Mapping[int, Term], spot: BindingScope
) -> Cursor:
    """At the target, over the chosen instances; where none is chosen, that of the expression."""
    around = spot.form.scope.chain
    form = spot.form
    cursor = Cursor(None, binder.layout.root, form.slots[:1], base=spot.free, start=form.slots[0])
    for repeat in paths.repeats_of(target):
        index = chosen.get(id(repeat))
        if index is None and not cursor.hops and repeat.inner in around:
            cursor = paths.at_own_instance(cursor, repeat, spot)
            continue
        cursor = cursor.over(repeat)
        if index is not None:
            hop = replace(cursor.hops[-1], index=index)
            cursor = replace(cursor, hops=(*cursor.hops[:-1], hop))
    return cursor.into(target)


def _node(binder: Binder, tree: Tree, spot: BindingScope) -> FormNode | None:
    cursor = paths.cursor_of(binder, tree, spot)
    if isinstance(cursor, Cursor) and cursor.node is not None:
        return cursor.node
    if cursor is not None:
        binder.wrong("bad_path", tree.at)
    return None


def _choice_name(binder: Binder, tree: FunctionCall, spot: BindingScope) -> Term:
    if len(tree.arguments) != 2:
        return _wrong(binder, tree)
    value = as_string(binder.term(tree.arguments[0], spot))
    node = _select(binder, tree.arguments[1], spot)
    if node is None:
        return _EMPTY
    if node.row.list_name is None:
        binder.wrong("not_a_select", tree.arguments[1].at, name=node.row.name)
        return _EMPTY
    items = binder.list_of(node.row.list_name, tree.arguments[1].at)
    return _EMPTY if items is None else ChoiceName(value, items, node)


def _select(binder: Binder, tree: Tree, spot: BindingScope) -> FormNode | None:
    """The question whose choices are meant: ODK wants it in quotation marks, a plain one is taken."""
    if not isinstance(tree, Literal) or not isinstance(tree.value, str):
        return _node(binder, tree, spot)
    text = tree.value.strip()
    try:
        inner = parse(text)
    except ExpressionError:
        binder.wrong("bad_reference", tree.at, found=text)
        return None
    if isinstance(inner, LocationPath) and not inner.absolute and len(inner.steps) == 1:
        inner = Reference(inner.steps[0].name, tree.at)
    found = len(binder.faults)
    node = _node(binder, inner, spot)
    binder.faults[found:] = [replace(each, at=tree.at) for each in binder.faults[found:]]
    return node


def _regex(binder: Binder, tree: FunctionCall, spot: BindingScope) -> Term:
    if len(tree.arguments) != 2:
        return _wrong(binder, tree)
    value = as_string(binder.term(tree.arguments[0], spot))
    pattern = binder.term(tree.arguments[1], spot)
    if not isinstance(pattern, Constant) or not isinstance(pattern.value, str):
        binder.wrong("pattern_not_text", tree.arguments[1].at)
        return _EMPTY
    try:
        return RegexMatch(value, regex.read_pattern(pattern.value))
    except regex.BadPattern as bad:
        code = "pattern_too_large" if bad.too_large else "bad_pattern"
        binder.wrong(code, tree.arguments[1].at + 1 + bad.at, found=bad.found)
        return _EMPTY


def _wrong(binder: Binder, tree: FunctionCall) -> Term:
    binder.wrong("wrong_arguments", tree.at, name=tree.name)
    return _EMPTY


BINDERS: Mapping[str, Callable[[Binder, FunctionCall, BindingScope], Term]] = {
    "position": _position,
    "last": _last,
    "current": _current,
    "instance": _instance,
    "indexed-repeat": _indexed_repeat,
    "jr:choice-name": _choice_name,
    "regex": _regex,
}
