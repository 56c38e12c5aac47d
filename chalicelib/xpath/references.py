"""Which rows an expression reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.xpath.typed_ast import Answer, Bound, ChoiceName, PathExpr, SelfValue, inside

if TYPE_CHECKING:
    from chalicelib.forms.tree import Node


def references(bound: Bound) -> frozenset[Node]:
    """The rows whose answers it reads, and the repeats whose instances it goes through.

    Its own value (``.``) is not among them, nor is the question of a ``jr:choice-name``.
    """
    found: set[Node] = set()
    for term in inside(bound.root):
        if isinstance(term, Answer | PathExpr) and term.node is not None:
            found.add(term.node)
        if isinstance(term, PathExpr):
            found.update(hop.node for hop in term.hops)
    return frozenset(found)


def reads_own_value(bound: Bound) -> bool:
    """Whether it looks at the row's own value."""
    return any(isinstance(term, SelfValue) for term in inside(bound.root))


def chosen_from(bound: Bound) -> frozenset[Node]:
    """The questions whose choices' labels it shows."""
    return frozenset(term.node for term in inside(bound.root) if isinstance(term, ChoiceName))
