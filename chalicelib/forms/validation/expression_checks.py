"""Warnings about valid expressions that will not do what their author expects."""

from collections.abc import Iterator, Sequence

from chalicelib.errors import Problem
from chalicelib.forms.logic.rules import EXPRESSIONS, is_expression
from chalicelib.forms.problems import problem
from chalicelib.forms.tree import Node
from chalicelib.forms.types import TYPES, Selection
from chalicelib.forms.types.choice_types import CATEGORIES, OTHER
from chalicelib.forms.validation.review_input import ReviewInput
from chalicelib.forms.validation.static_analysis import (
    conditions,
    equalities,
    evaluate_constant,
    is_constant,
)
from chalicelib.xpath.form_protocol import FormNode
from chalicelib.xpath.typed_ast import BoundExpression


def logic_problems(draft: ReviewInput) -> Iterator[Problem]:
    """Warn of conditions that never hold, of choices that do not exist, of defaults that are refused."""
    unreachable: set[Node] = set()
    for node in draft.tree.nodes:
        yield from _comparisons(node, draft)
        yield from _default(node, draft)
        if any(around in unreachable for around in node.around):
            continue
        if _is_never_asked(node, draft):
            unreachable.add(node)
            yield problem("form.unreachable", f"{node.pointer}/relevant")


def _comparisons(node: Node, draft: ReviewInput) -> Iterator[Problem]:
    rules = draft.rules.get(node)
    if rules is None:
        return
    for column in EXPRESSIONS:
        bound: BoundExpression | None = getattr(rules, column)
        for question, value in dict.fromkeys(equalities(bound)) if bound else ():
            if _cannot_be_chosen(question, value, draft):
                yield problem(
                    "form.unknown_choice",
                    f"{node.pointer}/{column}",
                    name=question.row.name,
                    choice=value[:100],
                )


def _cannot_be_chosen(question: FormNode, value: str, draft: ReviewInput) -> bool:
    row = question.row
    names = draft.offered.get(row.list_name) if row.list_name else None
    if names is None or not value or row.list_name == CATEGORIES:
        return False
    if row.or_other and value == OTHER:
        return False
    return value not in names and not names.intersection(value.split())


def _is_never_asked(node: Node, draft: ReviewInput) -> bool:
    """Return whether the row's condition, with those of the groups around it, can never hold."""
    own = _relevant(node, draft)
    if own is None:
        return False
    if is_constant(own) and not evaluate_constant(own):
        return True
    around = [_relevant(each, draft) for each in node.around]
    return _contradict([own, *(bound for bound in around if bound)], draft)


def _relevant(node: Node, draft: ReviewInput) -> BoundExpression | None:
    rules = draft.rules.get(node)
    return rules.relevant if rules else None


def _contradict(relevants: Sequence[BoundExpression], draft: ReviewInput) -> bool:
    chosen: dict[FormNode, str] = {}
    for bound in relevants:
        for question, value, alone in conditions(bound):
            if _cannot_be_chosen(question, value, draft):
                return True
            if not value or not (alone or _takes_one_choice(question)):
                continue
            if question.scope.depth == 0 and chosen.setdefault(question, value) != value:
                return True
    return False


def _takes_one_choice(node: FormNode) -> bool:
    kind = TYPES.get(node.row.type)
    return kind is not None and kind.selection is Selection.ONE


def _default(node: Node, draft: ReviewInput) -> Iterator[Problem]:
    rules, default = draft.rules.get(node), node.row.default
    constraint = rules.constraint if rules else None
    if constraint is None or default is None or is_expression(default):
        return
    if is_constant(constraint, own=True) and not evaluate_constant(
        constraint, _value_of_default(node, default)
    ):
        yield problem("form.default_refused", f"{node.pointer}/default", default=default[:100])


def _value_of_default(node: Node, default: str) -> object:
    kind = TYPES.get(node.row.type)
    if kind is not None and kind.is_number:
        try:
            return float(default)
        except ValueError:
            return default
    return default
