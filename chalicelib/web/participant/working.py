"""What a form's logic makes of the answers so far, for a page that is shown and checks nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.forms.layout import Layout

if TYPE_CHECKING:
    from chalicelib.forms.compiled import Form
    from chalicelib.forms.definition import Row
    from chalicelib.forms.layout import Node

Rows = tuple[int, ...]
"""The numbers of the repeats' instances around a row, from the outermost."""


@dataclass(frozen=True)
class Worked:
    """A form with the answers so far."""

    form: Form

    @cached_property
    def layout(self) -> Layout:
        """Where the form's rows stand."""
        return Layout.of(self.form.definition.questions)

    @cached_property
    def _numbers(self) -> Mapping[int, int]:
        return {id(node): number for number, node in enumerate(self.layout.nodes)}

    def number(self, node: Node) -> int:
        """The row's number in the layout, by which the page's program names it."""
        return self._numbers[id(node)]

    @property
    def has_logic(self) -> bool:
        """Whether answers decide about other questions."""
        return any(_rules(node.row) for node in self.layout.nodes)

    def relevant(self, node: Node, rows: Rows) -> bool:  # noqa: ARG002
        """Whether it is asked, as far as the answers say."""
        return True

    def said(self, node: Node, rows: Rows, name: str) -> str:  # noqa: ARG002
        """What stands for ``${name}`` in a text of that row."""
        return ""

    def offered(self, node: Node, rows: Rows) -> frozenset[str] | None:  # noqa: ARG002
        """The choices that its filter lets through."""
        return None

    def count(self, node: Node, rows: Rows) -> int | None:  # noqa: ARG002
        """How many instances an expression asks for; None where none says so."""
        return None

    def depends(self, node: Node) -> str:  # noqa: ARG002
        """In words, what decides whether it is asked."""
        return ""

    def value(self, node: Node, rows: Rows) -> str:
        """What a field holds before anybody typed: its default, what was calculated."""
        del rows
        return node.row.default or ""

    def required(self, node: Node, rows: Rows) -> bool:  # noqa: ARG002
        """Whether an answer is needed, as far as the answers say."""
        return node.row.required is True

    def locked(self, node: Node, rows: Rows) -> bool:  # noqa: ARG002
        """Whether it is shown only."""
        return node.row.read_only is True


def _rules(row: Row) -> bool:
    conditions = (row.required, row.read_only)
    rules = (row.relevant, row.calculation, row.choice_filter, row.repeat_count)
    return any(rules) or any(isinstance(one, str) for one in conditions)


def typed_of(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Fields as they were sent: all values of each name, in order."""
    typed: dict[str, list[str]] = {}
    for name, value in pairs:
        typed.setdefault(name, []).append(value)
    return typed
