"""Write a bound expression as JSON, which ``web/static/expressions.js`` evaluates as it is.

A number, string or boolean is itself. Anything else is a list that begins with its operation. NaN and the
infinities, which JSON does not have, are ``["nan"]``, ``["inf"]`` and ``["neg", ["inf"]]``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from chalicelib.xpath.regex import Alternation, Anchor, Concatenation, PatternTree, Repetition
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
    RepeatStep,
    SelfValue,
    Term,
    UnionExpr,
)
from chalicelib.xpath.values import Value

Json = str | float | bool | None | Sequence["Json"]
_MAX_EXACT = 2**53


def to_json(bound: BoundExpression) -> Json:
    """Return the expression for the page."""
    return _term(bound.root)


def _term(term: Term) -> Json:
    match term:
        case Constant():
            return _constant(term.value)
        case CoreCall():
            return [term.name, *map(_term, term.arguments)]
        case ChoiceName() | DataLookup() | RegexMatch():
            return _of_value(term)
        case (
            Answer()
            | SelfValue()
            | PredicateItem()
            | InstancePosition()
            | PositionCall()
            | LastCall()
        ):
            return _lookup(term)
        case _:
            return _node_set(term)


def _of_value(term: ChoiceName | DataLookup | RegexMatch) -> Json:
    match term:
        case ChoiceName():
            return ["choice-name", _term(term.value), term.choices.name]
        case DataLookup():
            return ["pulldata", term.table.name, term.column, term.key, _term(term.value)]
        case RegexMatch():
            return ["regex", _term(term.value), _pattern(term.pattern.tree)]


def _constant(value: Value) -> Json:
    if isinstance(value, float):
        if math.isnan(value):
            return ["nan"]
        if math.isinf(value):
            return ["inf"] if value > 0 else ["neg", ["inf"]]
        if value.is_integer() and abs(value) < _MAX_EXACT and math.copysign(1, value) > 0:
            return int(value)
    return value


def _lookup(
    term: Answer | SelfValue | PredicateItem | InstancePosition | PositionCall | LastCall,
) -> Json:
    match term:
        case Answer():
            return ["answer", term.slot, term.key]
        case SelfValue():
            return ["self"]
        case PredicateItem():
            return ["item", term.slot]
        case InstancePosition():
            return ["instance-position", term.slot]
        case PositionCall():
            return ["position", term.slot]
        case LastCall():
            return ["last", term.slot]


def _node_set(
    term: PathExpr | ChoicesPath | UnionExpr | FilterExpr | GuardedNodes,
) -> Json:
    match term:
        case PathExpr():
            steps = [_step(step) for step in term.steps]
            return ["path", term.start, steps, term.leaf, term.order, _terms(term.predicates)]
        case ChoicesPath():
            return ["choices", term.choices.name, term.column, _terms(term.predicates)]
        case UnionExpr():
            return ["union", *map(_term, term.parts)]
        case FilterExpr():
            return ["filter", _term(term.nodes), _terms(term.predicates)]
        case GuardedNodes():
            return ["guard", _terms(term.conditions), _term(term.nodes)]


def _step(step: RepeatStep) -> Json:
    index = None if step.index is None else _term(step.index)
    return [step.key, step.order, _terms(step.predicates), index]


def _terms(terms: tuple[Term, ...]) -> Json:
    return [_term(term) for term in terms]


def _pattern(tree: PatternTree) -> Json:
    match tree:
        case Concatenation(parts):
            return ["cat", *map(_pattern, parts)]
        case Alternation(parts):
            return ["alt", *map(_pattern, parts)]
        case Repetition(part, least, most):
            return ["rep", _pattern(part), least, most]
        case Anchor(edge):
            return [edge]
        case str():
            return tree
