"""The one typed tree: an expression with its names bound to a form's rows.

Answers live in *slots*: ``frames[0]`` is the form's object of answers, ``frames[1]`` the instance of
the outermost repeat around the expression, and so on; what a predicate looks at takes the slots after
those. Every slot is known when an expression is bound, so that evaluating looks nothing up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, Literal

from chalicelib.xpath.choice_lists import ChoiceList
from chalicelib.xpath.errors import ExpressionFault
from chalicelib.xpath.form_protocol import FormNode, NodeT_co
from chalicelib.xpath.regex import Pattern

Kind = Literal["number", "string", "boolean", "value", "node", "nodes"]
"""``value``: known only when evaluated. ``node``: exactly one node. ``nodes``: any number."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a text, true or false."""

    value: float | str | bool

    @property
    def kind(self) -> Kind:
        """By its value."""
        if isinstance(self.value, bool):
            return "boolean"
        return "string" if isinstance(self.value, str) else "number"


@dataclass(frozen=True, slots=True)
class Answer:
    """``frames[slot][key]``: one question's answer, or a column of a choice (then without a node)."""

    slot: int
    key: str
    node: FormNode | None = None
    kind: Kind = field(default="node", init=False)


@dataclass(frozen=True, slots=True)
class SelfValue:
    """``.`` : the question's own value."""

    node: FormNode | None = None
    kind: Kind = field(default="node", init=False)


@dataclass(frozen=True, slots=True)
class PredicateItem:
    """The value that a predicate looks at: ``.`` in ``${age}[. > 5]``."""

    slot: int
    kind: Kind = field(default="node", init=False)


@dataclass(frozen=True, slots=True)
class InstancePosition:
    """Which instance of its repeat the slot holds, from 1: ``position(..)``."""

    slot: int
    kind: Kind = field(default="number", init=False)


@dataclass(frozen=True, slots=True)
class PositionCall:
    """``position()`` in a predicate."""

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
    node: whether its text is not empty), ``exists`` (of a node-set), ``first`` (node of a set).
    Comparisons carry what they compare: ``=n`` numbers, ``=s`` texts, ``=b`` truths, ``=v`` what is known only then, ``=N``
    node-sets; ``<i`` compares texts that may be moments, ``<n`` numbers, ``<N`` node-sets.
    """

    name: str
    arguments: tuple[Term, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class RepeatStep:
    """From an object of answers to the instances of a repeat in it, narrowed by predicates.

    With ``index`` only that instance (from 1).
    """

    node: FormNode
    predicates: tuple[Term, ...] = ()
    index: Term | None = None

    @property
    def key(self) -> str:
        """Where the list of instances stands."""
        return self.node.key

    @property
    def order(self) -> int:
        """The repeat's place in the document."""
        return self.node.order


@dataclass(frozen=True, slots=True)
class PathExpr:
    """Nodes of the form: from the slot ``start`` over ``hops`` to the key ``leaf``, or to objects.

    The first hop's instances take the slot ``base``, the next ones' the slot after, and the leaf that
    ``predicates`` look at the slot after those.
    """

    start: int
    base: int
    hops: tuple[RepeatStep, ...]
    leaf: str | None
    order: int
    node: FormNode | None
    predicates: tuple[Term, ...] = ()
    kind: Kind = field(default="nodes", init=False)


@dataclass(frozen=True, slots=True)
class ChoicesPath:
    """Choices of a list: ``instance('list')/root/item[…]/column``."""

    items: ChoiceList
    base: int
    predicates: tuple[Term, ...]
    column: str | None
    kind: Kind = field(default="nodes", init=False)


@dataclass(frozen=True, slots=True)
class UnionExpr:
    """All nodes of several node-sets, each once, in document order."""

    parts: tuple[Term, ...]
    kind: Kind = field(default="nodes", init=False)


@dataclass(frozen=True, slots=True)
class FilterExpr:
    """``(nodes)[predicate]``: counted over the whole set."""

    nodes: Term
    base: int
    predicates: tuple[Term, ...]
    kind: Kind = field(default="nodes", init=False)


@dataclass(frozen=True, slots=True)
class ChoiceName:
    """``jr:choice-name(value, …)``: the label that a choice of the list is shown with."""

    value: Term
    items: ChoiceList
    node: FormNode
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
    | ChoiceName
    | RegexMatch
)


@dataclass(frozen=True, slots=True)
class Bound(Generic[NodeT_co]):
    """An expression bound to its row; ``choices`` are those that a ``choice_filter`` chooses from.

    ``doubts`` can be, and are hardly meant: a path to nothing, a column that no choice has.
    """

    root: Term
    node: NodeT_co | None
    choices: ChoiceList | None = None
    doubts: tuple[ExpressionFault, ...] = ()


def inside(term: Term) -> Iterator[Term]:
    """The term and everything in it."""
    yield term
    for part in _parts(term):
        yield from inside(part)


def _parts(term: Term) -> tuple[Term, ...]:
    match term:
        case CoreCall(arguments=parts) | UnionExpr(parts=parts) | ChoicesPath(predicates=parts):
            return parts
        case PathExpr():
            hops = (part for hop in term.hops for part in _of_hop(hop))
            return (*hops, *term.predicates)
        case FilterExpr():
            return (term.nodes, *term.predicates)
        case ChoiceName() | RegexMatch():
            return (term.value,)
        case _:
            return ()


def _of_hop(hop: RepeatStep) -> tuple[Term, ...]:
    return hop.predicates if hop.index is None else (*hop.predicates, hop.index)
