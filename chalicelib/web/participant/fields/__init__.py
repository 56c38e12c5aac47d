"""A form as the fields of a page: what is asked and how, what was typed, what is wrong with it.

``page`` holds what fields are filled with, ``view_models`` what templates get, ``widgets`` how types ask,
``kept_fields`` what pages keep for the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from chalicelib.locales import N_
from chalicelib.web.participant.fields.kept_fields import KEPT, FieldsKey, KeptFields, write_part
from chalicelib.web.participant.fields.page import MAX_ROWS, ROW, FormPage, InstanceCounts
from chalicelib.web.participant.fields.planned_rows import PlannedRow, RowShape, plan_rows
from chalicelib.web.participant.fields.view_models import (
    Field,
    FieldState,
    FieldTexts,
    InstanceView,
    Media,
    Option,
    RepeatView,
    iter_fields,
)
from chalicelib.web.participant.fields.widgets import FieldContext, apply_widget, is_narrowed

if TYPE_CHECKING:
    from chalicelib.forms.tree import Node

__all__ = (
    "KEPT",
    "MAX_ROWS",
    "ROW",
    "Field",
    "FieldTexts",
    "FieldsKey",
    "FormPage",
    "InstanceCounts",
    "InstanceView",
    "KeptFields",
    "Media",
    "Option",
    "RepeatView",
    "build_fields",
    "iter_fields",
    "write_part",
)

_FORM = InstanceView()


def build_fields(page: FormPage) -> tuple[Field, ...]:
    """Build the fields of the whole form, in the order of the definition; groups and repeats hold theirs."""
    parts = _announce_privacy_once(tuple(_FieldBuilder(page).build(None, _FORM)))
    return tuple(map(page.kept.write_all, parts)) if page.kept is not None else parts


class _FieldBuilder:
    def __init__(self, page: FormPage) -> None:
        self._page = page
        self._plan = plan_rows(page.form)
        self._builders: Mapping[RowShape, Callable[[PlannedRow, InstanceView], Field]] = {
            RowShape.GROUP: self._group,
            RowShape.TABLE: self._table,
            RowShape.REPEAT: self._repeat,
            RowShape.HIDDEN: self._hidden_value,
            RowShape.NOTE: self._note,
            RowShape.QUESTION: self._field,
        }

    def build(self, container: Node | None, at: InstanceView) -> Iterator[Field]:
        for row in self._plan.get(container, ()):
            yield self._builders[row.shape](row, at)

    def _plain_field(self, kind: str, node: Node, at: InstanceView, state: FieldState) -> Field:
        page = self._page
        words = page.row_words(node, at)
        return Field(
            kind=kind,
            node=page.state.tree.index(node),
            label=words.label,
            title=words.title,
            hint=words.hint,
            guidance=words.guidance,
            media=page.media(node.row.media),
            hidden=state.hidden,
            relevance_text=page.describe_relevance(node) if state.has_relevance else "",
        )

    def _container(self, kind: str, node: Node, at: InstanceView) -> Field:
        return self._plain_field(kind, node, at, self._page.row_state(node, at))

    def _group(self, row: PlannedRow, at: InstanceView) -> Field:
        node = row.node
        return self._container("group", node, at).change(
            name=f"g.{at.prefix}{node.key}", parts=tuple(self.build(node, at))
        )

    def _table(self, row: PlannedRow, at: InstanceView) -> Field:
        group = self._group(row, at)
        return group.change(kind="table", parts=tuple(_rows_of_tables(group.parts)))

    def _note(self, row: PlannedRow, at: InstanceView) -> Field:
        node, state = row.node, self._page.row_state(row.node, at)

        def make() -> Field:
            name = f"g.{at.prefix}{node.key}"
            return self._plain_field("note", node, at, state).change(name=name)

        return self._recall(row, at, state, make) or make()

    def _field(self, row: PlannedRow, at: InstanceView) -> Field:
        page, node = self._page, row.node
        texts = page.field_texts(node, at)
        state = page.question_state(node, at)
        message = page.messages.get(f"{at.prefix}{node.key}", "")
        blank = self._recall(row, at, state, lambda: self._question(node, at, state, (), ""))
        if blank is None:
            return self._question(node, at, state, texts, message)
        return blank.answer(texts, message) if texts or message else blank

    def _recall(
        self, row: PlannedRow, at: InstanceView, state: FieldState, make: Callable[[], Field]
    ) -> Field | None:
        """Return the row's field without an answer; None where it holds more of what was sent."""
        kept = self._page.kept
        if kept is None or not row.is_alike or is_narrowed(self._page, row.node):
            return None
        place = row.number, at.prefix, state
        return kept.find(place) or kept.keep(place, make())

    def _question(
        self, node: Node, at: InstanceView, state: FieldState, texts: Sequence[str], message: str
    ) -> Field:
        row, key = node.row, f"{at.prefix}{node.key}"
        field = self._plain_field("line", node, at, state).change(
            key=key,
            name=f"q.{key}",
            required=state.required,
            requirement_varies=isinstance(row.required, str),
            is_read_only=state.is_read_only,
            message=message,
            value=texts[-1] if texts else "",
            announces_privacy=row.is_private,
        )
        return apply_widget(FieldContext(self._page, node, at, texts), field)

    def _hidden_value(self, row: PlannedRow, at: InstanceView) -> Field:
        field = self._field(row, at)
        return field.change(
            kind="hidden_value", hidden=False, relevance_text="", announces_privacy=False
        )

    def _repeat(self, row: PlannedRow, at: InstanceView) -> Field:
        page, node = self._page, row.node
        path = f"{at.prefix}{node.key}"
        field = self._container("repeat", node, at).change(key=path, name=f"r.{path}")
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
        field = self._container("instance", node, at)
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
