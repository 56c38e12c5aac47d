"""Typed tree → closures. What a form mostly asks, ``${a} = 'x'`` and its like, has shapes of its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from chalicelib.xpath import (
    aggregates,
    comparisons,
    date_functions,
    fast_paths,
    functions,
    nodesets,
    regex,
)
from chalicelib.xpath.context import Context, Exhausted
from chalicelib.xpath.nodesets import Evaluate
from chalicelib.xpath.typed_ast import (
    Answer,
    Bound,
    ChoiceName,
    ChoicesPath,
    Constant,
    CoreCall,
    FilterExpr,
    InstancePosition,
    LastCall,
    PathExpr,
    PositionCall,
    PredicateItem,
    RegexMatch,
    SelfValue,
    Term,
    UnionExpr,
    inside,
)
from chalicelib.xpath.values import Value

_SETS = (PathExpr, ChoicesPath, UnionExpr, FilterExpr)
_SPENDING = frozenset({"concat", "join"})
_EMPTY: Mapping[str, Value] = {"number": math.nan, "boolean": False}


def compile_bound(bound: Bound) -> Callable[[Context], Value]:
    """What evaluates the expression: total, and bounded by the context's steps.

    Where they run out the value is empty (false, NaN) and ``context.exhausted`` is true.
    """
    run = _compiled(bound.root)
    if not any(_spends(term) for term in inside(bound.root)):
        return run
    empty = _EMPTY.get(bound.root.kind, "")

    def guarded(context: Context) -> Value:
        frames, positions = len(context.frames), len(context.positions)
        try:
            value: Value = run(context)
        except Exhausted:
            del context.frames[frames:], context.positions[positions:]
            context.exhausted = True
            return empty
        return value

    return guarded


def compile_filter(
    bound: Bound,
) -> Callable[[Context, Sequence[Mapping[str, str]]], list[Mapping[str, str]]]:
    """What keeps those of a list's rows for which a ``choice_filter`` holds, in their order."""
    holds = compile_bound(bound)

    def keep(context: Context, rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
        slot, kept = len(context.frames), []
        for place, row in enumerate(rows):
            context.steps -= 1
            context.frames.append(row)
            context.positions.append(place)
            context.ranks[slot] = (place + 1, len(rows))
            if context.steps >= 0 and holds(context):
                kept.append(row)
            context.frames.pop()
            context.positions.pop()
        context.exhausted = context.exhausted or context.steps < 0
        return kept

    return keep


def _spends(term: Term) -> bool:
    return isinstance(term, _SETS) or (isinstance(term, CoreCall) and term.name in _SPENDING)


def _compiled(term: Term) -> Evaluate:
    match term:
        case Constant():
            return _constant(term.value)
        case (
            Answer()
            | SelfValue()
            | PredicateItem()
            | InstancePosition()
            | PositionCall()
            | LastCall()
        ):
            return _looked_up(term)
        case CoreCall():
            return _call(term)
        case ChoiceName():
            return _choice_name(term)
        case RegexMatch():
            value_of, matches = _compiled(term.value), regex.matcher(term.pattern.text)
            return lambda context: matches(value_of(context))
        case _:
            return nodesets.compiled(term, _compiled).values


def _constant(value: Value) -> Evaluate:
    return lambda context: value  # noqa: ARG005 -- every term takes the context


def _looked_up(
    term: Answer | SelfValue | PredicateItem | InstancePosition | PositionCall | LastCall,
) -> Evaluate:
    match term:
        case Answer(slot=slot, key=key):
            return lambda context: context.frames[slot].get(key)
        case SelfValue():
            return lambda context: context.value
        case PredicateItem(slot=slot):
            return lambda context: context.frames[slot]
        case InstancePosition(slot=slot):
            return lambda context: float(context.positions[slot] + 1)
        case PositionCall(slot=slot):
            return lambda context: float(context.ranks[slot][0])
        case LastCall(slot=slot):
            return lambda context: float(context.ranks[slot][1])


def _choice_name(term: ChoiceName) -> Evaluate:
    value_of, items = _compiled(term.value), term.items
    return lambda context: items.label(str(value_of(context)), context.language)


def _call(term: CoreCall) -> Evaluate:
    shape = fast_paths.SHAPES.get(term.name) or aggregates.SHAPES.get(term.name)
    run = shape(term, _compiled) if shape is not None else None
    if run is not None:
        return run
    if term.name in date_functions.FUNCTIONS:
        return _in_context(date_functions.FUNCTIONS[term.name], term.arguments)
    if term.name in functions.FUNCTIONS:
        return _applied(functions.FUNCTIONS[term.name], term.arguments)
    return _comparison(term)


def _applied(function: Callable[..., object], arguments: Sequence[Term]) -> Evaluate:
    runs = [_compiled(part) for part in arguments]
    if len(runs) == 1:
        (only,) = runs
        return lambda context: function(only(context))
    if len(runs) == 2:
        first, second = runs
        return lambda context: function(first(context), second(context))
    return lambda context: function(*[run(context) for run in runs])


def _in_context(function: Callable[..., object], arguments: Sequence[Term]) -> Evaluate:
    runs = [_compiled(part) for part in arguments]
    return lambda context: function(context, *[run(context) for run in runs])


def _comparison(term: CoreCall) -> Evaluate:
    left, right = term.arguments
    if term.name.endswith("N"):
        sets = (left.kind == "nodes", right.kind == "nodes")
        return comparisons.among_sets(term.name, _compiled(left), _compiled(right), sets=sets)
    one, other = _compiled(left), _compiled(right)
    holds = comparisons.plain(term.name)
    if holds is not None and isinstance(right, Constant):
        value = right.value
        return lambda context: holds(one(context), value)
    if holds is not None:
        return lambda context: holds(one(context), other(context))
    compare = comparisons.comparison(term.name)
    return lambda context: compare(context, one(context), other(context))
