"""Where every row of a form stands: its path, its scope, its key, its JSON pointer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chalicelib.spelling import SimilarNames

if TYPE_CHECKING:
    from chalicelib.forms.definition import Row

GROUP = "begin_group"
REPEAT = "begin_repeat"


@dataclass(eq=False, slots=True)
class Scope:
    """The rows that share one object of answers: the form's own, or one instance of a repeat.

    ``depth`` is 0 for the form. ``nodes`` are in document order: what groups hold counts here, a
    repeat is one of them, and what it holds is in its own scope.
    """

    repeat: Node | None
    parent: Scope | None
    depth: int
    nodes: list[Node] = field(default_factory=list)

    @property
    def chain(self) -> tuple[Scope, ...]:
        """The scopes from the form's to this one."""
        return (*self.parent.chain, self) if self.parent else (self,)


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """One row in its place; equal only to itself.

    ``order`` counts rows in document order, from 1. ``path`` are the names from the form to it. ``key`` is under what its answer is found in its
    scope: the name, or the path within the scope where the name occurs there twice. ``container``
    is the group or repeat directly around it; ``inner`` is a repeat's own scope.
    """

    row: Row
    order: int
    path: tuple[str, ...]
    pointer: str
    key: str
    scope: Scope
    container: Node | None
    inner: Scope | None

    @property
    def is_group(self) -> bool:
        """Whether it only lays out."""
        return self.row.type == GROUP

    @property
    def around(self) -> Iterator[Node]:
        """The groups and repeats that hold it, the nearest first."""
        node = self.container
        while node is not None:
            yield node
            node = node.container


@dataclass(frozen=True, eq=False, slots=True)
class FormTree:
    """A form's rows in their places, in document order."""

    root: Scope
    nodes: tuple[Node, ...]
    _by_name: Mapping[str, tuple[Node, ...]]
    _by_path: Mapping[tuple[str, ...], Node]
    _indexes: Mapping[Node, int]
    _similar: SimilarNames

    @classmethod
    def of(cls, rows: Sequence[Row]) -> FormTree:
        """The layout of a form's rows."""
        walk = _Walk()
        root = Scope(repeat=None, parent=None, depth=0)
        walk.scope(rows, root, _Place(path=(), pointer="/questions", container=None))
        by_name: dict[str, list[Node]] = {}
        for node in walk.nodes:
            by_name.setdefault(node.row.name, []).append(node)
        return cls(
            root=root,
            nodes=tuple(walk.nodes),
            _by_name={name: tuple(nodes) for name, nodes in by_name.items()},
            _by_path={node.path: node for node in reversed(walk.nodes)},
            _indexes={node: index for index, node in enumerate(walk.nodes)},
            _similar=SimilarNames(by_name),
        )

    def nearest(self, name: str) -> str | None:
        """The name that was probably meant, if one is like it."""
        return self._similar.find(name)

    def rows_named(self, name: str) -> tuple[Node, ...]:
        """The rows of that name; more than one where it is used in several groups."""
        return self._by_name.get(name, ())

    def index(self, node: Node) -> int:
        """The row's index in document order, from 0."""
        return self._indexes[node]

    def at(self, path: Sequence[str]) -> Node | None:
        """The row at that path, or None."""
        return self._by_path.get(tuple(path))


@dataclass(frozen=True, slots=True)
class _Place:
    path: tuple[str, ...]
    pointer: str
    container: Node | None


class _Walk:
    def __init__(self) -> None:
        self.nodes: list[Node] = []

    def scope(self, rows: Sequence[Row], scope: Scope, place: _Place) -> None:
        times = Counter(_names(rows))
        self._rows(rows, scope, place, times, len(place.path))

    def _rows(
        self, rows: Sequence[Row], scope: Scope, place: _Place, times: Counter[str], cut: int
    ) -> None:
        for number, row in enumerate(rows):
            path = (*place.path, row.name)
            key = row.name if times[row.name] == 1 else "/".join(path[cut:])
            inner = Scope(None, scope, scope.depth + 1) if row.type == REPEAT else None
            pointer = f"{place.pointer}/{number}"
            order = len(self.nodes) + 1
            node = Node(row, order, path, pointer, key, scope, place.container, inner)
            self.nodes.append(node)
            scope.nodes.append(node)
            within = _Place(path=path, pointer=f"{pointer}/questions", container=node)
            if inner is not None:
                inner.repeat = node
                self.scope(row.questions, inner, within)
            elif row.type == GROUP:
                self._rows(row.questions, scope, within, times, cut)


def _names(rows: Sequence[Row]) -> Iterator[str]:
    """The names that can be answers' keys in one scope: groups have no answer of their own."""
    for row in rows:
        if row.type == GROUP:
            yield from _names(row.questions)
        else:
            yield row.name
