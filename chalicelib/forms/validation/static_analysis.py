"""Static analysis of one bound expression: what is true of it whatever the answers are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalicelib.xpath import Context, compile_expression, references
from chalicelib.xpath.typed_ast import (
    Answer,
    BoundExpression,
    Constant,
    CoreCall,
    PathExpr,
    RegexMatch,
    SelfValue,
    iter_terms,
)

if TYPE_CHECKING:
    from chalicelib.xpath import Value
    from chalicelib.xpath.form_protocol import FormNode
    from chalicelib.xpath.typed_ast import Term

_CHANGING = frozenset({"today", "now", "uuid", "random", "once", "position"})
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def is_constant(bound: BoundExpression, *, own: bool = False) -> bool:
    """Return whether it is constant: no answers, no clock, no chance; ``own`` allows the row's own value."""
    if references(bound):
        return False
    return not any(
        (isinstance(term, SelfValue) and not own)
        or (isinstance(term, CoreCall) and term.name in _CHANGING)
        or not isinstance(term, SelfValue | CoreCall | Constant | RegexMatch)
        for term in iter_terms(bound.root)
    )


def evaluate_constant(bound: BoundExpression, value: object = None) -> Value:
    """Evaluate an expression that depends on nothing but the row's own value."""
    return compile_expression(bound)(Context([{}], _ANY_DAY, "UTC", value=value))


def equalities(bound: BoundExpression) -> Iterator[tuple[FormNode, str]]:
    """Yield each question that is compared with a text, or tested for a selected choice, and the text."""
    for term in iter_terms(bound.root):
        found = _equality(term, ("=s", "!=s", "=v", "!=v", "selected"))
        if found is not None:
            yield found


def conditions(bound: BoundExpression) -> Iterator[tuple[FormNode, str, bool]]:
    """Yield the equalities that must hold for the whole to hold, and whether nothing else may be chosen."""
    parts = [bound.root]
    while parts:
        term = parts.pop()
        if isinstance(term, CoreCall) and term.name == "and":
            parts += term.arguments
        elif (found := _equality(term, ("=s", "=v"))) is not None:
            yield (*found, True)
        elif (found := _equality(term, ("selected",))) is not None:
            yield (*found, False)


def several_for_one(bound: BoundExpression) -> Iterator[FormNode]:
    """Yield the questions of repeats that it reads from outside as one value, where there are many."""
    for term in iter_terms(bound.root):
        if isinstance(term, CoreCall) and (term.name == "first" or term.name.endswith("N")):
            for part in term.arguments:
                if isinstance(part, PathExpr) and part.node is not None and _is_open(part):
                    yield part.node


def _is_open(path: PathExpr) -> bool:
    """Return whether the path picks no single instance."""
    if not path.steps or path.predicates:
        return False
    return not any(step.predicates or step.index is not None for step in path.steps)


def _equality(term: Term, names: tuple[str, ...]) -> tuple[FormNode, str] | None:
    if not isinstance(term, CoreCall) or term.name not in names or len(term.arguments) != 2:
        return None
    sides = [_plain(part) for part in term.arguments]
    for one, other in (sides, reversed(sides)):
        if isinstance(one, Answer) and one.node is not None and isinstance(other, Constant):
            return (one.node, other.value) if isinstance(other.value, str) else None
    return None


def _plain(term: Term) -> Term:
    if isinstance(term, CoreCall) and term.name == "to-string" and len(term.arguments) == 1:
        return term.arguments[0]
    return term
