"""What a form's page may weigh: Lambda sends at most 6 MB, and a phone on a bad line loads all of it.

The weight is a close upper estimate of the HTML of the empty page, in bytes, in the language whose texts are the
longest; `tests/web/participant/test_page_weight.py` compares it with pages. Constants are the markup around the
texts, measured and rounded up.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from typing import Final

from chalicelib.errors import Problem
from chalicelib.forms.definition import Choice, Row
from chalicelib.forms.logic.rules import EXPRESSIONS
from chalicelib.forms.problems import problem
from chalicelib.forms.tree import Node
from chalicelib.forms.types import Selection, find_type
from chalicelib.forms.validation.review_input import ReviewInput
from chalicelib.locales import Language
from chalicelib.xpath.typed_ast import BoundExpression, columns_read, tables_read

MAX_WEIGHT: Final = 2_500_000
"""In bytes. What is typed (256 KB as it is sent) comes back in the same page and may grow fivefold."""
_MEGABYTE: Final = 1_000_000
_ROW: Final = 600
_CHOICE: Final = 170
_FILTERED_CHOICE: Final = 130
_RANKED_OPTION: Final = 50
_MEDIA: Final = 300
_UPLOAD: Final = 150
_DATA_ROW: Final = 4
_DATA_CELL: Final = 8
_TEXTS: Final = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
_EXPRESSIONS: Final = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count")
_EXPRESSION_GROWTH: Final = 8
"""The script gets an expression as a tree."""


def weight_problems(draft: ReviewInput) -> Iterator[Problem]:
    """Yield an error at the heaviest row of a form whose page would weigh more than it may."""
    total = page_weight(draft)
    if total > MAX_WEIGHT:
        weights = _Scales(draft).rows()
        heaviest = max(weights, key=lambda node: weights[node])
        yield problem(
            "form.page_too_heavy",
            heaviest.pointer,
            size=f"{total / _MEGABYTE:.1f}",
            limit=f"{MAX_WEIGHT / _MEGABYTE:.1f}",
            name=heaviest.row.name,
            share=f"{weights[heaviest] / _MEGABYTE:.1f}",
        )


def page_weight(draft: ReviewInput) -> int:
    """Return the weight of the form's page in bytes, without the frame that every page has."""
    scales = _Scales(draft)
    return sum(scales.rows().values()) + scales.filtered_lists() + scales.data_read()


class _Scales:
    """Weighs the rows of one form; a list is weighed once."""

    def __init__(self, draft: ReviewInput) -> None:
        self._draft = draft
        self._choices = cache(lambda name: sum(map(_choice_weight, self._list(name))))

    def _list(self, name: str | None) -> Sequence[Choice]:
        return self._draft.readable.get(name or "", ())

    def rows(self) -> dict[Node, int]:
        """Weigh each row."""
        return {node: self._row(node) for node in self._draft.tree.nodes}

    def _row(self, node: Node) -> int:
        """Weigh a row, in a repeat for the template of an instance and for the first one."""
        row = node.row
        weight = _ROW + 2 * sum(_text_weight(getattr(row, key)) for key in _TEXTS)
        weight += _EXPRESSION_GROWTH * sum(_expression_length(row, key) for key in _EXPRESSIONS)
        weight += _MEDIA * len(row.media)
        kind = find_type(row.type)
        weight += _UPLOAD if kind is not None and kind.is_upload else 0
        if kind is not None and kind.selection is not None:
            weight += self._choices(row.list_name)
            if kind.selection is Selection.RANKED:
                weight += _RANKED_OPTION * len(self._list(row.list_name)) ** 2
        return weight << _repeats_around(node)  # doubled by each repeat

    def filtered_lists(self) -> int:
        """Weigh the lists that the script gets as well, because a question filters them."""
        rows = (node.row for node in self._draft.tree.nodes)
        names = {row.list_name for row in rows if row.choice_filter}
        return sum(
            _FILTERED_CHOICE + _choice_weight(choice) + sum(map(_length, choice.columns.values()))
            for name in names
            for choice in self._list(name)
        )

    def data_read(self) -> int:
        """Weigh the rows of data that the script gets: the columns that expressions read."""
        bounds = [*_bounds(self._draft)]
        columns = {column for bound in bounds for column in columns_read(bound)}
        names = {table.name for bound in bounds for table in tables_read(bound)}
        return sum(
            _DATA_ROW
            + sum(
                _DATA_CELL + _length(column) + _length(row[column])
                for column in columns & row.keys()
            )
            for name, rows in self._draft.readable_data.items()
            if name in names
            for row in rows
        )


def _bounds(draft: ReviewInput) -> Iterator[BoundExpression[Node]]:
    for rules in draft.rules.values():
        yield from (bound for key in EXPRESSIONS if (bound := getattr(rules, key)) is not None)


def _choice_weight(choice: Choice) -> int:
    texts = _text_weight(choice.shown) + 3 * _length(choice.name)
    return _CHOICE + texts + _MEDIA * len(choice.media)


def _text_weight(text: Mapping[Language, str] | None) -> int:
    return max(map(_length, text.values())) if text else 0


def _expression_length(row: Row, key: str) -> int:
    expression = getattr(row, key)
    return len(expression) if isinstance(expression, str) else 0


def _length(text: str) -> int:
    return len(escape(text).encode())


def _repeats_around(node: Node) -> int:
    depth = 0
    while node.scope.repeat is not None:
        node, depth = node.scope.repeat, depth + 1
    return depth
