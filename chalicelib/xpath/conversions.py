"""Choose XPath 1.0's conversions and comparisons once, when an expression is bound.

https://www.w3.org/TR/1999/REC-xpath-19991116/#booleans . By ODK's rules one node converts by its string
(an unanswered question is an empty string, and so false); a node-set is true if it has any node.
"""

from __future__ import annotations

from chalicelib.xpath.datetimes import parse_datetime
from chalicelib.xpath.typed_ast import Answer, Constant, CoreCall, Kind, Term
from chalicelib.xpath.values import constant_to_number, to_boolean, to_string


def as_number(term: Term) -> Term:
    """Return the term converted by ``number()``."""
    if term.kind == "number":
        return term
    if isinstance(term, Constant):
        number = constant_to_number(term.value)
        if number is not None:
            return Constant(number)
    return CoreCall("to-number", (_first_node(term),), "number")


def as_string(term: Term) -> Term:
    """Return the term converted by ``string()``."""
    if term.kind == "string":
        return term
    if isinstance(term, Constant):
        return Constant(to_string(term.value))
    return CoreCall("to-string", (_first_node(term),), "string")


def as_boolean(term: Term) -> Term:
    """Return the term converted by ``boolean()``."""
    if term.kind == "boolean":
        return term
    if isinstance(term, Constant):
        return Constant(to_boolean(term.value))
    if term.kind == "nodes":
        return CoreCall("exists", (term,), "boolean")
    return CoreCall("has" if term.kind == "node" else "to-boolean", (term,), "boolean")


def as_value(term: Term) -> Term:
    """Return the term as one value: a node's string, anything else as it is."""
    return as_string(term) if term.kind in ("node", "nodes") else term


def convert(term: Term, letter: str) -> Term:
    """Return the term as an argument of that kind (a letter of ``signatures.SIGNATURES``)."""
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
    """Return ``=`` or ``!=`` as XPath compares (section 3.4).

    Booleans if one side is a boolean, else numbers if one is a number, else strings, of which dates and
    date-times are compared as such. Of a node-set any node may make it true.
    """
    kinds: tuple[Kind, Kind] = (left.kind, right.kind)
    if "boolean" in kinds:
        return CoreCall(f"{sign}b", (as_boolean(left), as_boolean(right)), "boolean")
    if "nodes" in kinds:
        return CoreCall(f"{sign}N", (_set_operand(left), _set_operand(right)), "boolean")
    if "value" in kinds:
        return CoreCall(f"{sign}v", (as_value(left), as_value(right)), "boolean")
    if "number" in kinds:
        return CoreCall(f"{sign}n", (as_number(left), as_number(right)), "boolean")
    letter = "t" if _may_be_time(left) and _may_be_time(right) else "s"
    return CoreCall(f"{sign}{letter}", (as_string(left), as_string(right)), "boolean")


def _may_be_time(term: Term) -> bool:
    """Return whether a string may be a date; a constant shows it, and names of choices are none."""
    match term:
        case Constant(value=value):
            return parse_datetime(str(value)) is not None
        case Answer(node=node):
            return node is None or node.row.list_name is None
        case _:
            return True


def order(sign: str, left: Term, right: Term) -> Term:
    """Return ``<``, ``<=``, ``>`` or ``>=``, which compare numbers; ODK compares dates as numbers too."""
    kinds: tuple[Kind, Kind] = (left.kind, right.kind)
    if "nodes" in kinds and "boolean" not in kinds:
        return CoreCall(f"{sign}N", (_set_operand(left), _set_operand(right)), "boolean")
    if "number" in kinds or "boolean" in kinds:
        if "nodes" in kinds or "node" in kinds:
            left, right = _boolean_beside(left, right), _boolean_beside(right, left)
        return CoreCall(f"{sign}n", (as_number(left), as_number(right)), "boolean")
    return CoreCall(f"{sign}i", (_first_node(left), _first_node(right)), "boolean")


def _boolean_beside(term: Term, other: Term) -> Term:
    """Convert a node-set beside a boolean to a boolean (section 3.4)."""
    return as_boolean(term) if other.kind == "boolean" and term.kind in ("node", "nodes") else term


def _first_node(term: Term) -> Term:
    return CoreCall("first", (term,), "node") if term.kind == "nodes" else term


def _set_operand(term: Term) -> Term:
    """Return one side of a comparison with a node-set: a node-set, or one value."""
    return term if term.kind in ("nodes", "number") else as_value(term)
