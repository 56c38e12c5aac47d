"""Check that expressions, triggers and texts can be parsed and that the names in them exist."""

import re
from collections.abc import Iterator

from chalicelib.errors import Problem
from chalicelib.forms.logic.rules import EXPRESSIONS, expression_problems
from chalicelib.forms.problems import problem
from chalicelib.forms.tree import Node
from chalicelib.forms.validation.review_input import ReviewInput
from chalicelib.forms.validation.static_analysis import several_for_one
from chalicelib.xpath import ExpressionError, bind_part, parse_template
from chalicelib.xpath.typed_ast import BoundExpression

_TRIGGER = re.compile(r"\s*\$\{\s*([^}\s]+)\s*\}\s*")


def name_problems(draft: ReviewInput) -> Iterator[Problem]:
    """Yield the problems of expressions, of triggers and of the names in texts."""
    without_list = {
        f"{node.pointer}/choice_filter"
        for node in draft.tree.nodes
        if node.row.list_name not in draft.readable
    }
    for each in draft.bound.problems:
        if each.name not in without_list and not _of_broken_list(each, draft):
            yield each
    for node in draft.tree.nodes:
        yield from _triggers(node, draft)
        yield from _reads_from_outside(node, draft)
    yield from _in_texts(draft)


def _of_broken_list(found: Problem, draft: ReviewInput) -> bool:
    """Return whether it is about a list that could not be read, which is a problem of its own."""
    name = found.parameters.get("list", found.parameters.get("name"))
    of_list = found.code in ("form.expression_no_list", "form.expression_unknown_column")
    return of_list and name in draft.lists and name not in draft.readable


def _triggers(node: Node, draft: ReviewInput) -> Iterator[Problem]:
    if node.row.trigger is None:
        return
    at = f"{node.pointer}/trigger"
    parts = [each for each in node.row.trigger.split(",") if each.strip()]
    for part in parts or [""]:
        written = _TRIGGER.fullmatch(part)
        if written is None:
            yield problem("form.trigger_nothing", at, found=part.strip()[:100])
        elif not draft.tree.rows_named(written[1]):
            yield _unknown(written[1], at, draft)


def _unknown(name: str, at: str, draft: ReviewInput) -> Problem:
    meant = draft.tree.nearest(name)
    if meant is not None:
        return problem("form.expression_misspelt_name", at, name=name[:100], nearest=meant)
    return problem("form.expression_unknown_name", at, name=name[:100])


def _reads_from_outside(node: Node, draft: ReviewInput) -> Iterator[Problem]:
    rules = draft.rules.get(node)
    if rules is None:
        return
    for column in EXPRESSIONS:
        bound: BoundExpression | None = getattr(rules, column)
        for read in dict.fromkeys(several_for_one(bound)) if bound else ():
            yield problem(
                "form.from_outside_repeat", f"{node.pointer}/{column}", name=read.row.name
            )


def _in_texts(draft: ReviewInput) -> Iterator[Problem]:
    nodes = {node.pointer: node for node in draft.tree.nodes}
    for at, text in draft.texts():
        node = nodes.get(at.rpartition("/")[0])
        for language, words in text.items():
            if "${" in words:
                yield from _in_text(words, f"{at}/{language}", node, draft)


def _in_text(words: str, at: str, node: Node | None, draft: ReviewInput) -> Iterator[Problem]:
    for part in parse_template(words):
        if not part.is_name:
            continue
        try:
            bound = bind_part(part, draft.tree, node)
        except ExpressionError as error:
            yield from expression_problems(error.errors, at)
        else:
            yield from expression_problems(bound.warnings, at)
            for read in dict.fromkeys(several_for_one(bound)):
                yield problem("form.from_outside_repeat", at, name=read.row.name)
