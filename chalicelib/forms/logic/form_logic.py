"""A form's expressions, compiled: the passes that settle answers, and those that check them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.forms.logic.order import order_rows
from chalicelib.forms.logic.passes import (
    AnswerFit,
    Calculation,
    Check,
    ChoiceFilter,
    Count,
    Evaluate,
    FixedDefault,
    Offered,
    Relevance,
    Stamp,
)
from chalicelib.forms.logic.rules import is_expression, is_silent
from chalicelib.forms.logic.settling import Frame, Pass, Settling
from chalicelib.forms.problems import problem
from chalicelib.forms.types.choice_types import OTHER
from chalicelib.forms.types.computed_types import Timestamp
from chalicelib.forms.types.ranking_types import Ranking
from chalicelib.forms.types.repeat_types import Repeat
from chalicelib.frozen import dataclass
from chalicelib.xpath import Context, compile_expression, compile_filter

if TYPE_CHECKING:
    from chalicelib.forms.logic import EvaluationContext
    from chalicelib.forms.logic.rules import FormRules
    from chalicelib.forms.questions import FormQuestions
    from chalicelib.forms.tree import FormTree, Node
    from chalicelib.forms.types.base import Question
    from chalicelib.xpath import BoundExpression


@dataclass(frozen=True, slots=True)
class FormLogic:
    """What a form decides from the answers. Compiled once per version; safe to share between threads."""

    tree: FormTree
    questions: FormQuestions
    rules: FormRules
    order: tuple[Node, ...]
    """Every row after those that it depends on."""
    premises: Mapping[Node, tuple[Node, ...]]
    """``RowOrder.premises``."""
    passes: Mapping[Node, tuple[Pass, ...]]
    """What settles each row."""
    settle_passes: tuple[Pass, ...]
    check_passes: tuple[Pass, ...]

    def settle(self, values: Frame, surroundings: EvaluationContext) -> Settling:
        """Drop what is not relevant and calculate the rest; ``values`` is changed in place."""
        settling = Settling.start(values, surroundings, tree=self.tree, questions=self.questions)
        settling.run(self.settle_passes)
        return settling

    def check(self, settling: Settling) -> None:
        """Collect what is wrong with settled answers."""
        settling.run(self.check_passes)


def compile_logic(rules: FormRules, tree: FormTree, questions: FormQuestions) -> FormLogic:
    """Compile a form's rules.

    Raises:
        errors.FormRefused: an expression that cannot be bound, or rows that wait for each other.
    """
    if any(each.severity == "error" for each in rules.problems):
        raise errors.FormRefused(problems=rules.problems)
    rows = order_rows(tree, rules.by_node)
    if rows.cycles:
        raise errors.FormRefused(problems=[cycle_problem(cycle) for cycle in rows.cycles])
    compiler = _PassCompiler(questions.by_node, rules, _members_of_groups(tree))
    passes = {node: tuple(compiler.settle_passes(node)) for node in tree.nodes}
    return FormLogic(
        tree=tree,
        questions=questions,
        rules=rules,
        order=rows.order,
        premises=rows.premises,
        passes=passes,
        settle_passes=tuple(each for node in rows.order for each in passes[node]),
        check_passes=tuple(each for node in tree.nodes for each in compiler.check_passes(node)),
    )


def cycle_problem(cycle: Sequence[Node]) -> errors.Problem:
    """The problem that these rows wait for each other, at the first of them."""
    names = " → ".join(node.row.name for node in (*cycle, cycle[0]))
    return problem("form.cycle", cycle[0].pointer, names=names)


def compile_offered(bound: BoundExpression[Node], *, or_other: bool) -> Offered:
    """A function that gives the names that a ``choice_filter`` lets through; “other” always passes."""
    keep = compile_filter(bound)
    items = bound.choices

    def offer(context: Context) -> frozenset[str]:
        rows = () if items is None else items.rows(context.language)
        names = [row["name"] for row in keep(context, rows)]
        return frozenset([*names, OTHER] if or_other else names)

    return offer


def recalculates(node: Node, rules: FormRules) -> bool:
    """Whether the row's answer is always the calculated one, whatever was sent."""
    own = rules.of(node)
    if own.calculation is None or own.triggers:
        return False
    return is_silent(node.row) or node.row.read_only is True


def _members_of_groups(tree: FormTree) -> dict[Node, list[Node]]:
    """The rows of its own scope that each group holds, at any depth."""
    members: dict[Node, list[Node]] = {}
    for node in tree.nodes:
        for around in node.around:
            if around.inner is not None:
                break
            members.setdefault(around, []).append(node)
    return members


@dataclass(frozen=True, slots=True)
class _PassCompiler:
    questions: Mapping[Node, Question]
    rules: FormRules
    members: Mapping[Node, list[Node]]

    def settle_passes(self, node: Node) -> Iterator[Pass]:
        rules = self.rules.of(node)
        if rules.relevant is not None:
            yield Relevance(node, compile_expression(rules.relevant), tuple(self._keys(node)))
        question = self.questions.get(node)
        if question is None or not question.answerable:
            return
        if isinstance(question, Timestamp):
            yield Stamp(node, question)
        elif isinstance(question, Repeat):
            if rules.repeat_count is not None:
                yield Count(node, question, compile_expression(rules.repeat_count))
        else:
            yield from self._value_passes(node, question)

    def _keys(self, node: Node) -> Iterator[str]:
        for each in self.members.get(node, [node]):
            question = self.questions.get(each)
            if question is not None:
                yield question.key_in_scope
            if each.row.or_other:
                yield f"{each.key}_{OTHER}"

    def _value_passes(self, node: Node, question: Question) -> Iterator[Pass]:
        rules = self.rules.of(node)
        bound = rules.calculation
        if bound is None and is_silent(node.row):
            bound = rules.default
            text = node.row.default
            if bound is None and text is not None and not is_expression(text):
                value = AnswerFit.of(question).fit(text)
                if value is not None:
                    yield FixedDefault(node, question.key_in_scope, value)
        if bound is not None:
            yield Calculation(
                node,
                compile_expression(bound),
                AnswerFit.of(question),
                keeps_sent=not recalculates(node, self.rules),
                triggers=rules.triggers,
                other_key=f"{node.key}_{OTHER}" if node.row.or_other else None,
            )
        if rules.choice_filter is not None:
            offered = compile_offered(rules.choice_filter, or_other=node.row.or_other)
            yield ChoiceFilter(node, question, offered, isinstance(question, Ranking))

    def check_passes(self, node: Node) -> Iterator[Pass]:
        rules = self.rules.of(node)
        question = self.questions.get(node)
        if question is None or not question.is_entered or not question.answerable:
            return
        required = _compile_optional(rules.required)
        if question.required and not (question.always_required and self._are_all_sent(node)):
            required = _always
        constraint = _compile_optional(rules.constraint)
        if required or constraint:
            yield Check(node, question, required, constraint)

    def _are_all_sent(self, node: Node) -> bool:
        """Whether all its instances were sent, and so checked before the logic ran."""
        return all(self.rules.of(around).repeat_count is None for around in node.around)


def _compile_optional(bound: BoundExpression[Node] | None) -> Evaluate | None:
    return None if bound is None else compile_expression(bound)


def _always(context: Context) -> bool:  # noqa: ARG001 -- every condition takes the context
    return True
