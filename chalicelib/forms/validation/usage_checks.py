"""What a form has and will not use: questions that are never answered, lists that nobody chooses from."""

from collections.abc import Iterator

from chalicelib.errors import Problem
from chalicelib.forms.definition import Row
from chalicelib.forms.external_data import declared_file
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.page_layout import PageLayout
from chalicelib.forms.problems import problem
from chalicelib.forms.tree import Node
from chalicelib.forms.types import TYPES, find_type
from chalicelib.forms.validation.external_checks import pulled_data
from chalicelib.forms.validation.review_input import UNREADABLE, ReviewInput

_EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "default")


def usage_problems(draft: ReviewInput) -> Iterator[Problem]:
    """Yield warnings about single rows, unused lists and pages, and errors for roles inside repeats.

    While a row cannot be read, it may be what uses a list or makes another page; one of an unknown type may be a group.
    """
    for node in draft.tree.nodes:
        yield from _row_problems(node)
    kinds = {node.row.type for node in draft.tree.nodes}
    if UNREADABLE not in kinds:
        yield from _unused_lists(draft)
    if kinds <= TYPES.keys():
        yield from _one_page(draft)


def _row_problems(node: Node) -> Iterator[Problem]:
    row, at = node.row, node.pointer
    kind = find_type(row.type)
    if kind is not None and kind.problem is not None and kind.is_supported:
        yield problem(kind.problem, f"{at}/type", type=row.type, name=row.name)
    if row.constraint and not row.constraint_message:
        yield problem("form.no_constraint_message", f"{at}/constraint")
    if row.role not in (None, "proposal") and node.scope.repeat is not None:
        yield problem("form.role_in_repeat", f"{at}/role", role=row.role)


def _unused_lists(draft: ReviewInput) -> Iterator[Problem]:
    rows = [node.row for node in draft.tree.nodes]
    used = {row.list_name for row in rows}
    mentioned = " ".join(text for row in rows for text in _expressions(row))
    for name in draft.lists:
        if name not in used and f"instance('{name}')" not in mentioned.replace('"', "'"):
            yield problem("form.unused_list", pointer("choices", name), name=name)
    named = {declared_file(row.type, row.name) for row in rows}
    named |= {name for _, name in pulled_data(draft)}
    for name in draft.data:
        if name not in named:
            yield problem("form.unused_list", pointer("data", name), name=name)


def _one_page(draft: ReviewInput) -> Iterator[Problem]:
    """Warn of a style that divides nothing: its pages come from groups."""
    style = draft.head.style
    if style and len(PageLayout.of(draft.tree, style).seen_pages) == 1:
        yield problem("form.one_page", pointer("style"))


def _expressions(row: Row) -> Iterator[str]:
    for key in _EXPRESSIONS:
        if text := getattr(row, key):
            yield text
