"""The tree of an expression as it is written: names not yet looked up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a text, written out."""

    value: float | str
    at: int


@dataclass(frozen=True, slots=True)
class Reference:
    """``${name}``."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class LocationStep:
    """One step of a path: a name, ``*``, ``.`` or ``..``, and what it is narrowed to."""

    name: str
    at: int
    predicates: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class LocationPath:
    """Steps from a start: an expression (``current()``, ``${…}``), the form (``/``), or here."""

    start: Tree | None
    absolute: bool
    steps: tuple[LocationStep, ...]
    at: int


@dataclass(frozen=True, slots=True)
class FilteredExpr:
    """``expression[predicate]…``; after parentheses it counts over the ``whole`` set."""

    base: Tree
    predicates: tuple[Tree, ...]
    whole: bool
    at: int


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A function by name, or an operator by its sign; ``+ * and or |`` take any number of operands.

    ``neg`` is the unary minus: ``a - b`` is ``+(a, neg(b))``, which is the same to the last bit.
    """

    name: str
    arguments: tuple[Tree, ...]
    at: int


Tree = Literal | Reference | LocationPath | FilteredExpr | FunctionCall
