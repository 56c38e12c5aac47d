"""A compiled form as the fields of a page: what is asked, how, what was typed, what is wrong with it.

``page`` says what fields are filled with, ``shape`` what they are, ``kinds`` how each type asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from chalicelib.forms.types import GROUP, REPEAT, TYPES, AnswerSource, Widget
from chalicelib.locales import N_
from chalicelib.web.participant.fields.page import MAX_ROWS, ROW, FormPage, InstanceCounts
from chalicelib.web.participant.fields.view_models import (
    Field,
    InstanceView,
    Media,
    Option,
    RepeatView,
    Typed,
    every,
)
from chalicelib.web.participant.fields.widgets import Asked, finished

if TYPE_CHECKING:
    from chalicelib.forms.tree import Node

__all__ = (
    "MAX_ROWS",
    "ROW",
    "Field",
    "FormPage",
    "InstanceCounts",
    "InstanceView",
    "Media",
    "Option",
    "RepeatView",
    "Typed",
    "every",
    "parts_of",
)

_TABLE = frozenset({"table-list", "list-nolabel"})
_FIRST = InstanceView()


def parts_of(page: FormPage) -> tuple[Field, ...]:
    """The whole form, groups, repeats and all, in the order of the definition."""
    children: dict[int, list[Node]] = {}
    for node in page.state.tree.nodes:
        children.setdefault(id(node.container), []).append(node)
    return _private_marked(tuple(_Builder(page, children).parts(None, _FIRST)))


class _Builder:
    def __init__(self, page: FormPage, children: Mapping[int, Sequence[Node]]) -> None:
        self._page = page
        self._children = children

    def parts(self, container: Node | None, at: InstanceView) -> Iterator[Field]:
        for node in self._children.get(id(container), ()):
            kind = TYPES[node.row.type]
            if node.row.type == GROUP:
                yield self._group(node, at)
            elif node.row.type == REPEAT:
                yield self._repeat(node, at)
            elif kind.is_seen and "label" not in node.row.appearances:
                yield self._field(node, at)
            elif kind.source is AnswerSource.EXPRESSION:
                yield self._carried(node, at)

    def _plain(self, kind: str, node: Node, at: InstanceView) -> Field:
        page, row = self._page, node.row
        relevant = at.is_blank or page.state.is_asked(node, at.rows)
        return Field(
            kind=kind,
            node=page.state.tree.index(node),
            label=page.text(row.label, at, node),
            title=page.title(row.label, at, node),
            hint=page.text(row.hint, at, node) or None,
            guidance=page.text(row.guidance_hint, at, node) or None,
            media=page.media(row.media),
            hidden=page.fits and not relevant,
            depends="" if page.fits else page.describe_relevance(node),
        )

    def _group(self, node: Node, at: InstanceView) -> Field:
        made = replace(self._plain("group", node, at), name=f"g.{at.prefix}{node.key}")
        parts = tuple(self.parts(node, at))
        inner = [child.row for child in self._children.get(id(node), ())]
        if not _TABLE & {word for row in (node.row, *inner) for word in row.appearances}:
            return replace(made, parts=parts)
        return replace(made, kind="table", parts=tuple(_rows_of_tables(parts)))

    def _field(self, node: Node, at: InstanceView) -> Field:
        page, row = self._page, node.row
        made = self._plain("line", node, at)
        key = f"{at.prefix}{node.key}"
        if TYPES[row.type].widget is Widget.NOTE:
            return replace(made, kind="note", name=f"g.{key}")
        texts = page.texts(node, at)
        value = texts[-1] if texts else ""
        made = replace(
            made,
            key=key,
            name=f"q.{key}",
            required=page.state.is_required(node, at.rows),
            varies=isinstance(row.required, str),
            locked=page.state.is_read_only(node, at.rows),
            message=page.messages.get(key, ""),
            value=value,
            opens_private=row.is_private,
        )
        return finished(Asked(page, node, at), made)

    def _carried(self, node: Node, at: InstanceView) -> Field:
        made = self._field(node, at)
        return replace(made, kind="carried", hidden=False, depends="", opens_private=False)

    def _repeat(self, node: Node, at: InstanceView) -> Field:
        page, path = self._page, f"{at.prefix}{node.key}"
        made = replace(self._plain("repeat", node, at), key=path, name=f"r.{path}")
        counted = None if at.is_blank else page.state.instance_count(node, at.rows)
        rows = self._rows(node, at, counted)
        parts = tuple(self._instance(node, at.inner(node.key, row), str(row + 1)) for row in rows)
        return replace(
            made,
            message=page.messages.get(path, ""),
            parts=parts,
            repeat=RepeatView(
                path=path,
                counted=node.row.repeat_count is not None,
                full=len(parts) >= MAX_ROWS,
                blank=self._instance(node, at.blank(node.key), "#"),
            ),
        )

    def _rows(self, node: Node, at: InstanceView, counted: int | None) -> range:
        if counted is not None:
            return range(min(counted, MAX_ROWS))
        is_counted = node.row.repeat_count is not None
        if at.is_blank:
            return range(0 if is_counted else 1)
        return range(self._page.shown(f"{at.prefix}{node.key}", is_counted))

    def _instance(self, node: Node, at: InstanceView, number: str) -> Field:
        page = self._page
        made = self._plain("instance", node, at)
        place = at.prefix.removesuffix("/")
        heading = made.label or Markup("{}").format(page.say(N_("Entry")))
        parts = tuple(self.parts(node, at))
        return replace(
            made,
            name=f"q.{place}",
            label=heading,
            value=number,
            hint=None,
            guidance=None,
            media=None,
            depends="",
            hidden=False,
            parts=parts,
        )


def _rows_of_tables(parts: tuple[Field, ...]) -> Iterator[Field]:
    """Questions with the same choices as rows of one table; a mere heading of one is left out."""
    table: list[Field] = []
    for part in parts:
        if table and not _alike(table[-1], part):
            yield from _table(table)
            table = []
        if part.kind == "choices" and part.other is None:
            table.append(part)
        else:
            yield part
    yield from _table(table)


def _table(rows: Sequence[Field]) -> Iterator[Field]:
    if not rows:
        return
    head = replace(rows[0], kind="table_head", node=-1, hidden=False, depends="", message="")
    yield replace(head, opens_private=False, key="", name="")
    for row in rows:
        yield replace(row, kind="table_row")


def _alike(one: Field, other: Field) -> bool:
    return other.kind == "choices" and [option.value for option in one.options] == [
        option.value for option in other.options
    ]


def _private_marked(parts: tuple[Field, ...]) -> tuple[Field, ...]:
    """Only the first private field announces that it and its like are private."""
    announced = False

    def marked(part: Field) -> Field:
        nonlocal announced
        if part.parts:
            return replace(part, parts=tuple(marked(inner) for inner in part.parts))
        first = part.opens_private and not announced
        announced = announced or part.opens_private
        return replace(part, opens_private=first)

    return tuple(marked(part) for part in parts)
