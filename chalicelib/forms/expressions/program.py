"""Typed tree → JSON, which ``web/static/expressions.js`` evaluates as it is.

A number, text or truth stands for itself; all else is a list that begins with what it is. What JSON has
no number for is ``["nan"]``, ``["inf"]``.
"""

from __future__ import annotations

import math
from typing import Any

from chalicelib.forms.expressions.terms import (
    Answer,
    Bound,
    Call,
    Candidate,
    ChoiceName,
    Choices,
    Constant,
    Hop,
    Match,
    Narrowed,
    Own,
    Place,
    Rank,
    Size,
    Term,
    Union,
    Walk,
)
from chalicelib.forms.expressions.values import Value

Json = Any


def to_json(bound: Bound) -> Json:
    """The expression for the page."""
    return _term(bound.root)


def _term(term: Term) -> Json:
    match term:
        case Constant():
            return _constant(term.value)
        case Call():
            return [term.name, *map(_term, term.arguments)]
        case ChoiceName():
            return ["label", _term(term.value), term.items.name]
        case Match():
            return ["match", _term(term.value), term.pattern.tree]
        case Answer() | Own() | Candidate() | Place() | Rank() | Size():
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


def _looked_up(term: Answer | Own | Candidate | Place | Rank | Size) -> Json:
    match term:
        case Answer():
            return ["answer", term.slot, term.key]
        case Own():
            return ["own"]
        case Candidate():
            return ["candidate", term.slot]
        case Place():
            return ["place", term.slot]
        case Rank():
            return ["rank", term.slot]
        case Size():
            return ["size", term.slot]


def _nodes(term: Walk | Choices | Union | Narrowed) -> Json:
    match term:
        case Walk():
            hops = [_hop(hop) for hop in term.hops]
            return ["walk", term.start, hops, term.leaf, term.order, _all(term.predicates)]
        case Choices():
            return ["choices", term.items.name, term.column, _all(term.predicates)]
        case Union():
            return ["union", *map(_term, term.parts)]
        case Narrowed():
            return ["narrowed", _term(term.nodes), _all(term.predicates)]


def _hop(hop: Hop) -> Json:
    index = None if hop.index is None else _term(hop.index)
    return [hop.key, hop.order, _all(hop.predicates), index]


def _all(terms: tuple[Term, ...]) -> Json:
    return [_term(term) for term in terms]
