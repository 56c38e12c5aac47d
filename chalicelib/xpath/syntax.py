"""The syntax tree of an expression: names are not looked up yet.

``offset`` is where the expression begins in the text, in characters.
"""

from __future__ import annotations

from typing import Final

from chalicelib.frozen import dataclass

LAST_SAVED: Final = "last-saved#"
"""Stands before the name of a question whose answer in the record saved before is meant."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a text."""

    value: float | str
    offset: int


@dataclass(frozen=True, slots=True)
class Reference:
    """``${name}``; with ``of_last_saved`` the answer of an earlier record: ``${last-saved#name}``."""

    name: str
    offset: int
    of_last_saved: bool = False

    @classmethod
    def read(cls, written: str, offset: int) -> Reference:
        """Read what stands between the braces, without white space around."""
        name = written.removeprefix(LAST_SAVED)
        return cls(name, offset, of_last_saved=name != written)


@dataclass(frozen=True, slots=True)
class LocationStep:
    """One step of a path: a name, ``*``, ``.`` or ``..``, and its predicates."""

    name: str
    offset: int
    predicates: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class LocationPath:
    """Steps from a start.

    An ``absolute`` path starts at the form. Otherwise ``start`` is the expression before the first
    slash (``current()``, ``${…}``), or None for the context node.
    """

    start: Expr | None
    absolute: bool
    steps: tuple[LocationStep, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class PostfixExpr:
    """``base[predicate]…``.

    With parentheses around the base its predicates count positions over the whole node-set.
    """

    base: Expr
    predicates: tuple[Expr, ...]
    parenthesized: bool
    offset: int


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A function by its name, or an operator by its sign.

    ``+``, ``*``, ``and``, ``or`` and ``|`` take any number of operands. ``neg`` is the unary minus;
    ``a - b`` is ``+(a, neg(b))``, which gives the same bits.
    """

    name: str
    arguments: tuple[Expr, ...]
    offset: int


Expr = Literal | Reference | LocationPath | PostfixExpr | FunctionCall
