"""A form's expressions, each bound to its row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from chalicelib.errors import Problem
from chalicelib.forms.external_data import files_of_rows
from chalicelib.forms.problems import problem
from chalicelib.forms.types import TYPES, AnswerSource
from chalicelib.frozen import dataclass
from chalicelib.xpath import ExpressionError, bind, parse, references
from chalicelib.xpath.choice_tables import ChoiceTables, DataRows

if TYPE_CHECKING:
    from chalicelib.forms.definition import Choice, Row
    from chalicelib.forms.tree import FormTree, Node
    from chalicelib.xpath import BoundExpression, ExpressionProblem
    from chalicelib.xpath.binder import Result

Lists = Mapping[str, "Sequence[Choice]"]

_DYNAMIC_DEFAULT = r"\$\{|[A-Za-z_][\w.:-]*\(|\s(?:[+*|]|div|mod)\s|^(?:\.{1,2}|/)[/\w]"
_TRIGGER = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


def is_expression(default: str) -> bool:
    """Whether a default is an expression instead of the answer itself.

    The same signs as pyxform's: references, calls, operators between spaces. A hyphen is no sign, since
    dates have them.
    """
    return re.search(_DYNAMIC_DEFAULT, default) is not None


def is_silent(row: Row) -> bool:
    """Whether nobody sees the row's question: the server applies its default too.

    So it is for ``calculate`` and ``hidden``, and for a question of any type that is worked out and has no words.
    The review also asks about rows of no known type.
    """
    kind = TYPES.get(row.type)
    if kind is None:
        return False
    return kind.source is AnswerSource.EXPRESSION or (kind.is_entered and row.is_silent)


@dataclass(frozen=True, slots=True)
class RowRules:
    """One row's expressions; None for a column that is empty or says yes or no outright."""

    relevant: BoundExpression[Node] | None = None
    required: BoundExpression[Node] | None = None
    read_only: BoundExpression[Node] | None = None
    constraint: BoundExpression[Node] | None = None
    calculation: BoundExpression[Node] | None = None
    choice_filter: BoundExpression[Node] | None = None
    repeat_count: BoundExpression[Node] | None = None
    default: BoundExpression[Node] | None = None
    """A default that is an expression."""
    triggers: tuple[Node, ...] = ()
    """The rows on whose change the calculation runs, instead of on any."""

    @property
    def reads(self) -> frozenset[Node]:
        """The rows that must be settled before this one: what its relevance, calculation and count read."""
        decisive = (self.relevant, self.calculation, self.repeat_count)
        found = frozenset(self.triggers)
        return found.union(*(references(bound) for bound in decisive if bound is not None))

    @property
    def filter_reads(self) -> frozenset[Node]:
        """The rows that its ``choice_filter`` reads.

        Two questions may filter each other's choices (“not what you chose there”), so these make no cycle.
        """
        return frozenset() if self.choice_filter is None else references(self.choice_filter)


NO_RULES = RowRules()

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

EXPRESSIONS = tuple(each.name for each in fields(RowRules) if each.name != "triggers")
"""The columns whose cells hold expressions."""


@dataclass(frozen=True, slots=True)
class FormRules:
    """The rules of every row that has any, and what is wrong with expressions.

    A problem's name is the JSON pointer of its cell; its parameter ``at`` counts characters from the
    start of the expression. An expression with a problem is not among the rules.
    """

    by_node: Mapping[Node, RowRules]
    problems: tuple[Problem, ...]

    def of(self, node: Node) -> RowRules:
        """The rules of a row."""
        return self.by_node.get(node, NO_RULES)


def bind_rules(
    tree: FormTree, lists: Lists, data: Mapping[str, DataRows] | None = None
) -> FormRules:
    """Bind the expressions of a form's rows; never raises. ``data`` are the rows that only expressions read."""
    rules: dict[Node, RowRules] = {}
    problems: list[Problem] = []
    shared = ChoiceTables(lists, data, frozenset(files_of_rows(tree)))
    for node in tree.nodes:
        bound: dict[str, BoundExpression[Node]] = {}
        for key, text in _expressions(node.row):
            try:
                bound[key] = _bind(text, key, tree, node, shared)
                problems += expression_problems(bound[key].warnings, f"{node.pointer}/{key}")
            except ExpressionError as error:
                problems += expression_problems(error.errors, f"{node.pointer}/{key}")
        triggers = tuple(_triggers(node, tree))
        if bound or triggers:
            rules[node] = RowRules(**bound, triggers=triggers)
    return FormRules(rules, tuple(problems))


def _expressions(row: Row) -> Iterator[tuple[str, str]]:
    for key in _RESULTS:
        text = getattr(row, key)
        if isinstance(text, str) and (key != "default" or is_expression(text)):
            yield key, text


def _bind(
    text: str, key: str, tree: FormTree, node: Node, lists: ChoiceTables
) -> BoundExpression[Node]:
    filters = node.row.list_name if key == "choice_filter" else None
    return bind(parse(text), tree, node, lists, result=_RESULTS[key], filters=filters)


def expression_problems(errors: Iterable[ExpressionProblem], pointer: str) -> Iterator[Problem]:
    """The problems of a definition that errors or warnings about one of its expressions or texts are."""
    for error in errors:
        yield problem(error.code, pointer, **{**error.parameters, "at": error.offset})


def _triggers(node: Node, tree: FormTree) -> Iterator[Node]:
    """The rows that the cell ``trigger`` names; the review reports names that no row has."""
    for name in _TRIGGER.findall(node.row.trigger or ""):
        yield from tree.rows_named(name)[:1]
