"""XPath 1.0's conversions and comparisons, chosen once, when an expression is bound.

https://www.w3.org/TR/1999/REC-xpath-19991116/#booleans . One node converts by its text, as ODK says
(the node of an unanswered question is an empty text, and so false); a set of nodes is true where it
holds any.
"""

from __future__ import annotations

from chalicelib.xpath.typed_ast import Constant, CoreCall, Kind, Term
from chalicelib.xpath.values import plain_boolean, plain_number, to_string


def as_number(term: Term) -> Term:
    """The term as ``number()`` makes it."""
    if term.kind == "number":
        return term
    if isinstance(term, Constant):
        number = plain_number(term.value)
        if number is not None:
            return Constant(number)
    return CoreCall("to-number", (_single(term),), "number")


def as_string(term: Term) -> Term:
    """The term as ``string()`` makes it."""
    if term.kind == "string":
        return term
    if isinstance(term, Constant):
        return Constant(to_string(term.value))
    return CoreCall("to-string", (_single(term),), "string")


def as_boolean(term: Term) -> Term:
    """The term as ``boolean()`` makes it."""
    if term.kind == "boolean":
        return term
    if isinstance(term, Constant):
        return Constant(plain_boolean(term.value))
    if term.kind == "nodes":
        return CoreCall("exists", (term,), "boolean")
    return CoreCall("has" if term.kind == "node" else "to-boolean", (term,), "boolean")


def as_value(term: Term) -> Term:
    """The term as one value: a node is its text."""
    return as_string(term) if term.kind in ("node", "nodes") else term


def converted(term: Term, letter: str) -> Term:
    """The term as a function's argument of that letter (see ``functions``)."""
    match letter:
        case "n":
            return as_number(term)
        case "s":
            return as_string(term)
        case "b":
            return as_boolean(term)
        case "v":
            return as_value(term)
        case _:
            return term


def equality(sign: str, left: Term, right: Term) -> Term:
    """``=`` or ``!=``: truths before numbers before texts; of node-sets any pair will do."""
    kinds: tuple[Kind, Kind] = (left.kind, right.kind)
    if "boolean" in kinds:
        return CoreCall(f"{sign}b", (as_boolean(left), as_boolean(right)), "boolean")
    if "nodes" in kinds:
        return CoreCall(f"{sign}N", (_set(left), _set(right)), "boolean")
    if "value" in kinds:
        return CoreCall(f"{sign}v", (as_value(left), as_value(right)), "boolean")
    if "number" in kinds:
        return CoreCall(f"{sign}n", (as_number(left), as_number(right)), "boolean")
    return CoreCall(f"{sign}s", (as_string(left), as_string(right)), "boolean")


def order(sign: str, left: Term, right: Term) -> Term:
    """``<`` and its kin: numbers always; of two texts that are moments the earlier is the smaller."""
    kinds: tuple[Kind, Kind] = (left.kind, right.kind)
    if "nodes" in kinds and "boolean" not in kinds:
        return CoreCall(f"{sign}N", (_set(left), _set(right)), "boolean")
    if "number" in kinds or "boolean" in kinds:
        if "nodes" in kinds or "node" in kinds:
            left, right = _truth_of_set(left, right), _truth_of_set(right, left)
        return CoreCall(f"{sign}n", (as_number(left), as_number(right)), "boolean")
    return CoreCall(f"{sign}i", (_single(left), _single(right)), "boolean")


def _truth_of_set(term: Term, other: Term) -> Term:
    """A node-set beside a truth is a truth (section 3.4)."""
    return as_boolean(term) if other.kind == "boolean" and term.kind in ("node", "nodes") else term


def _single(term: Term) -> Term:
    return CoreCall("first", (term,), "node") if term.kind == "nodes" else term


def _set(term: Term) -> Term:
    """An operand of a comparison of sets: a node-set, or one value."""
    return term if term.kind in ("nodes", "number") else as_value(term)
