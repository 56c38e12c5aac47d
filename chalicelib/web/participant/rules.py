"""A form's expressions, bound to its rows: what its page shows, says and works out by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from chalicelib.forms.logic.rules import EXPRESSIONS
from chalicelib.xpath import (
    BoundExpression,
    ChoiceTable,
    Context,
    ExpressionError,
    Value,
    bind_part,
    compile_filter,
    parse_template,
    references,
)
from chalicelib.xpath import compile_expression as compiled
from chalicelib.xpath.typed_ast import ChoiceName, ChoicesPath, iter_terms

if TYPE_CHECKING:
    from chalicelib.forms.definition import Row
    from chalicelib.forms.intake import Form
    from chalicelib.forms.text import Localized
    from chalicelib.forms.tree import FormTree, Node

DECIDING = frozenset({"relevant", "calculation", "choice_filter", "repeat_count"})
"""What decides about answers; the rest only says something about them."""


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """One expression: ``bound`` to be said and written down, ``run`` to be evaluated."""

    bound: BoundExpression[Node]
    run: Callable[[Context], Value]

    @classmethod
    def of(cls, bound: BoundExpression[Node]) -> Rule:
        """The rule of an expression."""
        return cls(bound, compiled(bound))

    def kept(self, context: Context) -> list[str]:
        """The names of the choices that a filter lets through."""
        if self.bound.choices is None:
            return []
        rows = self.bound.choices.rows(context.language)
        return [row["name"] for row in compile_filter(self.bound)(context, rows)]


@dataclass(frozen=True, slots=True)
class Rules:
    """By the number of a row: its expressions, and the names that its texts hold."""

    layout: FormTree
    numbers: Mapping[int, int]
    """The number of each row in the layout, by the identity of its node."""
    by_row: Mapping[int, Mapping[str, Rule]]
    said: Mapping[int, Mapping[str, Rule]]
    triggers: Mapping[int, frozenset[int]]
    """The rows whose change works a row's calculation out, where it says so."""
    order: tuple[int, ...]
    """What decides about a row comes before it."""

    def number(self, node: Node) -> int:
        """The row's number in the layout."""
        return self.numbers[id(node)]

    def of(self, node: Node, name: str) -> Rule | None:
        """The row's expression of that column, or None."""
        return self.by_row.get(self.number(node), {}).get(name)

    @property
    def lists(self) -> frozenset[str]:
        """The lists of choices that expressions look into."""
        rows = {number: node.row for number, node in enumerate(self.layout.nodes)}
        filtered = {
            rows[number].list_name for number, by in self.by_row.items() if "choice_filter" in by
        }
        looked_into = {
            items.name
            for found in (self.by_row, self.said)
            for by in found.values()
            for rule in by.values()
            for items in _items_in(rule.bound)
        }
        return frozenset(name for name in filtered | looked_into if name)

    def read_by(self, number: int, *, deciding: bool) -> frozenset[int]:
        """The rows whose answers the expressions of a row look at."""
        rules = [
            rule
            for name, rule in self.by_row.get(number, {}).items()
            if (name in DECIDING) == deciding
        ]
        if not deciding:
            rules += self.said.get(number, {}).values()
        read = {node for rule in rules for node in references(rule.bound)}
        found = {each for node in read for each in self._with(node)}
        if deciding:
            found |= self.triggers.get(number, frozenset())
        return frozenset(found - {number})

    def _with(self, node: Node) -> Iterator[int]:
        """A row, and the repeats that hold it: their instances come and go."""
        yield self.number(node)
        for around in node.around:
            if around.inner is not None:
                yield self.number(around)


@lru_cache(maxsize=32)
def rules_of(form: Form) -> Rules:
    """The rules of a version; a version never changes, so they are made once."""
    layout = form.layout
    numbers = {id(node): number for number, node in enumerate(layout.nodes)}
    reader = _Reader(form)
    rules = Rules(
        layout=layout,
        numbers=numbers,
        by_row={numbers[id(node)]: found for node in layout.nodes if (found := reader.rules(node))},
        said={numbers[id(node)]: found for node in layout.nodes if (found := reader.said(node))},
        triggers={
            numbers[id(node)]: frozenset(numbers[id(one)] for one in reader.triggers(node))
            for node in layout.nodes
            if node.row.trigger
        },
        order=(),
    )
    return replace(rules, order=_order(rules))


def _items_in(bound: BoundExpression[Node]) -> Iterator[ChoiceTable]:
    for term in iter_terms(bound.root):
        if isinstance(term, ChoicesPath | ChoiceName):
            yield term.choices


def _order(rules: Rules) -> tuple[int, ...]:
    """Each row after all that decides about it, and else as the form has them."""
    before: dict[int, set[int]] = {}
    for number, node in enumerate(rules.layout.nodes):
        around = {rules.number(node.container)} if node.container else set()
        before[number] = around | rules.read_by(number, deciding=True)
    try:
        return tuple(TopologicalSorter(before).static_order())
    except CycleError:
        return tuple(before)  # publishing refuses a form that goes in circles


@dataclass(frozen=True, slots=True)
class _Reader:
    form: Form

    def rules(self, node: Node) -> dict[str, Rule]:
        """A row's expressions by column; what cannot be bound is left out: it was never published."""
        bound = self.form.rules.of(node)
        columns = {name: getattr(bound, name) for name in EXPRESSIONS}
        return {name: Rule.of(found) for name, found in columns.items() if found is not None}

    def said(self, node: Node) -> dict[str, Rule]:
        """The names in a row's texts and in those of its choices."""
        found: dict[str, Rule] = {}
        for text in self._texts(node.row):
            for part in parse_template(text):
                with suppress(ExpressionError):
                    if part.is_name and part.text not in found:
                        found[part.text] = Rule.of(bind_part(part, self.form.layout, node))
        return found

    def _texts(self, row: Row) -> Iterator[str]:
        written: list[Localized | None] = [
            row.label,
            row.hint,
            row.guidance_hint,
            row.constraint_message,
            row.required_message,
        ]
        lists = self.form.definition.choices
        written += (choice.label for choice in lists.get(row.list_name or "", ()))
        for texts in written:
            yield from (text for text in (texts or {}).values() if "${" in text)

    def triggers(self, node: Node) -> tuple[Node, ...]:
        return self.form.rules.of(node).triggers
