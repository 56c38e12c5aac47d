"""A form's logic with what only its page needs: what its texts say, and what follows from each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from chalicelib.forms.logic.form_logic import compile_offered
from chalicelib.forms.logic.page_state import PageExpressions, PageState
from chalicelib.forms.logic.passes import AnswerFit, InitialValue, Relevance
from chalicelib.forms.logic.rules import is_silent
from chalicelib.forms.logic.settling import Settling
from chalicelib.forms.types import TYPES, AnswerSource
from chalicelib.xpath import (
    ExpressionError,
    bind_part,
    compile_expression,
    parse_template,
    references,
)
from chalicelib.xpath.typed_ast import CoreCall, columns_read, iter_terms, tables_read

if TYPE_CHECKING:
    from chalicelib.forms.definition import Choice, Row
    from chalicelib.forms.logic import EvaluationContext
    from chalicelib.forms.logic.form_logic import FormLogic
    from chalicelib.forms.logic.passes import Evaluate
    from chalicelib.forms.logic.rules import RowRules
    from chalicelib.forms.logic.settling import CountShown, Frame, Pass
    from chalicelib.forms.text_types import Localized
    from chalicelib.forms.tree import FormTree, Node
    from chalicelib.xpath import BoundExpression, Context
    from chalicelib.xpath.choice_tables import DataRows

ChoiceLists = Mapping[str, "Sequence[Choice]"]

_MOMENTARY: Final = frozenset({"now", "random", "uuid"})
"""The functions that give another value at each visit; ``today`` gives one for a day."""
_TIMED: Final = frozenset({AnswerSource.PAGE, AnswerSource.SERVER})
"""Where the answers come from that are the moment of the visit, or its day."""


@dataclass(frozen=True)
class PageLogic:
    """Compiled once per version; safe to share between threads."""

    logic: FormLogic
    lists: ChoiceLists
    data: Mapping[str, DataRows]
    texts: Mapping[Node, Mapping[str, BoundExpression[Node]]]
    """The ``${name}`` in each row's texts, by name."""
    expressions: PageExpressions
    opening_passes: tuple[Pass, ...]
    """What settles a new page: as ``FormLogic.settle_passes``, and defaults."""

    @property
    def tree(self) -> FormTree:
        """The form's rows."""
        return self.logic.tree

    @property
    def has_logic(self) -> bool:
        """Whether answers decide about other questions."""
        return any(_deciding(rules) for rules in self.logic.rules.by_node.values())

    def settle(
        self,
        values: Frame,
        surroundings: EvaluationContext,
        count_shown: CountShown,
        *,
        is_new: bool,
    ) -> PageState:
        """The state of a page that shows these answers; a new page starts with its defaults."""
        settling = Settling.start(
            values,
            surroundings,
            tree=self.tree,
            questions=self.logic.questions,
            count_shown=count_shown,
            is_new_page=is_new,
        )
        settling.add_blanks(self.tree.root, settling.values)
        settling.run(self.opening_passes if is_new else self.logic.settle_passes)
        return PageState(self.logic, self.expressions, settling)

    def decided_by(self, node: Node) -> frozenset[Node]:
        """The rows whose answers or instances decide about a row."""
        rules = self.logic.rules.of(node)
        read = _read_by(_deciding(rules))
        if rules.calculation is None and is_silent(node.row) and rules.default is not None:
            read |= references(rules.default)
        return frozenset(_with_repeats(read)).union(rules.triggers) - {node}

    def mentioned_by(self, node: Node) -> frozenset[Node]:
        """The rows that a row only speaks of: in its texts, constraint, ``required`` and ``read_only``."""
        rules = self.logic.rules.of(node)
        speaking = [rules.constraint, rules.required, rules.read_only, rules.default]
        speaking += self.texts.get(node, {}).values()
        return frozenset(_with_repeats(_read_by(each for each in speaking if each))) - {node}

    @cached_property
    def reads_moment(self) -> bool:
        """Whether a new page may show another thing at each visit: a moment, a random number, an id, a shuffled list."""
        return (
            not _MOMENTARY.isdisjoint(self._functions_shown)
            or any(TYPES[node.row.type].source in _TIMED for node in self._nodes_shown)
            or any(_is_shuffled(node.row) for node in self.tree.nodes)
        )

    @cached_property
    def reads_day(self) -> bool:
        """Whether a new page may show another thing on each day."""
        return "today" in self._functions_shown

    @cached_property
    def _shown(self) -> Sequence[BoundExpression[Node]]:
        """The expressions that a page evaluates: all but constraints, which only answers are checked by."""
        rules = self.logic.rules.by_node.values()
        bounds = [bound for each in rules for bound in (*_deciding(each), *_speaking(each))]
        return [*bounds, *(bound for texts in self.texts.values() for bound in texts.values())]

    @cached_property
    def _functions_shown(self) -> frozenset[str]:
        terms = (term for bound in self._shown for term in iter_terms(bound.root))
        return frozenset(term.name for term in terms if isinstance(term, CoreCall))

    @cached_property
    def _nodes_shown(self) -> frozenset[Node]:
        return _read_by(self._shown)

    @cached_property
    def _bounds(self) -> Sequence[BoundExpression[Node]]:
        bounds = [bound for rules in self.logic.rules.by_node.values() for bound in _bounds(rules)]
        return [*bounds, *(bound for texts in self.texts.values() for bound in texts.values())]

    @property
    def lists_read(self) -> frozenset[str]:
        """The lists of choices, and the files of data, that expressions read."""
        return frozenset(table.name for bound in self._bounds for table in tables_read(bound))

    def data_read(self, name: str) -> Iterator[Mapping[str, str]]:
        """Yield the rows of a file of data with the columns that expressions read."""
        columns = {column for bound in self._bounds for column in columns_read(bound)}
        for row in self.data[name]:
            yield {column: cell for column, cell in row.items() if column in columns}


def compile_page_logic(
    logic: FormLogic, lists: ChoiceLists, data: Mapping[str, DataRows]
) -> PageLogic:
    """Compile what a form's page needs beside the form's logic."""
    texts = {node: bound for node in logic.tree.nodes if (bound := _texts(node, logic.tree, lists))}
    rules = logic.rules.by_node
    expressions = PageExpressions(
        required={n: compile_expression(r.required) for n, r in rules.items() if r.required},
        read_only={n: compile_expression(r.read_only) for n, r in rules.items() if r.read_only},
        offered={
            node: compile_offered(each.choice_filter, or_other=node.row.or_other)
            for node, each in rules.items()
            if each.choice_filter
        },
        texts={
            node: {name: compile_expression(bound) for name, bound in bounds.items()}
            for node, bounds in texts.items()
        },
    )
    passes = tuple(each for node in logic.order for each in _opening_passes(node, logic))
    return PageLogic(logic, lists, data, texts, expressions, passes)


def initial_expression(node: Node, logic: FormLogic) -> BoundExpression[Node] | str | None:
    """What a question starts with on a new page: an expression, a text, or nothing.

    A calculation comes first, unless it waits for a ``trigger``; the form applies the defaults of questions
    that nobody sees itself.
    """
    question, rules = logic.questions.by_node.get(node), logic.rules.of(node)
    if question is None or not question.is_entered or not question.answerable:
        return None
    if rules.calculation is not None and not rules.triggers:
        return None
    return rules.default or node.row.default or None


def _opening_passes(node: Node, logic: FormLogic) -> Iterator[Pass]:
    passes = logic.passes[node]
    initial = initial_expression(node, logic)
    if initial is None:
        yield from passes
        return
    yield from (each for each in passes if isinstance(each, Relevance))
    fit = AnswerFit.of(logic.questions.by_node[node])
    yield InitialValue(
        node, _constant(initial) if isinstance(initial, str) else compile_expression(initial), fit
    )
    yield from (each for each in passes if not isinstance(each, Relevance))


def _constant(text: str) -> Evaluate:
    def evaluate(_: Context) -> str:
        return text

    return evaluate


def _texts(node: Node, tree: FormTree, lists: ChoiceLists) -> dict[str, BoundExpression[Node]]:
    """The names in a row's texts and in those of its choices; one that no row has is left out."""
    found: dict[str, BoundExpression[Node]] = {}
    for text in _templates(node.row, lists):
        for part in parse_template(text):
            with suppress(ExpressionError):
                if part.is_name and part.text not in found:
                    found[part.text] = bind_part(part, tree, node)
    return found


def _templates(row: Row, lists: ChoiceLists) -> Iterator[str]:
    localized: list[Localized | None] = [
        row.label,
        row.hint,
        row.guidance_hint,
        row.constraint_message,
        row.required_message,
    ]
    localized += (choice.label for choice in lists.get(row.list_name or "", ()))
    for texts in localized:
        yield from (text for text in (texts or {}).values() if "${" in text)


def _deciding(rules: RowRules) -> list[BoundExpression[Node]]:
    """The expressions that decide about answers; the others only speak of them."""
    columns = (rules.relevant, rules.calculation, rules.choice_filter, rules.repeat_count)
    return [bound for bound in columns if bound is not None]


def _speaking(rules: RowRules) -> list[BoundExpression[Node]]:
    """The expressions that a page shows the outcome of beside those that decide."""
    columns = (rules.required, rules.read_only, rules.default)
    return [bound for bound in columns if bound is not None]


def _bounds(rules: RowRules) -> list[BoundExpression[Node]]:
    constraint = [rules.constraint] if rules.constraint is not None else []
    return [*_deciding(rules), *_speaking(rules), *constraint]


def _is_shuffled(row: Row) -> bool:
    return bool(row.parameters and row.parameters.randomize)


def _read_by(
    bounds: Iterator[BoundExpression[Node]] | Sequence[BoundExpression[Node]],
) -> frozenset[Node]:
    return frozenset(node for bound in bounds for node in references(bound))


def _with_repeats(nodes: frozenset[Node]) -> Iterator[Node]:
    """The rows, and the repeats that hold them: their instances come and go."""
    for node in nodes:
        yield node
        yield from (around for around in node.around if around.inner is not None)
