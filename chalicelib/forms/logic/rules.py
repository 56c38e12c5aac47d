"""A form's expressions, each bound to its row: what the server evaluates and what the page is given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from chalicelib.errors import Problem
from chalicelib.forms.logic.defaults import is_worked_out
from chalicelib.forms.problems import problem
from chalicelib.xpath import ExpressionError, bind, parse, references
from chalicelib.xpath.choice_tables import ChoiceTables

if TYPE_CHECKING:
    from chalicelib.forms.definition import Choice, Row
    from chalicelib.forms.tree import FormTree, Node
    from chalicelib.xpath import BoundExpression, ExpressionProblem
    from chalicelib.xpath.binder import Result

Lists = Mapping[str, "Sequence[Choice]"]


@dataclass(frozen=True, slots=True)
class Rules:
    """One row's expressions; None for one that it has not, or that says true or false outright."""

    relevant: BoundExpression[Node] | None = None
    required: BoundExpression[Node] | None = None
    read_only: BoundExpression[Node] | None = None
    constraint: BoundExpression[Node] | None = None
    calculation: BoundExpression[Node] | None = None
    choice_filter: BoundExpression[Node] | None = None
    repeat_count: BoundExpression[Node] | None = None
    default: BoundExpression[Node] | None = None
    """A default that is worked out when the page is opened."""
    triggers: tuple[Node, ...] = ()
    """The rows at whose change the calculation is made, instead of at any."""

    @property
    def reads(self) -> frozenset[Node]:
        """The rows that its answer, and whether it is asked, depend on."""
        decisive = (self.relevant, self.calculation, self.repeat_count)
        found = frozenset(self.triggers)
        return found.union(*(references(bound) for bound in decisive if bound is not None))


NO_RULES = Rules()

_RESULTS: Mapping[str, Result] = {
    "relevant": "boolean",
    "required": "boolean",
    "read_only": "boolean",
    "constraint": "boolean",
    "calculation": "value",
    "choice_filter": "boolean",
    "repeat_count": "number",
    "default": "value",
}
_TRIGGER = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


def _texts(row: Row) -> Iterator[tuple[str, str]]:
    for key in _RESULTS:
        text = getattr(row, key)
        if isinstance(text, str) and (key != "default" or is_worked_out(text)):
            yield key, text


@dataclass(frozen=True, slots=True)
class BoundRules:
    """The rules of every row that has any, and what is wrong with expressions.

    A problem stands at the JSON pointer of its cell; ``at`` among its parameters counts characters
    from the start of the expression. What is wrong is not among the rules.
    """

    by_node: Mapping[Node, Rules]
    problems: tuple[Problem, ...]

    def of(self, node: Node) -> Rules:
        """The rules of a row."""
        return self.by_node.get(node, NO_RULES)


def bound_rules(layout: FormTree, lists: Lists) -> BoundRules:
    """The rules of a form's rows."""
    rules: dict[Node, Rules] = {}
    problems: list[Problem] = []
    shared = ChoiceTables(lists)
    for node in layout.nodes:
        bound: dict[str, BoundExpression[Node]] = {}
        for key, text in _texts(node.row):
            try:
                bound[key] = _bound(text, key, layout, node, shared)
                problems += _told(bound[key].warnings, f"{node.pointer}/{key}")
            except ExpressionError as error:
                problems += _told(error.errors, f"{node.pointer}/{key}")
        triggers = tuple(_triggers(node, layout))
        if bound or triggers:
            rules[node] = Rules(**bound, triggers=triggers)
    return BoundRules(rules, tuple(problems))


def _bound(
    text: str, key: str, layout: FormTree, node: Node, lists: ChoiceTables
) -> BoundExpression[Node]:
    filters = node.row.list_name if key == "choice_filter" else None
    return bind(parse(text), layout, node, lists, result=_RESULTS[key], filters=filters)


def _told(faults: Iterable[ExpressionProblem], at: str) -> Iterator[Problem]:
    for fault in faults:
        yield problem(fault.code, at, **{**fault.parameters, "at": fault.offset})


def _triggers(node: Node, layout: FormTree) -> Iterator[Node]:
    """The rows that the cell ``trigger`` names; what it names wrongly is for the review to say."""
    for name in _TRIGGER.findall(node.row.trigger or ""):
        yield from layout.rows_named(name)[:1]


EXPRESSIONS = tuple(each.name for each in fields(Rules) if each.name != "triggers")
"""The columns whose cells hold expressions."""
