"""What must be settled before what: a form's rows in the order in which their expressions are evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chalicelib.forms.types import TYPES, AnswerSource
from chalicelib.xpath import references

if TYPE_CHECKING:
    from chalicelib.forms.logic.rules import Rules
    from chalicelib.forms.tree import FormTree, Node


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The rows of a form.

    In ``order`` every row stands after the groups and repeats around it and after all that its
    relevance, calculation and repeat count read. ``cycles`` are the sets of rows that wait for each
    other, each in document order: such a form cannot be evaluated. A calculation may read its own
    value (the one until now), which makes no cycle.
    """

    order: tuple[Node, ...]
    cycles: tuple[tuple[Node, ...], ...]


def dependencies(layout: FormTree, rules: Mapping[Node, Rules]) -> Dependencies:
    """The order of a form's rows under these rules; ties are broken by the document's order."""
    needs = {node: tuple(_needs(node, rules)) for node in layout.nodes}
    places = {node: place for place, node in enumerate(layout.nodes)}
    order: list[Node] = []
    cycles = []
    for component in _components(needs):
        component.sort(key=places.__getitem__)
        order += component
        if len(component) > 1 or _waits_for_itself(component[0], rules):
            cycles.append(tuple(component))
    cycles.sort(key=lambda cycle: places[cycle[0]])
    return Dependencies(tuple(order), tuple(cycles))


def _needs(node: Node, rules: Mapping[Node, Rules]) -> Iterator[Node]:
    if node.container is not None:
        yield node.container
    mine = rules.get(node)
    if mine is not None:
        reads = set(mine.reads)
        if mine.default is not None and _computes_default(node):
            reads |= references(mine.default)
        yield from (needed for needed in reads if needed is not node)


def _computes_default(node: Node) -> bool:
    """Whether the server evaluates the default too. The review also asks for rows of no known type."""
    kind = TYPES.get(node.row.type)
    return kind is not None and kind.source is AnswerSource.EXPRESSION


def _waits_for_itself(node: Node, rules: Mapping[Node, Rules]) -> bool:
    mine = rules.get(node)
    if mine is None:
        return False
    decisive = (mine.relevant, mine.repeat_count)
    return any(node in references(bound) for bound in decisive if bound is not None)


@dataclass(slots=True)
class _Visit:
    node: Node
    needs: Iterator[Node]


@dataclass(slots=True)
class _Search:
    """Tarjan's strongly connected components (1972), without recursion: a skip chain may be long."""

    needs: Mapping[Node, Iterable[Node]]
    found: dict[Node, int] = field(default_factory=dict)
    lowest: dict[Node, int] = field(default_factory=dict)
    open: dict[Node, None] = field(default_factory=dict)
    path: list[_Visit] = field(default_factory=list)

    def enter(self, node: Node) -> None:
        self.found[node] = self.lowest[node] = len(self.found)
        self.open[node] = None
        self.path.append(_Visit(node, iter(self.needs[node])))

    def step(self) -> list[Node] | None:
        """Go on to the next neighbour; gives a component when one is complete."""
        visit = self.path[-1]
        node = visit.node
        for needed in visit.needs:
            if needed not in self.found:
                self.enter(needed)
                return None
            if needed in self.open:
                self.lowest[node] = min(self.lowest[node], self.found[needed])
        self.path.pop()
        if self.path:
            above = self.path[-1].node
            self.lowest[above] = min(self.lowest[above], self.lowest[node])
        return self._closed(node) if self.lowest[node] == self.found[node] else None

    def _closed(self, node: Node) -> list[Node]:
        component = []
        while node in self.open:
            component.append(self.open.popitem()[0])
        return component


def _components(needs: Mapping[Node, Iterable[Node]]) -> Iterator[list[Node]]:
    """What waits for each other, after what it waits for."""
    search = _Search(needs)
    for node in needs:
        if node not in search.found:
            search.enter(node)
        while search.path:
            component = search.step()
            if component is not None:
                yield component
