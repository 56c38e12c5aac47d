"""A form's expressions made ready to run: the steps that settle the answers, and those that check them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator

from chalicelib import errors
from chalicelib.forms.logic.defaults import is_worked_out
from chalicelib.forms.logic.order import dependencies
from chalicelib.forms.logic.passes import (
    Calculation,
    Check,
    Count,
    Default,
    Evaluate,
    Pass,
    Relevance,
    Stamp,
)
from chalicelib.forms.logic.rules import NO_RULES, BoundRules, Rules
from chalicelib.forms.logic.settling import Settling
from chalicelib.forms.problems import problem
from chalicelib.forms.types import AnswerSource
from chalicelib.forms.types.choice_types import OTHER
from chalicelib.forms.types.computed_types import Calculate, Timestamp
from chalicelib.forms.types.ranking_types import Ranking
from chalicelib.forms.types.repeat_types import Repeat
from chalicelib.xpath import Context, compile_filter
from chalicelib.xpath import compile_expression as made_ready

if TYPE_CHECKING:
    from chalicelib.forms.intake.levels import Built
    from chalicelib.forms.logic.evaluation_context import EvaluationContext
    from chalicelib.forms.logic.passes import Frame
    from chalicelib.forms.tree import FormTree, Node
    from chalicelib.forms.types.base import Question
    from chalicelib.xpath import BoundExpression


@dataclass(frozen=True, slots=True)
class Logic:
    """What a form decides from the answers. Made once a version; safe to share between threads."""

    layout: FormTree
    built: Built
    rules: Mapping[Node, Rules]
    settling: tuple[Pass, ...]
    checking: tuple[Pass, ...]
    nodes: Mapping[Question, Node]
    order: tuple[Node, ...]
    """Every row after those that it depends on."""

    def settled(self, values: Frame, here: EvaluationContext) -> Settling:
        """The answers with what is not asked dropped and the rest worked out; ``values`` is changed."""
        run = Settling.over(
            values, here, layout=self.layout, root=self.built.root, nodes=self.nodes
        )
        run.go(self.settling)
        return run

    def check(self, run: Settling) -> None:
        """Find what is wrong with settled answers."""
        run.go(self.checking)


def logic_of(bound: BoundRules, layout: FormTree, built: Built) -> Logic:
    """The form's logic.

    Raises:
        errors.FormRefused: an expression that cannot be, or rows that wait for each other.
    """
    rules = bound.by_node
    if any(each.severity == "error" for each in bound.problems):
        raise errors.FormRefused(problems=bound.problems)
    found = dependencies(layout, rules)
    if found.cycles:
        raise errors.FormRefused(problems=[cycle_problem(cycle) for cycle in found.cycles])
    maker = _Maker(built.by_node, rules, _held_by(layout))
    return Logic(
        layout=layout,
        built=built,
        rules=rules,
        settling=tuple(step for node in found.order for step in maker.settling(node)),
        checking=tuple(step for node in layout.nodes for step in maker.checking(node)),
        order=found.order,
        nodes={question: node for node, question in built.by_node.items()},
    )


def cycle_problem(cycle: tuple[Node, ...]) -> errors.Problem:
    """That these rows wait for each other, told at the first."""
    names = " → ".join(node.row.name for node in (*cycle, cycle[0]))
    return problem("form.cycle", cycle[0].pointer, names=names)


def _held_by(layout: FormTree) -> dict[Node, list[Node]]:
    """The rows of its own scope that each group holds, however deep."""
    held: dict[Node, list[Node]] = {}
    for node in layout.nodes:
        for around in node.around:
            if around.inner is not None:
                break
            held.setdefault(around, []).append(node)
    return held


@dataclass(frozen=True, slots=True)
class _Maker:
    questions: Mapping[Node, Question]
    rules: Mapping[Node, Rules]
    held: Mapping[Node, list[Node]]

    def settling(self, node: Node) -> Iterator[Pass]:
        rules = self.rules.get(node, NO_RULES)
        if rules.relevant is not None:
            yield Relevance(node, made_ready(rules.relevant), tuple(self._keys(node)))
        question = self.questions.get(node)
        if isinstance(question, Timestamp):
            yield Stamp(node, question)
        elif isinstance(question, Repeat):
            if rules.repeat_count is not None:
                yield Count(node, question, made_ready(rules.repeat_count))
        elif question is not None and question.answerable:
            yield from _worked_out(node, question, rules)

    def _keys(self, node: Node) -> Iterator[str]:
        for each in self.held.get(node, [node]):
            question = self.questions.get(each)
            if question is not None:
                yield question.own
            if each.row.or_other:
                yield f"{each.key}_{OTHER}"

    def checking(self, node: Node) -> Iterator[Pass]:
        rules = self.rules.get(node, NO_RULES)
        question = self.questions.get(node)
        if question is None or not question.entered or not question.answerable:
            return
        required = _run(rules.required)
        if question.required and not (question.must and self._all_sent(node)):
            required = _always
        constraint = _run(rules.constraint)
        offered = None
        if rules.choice_filter is not None:
            offered = _offered(rules.choice_filter, isinstance(question, Ranking))
        if required or constraint or offered:
            yield Check(node, question, required, constraint, offered)

    def _all_sent(self, node: Node) -> bool:
        """Whether there are no instances of it but those that were sent, and so checked before."""
        return all(self.rules.get(around, NO_RULES).repeat_count is None for around in node.around)


def _worked_out(node: Node, question: Question, rules: Rules) -> Iterator[Pass]:
    bound = rules.calculation
    silent = question.kind.source is AnswerSource.EXPRESSION
    if bound is None and silent:
        bound = rules.default
        text = node.row.default
        if bound is None and text is not None and not is_worked_out(text):
            yield Default(node, question, text)
    if bound is None:
        return
    made_anew = rules.calculation is not None and (silent or node.row.read_only is True)
    yield Calculation(
        node,
        question,
        made_ready(bound),
        stands=bool(rules.triggers) or not made_anew,
        triggers=rules.triggers,
        fitting=None if isinstance(question, Calculate) else SchemaValidator(question.schema()),
    )


def _run(bound: BoundExpression | None) -> Evaluate | None:
    return None if bound is None else made_ready(bound)


def _always(context: Context) -> bool:  # noqa: ARG001 -- every condition takes the context
    return True


def _offered(bound: BoundExpression, every: bool) -> Callable[[Context, list[str]], str | None]:  # noqa: FBT001 -- said by its only caller
    """Whether a ``choice_filter`` lets these choices through; with ``every``, no others than these."""
    keep = compile_filter(bound)
    items = bound.choices

    def offered(context: Context, names: list[str]) -> str | None:
        rows = () if items is None else items.rows(context.language)
        passed = {row["name"] for row in keep(context, rows)}
        if not passed.issuperset(names):
            return "answer.not_offered"
        return "answer.incomplete_ranking" if every and len(passed) > len(names) else None

    return offered
