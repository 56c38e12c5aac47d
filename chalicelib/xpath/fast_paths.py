"""Conversions, operators and control flow as closures; the commonest questions have shapes of their own."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from chalicelib.xpath import functions, nodesets
from chalicelib.xpath.context import Context
from chalicelib.xpath.nodesets import Compile, Evaluate, values_of
from chalicelib.xpath.typed_ast import Answer, Constant, CoreCall
from chalicelib.xpath.values import to_boolean, to_number, to_string

_EXACT = 2**53


def _to_number(term: CoreCall, compiled: Compile) -> Evaluate:
    (part,) = term.arguments
    run = compiled(part)

    def number(context: Context) -> float:
        value = run(context)
        kind = value.__class__
        if kind is float:
            return value  # type: ignore[no-any-return] # it is a float
        if kind is int and -_EXACT < value < _EXACT:
            return float(value)
        return to_number(value, context.zone)

    return number


def _to_string(term: CoreCall, compiled: Compile) -> Evaluate:
    (part,) = term.arguments
    if isinstance(part, Answer):
        slot, key = part.slot, part.key

        def text(context: Context) -> str:
            value = context.frames[slot].get(key)
            return value if value.__class__ is str else to_string(value)

        return text
    run = compiled(part)
    return lambda context: to_string(run(context))


def _has(term: CoreCall, compiled: Compile) -> Evaluate:
    run = compiled(term.arguments[0])
    return lambda context: to_string(run(context)) != ""


def _to_boolean(term: CoreCall, compiled: Compile) -> Evaluate:
    run = compiled(term.arguments[0])
    return lambda context: to_boolean(run(context))


def _exists(term: CoreCall, compiled: Compile) -> Evaluate:
    values = values_of(term.arguments[0], compiled)
    return lambda context: bool(values(context))


def _first(term: CoreCall, compiled: Compile) -> Evaluate:
    values = values_of(term.arguments[0], compiled)

    def first(context: Context) -> object:
        found = values(context)
        return found[0] if found else None

    return first


def _place_of_first(term: CoreCall, compiled: Compile) -> Evaluate:
    nodes = nodesets.compiled(term.arguments[0], compiled)

    def place(context: Context) -> float:
        found = next(iter(list(nodes.located(context))), None)
        return math.nan if found is None else float(found[0][-2] + 1)

    return place


def _equal_texts(term: CoreCall, compiled: Compile) -> Evaluate | None:  # noqa: ARG001 -- as of every shape
    """``${a} = 'x'`` without a detour."""
    left, right = term.arguments
    if isinstance(left, Constant):
        left, right = right, left
    if not (
        isinstance(right, Constant) and isinstance(left, CoreCall) and left.name == "to-string"
    ):
        return None
    (node,) = left.arguments
    if not isinstance(node, Answer):
        return None
    slot, key, wanted = node.slot, node.key, right.value
    if term.name == "=s":

        def equal(context: Context) -> bool:
            value = context.frames[slot].get(key)
            return (value if value.__class__ is str else to_string(value)) == wanted

        return equal

    def differ(context: Context) -> bool:
        value = context.frames[slot].get(key)
        return (value if value.__class__ is str else to_string(value)) != wanted

    return differ


def _selected(term: CoreCall, compiled: Compile) -> Evaluate | None:
    """``selected(${many}, 'x')`` on the list itself."""
    many, one = term.arguments
    if not (isinstance(one, Constant) and isinstance(many, CoreCall) and many.name == "to-string"):
        return None
    run = compiled(many.arguments[0])
    name = str(one.value).strip(functions.SPACE)

    def selected(context: Context) -> bool:
        value = run(context)
        if name and value.__class__ is list and name in value:
            return True
        return functions.is_selected(to_string(value), name)

    return selected


def _and(term: CoreCall, compiled: Compile) -> Evaluate:
    runs = [compiled(part) for part in term.arguments]
    if len(runs) == 2:
        first, second = runs
        return lambda context: first(context) and second(context)
    return lambda context: all(run(context) for run in runs)


def _or(term: CoreCall, compiled: Compile) -> Evaluate:
    runs = [compiled(part) for part in term.arguments]
    if len(runs) == 2:
        first, second = runs
        return lambda context: first(context) or second(context)
    return lambda context: any(run(context) for run in runs)


def _plus(term: CoreCall, compiled: Compile) -> Evaluate:
    runs = [compiled(part) for part in term.arguments]

    def plus(context: Context) -> float:
        result: float = runs[0](context)
        for run in runs[1:]:
            result += run(context)
        return result

    return plus


def _times(term: CoreCall, compiled: Compile) -> Evaluate:
    runs = [compiled(part) for part in term.arguments]

    def times(context: Context) -> float:
        result: float = runs[0](context)
        for run in runs[1:]:
            result *= run(context)
        return result

    return times


def _if(term: CoreCall, compiled: Compile) -> Evaluate:
    condition, yes, no = (compiled(part) for part in term.arguments)
    return lambda context: yes(context) if condition(context) else no(context)


def _coalesce(term: CoreCall, compiled: Compile) -> Evaluate:
    runs = [compiled(part) for part in term.arguments]

    def coalesce(context: Context) -> object:
        value: object = ""
        for run in runs:
            value = run(context)
            if value != "" and value == value:
                return value
        return value

    return coalesce


def _once(term: CoreCall, compiled: Compile) -> Evaluate:
    run = compiled(term.arguments[0])

    def once(context: Context) -> object:
        kept = to_string(context.value)
        return kept if kept != "" else run(context)

    return once


SHAPES: Mapping[str, Callable[[CoreCall, Compile], Evaluate | None]] = {
    "to-number": _to_number,
    "to-string": _to_string,
    "to-boolean": _to_boolean,
    "has": _has,
    "exists": _exists,
    "first": _first,
    "place-of-first": _place_of_first,
    "=s": _equal_texts,
    "!=s": _equal_texts,
    "selected": _selected,
    "and": _and,
    "or": _or,
    "+": _plus,
    "*": _times,
    "if": _if,
    "coalesce": _coalesce,
    "once": _once,
}
