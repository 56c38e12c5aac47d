"""The typed tree: an expression whose names are bound to a form's rows.

Answers are in *slots*: ``frames[0]`` is the form's object of answers, ``frames[1]`` the instance of the
outermost repeat around the expression, and so on; what predicates test takes the slots after those. Every
slot is known when an expression is bound, so evaluation looks no name up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Generic, Literal, cast

from chalicelib.frozen import dataclass
from chalicelib.xpath.choice_tables import ChoiceTable
from chalicelib.xpath.errors import ExpressionProblem
from chalicelib.xpath.form_protocol import FormNode, NodeT, NodeT_co
from chalicelib.xpath.regex import Pattern

Kind = Literal["number", "string", "boolean", "value", "node", "nodes"]
"""``value``: a value whose type only evaluation shows. ``node``: exactly one node. ``nodes``: any number."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a string, true or false."""

    value: float | str | bool

    @property
    def kind(self) -> Kind:
        """Return the value's kind."""
        if isinstance(self.value, bool):
            return "boolean"
        return "string" if isinstance(self.value, str) else "number"


@dataclass(frozen=True, slots=True)
class Answer:
    """``frames[slot][key]``: a question's answer, or, without a node, a column of a choice."""

    slot: int
    key: str
    node: FormNode | None = None
    kind: Kind = field(default="node", init=False)


@dataclass(frozen=True, slots=True)
class SelfValue:
    """``.``, the row's own value."""

    kind: Kind = field(default="node", init=False)


@dataclass(frozen=True, slots=True)
class PredicateItem:
    """The node that a predicate tests: ``.`` in ``${age}[. > 5]``."""

    slot: int
    kind: Kind = field(default="node", init=False)


@dataclass(frozen=True, slots=True)
class InstancePosition:
    """Which instance of its repeat a slot holds, from 1: ``position(..)``."""

    slot: int
    kind: Kind = field(default="number", init=False)


@dataclass(frozen=True, slots=True)
class PositionCall:
    """``position()`` in a predicate, from 1."""

    slot: int
    kind: Kind = field(default="number", init=False)


@dataclass(frozen=True, slots=True)
class LastCall:
    """``last()`` in a predicate."""

    slot: int
    kind: Kind = field(default="number", init=False)


@dataclass(frozen=True, slots=True)
class CoreCall:
    """A function, an operator or a conversion of terms that have the right kinds already.

    Conversions are ``to-number``, ``to-string``, ``to-boolean`` (of a computed value), ``has`` (of a
    node: its string is not empty), ``exists`` (of a node-set: it is not empty), ``first`` (a node-set's
    first node) and ``position-of-first`` (the position of that node's instance).

    A comparison's name ends with what it compares: ``=n`` numbers, ``=s`` strings, ``=t`` strings
    that may be dates, ``=b`` booleans, ``=v`` values whose types only evaluation shows, ``=N`` node-sets; ``<n`` numbers, ``<i`` strings that may be
    dates, ``<N`` node-sets.
    """

    name: str
    arguments: tuple[Term, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class RepeatStep:
    """A step from an object of answers to the instances of a repeat in it, filtered by predicates.

    With an ``index`` (a number from 1) it leads to that instance only.
    """

    node: FormNode
    predicates: tuple[Term, ...] = ()
    index: Term | None = None

    @property
    def key(self) -> str:
        """Return the key of the list of instances."""
        return self.node.key

    @property
    def order(self) -> int:
        """Return the repeat's number in document order."""
        return self.node.order


@dataclass(frozen=True, slots=True)
class PathExpr:
    """Nodes of the form: from the slot ``start`` over ``steps`` to the key ``leaf``, or to objects.

    The instances of the first step take the slot ``base``, those of the next step the slot after it; the
    leaf that ``predicates`` test takes the slot after the steps'.
    """

    start: int
    base: int
    steps: tuple[RepeatStep, ...]
    leaf: str | None
    node: FormNode | None
    predicates: tuple[Term, ...] = ()
    kind: Kind = field(default="nodes", init=False)

    @property
    def order(self) -> int:
        """Return the row's number in document order; 0 for the form."""
        return 0 if self.node is None else self.node.order


@dataclass(frozen=True, slots=True)
class ChoicesPath:
    """Choices of a list, or a column of theirs: ``instance('list')/root/item[…]/column``."""

    choices: ChoiceTable
    base: int
    predicates: tuple[Term, ...]
    column: str | None
    kind: Kind = field(default="nodes", init=False)


@dataclass(frozen=True, slots=True)
class UnionExpr:
    """The nodes of several node-sets, each once, in document order."""

    parts: tuple[Term, ...]
    kind: Kind = field(default="nodes", init=False)


@dataclass(frozen=True, slots=True)
class FilterExpr:
    """``(nodes)[predicate]``: predicates that count positions over the whole node-set."""

    nodes: Term
    base: int
    predicates: tuple[Term, ...]
    kind: Kind = field(default="nodes", init=False)


@dataclass(frozen=True, slots=True)
class GuardedNodes:
    """The nodes where all conditions are true, else none: ``${r}[x > 3]/../name``."""

    conditions: tuple[Term, ...]
    nodes: Term
    kind: Kind = field(default="nodes", init=False)


@dataclass(frozen=True, slots=True)
class ChoiceName:
    """``jr:choice-name(value, …)``: the label of a list's choice."""

    value: Term
    choices: ChoiceTable
    kind: Kind = field(default="string", init=False)


@dataclass(frozen=True, slots=True)
class DataLookup:
    """``pulldata(table, column, key, value)``: a cell of the first row whose ``key`` holds the value, else empty."""

    table: ChoiceTable
    column: str
    key: str
    value: Term
    kind: Kind = field(default="string", init=False)


@dataclass(frozen=True, slots=True)
class RegexMatch:
    """``regex(value, pattern)``."""

    value: Term
    pattern: Pattern
    kind: Kind = field(default="boolean", init=False)


Term = (
    Constant
    | Answer
    | SelfValue
    | PredicateItem
    | InstancePosition
    | PositionCall
    | LastCall
    | CoreCall
    | PathExpr
    | ChoicesPath
    | UnionExpr
    | FilterExpr
    | GuardedNodes
    | ChoiceName
    | DataLookup
    | RegexMatch
)


@dataclass(frozen=True, slots=True)
class BoundExpression(Generic[NodeT_co]):
    """An expression bound to a row of a form (``node``), or to the form itself.

    ``choices`` is the list that a ``choice_filter`` filters. ``warnings`` name what is allowed and
    probably a mistake: a path to no row, a column that no choice has.
    """

    root: Term
    node: NodeT_co | None
    choices: ChoiceTable | None = None
    warnings: tuple[ExpressionProblem, ...] = ()


def iter_terms(term: Term) -> Iterator[Term]:
    """Yield the term and all terms in it."""
    yield term
    for part in _parts(term):
        yield from iter_terms(part)


def _parts(term: Term) -> tuple[Term, ...]:
    match term:
        case CoreCall(arguments=parts) | UnionExpr(parts=parts) | ChoicesPath(predicates=parts):
            return parts
        case PathExpr():
            of_steps = (part for step in term.steps for part in _step_parts(step))
            return (*of_steps, *term.predicates)
        case FilterExpr():
            return (term.nodes, *term.predicates)
        case GuardedNodes():
            return (*term.conditions, term.nodes)
        case ChoiceName() | DataLookup() | RegexMatch():
            return (term.value,)
        case _:
            return ()


def _step_parts(step: RepeatStep) -> tuple[Term, ...]:
    return step.predicates if step.index is None else (*step.predicates, step.index)


def tables_read(bound: BoundExpression) -> Iterator[ChoiceTable]:
    """Yield the lists and data that the expression reads; one that it filters comes first."""
    if bound.choices is not None:
        yield bound.choices
    for term in iter_terms(bound.root):
        match term:
            case ChoicesPath() | ChoiceName():
                yield term.choices
            case DataLookup():
                yield term.table


def columns_read(bound: BoundExpression) -> Iterator[str]:
    """Yield the columns that the expression reads of any table."""
    for term in iter_terms(bound.root):
        match term:
            case Answer(node=None):
                yield term.key
            case ChoicesPath() if term.column is not None:
                yield term.column
            case DataLookup():
                yield from (term.column, term.key)


def references(bound: BoundExpression[NodeT]) -> frozenset[NodeT]:
    """Return the rows whose answers the expression reads, and the repeats whose instances it visits.

    The row's own value (``.``) does not count, nor does the question that ``jr:choice-name`` names.
    """
    nodes: set[FormNode] = set()
    for term in iter_terms(bound.root):
        if isinstance(term, Answer | PathExpr) and term.node is not None:
            nodes.add(term.node)
        if isinstance(term, PathExpr):
            nodes.update(step.node for step in term.steps)
    # All of them are rows of the form that the expression was bound in.
    return cast("frozenset[NodeT]", frozenset(nodes))
