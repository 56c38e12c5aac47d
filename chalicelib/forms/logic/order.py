"""The order in which a form's rows are settled: each after the rows that it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chalicelib.forms.logic.rules import NO_RULES, is_silent
from chalicelib.xpath import references

if TYPE_CHECKING:
    from chalicelib.forms.logic.rules import RowRules
    from chalicelib.forms.tree import FormTree, Node

_Graph = Mapping["Node", "Iterable[Node]"]


@dataclass(frozen=True, slots=True)
class RowOrder:
    """The rows of a form, sorted.

    In ``order`` every row comes after the groups and repeats around it and after all that its relevance,
    calculation and repeat count read; where possible, also after what its ``choice_filter`` reads.
    ``cycles`` are the sets of rows that wait for each other, each in document order: such a form cannot
    be evaluated. A calculation may read its own previous value, which makes no cycle.
    """

    order: tuple[Node, ...]
    cycles: tuple[tuple[Node, ...], ...]


def order_rows(tree: FormTree, rules: Mapping[Node, RowRules]) -> RowOrder:
    """Sort a form's rows; ties are broken by document order."""
    must = {node: tuple(_reads(node, rules)) for node in tree.nodes}
    wished = {node: (*must[node], *rules.get(node, NO_RULES).filter_reads) for node in tree.nodes}
    order: list[Node] = []
    cycles = []
    for linked in _components(wished):
        for component in _without_wishes(linked, must, tree):
            order += component
            if len(component) > 1 or _reads_itself(component[0], rules):
                cycles.append(tuple(component))
    cycles.sort(key=lambda cycle: tree.index(cycle[0]))
    return RowOrder(tuple(order), tuple(cycles))


def _without_wishes(linked: list[Node], must: _Graph, tree: FormTree) -> Iterator[list[Node]]:
    """The components of linked rows once choice filters do not count, each in document order."""
    if len(linked) == 1:
        yield linked
        return
    members = set(linked)
    linked.sort(key=tree.index)
    within = {node: [each for each in must[node] if each in members] for node in linked}
    for component in _components(within):
        component.sort(key=tree.index)
        yield component


def _reads(node: Node, rules: Mapping[Node, RowRules]) -> Iterator[Node]:
    if node.container is not None:
        yield node.container
    own = rules.get(node)
    if own is not None:
        reads = set(own.reads)
        if own.default is not None and is_silent(node.row):
            reads |= references(own.default)
        yield from (each for each in reads if each is not node)


def _reads_itself(node: Node, rules: Mapping[Node, RowRules]) -> bool:
    own = rules.get(node)
    if own is None:
        return False
    decisive = (own.relevant, own.repeat_count)
    return any(node in references(bound) for bound in decisive if bound is not None)


@dataclass(slots=True)
class _Visit:
    node: Node
    unseen: Iterator[Node]


@dataclass(slots=True)
class _Search:
    """Tarjan's strongly connected components (1972), without recursion: a skip chain may be long."""

    graph: _Graph
    indexes: dict[Node, int] = field(default_factory=dict)
    lowest: dict[Node, int] = field(default_factory=dict)
    stack: dict[Node, None] = field(default_factory=dict)
    path: list[_Visit] = field(default_factory=list)

    def enter(self, node: Node) -> None:
        self.indexes[node] = self.lowest[node] = len(self.indexes)
        self.stack[node] = None
        self.path.append(_Visit(node, iter(self.graph[node])))

    def advance(self) -> list[Node] | None:
        """Go to the next neighbour; return a component when one is complete."""
        visit = self.path[-1]
        node = visit.node
        for neighbour in visit.unseen:
            if neighbour not in self.indexes:
                self.enter(neighbour)
                return None
            if neighbour in self.stack:
                self.lowest[node] = min(self.lowest[node], self.indexes[neighbour])
        self.path.pop()
        if self.path:
            parent = self.path[-1].node
            self.lowest[parent] = min(self.lowest[parent], self.lowest[node])
        return self._pop_component(node) if self.lowest[node] == self.indexes[node] else None

    def _pop_component(self, node: Node) -> list[Node]:
        component = []
        while node in self.stack:
            component.append(self.stack.popitem()[0])
        return component


def _components(graph: _Graph) -> Iterator[list[Node]]:
    """The graph's strongly connected components, each after those that it leads to."""
    search = _Search(graph)
    for node in graph:
        if node not in search.indexes:
            search.enter(node)
        while search.path:
            component = search.advance()
            if component is not None:
                yield component
