"""Paths and references → cursors: ODK's ``${name}`` and XPath's steps, resolved in the layout.

``${name}`` is the row in the nearest common scope: one value in the same or an outer scope, all
instances' in a repeat that is not around the expression. A relative path starts at the row itself. An
absolute one counts, through the repeats around the expression, for the instance that the expression
is in (ODK's deviation: https://getodk.github.io/xforms-spec/#xpath-paths), unless it is narrowed
there or ends there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.xpath.cursors import OTHER, BindingScope, Children, Cursor, ListCursor
from chalicelib.xpath.form_protocol import FormNode
from chalicelib.xpath.syntax import (
    FilteredExpr,
    FunctionCall,
    Literal,
    LocationPath,
    LocationStep,
    Reference,
    Tree,
)
from chalicelib.xpath.typed_ast import Answer, PredicateItem, Term

if TYPE_CHECKING:
    from chalicelib.xpath.binder import Binder

AnyCursor = Cursor | ListCursor | Children
LAST_SAVED = "__last-saved"


def here(spot: BindingScope) -> Term:
    """``.`` as a term."""
    if spot.candidate is not None:
        return PredicateItem(spot.candidate)
    if spot.choice is not None:
        return Answer(spot.choice[1], "name")
    return spot.form.term()


def cursor_of(binder: Binder, tree: Tree, spot: BindingScope) -> AnyCursor | None:
    """Where a reference or a path leads; None, with a fault, where nowhere."""
    match tree:
        case Reference():
            return referred(binder, tree, spot)
        case FilteredExpr(base=Reference() as base, whole=False):
            cursor = referred(binder, base, spot)
            return cursor and narrowed(binder, cursor, tree.predicates, spot)
        case LocationPath():
            return _followed(binder, tree, spot)
        case FunctionCall(name="current"):
            return replace(binder.home.form, base=spot.free)
        case FunctionCall(name="instance"):
            return _instance(binder, tree, spot)
        case _:
            binder.wrong("bad_path", tree.at)
            return None


def referred(binder: Binder, tree: Reference, spot: BindingScope) -> Cursor | None:
    """The row that ``${name}`` means, from the nearest scope that it shares with the expression."""
    node, suffix = named(binder, tree.name, tree.at)
    return reached(node, suffix, spot) if node is not None else None


def named(binder: Binder, name: str, at: int) -> tuple[FormNode | None, str]:
    """The one row of that name; the text beside an ``or_other`` goes by its question's."""
    found = binder.layout.named(name)
    if len(found) == 1:
        return found[0], ""
    if found:
        binder.wrong("ambiguous_name", at, name=name)
        return None, ""
    beside = binder.layout.named(name.removesuffix(OTHER))
    if name.endswith(OTHER) and len(beside) == 1 and beside[0].row.or_other:
        return beside[0], OTHER
    _unknown(binder, name, at)
    return None, ""


def reached(node: FormNode, suffix: str, spot: BindingScope) -> Cursor:
    """The row from the nearest common scope."""
    chain, around = node.scope.chain, spot.form.scope.chain
    shared = next(
        (
            depth
            for depth, (one, other) in enumerate(zip(chain, around, strict=False))
            if one is not other
        ),
        min(len(chain), len(around)),
    )
    slots = spot.form.slots[:shared]
    if shared == len(chain) and node.inner is None:
        return Cursor(node, node.scope, slots, base=spot.free, start=slots[-1], suffix=suffix)
    cursor = Cursor(None, chain[shared - 1], slots, base=spot.free, start=slots[-1])
    for repeat in repeats_of(node)[shared - 1 :]:
        cursor = cursor.over(repeat)
    if node.inner is not None:
        return cursor.over(node)
    return replace(cursor.into(node), suffix=suffix)


def repeats_of(node: FormNode) -> list[FormNode]:
    """The repeats around a row, the outermost first."""
    return [scope.repeat for scope in node.scope.chain if scope.repeat is not None]


def _unknown(binder: Binder, name: str, at: int) -> None:
    """Note a name that no row has, with the nearest."""
    meant = binder.layout.nearest(name)
    if meant is not None:
        binder.wrong("misspelt_name", at, name=name, nearest=meant)
    else:
        binder.wrong("unknown_name", at, name=name)


def narrowed(
    binder: Binder, cursor: AnyCursor, predicates: tuple[Tree, ...], spot: BindingScope
) -> AnyCursor:
    """The cursor with predicates, each read at what it looks at."""
    if not predicates or isinstance(cursor, Children):
        return cursor
    if isinstance(cursor, ListCursor):
        inner = replace(
            spot, free=cursor.base + 1, choice=(cursor.items, cursor.base), candidate=None
        )
        terms = tuple(binder.predicate(tree, inner) for tree in predicates)
        return replace(cursor, predicates=cursor.predicates + terms)
    if cursor.hops and cursor.node is cursor.hops[-1].node:
        place = Cursor(
            cursor.node, cursor.scope, cursor.slots, base=cursor.free, start=cursor.slots[-1]
        )
        inner = BindingScope(place, cursor.free)
    else:
        place = replace(
            cursor, base=cursor.free + 1, hops=(), start=cursor.slots[-1], predicates=()
        )
        place = replace(place, own=PredicateItem(cursor.free))
        inner = BindingScope(place, cursor.free + 1, candidate=cursor.free)
    return cursor.narrowed(tuple(binder.predicate(tree, inner) for tree in predicates))


def _followed(binder: Binder, tree: LocationPath, spot: BindingScope) -> AnyCursor | None:
    start, steps = _start(binder, tree, spot)
    cursor = start
    for number, step in enumerate(steps):
        if cursor is None:
            return None
        last = number == len(steps) - 1
        if step.name == "*" and last and not step.predicates and isinstance(cursor, Cursor):
            return _children(binder, cursor)
        if isinstance(cursor, ListCursor):
            if cursor.level == -1 and not last:
                binder.wrong("bad_path", step.at)
                return None
            cursor = _list_step(binder, cursor, step, spot)
        elif isinstance(cursor, Cursor):
            cursor = _step(binder, cursor, step, spot, absolute=tree.absolute and not last)
        elif cursor.cursors:  # below nothing there is nothing
            binder.wrong("bad_path", step.at)
            return None
    return cursor


def _children(binder: Binder, cursor: Cursor) -> Children:
    within = [node for node in binder.layout.nodes if node.container is cursor.node]
    return Children(
        tuple(cursor.over(node) if node.inner is not None else cursor.into(node) for node in within)
    )


def _start(
    binder: Binder, tree: LocationPath, spot: BindingScope
) -> tuple[AnyCursor | None, tuple[LocationStep, ...]]:
    if tree.start is not None:
        return cursor_of(binder, tree.start, spot), tree.steps
    form = spot.form
    if tree.absolute:  # the first step is the form itself, by whatever name
        root = Cursor(None, binder.layout.root, form.slots[:1], base=spot.free, start=form.slots[0])
        return root, tree.steps[1:]
    first = tree.steps[0]
    if spot.choice is not None and first.name not in (".", ".."):
        return ListCursor(spot.choice[0], spot.choice[1], level=-1), tree.steps
    if spot.choice is not None or _sees_only_value(spot):
        if first.name == "." and len(tree.steps) == 1:
            return replace(form, own=here(spot)), ()
        binder.wrong("bad_path", first.at)
        return None, ()
    return replace(form, base=spot.free), tree.steps


def _sees_only_value(spot: BindingScope) -> bool:
    """Whether a predicate looks at nodes of a set, of which nothing is known but their values."""
    return spot.candidate is not None and spot.form.own != PredicateItem(spot.candidate)


def _step(
    binder: Binder, cursor: Cursor, step: LocationStep, spot: BindingScope, *, absolute: bool
) -> Cursor | Children | None:
    if step.name == ".":
        moved: Cursor | Children | None = cursor
    elif step.name == "..":
        moved = cursor.up() or _nowhere(binder, step)
    elif step.name == "*":
        binder.wrong("not_available", step.at, name="*")
        moved = None
    else:
        moved = _child(binder, cursor, step, spot, absolute=absolute and not step.predicates)
    if moved is None or not step.predicates:
        return moved
    result = narrowed(binder, moved, step.predicates, spot)
    return None if isinstance(result, ListCursor) else result


def _child(
    binder: Binder, cursor: Cursor, step: LocationStep, spot: BindingScope, *, absolute: bool
) -> Cursor | Children:
    node = binder.layout.at((*cursor.path, step.name))
    if node is None:
        return _other(binder, cursor, step)
    if cursor.node is not None and cursor.node.inner is not None and not cursor.at_instance:
        cursor = cursor.over(cursor.node)
    if node.inner is None:
        return cursor.into(node)
    if absolute and not cursor.hops and node.inner in spot.form.scope.chain:
        return at_own_instance(cursor, node, spot)
    return cursor.over(node)


def at_own_instance(cursor: Cursor, repeat: FormNode, spot: BindingScope) -> Cursor:
    """At the instance of the repeat that the expression itself is in."""
    scope = repeat.inner or cursor.scope
    slots = spot.form.slots[: scope.depth + 1]
    return replace(cursor, node=repeat, scope=scope, slots=slots, start=slots[-1])


def _other(binder: Binder, cursor: Cursor, step: LocationStep) -> Cursor | Children:
    beside = binder.layout.at((*cursor.path, step.name.removesuffix(OTHER)))
    if step.name.endswith(OTHER) and beside is not None and beside.row.or_other:
        return replace(cursor.into(beside), suffix=OTHER)
    return _nowhere(binder, step)


def _nowhere(binder: Binder, step: LocationStep) -> Children:
    """A path to nothing is an empty node-set, as to XPath; that it is meant is doubtful."""
    binder.doubt("unknown_path", step.at, name=step.name)
    return Children(())


def _instance(binder: Binder, tree: FunctionCall, spot: BindingScope) -> ListCursor | None:
    match tree.arguments:
        case (Literal(value=str(name)),) if name != LAST_SAVED:
            items = binder.list_of(name, tree.arguments[0].at)
            return None if items is None else ListCursor(items, base=spot.free)
        case (Literal(value=str(name)),):
            binder.wrong("not_available", tree.at, name=name)
        case _:
            binder.wrong("wrong_arguments", tree.at, name=tree.name)
    return None


def _list_step(
    binder: Binder, cursor: ListCursor, step: LocationStep, spot: BindingScope
) -> AnyCursor | None:
    if cursor.level == -1:
        return _column_here(binder, cursor, step, spot)
    if cursor.level == 2:
        _ask_for(binder, cursor, step)
        cursor = replace(cursor, level=3, column=step.name)
    elif cursor.level == 3 or step.name in (".", "..", "*"):
        binder.wrong("bad_path", step.at)
        return None
    else:
        cursor = replace(cursor, level=cursor.level + 1)
    if step.predicates and cursor.level != 2:
        binder.wrong("bad_path", step.at)
        return None
    return narrowed(binder, cursor, step.predicates, spot)


def _column_here(
    binder: Binder, cursor: ListCursor, step: LocationStep, spot: BindingScope
) -> Cursor | None:
    """A column's name in a predicate over choices, or in a ``choice_filter``."""
    if step.predicates:
        binder.wrong("bad_path", step.at)
    else:
        _ask_for(binder, cursor, step)
        return replace(spot.form, own=Answer(cursor.base, step.name))
    return None


def _ask_for(binder: Binder, cursor: ListCursor, step: LocationStep) -> None:
    """Say so where the list has no such column; it is empty then."""
    if step.name not in cursor.items.columns:
        binder.doubt("unknown_column", step.at, name=step.name, list=cursor.items.name)
