"""The pages of a form that is asked step by step, as its ``style`` and its groups say.

A top-level group or repeat is a page; neighbouring questions outside groups share one. A group that holds several groups is
a chapter: these are its pages, unless its appearance is ``field-list``. Without ``style`` all rows are on one page. (In Enketo each question
outside a ``field-list`` has a page of its own; on a phone that is more pressing than answering.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from chalicelib.forms.types import GROUP, TYPES
from chalicelib.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.forms.definition import Row
    from chalicelib.forms.logic.page_logic import PageLogic
    from chalicelib.forms.logic.page_state import PageState
    from chalicelib.forms.tree import FormTree, Node


_FIELD_LIST = "field-list"
_TABLE = frozenset({"table-list", "list-nolabel", "label"})


@dataclass(frozen=True, slots=True)
class PageRows:
    """One page: its number from 1, and its rows in order, without those inside them."""

    number: int
    rows: tuple[Node, ...]

    @property
    def heading(self) -> Node | None:
        """The group or repeat that the page is, whose label is its title; None for questions outside groups."""
        return next((node for node in self.rows if TYPES[node.row.type].is_container), None)

    @property
    def is_seen(self) -> bool:
        """Whether it ever shows something; calculations between two groups make a page that is never asked."""
        return any(_is_seen(node.row) for node in self.rows)


@dataclass(frozen=True, slots=True)
class PageLayout:
    """All pages of a form."""

    pages: tuple[PageRows, ...]
    chapters: frozenset[Node]
    """The groups that are divided into pages."""
    _numbers: Mapping[int, int]
    """The page of each row, by the row's order; of a chapter its first."""
    _by_key: Mapping[str, Node]
    """The questions outside repeats, and the outermost repeats."""

    @classmethod
    def of(cls, tree: FormTree, style: str | None) -> PageLayout:
        """Lay the rows out."""
        splitter = _Splitter(tree)
        top = splitter.inside(None)
        chunks = list(splitter.split(top)) if style else [top]
        pages = tuple(PageRows(number, tuple(rows)) for number, rows in enumerate(chunks, start=1))
        own = {node.order: each.number for each in pages for node in each.rows}
        numbers: dict[int, int] = {}
        for node in reversed(tree.nodes):
            around = (each.order for each in (node, *node.around))
            number = next((own[order] for order in around if order in own), None)
            numbers[node.order] = numbers[node.order + 1] if number is None else number
        by_key = {node.key: node for node in tree.root.nodes if not node.is_group}
        return cls(pages, frozenset(splitter.chapters), numbers, by_key)

    @property
    def seen_pages(self) -> list[PageRows]:
        """The pages that ever show something."""
        return [each for each in self.pages if each.is_seen]

    def page_of(self, node: Node) -> int:
        """Return the number of the row's page."""
        return self._numbers[node.order]

    def page_at(self, name: str) -> int | None:
        """Return the page of the answer of that name (``members[0]/age``, ``who_other``); None for none."""
        key = name.partition("[")[0]
        node = self._by_key.get(key) or self._by_key.get(key.removesuffix("_other"))
        return None if node is None else self.page_of(node)

    def asked_pages(self, state: PageState) -> list[int]:
        """Return the pages that ask or say something for these answers; the others are skipped."""
        asked = {
            self.page_of(node)
            for node in state.tree.root.nodes
            if _shows_something(node, (), state)
        }
        return sorted(asked)

    def list_seen(self, tree: FormTree) -> list[list[int]]:
        """Return for each page the rows by which the script decides as ``asked_pages`` does, by their indexes in the tree."""
        seen: list[list[int]] = [[] for _ in self.pages]
        for index, node in enumerate(tree.nodes):
            if not node.is_group and _is_seen(node.row):
                seen[self.page_of(node) - 1].append(index)
        return seen

    def decided_before(self, number: int, logic: PageLogic) -> frozenset[Node]:
        """Return the rows of a page, and around it, about which only earlier pages decide."""
        own = {node for node in logic.tree.nodes if self.page_of(node) == number}
        return frozenset(
            node
            for node in own.union(*(each.around for each in own))
            if all(self.page_of(each) < number for each in _deciding_questions(node, logic))
        )

    def is_awaited(self, number: int, logic: PageLogic) -> bool:
        """Return whether answers on that page, or later ones, can bring a further page."""
        return any(
            self.page_of(node) > number
            and _is_seen(node.row)
            and any(self.page_of(each) >= number for each in _deciding_questions(node, logic))
            for node in logic.tree.nodes
        )


class _Splitter:
    """Divides rows into pages, and notes the groups that it divides."""

    def __init__(self, tree: FormTree) -> None:
        self.chapters: list[Node] = []
        self._inside: dict[int, list[Node]] = {}
        for node in tree.nodes:
            self._inside.setdefault(node.container.order if node.container else 0, []).append(node)

    def inside(self, container: Node | None) -> list[Node]:
        """Return the rows directly inside a group, or those of the form."""
        return self._inside.get(container.order if container else 0, [])

    def split(self, rows: Sequence[Node]) -> Iterator[list[Node]]:
        """Yield the rows of each page."""
        loose: list[Node] = []
        for node in rows:
            if not TYPES[node.row.type].is_container:
                loose.append(node)
                continue
            if loose:
                yield loose
                loose = []
            if _is_chapter(node):
                self.chapters.append(node)
                yield from self.split(self.inside(node))
            else:
                yield [node]
        if loose:
            yield loose


def _is_chapter(node: Node) -> bool:
    rows = [each for each in node.row.questions if not TYPES[each.type].is_container]
    groups = [each for each in node.row.questions if each.type == GROUP and _is_seen(each)]
    words = node.row.appearances.union(*(row.appearances for row in rows))
    return node.is_group and len(groups) > 1 and not words & (_TABLE | {_FIELD_LIST})


def _is_seen(row: Row) -> bool:
    """Return whether a page shows the row, or one within it."""
    if TYPES[row.type].is_container:
        return any(map(_is_seen, row.questions))
    return TYPES[row.type].is_seen and "label" not in row.appearances and not row.is_silent


def _shows_something(node: Node, indexes: tuple[int, ...], state: PageState) -> bool:
    """Return whether a page shows the row itself, in this instance; a group is not asked, its questions are."""
    if node.is_group or not _is_seen(node.row) or not state.is_asked(node, indexes):
        return False
    if node.inner is None:
        return True
    count = state.instance_count(node, indexes)
    return count is None or any(
        _shows_something(each, (*indexes, index), state)
        for index in range(count)
        for each in node.inner.nodes
    )


def _deciding_questions(node: Node, logic: PageLogic) -> Iterator[Node]:
    """Yield the rows that people answer, or of which they add instances, and that decide about a row."""
    waiting = [node, *node.around]
    seen = set(waiting)
    while waiting:
        for each in logic.decided_by(waiting.pop()):
            if each in seen:
                continue
            seen.add(each)
            waiting += [each, *(around for around in each.around if around not in seen)]
            question = logic.logic.questions.by_node.get(each)
            is_added = each.inner is not None and each.row.repeat_count is None
            if is_added or (question is not None and question.is_entered):
                yield each
