"""A form's rows as its pages show them: what holds for each page is found out once per version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from chalicelib.forms.logic.rules import is_silent
from chalicelib.forms.types import GROUP, REPEAT, TYPES, ScriptReader, Widget

if TYPE_CHECKING:
    from chalicelib.forms.intake import Form
    from chalicelib.forms.tree import Node


class RowShape(Enum):
    """How a page shows a row."""

    GROUP = "group"
    TABLE = "table"
    REPEAT = "repeat"
    HIDDEN = "hidden"
    NOTE = "note"
    QUESTION = "question"


class PlannedRow(NamedTuple):
    """A row that pages show."""

    node: Node
    number: int
    """Its place in document order."""
    shape: RowShape
    is_alike: bool
    """Whether all pages show it alike but for its state and its own answer, which its HTML holds as a text or as chosen options."""


Plan = Mapping["Node | None", Sequence[PlannedRow]]

_TABLE: Final = frozenset({"table-list", "list-nolabel"})
_OF_SEVERAL_FIELDS: Final = frozenset(
    {ScriptReader.SEVERAL, ScriptReader.RANKING, ScriptReader.TICK}
)
"""The answers that no hidden field holds: where nobody sees the question, they are worked out at each submission."""
_ALIKE: Final = frozenset(
    {
        Widget.TEXT,
        Widget.NUMBER,
        Widget.NATIVE,
        Widget.CHOICES,
        Widget.SCALE,
        Widget.POSITION,
        Widget.BARCODE,
        Widget.NOTE,
    }
)


@lru_cache(maxsize=16)
def plan_rows(form: Form) -> Plan:
    """Return the rows that the form's pages show, in order, by the group or repeat that holds them."""
    nodes = form.page_logic.tree.nodes
    tables = {
        node if TYPES[node.row.type].is_container else node.container
        for node in nodes
        if _TABLE & node.row.appearances
    }
    plan: dict[Node | None, list[PlannedRow]] = {}
    for index, node in enumerate(nodes):
        shape = _shape(node, is_table=node in tables)
        if shape is not None:
            row = PlannedRow(node, index, shape, _is_alike(node, form))
            plan.setdefault(node.container, []).append(row)
    return plan


def _shape(node: Node, *, is_table: bool) -> RowShape | None:
    row, kind = node.row, TYPES[node.row.type]
    if row.type == GROUP:
        return RowShape.TABLE if is_table else RowShape.GROUP
    if row.type == REPEAT:
        return RowShape.REPEAT
    if is_silent(row):
        return None if kind.reader in _OF_SEVERAL_FIELDS else RowShape.HIDDEN
    if not kind.is_seen or "label" in row.appearances or row.is_silent:
        return None
    return RowShape.NOTE if kind.widget is Widget.NOTE else RowShape.QUESTION


def _is_alike(node: Node, form: Form) -> bool:
    row = node.row
    return (
        (TYPES[row.type].widget or Widget.TEXT) in _ALIKE
        and node not in form.page_logic.texts
        and not (row.or_other or row.role == "category")
        and not (row.parameters and row.parameters.randomize)
    )
