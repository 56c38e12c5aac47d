"""Compile a typed tree to closures over the context."""

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
from chalicelib.xpath.context import BudgetExceeded, Context
from chalicelib.xpath.nodesets import Evaluate
from chalicelib.xpath.typed_ast import (
    Answer,
    BoundExpression,
    ChoiceName,
    ChoicesPath,
    Constant,
    CoreCall,
    DataLookup,
    FilterExpr,
    GuardedNodes,
    InstancePosition,
    LastCall,
    PathExpr,
    PositionCall,
    PredicateItem,
    RegexMatch,
    SelfValue,
    Term,
    UnionExpr,
    iter_terms,
)
from chalicelib.xpath.values import Value

_SETS = (PathExpr, ChoicesPath, UnionExpr, FilterExpr, GuardedNodes)
_SPENDING = frozenset({"concat", "join", "distance", "area"})
_EMPTY: Mapping[str, Value] = {"number": math.nan, "boolean": False}


def compile_expression(bound: BoundExpression) -> Callable[[Context], Value]:
    """Return a function that evaluates the expression in a context.

    It never raises. When the context's budget is spent, it returns an empty value (false for a boolean,
    NaN for a number, else an empty string) and sets ``context.exhausted``.
    """
    evaluate = _compile(bound.root)
    if not any(_spends_budget(term) for term in iter_terms(bound.root)):
        return evaluate
    empty = _EMPTY.get(bound.root.kind, "")

    def evaluate_within_budget(context: Context) -> Value:
        frames, positions = len(context.frames), len(context.positions)
        try:
            value: Value = evaluate(context)
        except BudgetExceeded:
            del context.frames[frames:], context.positions[positions:]
            context.exhausted = True
            return empty
        return value

    return evaluate_within_budget


def compile_filter(
    bound: BoundExpression,
) -> Callable[[Context, Sequence[Mapping[str, str]]], list[Mapping[str, str]]]:
    """Compile a ``choice_filter`` to a function that returns the rows for which it is true, in their order.

    Every row costs one of the budget. No row passes once it is spent.
    """
    passes = compile_expression(bound)
    reads_focus = any(isinstance(term, PositionCall | LastCall) for term in iter_terms(bound.root))
    equality = _column_equality(bound.root)

    def filter_rows(context: Context, rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
        if equality is not None and context.budget >= len(rows):
            context.budget -= len(rows)
            column, value_of = equality
            value = value_of(context)
            return [row for row in rows if row.get(column, "") == value]
        slot, passing = len(context.frames), []
        context.enter(0, None)
        for index, row in enumerate(rows):
            context.budget -= 1
            context.frames[slot], context.positions[-1] = row, index
            if reads_focus:
                context.focus[slot] = (index + 1, len(rows))
            if context.budget >= 0 and passes(context):
                passing.append(row)
        context.leave()
        context.exhausted = context.exhausted or context.budget < 0
        return passing

    return filter_rows


def _column_equality(term: Term) -> tuple[str, Evaluate] | None:
    """Return the column and the text that it must equal, for a filter such as ``region = ${region}``; None for others.

    Nearly all filters are of this kind, and the answer is the same for every row.
    """
    match term:
        case CoreCall(
            name="=s",
            arguments=(
                CoreCall(name="to-string", arguments=(Answer(node=None, key=column),)),
                CoreCall(name="to-string", arguments=(Answer(node=node),)) as answer,
            ),
        ) if node is not None:
            return column, _compile(answer)
    return None


def _spends_budget(term: Term) -> bool:
    return isinstance(term, _SETS) or (isinstance(term, CoreCall) and term.name in _SPENDING)


def _compile(term: Term) -> Evaluate:
    match term:
        case Constant():
            return _compile_constant(term.value)
        case (
            Answer()
            | SelfValue()
            | PredicateItem()
            | InstancePosition()
            | PositionCall()
            | LastCall()
        ):
            return _compile_lookup(term)
        case CoreCall():
            return _compile_call(term)
        case ChoiceName() | DataLookup() | RegexMatch():
            return _compile_of_value(term)
        case _:
            return nodesets.compile_values(term, _compile)


def _compile_constant(value: Value) -> Evaluate:
    return lambda context: value  # noqa: ARG005 -- every term takes the context


def _compile_lookup(
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
            return lambda context: float(context.focus[slot][0])
        case LastCall(slot=slot):
            return lambda context: float(context.focus[slot][1])


def _compile_of_value(term: ChoiceName | DataLookup | RegexMatch) -> Evaluate:
    value_of = _compile(term.value)
    match term:
        case ChoiceName(choices=choices):
            return lambda context: choices.label(str(value_of(context)), context.language)
        case DataLookup(table=table, column=column, key=key):
            return lambda context: table.find_row(key, value_of(context), context.language).get(
                column, ""
            )
        case RegexMatch():
            matches = regex.matcher(term.pattern.text)
            return lambda context: matches(value_of(context))


def _compile_call(term: CoreCall) -> Evaluate:
    compile_call = fast_paths.COMPILERS.get(term.name) or aggregates.COMPILERS.get(term.name)
    evaluate = compile_call(term, _compile) if compile_call is not None else None
    if evaluate is not None:
        return evaluate
    if term.name in date_functions.FUNCTIONS:
        return _compile_in_context(date_functions.FUNCTIONS[term.name], term.arguments)
    if term.name in functions.FUNCTIONS:
        return _compile_function(functions.FUNCTIONS[term.name], term.arguments)
    return _compile_comparison(term)


def _compile_function(function: Callable[..., object], arguments: Sequence[Term]) -> Evaluate:
    parts = [_compile(part) for part in arguments]
    if len(parts) == 1:
        (only,) = parts
        return lambda context: function(only(context))
    if len(parts) == 2:
        first, second = parts
        return lambda context: function(first(context), second(context))
    return lambda context: function(*[part(context) for part in parts])


def _compile_in_context(function: Callable[..., object], arguments: Sequence[Term]) -> Evaluate:
    parts = [_compile(part) for part in arguments]
    return lambda context: function(context, *[part(context) for part in parts])


def _compile_comparison(term: CoreCall) -> Evaluate:
    left, right = term.arguments
    one, other = _compile(left), _compile(right)
    if term.name.endswith("N"):
        are_sets = (left.kind == "nodes", right.kind == "nodes")
        return comparisons.compile_set_comparison(term.name, one, other, are_sets=are_sets)
    holds = comparisons.plain_comparison(term.name)
    if holds is not None and isinstance(right, Constant):
        value = right.value
        return lambda context: holds(one(context), value)
    if holds is not None:
        return lambda context: holds(one(context), other(context))
    compare = comparisons.dynamic_comparison(term.name)
    return lambda context: compare(context, one(context), other(context))
