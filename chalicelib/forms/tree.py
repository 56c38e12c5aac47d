"""The tree of a form's rows: the path, scope, key and JSON pointer of each."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from chalicelib.frozen import dataclass
from chalicelib.spelling import SimilarNames

if TYPE_CHECKING:
    from chalicelib.forms.definition import Row

GROUP = "begin_group"
REPEAT = "begin_repeat"


@dataclasses.dataclass(eq=False, slots=True)
class Scope:
    """The rows that share one object of answers: the form's own, or one instance of a repeat.

    ``depth`` is 0 for the form. ``nodes`` are in document order; rows inside groups are among them. A
    repeat is one node, and the rows inside it are in a scope of their own.
    """

    repeat: Node | None
    parent: Scope | None
    depth: int
    nodes: list[Node] = field(default_factory=list)

    @property
    def chain(self) -> tuple[Scope, ...]:
        """The scopes from the form's own to this one."""
        return (*self.parent.chain, self) if self.parent else (self,)


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """One row in the tree; equal only to itself.

    ``order`` counts rows in document order, from 1. ``path`` are the names from the form to it. ``key``
    is the key of its answer in its scope: the name, or the path within the scope if the name occurs
    twice in it. ``container`` is the group or repeat directly around it; ``inner`` a repeat's own scope.
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
        """Whether it is a group, which has no answers of its own."""
        return self.row.type == GROUP

    @property
    def around(self) -> Iterator[Node]:
        """The groups and repeats around it, the nearest first."""
        node = self.container
        while node is not None:
            yield node
            node = node.container


@dataclass(frozen=True, eq=False, slots=True)
class FormTree:
    """All rows of a form, in document order."""

    root: Scope
    nodes: tuple[Node, ...]
    _by_name: Mapping[str, tuple[Node, ...]]
    _by_path: Mapping[tuple[str, ...], Node]
    _similar: SimilarNames

    @classmethod
    def of(cls, rows: Sequence[Row]) -> FormTree:
        """Build the tree of a form's rows."""
        builder = _TreeBuilder()
        root = Scope(repeat=None, parent=None, depth=0)
        builder.add_scope(rows, root, _Parent(path=(), pointer="/questions", container=None))
        by_name: dict[str, list[Node]] = {}
        for node in builder.nodes:
            by_name.setdefault(node.row.name, []).append(node)
        return cls(
            root=root,
            nodes=tuple(builder.nodes),
            _by_name={name: tuple(nodes) for name, nodes in by_name.items()},
            _by_path={node.path: node for node in reversed(builder.nodes)},
            _similar=SimilarNames(by_name),
        )

    def nearest(self, name: str) -> str | None:
        """Return the name that was probably meant, or None."""
        return self._similar.find(name)

    def rows_named(self, name: str) -> tuple[Node, ...]:
        """Return the rows of that name; several if groups or repeats use it again."""
        return self._by_name.get(name, ())

    def index(self, node: Node) -> int:
        """Return the row's index in document order, from 0."""
        return node.order - 1

    def at(self, path: Sequence[str]) -> Node | None:
        """Return the row at that path, or None."""
        return self._by_path.get(tuple(path))


@dataclass(frozen=True, slots=True)
class _Parent:
    path: tuple[str, ...]
    pointer: str
    container: Node | None


class _TreeBuilder:
    def __init__(self) -> None:
        self.nodes: list[Node] = []

    def add_scope(self, rows: Sequence[Row], scope: Scope, parent: _Parent) -> None:
        times = Counter(_names(rows))
        self._add_rows(rows, scope, parent, times, len(parent.path))

    def _add_rows(
        self, rows: Sequence[Row], scope: Scope, parent: _Parent, times: Counter[str], depth: int
    ) -> None:
        for index, row in enumerate(rows):
            path = (*parent.path, row.name)
            key = row.name if times[row.name] == 1 else "/".join(path[depth:])
            inner = Scope(None, scope, scope.depth + 1) if row.type == REPEAT else None
            pointer = f"{parent.pointer}/{index}"
            order = len(self.nodes) + 1
            node = Node(row, order, path, pointer, key, scope, parent.container, inner)
            self.nodes.append(node)
            scope.nodes.append(node)
            inside = _Parent(path=path, pointer=f"{pointer}/questions", container=node)
            if inner is not None:
                inner.repeat = node
                self.add_scope(row.questions, inner, inside)
            elif row.type == GROUP:
                self._add_rows(row.questions, scope, inside, times, depth)


def _names(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the names that can be keys of answers in one scope: those of all rows but groups."""
    for row in rows:
        if row.type == GROUP:
            yield from _names(row.questions)
        else:
            yield row.name
