"""The strongly connected components of a graph: what waits for each other, in dependency order."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


def strong_components(graph: Mapping[T, Iterable[T]]) -> Iterator[list[T]]:
    """Yield each component after those that its members lead to; a node without a circle is one by itself.

    Args:
        graph: each node's neighbours; every neighbour is a key too.
    """
    search = _Search(graph)
    for node in graph:
        if node not in search.indexes:
            search.enter(node)
        while search.path:
            component = search.advance()
            if component is not None:
                yield component


@dataclass(slots=True)
class _Visit(Generic[T]):
    node: T
    unseen: Iterator[T]


@dataclass(slots=True)
class _Search(Generic[T]):
    """Tarjan's algorithm (1972), without recursion: a skip chain may be long."""

    graph: Mapping[T, Iterable[T]]
    indexes: dict[T, int] = field(default_factory=dict)
    lowest: dict[T, int] = field(default_factory=dict)
    stack: dict[T, None] = field(default_factory=dict)
    path: list[_Visit[T]] = field(default_factory=list)

    def enter(self, node: T) -> None:
        self.indexes[node] = self.lowest[node] = len(self.indexes)
        self.stack[node] = None
        self.path.append(_Visit(node, iter(self.graph[node])))

    def advance(self) -> list[T] | None:
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

    def _pop_component(self, node: T) -> list[T]:
        component = []
        while node in self.stack:
            component.append(self.stack.popitem()[0])
        return component
