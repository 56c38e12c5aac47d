"""Which rows an expression reads."""

from __future__ import annotations

from typing import cast

from chalicelib.xpath.form_protocol import FormNode, NodeT
from chalicelib.xpath.typed_ast import Answer, Bound, ChoiceName, PathExpr, SelfValue, inside


def references(bound: Bound[NodeT]) -> frozenset[NodeT]:
    """The rows whose answers it reads, and the repeats whose instances it goes through.

    Its own value (``.``) is not among them, nor is the question of a ``jr:choice-name``.
    """
    found: set[FormNode] = set()
    for term in inside(bound.root):
        if isinstance(term, Answer | PathExpr) and term.node is not None:
            found.add(term.node)
        if isinstance(term, PathExpr):
            found.update(hop.node for hop in term.hops)
    return cast("frozenset[NodeT]", frozenset(found))  # they are all of the form it is bound to


def reads_own_value(bound: Bound) -> bool:
    """Whether it looks at the row's own value."""
    return any(isinstance(term, SelfValue) for term in inside(bound.root))


def chosen_from(bound: Bound[NodeT]) -> frozenset[NodeT]:
    """The questions whose choices' labels it shows."""
    found = frozenset(term.node for term in inside(bound.root) if isinstance(term, ChoiceName))
    return cast("frozenset[NodeT]", found)
