"""Compile node-sets: paths over repeats, choices of lists, unions and filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from chalicelib.frozen import dataclass
from chalicelib.xpath.context import Context
from chalicelib.xpath.typed_ast import (
    ChoicesPath,
    FilterExpr,
    GuardedNodes,
    PathExpr,
    RepeatStep,
    Term,
    UnionExpr,
)

Evaluate = Callable[[Context], Any]
"""A compiled term; its result is of the term's kind."""
CompileTerm = Callable[[Term], Evaluate]
DocumentPosition = tuple[int, ...]
"""A node's position: positions compare in document order, and are equal for the same node only."""
PositionedValue = tuple[DocumentPosition, object]
Indexed = tuple[int, object]
"""A node with its index in its repeat, its list or its node-set."""
_LISTS = 1_000_000  # choices come after the form's rows


class NodeSet(Protocol):
    """A compiled node-set."""

    def values(self, context: Context) -> list[object]:
        """Return the nodes' values in document order."""

    def with_positions(self, context: Context) -> Iterator[PositionedValue]:
        """Yield the nodes' values in document order, each after its position."""


def compile_node_set(term: Term, compile_term: CompileTerm) -> NodeSet:
    """Compile a term of the kind ``nodes``; any other term is a node-set of one node."""

    def compile_all(terms: Sequence[Term]) -> tuple[Evaluate, ...]:
        return tuple(compile_term(part) for part in terms)

    match term:
        case PathExpr():
            steps = tuple(_compile_step(step, compile_term) for step in term.steps)
            leaf = term.leaf
            if len(steps) == 1 and leaf is not None and steps[0].is_plain and not term.predicates:
                return _RepeatColumn(term.start, steps[0].key, leaf, steps[0].order, term.order)
            return _PathNodes(term, steps, compile_all(term.predicates))
        case ChoicesPath():
            return _ChoiceNodes(term, compile_all(term.predicates))
        case UnionExpr():
            return _UnionNodes(tuple(compile_node_set(part, compile_term) for part in term.parts))
        case FilterExpr() | GuardedNodes():
            return _compile_part(term, compile_term)
        case _:
            return _SingleNode(compile_term(term))


def _compile_part(term: FilterExpr | GuardedNodes, compile_term: CompileTerm) -> NodeSet:
    """Compile what lets only a part of other nodes through."""
    inner = compile_node_set(term.nodes, compile_term)
    if isinstance(term, FilterExpr):
        predicates = tuple(compile_term(part) for part in term.predicates)
        return _FilterNodes(inner, term.base, predicates)
    return _GuardedNodeSet(tuple(compile_term(part) for part in term.conditions), inner)


def compile_values(term: Term, compile_term: CompileTerm) -> Callable[[Context], list[object]]:
    """Compile a term to the values of its nodes."""
    return compile_node_set(term, compile_term).values


@dataclass(frozen=True, slots=True)
class _CompiledStep:
    key: str
    order: int
    predicates: tuple[Evaluate, ...]
    index: Evaluate | None

    @property
    def is_plain(self) -> bool:
        return not self.predicates and self.index is None


def _compile_step(step: RepeatStep, compile_term: CompileTerm) -> _CompiledStep:
    predicates = tuple(compile_term(part) for part in step.predicates)
    index = None if step.index is None else compile_term(step.index)
    return _CompiledStep(step.key, step.order, predicates, index)


def _filter(
    context: Context, slot: int, nodes: list[Indexed], predicates: Sequence[Evaluate]
) -> list[Indexed]:
    """Return the nodes for which all predicates are true; each predicate counts what is left by then."""
    for predicate in predicates:
        size = len(nodes)
        context.spend(size)
        passing = []
        for position, (index, node) in enumerate(nodes, 1):
            context.enter(index, node)
            context.focus[slot] = (position, size)
            if predicate(context):
                passing.append((index, node))
            context.leave()
        nodes = passing
    return nodes


def instances_in(frame: object, key: str) -> list[tuple[int, Any]]:
    """Return the instances of a repeat in an object of answers, each after its index."""
    instances = frame.get(key) if isinstance(frame, dict) else None
    if not isinstance(instances, list):
        return []
    return [(index, node) for index, node in enumerate(instances) if isinstance(node, dict)]


class _PathNodes:
    def __init__(
        self, term: PathExpr, steps: tuple[_CompiledStep, ...], predicates: tuple[Evaluate, ...]
    ) -> None:
        self._start, self._leaf, self._order = term.start, term.leaf, term.order
        self._steps, self._predicates = steps, predicates

    def values(self, context: Context) -> list[object]:
        return [value for _, value in self.with_positions(context)]

    def with_positions(self, context: Context) -> Iterator[PositionedValue]:
        yield from self._descend(context, context.frames[self._start], 0, ())

    def _descend(
        self, context: Context, frame: object, depth: int, position: DocumentPosition
    ) -> Iterator[PositionedValue]:
        if depth == len(self._steps):
            yield from self._leaf_of(context, frame, position)
            return
        step = self._steps[depth]
        for index, instance in self._instances(context, step, frame):
            context.enter(index, instance)
            yield from self._descend(context, instance, depth + 1, (*position, step.order, index))
            context.leave()

    def _instances(self, context: Context, step: _CompiledStep, frame: object) -> list[Indexed]:
        instances: list[Indexed] = [*instances_in(frame, step.key)]
        context.spend(len(instances) + 1)
        if step.index is not None:
            wanted = step.index(context)
            instances = [each for each in instances if each[0] + 1 == wanted]
        return _filter(context, len(context.frames), instances, step.predicates)

    def _leaf_of(
        self, context: Context, frame: object, position: DocumentPosition
    ) -> Iterator[PositionedValue]:
        value = frame
        if self._leaf is not None:
            value = frame.get(self._leaf) if isinstance(frame, Mapping) else None
        if self._predicates:
            slot = len(context.frames)
            if not _filter(context, slot, [(0, value)], self._predicates):
                return
        yield (*position, self._order), value


@dataclass(frozen=True, slots=True)
class _RepeatColumn:
    """One question in all instances of one repeat, which is the most frequent path."""

    start: int
    key: str
    leaf: str
    repeat_order: int
    order: int

    def values(self, context: Context) -> list[object]:
        instances = instances_in(context.frames[self.start], self.key)
        context.spend(len(instances) + 1)
        leaf = self.leaf
        return [node.get(leaf) for _, node in instances]

    def with_positions(self, context: Context) -> Iterator[PositionedValue]:
        instances = instances_in(context.frames[self.start], self.key)
        for (index, _), value in zip(instances, self.values(context), strict=True):
            yield (self.repeat_order, index, self.order), value


class _ChoiceNodes:
    def __init__(self, term: ChoicesPath, predicates: tuple[Evaluate, ...]) -> None:
        self._choices, self._column = term.choices, term.column
        self._base, self._predicates = term.base, predicates

    def values(self, context: Context) -> list[object]:
        return [value for _, value in self.with_positions(context)]

    def with_positions(self, context: Context) -> Iterator[PositionedValue]:
        rows: list[Indexed] = list(enumerate(self._choices.rows(context.language)))
        context.spend(len(rows))
        for index, row in _filter(context, self._base, rows, self._predicates):
            value = row
            if self._column is not None:
                value = row.get(self._column) if isinstance(row, Mapping) else None
            yield (_LISTS, index), value


class _UnionNodes:
    def __init__(self, parts: tuple[NodeSet, ...]) -> None:
        self._parts = parts

    def values(self, context: Context) -> list[object]:
        return [value for _, value in self.with_positions(context)]

    def with_positions(self, context: Context) -> Iterator[PositionedValue]:
        nodes = {
            position: value
            for part in self._parts
            for position, value in part.with_positions(context)
        }
        for position in sorted(nodes):
            yield position, nodes[position]


class _FilterNodes:
    def __init__(self, nodes: NodeSet, base: int, predicates: tuple[Evaluate, ...]) -> None:
        self._nodes, self._base, self._predicates = nodes, base, predicates

    def values(self, context: Context) -> list[object]:
        return [value for _, value in self.with_positions(context)]

    def with_positions(self, context: Context) -> Iterator[PositionedValue]:
        nodes = list(self._nodes.with_positions(context))
        indexed = [(index, value) for index, (_, value) in enumerate(nodes)]
        for index, value in _filter(context, self._base, indexed, self._predicates):
            yield nodes[index][0], value


class _GuardedNodeSet:
    def __init__(self, conditions: tuple[Evaluate, ...], nodes: NodeSet) -> None:
        self._conditions, self._nodes = conditions, nodes

    def values(self, context: Context) -> list[object]:
        return self._nodes.values(context) if self._holds(context) else []

    def with_positions(self, context: Context) -> Iterator[PositionedValue]:
        if self._holds(context):
            yield from self._nodes.with_positions(context)

    def _holds(self, context: Context) -> bool:
        return all(condition(context) for condition in self._conditions)


class _SingleNode:
    def __init__(self, evaluate: Evaluate) -> None:
        self._evaluate = evaluate

    def values(self, context: Context) -> list[object]:
        return [self._evaluate(context)]

    def with_positions(self, context: Context) -> Iterator[PositionedValue]:
        yield (0,), self._evaluate(context)
