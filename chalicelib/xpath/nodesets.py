"""Walks over repeats and lists → the values of their nodes, in document order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.xpath.context import Context
from chalicelib.xpath.typed_ast import (
    ChoicesPath,
    FilterExpr,
    PathExpr,
    RepeatStep,
    Term,
    UnionExpr,
)

Evaluate = Callable[[Context], Any]
"""A compiled term; what it gives is of the term's kind."""
Compile = Callable[[Term], Evaluate]
Spot = tuple[int, ...]
"""A node's place in the document; places compare in document order, equal only for the same node."""
Located = tuple[Spot, object]
_LISTS = 1_000_000  # lists come after the form


class NodeSet(Protocol):
    """A compiled node-set."""

    def values(self, context: Context) -> list[object]:
        """The nodes' values, in document order."""

    def located(self, context: Context) -> Iterator[Located]:
        """The same with their places."""


def compiled(term: Term, compile_term: Compile) -> NodeSet:
    """The node-set of a term of the kind ``nodes``, or of one node's."""

    def runs(terms: Sequence[Term]) -> tuple[Evaluate, ...]:
        return tuple(compile_term(part) for part in terms)

    match term:
        case PathExpr():
            hops = tuple(_hop(hop, compile_term) for hop in term.hops)
            if (
                len(hops) == 1
                and term.leaf is not None
                and hops[0].is_plain
                and not term.predicates
            ):
                return _Column(term.start, hops[0].key, term.leaf, hops[0].order, term.order)
            return _Walk(term, hops, runs(term.predicates))
        case ChoicesPath():
            return _Choices(term, runs(term.predicates))
        case UnionExpr():
            return _Union(tuple(compiled(part, compile_term) for part in term.parts))
        case FilterExpr():
            inner = compiled(term.nodes, compile_term)
            return _Narrowed(inner, term.base, runs(term.predicates))
        case _:
            return _One(compile_term(term))


def values_of(term: Term, compile_term: Compile) -> Callable[[Context], list[object]]:
    """What gives the values of a node-set, or of the set of one node."""
    return compiled(term, compile_term).values


@dataclass(frozen=True, slots=True)
class _Hop:
    key: str
    order: int
    predicates: tuple[Evaluate, ...]
    index: Evaluate | None

    @property
    def is_plain(self) -> bool:
        return not self.predicates and self.index is None


def _hop(hop: RepeatStep, compile_term: Compile) -> _Hop:
    predicates = tuple(compile_term(part) for part in hop.predicates)
    return _Hop(
        hop.key, hop.order, predicates, None if hop.index is None else compile_term(hop.index)
    )


def _passing(
    context: Context, slot: int, found: list[tuple[int, object]], predicates: Sequence[Evaluate]
) -> list[tuple[int, object]]:
    """Those for which all predicates hold, one predicate after the other; they take that slot."""
    for holds in predicates:
        kept = []
        context.spend(len(found))
        for rank, (index, node) in enumerate(found, 1):
            _enter(context, index, node)
            context.ranks[slot] = (rank, len(found))
            if holds(context):
                kept.append((index, node))
            _leave(context)
        found = kept
    return found


def _enter(context: Context, index: int, node: object) -> None:
    context.frames.append(node)
    context.positions.append(index)


def _leave(context: Context) -> None:
    context.frames.pop()
    context.positions.pop()


def instances(frame: object, key: str) -> list[tuple[int, Any]]:
    """The instances of a repeat with their indexes."""
    listed = frame.get(key) if isinstance(frame, dict) else None
    if not isinstance(listed, list):
        return []
    return [(index, node) for index, node in enumerate(listed) if isinstance(node, dict)]


class _Walk:
    def __init__(
        self, term: PathExpr, hops: tuple[_Hop, ...], predicates: tuple[Evaluate, ...]
    ) -> None:
        self._start, self._leaf, self._order = term.start, term.leaf, term.order
        self._hops, self._predicates = hops, predicates

    def values(self, context: Context) -> list[object]:
        return [value for _, value in self.located(context)]

    def located(self, context: Context) -> Iterator[Located]:
        yield from self._from(context, context.frames[self._start], 0, ())

    def _from(self, context: Context, frame: object, depth: int, place: Spot) -> Iterator[Located]:
        if depth == len(self._hops):
            yield from self._at(context, frame, place)
            return
        hop = self._hops[depth]
        for index, instance in self._chosen(context, hop, frame):
            _enter(context, index, instance)
            yield from self._from(context, instance, depth + 1, (*place, hop.order, index))
            _leave(context)

    def _chosen(self, context: Context, hop: _Hop, frame: object) -> list[tuple[int, object]]:
        found = instances(frame, hop.key)
        context.spend(len(found) + 1)
        if hop.index is not None:
            place = hop.index(context)
            found = [each for each in found if each[0] + 1 == place]
        return _passing(context, len(context.frames), found, hop.predicates)

    def _at(self, context: Context, frame: object, place: Spot) -> Iterator[Located]:
        value = frame
        if self._leaf is not None:
            value = frame.get(self._leaf) if isinstance(frame, Mapping) else None
        if self._predicates:
            found = _passing(context, len(context.frames), [(0, value)], self._predicates)
            if not found:
                return
        yield (*place, self._order), value


@dataclass(frozen=True, slots=True)
class _Column:
    """The commonest walk: one question over all instances of one repeat."""

    start: int
    key: str
    leaf: str
    repeat_order: int
    order: int

    def values(self, context: Context) -> list[object]:
        found = instances(context.frames[self.start], self.key)
        context.spend(len(found) + 1)
        leaf = self.leaf
        return [node.get(leaf) for _, node in found]

    def located(self, context: Context) -> Iterator[Located]:
        found = instances(context.frames[self.start], self.key)
        for (index, _), value in zip(found, self.values(context), strict=True):
            yield (self.repeat_order, index, self.order), value


class _Choices:
    def __init__(self, term: ChoicesPath, predicates: tuple[Evaluate, ...]) -> None:
        self._items, self._column = term.items, term.column
        self._base, self._predicates = term.base, predicates

    def values(self, context: Context) -> list[object]:
        return [value for _, value in self.located(context)]

    def located(self, context: Context) -> Iterator[Located]:
        rows: list[tuple[int, object]] = list(enumerate(self._items.rows(context.language)))
        context.spend(len(rows))
        for index, row in _passing(context, self._base, rows, self._predicates):
            value = row
            if self._column is not None:
                value = row.get(self._column) if isinstance(row, Mapping) else None
            yield (_LISTS, index), value


class _Union:
    def __init__(self, parts: tuple[NodeSet, ...]) -> None:
        self._parts = parts

    def values(self, context: Context) -> list[object]:
        return [value for _, value in self.located(context)]

    def located(self, context: Context) -> Iterator[Located]:
        nodes = {place: value for part in self._parts for place, value in part.located(context)}
        for place in sorted(nodes):
            yield place, nodes[place]


class _Narrowed:
    def __init__(self, nodes: NodeSet, base: int, predicates: tuple[Evaluate, ...]) -> None:
        self._nodes, self._base, self._predicates = nodes, base, predicates

    def values(self, context: Context) -> list[object]:
        return [value for _, value in self.located(context)]

    def located(self, context: Context) -> Iterator[Located]:
        nodes = list(self._nodes.located(context))
        numbered = [(number, value) for number, (_, value) in enumerate(nodes)]
        for number, value in _passing(context, self._base, numbered, self._predicates):
            yield nodes[number][0], value


class _One:
    """The set of one node."""

    def __init__(self, run: Evaluate) -> None:
        self._run = run

    def values(self, context: Context) -> list[object]:
        return [self._run(context)]

    def located(self, context: Context) -> Iterator[Located]:
        yield (0,), self._run(context)
