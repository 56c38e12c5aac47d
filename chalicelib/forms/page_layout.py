"""The pages of a form that is asked step by step, as its ``style`` and its top-level groups say.

A top-level group or repeat is a page; neighbouring questions outside groups share one. What nobody sees belongs to
the page beside it. Without ``style`` all rows are on one page. (In Enketo each question outside a group
has a page of its own; on a phone that is more pressing than answering.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.forms.types import TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.forms.definition import Row
    from chalicelib.forms.logic.page_logic import PageLogic
    from chalicelib.forms.logic.page_state import PageState
    from chalicelib.forms.tree import FormTree, Node


@dataclass(frozen=True, slots=True)
class PageRows:
    """One page: its number from 1, and its top-level rows in order."""

    number: int
    rows: tuple[Node, ...]

    @property
    def heading(self) -> Node | None:
        """The group or repeat that the page is, whose label is its title; None for questions outside groups."""
        return next((node for node in self.rows if TYPES[node.row.type].is_container), None)


@dataclass(frozen=True, slots=True)
class PageLayout:
    """All pages of a form."""

    pages: tuple[PageRows, ...]
    _numbers: Mapping[int, int]
    """The page of each row, by the row's order."""
    _by_key: Mapping[str, Node]
    """The rows outside repeats, and the outermost repeats."""

    @classmethod
    def of(cls, tree: FormTree, style: str | None) -> PageLayout:
        """Lay the rows out."""
        top = [node for node in tree.nodes if node.container is None]
        chunks = _split(top) if style else [top]
        pages = tuple(PageRows(number, tuple(rows)) for number, rows in enumerate(chunks, start=1))
        own = {node.order: each.number for each in pages for node in each.rows}
        numbers = {node.order: own[[node, *node.around][-1].order] for node in tree.nodes}
        return cls(pages, numbers, {node.key: node for node in tree.root.nodes})

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

    def decided_before(self, number: int, logic: PageLogic) -> frozenset[Node]:
        """Return the rows of a page about which only earlier pages decide: whether and with what they are asked."""
        return frozenset(
            node
            for node in logic.tree.nodes
            if self.page_of(node) == number
            and all(self.page_of(each) < number for each in _deciding_questions(node, logic))
        )


def _split(top: Sequence[Node]) -> list[list[Node]]:
    pages: list[list[Node]] = []
    loose: list[Node] = []
    for node in top:
        if not TYPES[node.row.type].is_container or not _is_seen(node.row):
            loose.append(node)
        elif any(_is_seen(each.row) for each in loose):
            pages += [loose, [node]]
            loose = []
        else:
            pages.append([*loose, node])
            loose = []
    if pages and not any(_is_seen(each.row) for each in loose):
        pages[-1] += loose
    else:
        pages.append(loose)
    return pages


def _is_seen(row: Row) -> bool:
    """Return whether a page shows the row, or one within it."""
    if TYPES[row.type].is_container:
        return any(map(_is_seen, row.questions))
    return TYPES[row.type].is_seen and "label" not in row.appearances


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
