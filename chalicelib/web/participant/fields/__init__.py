"""A form as the fields of a page: what is asked and how, what was typed, what is wrong with it.

``page`` holds what fields are filled with, ``view_models`` what templates get, ``widgets`` how types ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from chalicelib.forms.logic.rules import is_silent
from chalicelib.forms.types import GROUP, REPEAT, TYPES, ScriptReader, Widget
from chalicelib.locales import N_
from chalicelib.web.participant.fields.page import MAX_ROWS, ROW, FormPage, InstanceCounts
from chalicelib.web.participant.fields.view_models import (
    Field,
    FieldTexts,
    InstanceView,
    Media,
    Option,
    RepeatView,
    iter_fields,
)
from chalicelib.web.participant.fields.widgets import FieldContext, apply_widget

if TYPE_CHECKING:
    from chalicelib.forms.tree import Node

__all__ = (
    "MAX_ROWS",
    "ROW",
    "Field",
    "FieldTexts",
    "FormPage",
    "InstanceCounts",
    "InstanceView",
    "Media",
    "Option",
    "RepeatView",
    "build_fields",
    "iter_fields",
)

_TABLE = frozenset({"table-list", "list-nolabel"})
_OF_SEVERAL_FIELDS = frozenset({ScriptReader.SEVERAL, ScriptReader.RANKING, ScriptReader.TICK})
"""The answers that no hidden field holds: where nobody sees the question, they are worked out at each submission."""
_FORM = InstanceView()


def build_fields(page: FormPage) -> tuple[Field, ...]:
    """Build the fields of the whole form, in the order of the definition; groups and repeats hold theirs."""
    children: dict[int, list[Node]] = {}
    for node in page.state.tree.nodes:
        children.setdefault(id(node.container), []).append(node)
    return _announce_privacy_once(tuple(_FieldBuilder(page, children).build(None, _FORM)))


class _FieldBuilder:
    def __init__(self, page: FormPage, children: Mapping[int, Sequence[Node]]) -> None:
        self._page = page
        self._children = children

    def build(self, container: Node | None, at: InstanceView) -> Iterator[Field]:
        for node in self._children.get(id(container), ()):
            kind = TYPES[node.row.type]
            if node.row.type == GROUP:
                yield self._group(node, at)
            elif node.row.type == REPEAT:
                yield self._repeat(node, at)
            elif is_silent(node.row):
                if kind.reader not in _OF_SEVERAL_FIELDS:
                    yield self._hidden_value(node, at)
            elif kind.is_seen and "label" not in node.row.appearances and not node.row.is_silent:
                yield self._field(node, at)

    def _plain_field(self, kind: str, node: Node, at: InstanceView) -> Field:
        page, row = self._page, node.row
        words = page.row_words(node, at)
        relevant = at.is_blank or page.state.is_asked(node, at.rows)
        return Field(
            kind=kind,
            node=page.state.tree.index(node),
            label=words.label,
            title=words.title,
            hint=words.hint,
            guidance=words.guidance,
            media=page.media(row.media),
            hidden=page.fits(node) and not relevant,
            relevance_text="" if page.fits(node) else page.describe_relevance(node),
        )

    def _group(self, node: Node, at: InstanceView) -> Field:
        field = self._plain_field("group", node, at).change(name=f"g.{at.prefix}{node.key}")
        parts = tuple(self.build(node, at))
        children = self._children.get(id(node), ())
        inner = [child.row for child in children if not TYPES[child.row.type].is_container]
        if not _TABLE & {word for row in (node.row, *inner) for word in row.appearances}:
            return field.change(parts=parts)
        return field.change(kind="table", parts=tuple(_rows_of_tables(parts)))

    def _field(self, node: Node, at: InstanceView) -> Field:
        page, row = self._page, node.row
        field = self._plain_field("line", node, at)
        key = f"{at.prefix}{node.key}"
        if TYPES[row.type].widget is Widget.NOTE:
            return field.change(kind="note", name=f"g.{key}")
        texts = page.field_texts(node, at)
        value = texts[-1] if texts else ""
        field = field.change(
            key=key,
            name=f"q.{key}",
            required=page.state.is_required(node, at.rows),
            requirement_varies=isinstance(row.required, str),
            is_read_only=page.state.is_read_only(node, at.rows),
            message=page.messages.get(key, ""),
            value=value,
            announces_privacy=row.is_private,
        )
        return apply_widget(FieldContext(page, node, at), field)

    def _hidden_value(self, node: Node, at: InstanceView) -> Field:
        field = self._field(node, at)
        return field.change(
            kind="hidden_value", hidden=False, relevance_text="", announces_privacy=False
        )

    def _repeat(self, node: Node, at: InstanceView) -> Field:
        page, path = self._page, f"{at.prefix}{node.key}"
        field = self._plain_field("repeat", node, at).change(key=path, name=f"r.{path}")
        count = None if at.is_blank else page.state.instance_count(node, at.rows)
        indexes = self._instance_indexes(node, at, count)
        parts = tuple(
            self._instance(node, at.inner(node.key, index), str(index + 1)) for index in indexes
        )
        return field.change(
            message=page.messages.get(path, ""),
            parts=parts,
            repeat=RepeatView(
                path=path,
                is_counted=node.row.repeat_count is not None,
                is_full=len(parts) >= MAX_ROWS,
                blank=self._instance(node, at.blank(node.key), "#"),
            ),
        )

    def _instance_indexes(self, node: Node, at: InstanceView, count: int | None) -> range:
        if count is not None:
            return range(min(count, MAX_ROWS))
        is_counted = node.row.repeat_count is not None
        if at.is_blank:
            return range(0 if is_counted else 1)
        return range(self._page.instance_counts(f"{at.prefix}{node.key}", is_counted))

    def _instance(self, node: Node, at: InstanceView, number: str) -> Field:
        page = self._page
        field = self._plain_field("instance", node, at)
        path = at.prefix.removesuffix("/")
        heading = field.label or Markup("{}").format(page.translate(N_("Entry")))
        parts = tuple(self.build(node, at))
        return field.change(
            name=f"q.{path}",
            label=heading,
            value=number,
            hint=None,
            guidance=None,
            media=None,
            relevance_text="",
            hidden=False,
            parts=parts,
        )


def _rows_of_tables(parts: tuple[Field, ...]) -> Iterator[Field]:
    """Yield the parts, neighbouring questions with the same choices as the rows of one table."""
    table: list[Field] = []
    for part in parts:
        if table and not _have_same_options(table[-1], part):
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
    head = rows[0].change(kind="table_head", node=-1, hidden=False, relevance_text="", message="")
    yield head.change(announces_privacy=False, key="", name="")
    for row in rows:
        yield row.change(kind="table_row")


def _have_same_options(one: Field, other: Field) -> bool:
    return other.kind == "choices" and [option.value for option in one.options] == [
        option.value for option in other.options
    ]


def _announce_privacy_once(parts: tuple[Field, ...]) -> tuple[Field, ...]:
    """Let only the first private field announce that it and its like are private."""
    announced = False

    def mark(part: Field) -> Field:
        nonlocal announced
        if part.parts:
            return part.change(parts=tuple(mark(inner) for inner in part.parts))
        if not part.announces_privacy or not announced:
            announced = announced or part.announces_privacy
            return part
        return part.change(announces_privacy=False)

    return tuple(mark(part) for part in parts)
