"""Typed tree → JSON, which ``web/static/expressions.js`` evaluates as it is.

A number, text or truth stands for itself; all else is a list that begins with what it is. What JSON has
no number for is ``["nan"]``, ``["inf"]``.
"""

from __future__ import annotations

import math
from typing import Any

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
    RepeatStep,
    SelfValue,
    Term,
    UnionExpr,
)
from chalicelib.xpath.values import Value

Json = Any


def to_json(bound: Bound) -> Json:
    """The expression for the page."""
    return _term(bound.root)


def _term(term: Term) -> Json:
    match term:
        case Constant():
            return _constant(term.value)
        case CoreCall():
            return [term.name, *map(_term, term.arguments)]
        case ChoiceName():
            return ["label", _term(term.value), term.items.name]
        case RegexMatch():
            return ["match", _term(term.value), term.pattern.tree]
        case (
            Answer()
            | SelfValue()
            | PredicateItem()
            | InstancePosition()
            | PositionCall()
            | LastCall()
        ):
            return _looked_up(term)
        case _:
            return _nodes(term)


def _constant(value: Value) -> Json:
    if isinstance(value, float):
        if math.isnan(value):
            return ["nan"]
        if math.isinf(value):
            return ["inf"] if value > 0 else ["neg", ["inf"]]
        if value.is_integer() and abs(value) < 2**53 and math.copysign(1, value) > 0:
            return int(value)
    return value


def _looked_up(
    term: Answer | SelfValue | PredicateItem | InstancePosition | PositionCall | LastCall,
) -> Json:
    match term:
        case Answer():
            return ["answer", term.slot, term.key]
        case SelfValue():
            return ["own"]
        case PredicateItem():
            return ["candidate", term.slot]
        case InstancePosition():
            return ["place", term.slot]
        case PositionCall():
            return ["rank", term.slot]
        case LastCall():
            return ["size", term.slot]


def _nodes(term: PathExpr | ChoicesPath | UnionExpr | FilterExpr) -> Json:
    match term:
        case PathExpr():
            hops = [_hop(hop) for hop in term.hops]
            return ["walk", term.start, hops, term.leaf, term.order, _all(term.predicates)]
        case ChoicesPath():
            return ["choices", term.items.name, term.column, _all(term.predicates)]
        case UnionExpr():
            return ["union", *map(_term, term.parts)]
        case FilterExpr():
            return ["narrowed", _term(term.nodes), _all(term.predicates)]


def _hop(hop: RepeatStep) -> Json:
    index = None if hop.index is None else _term(hop.index)
    return [hop.key, hop.order, _all(hop.predicates), index]


def _all(terms: tuple[Term, ...]) -> Json:
    return [_term(term) for term in terms]
