"""What stands beside a question and will not do what its author expects."""

from collections.abc import Iterator

from chalicelib.errors import Problem
from chalicelib.forms.problems import problem
from chalicelib.forms.tree import Node
from chalicelib.forms.types import TYPES
from chalicelib.forms.validation.review_input import ReviewInput


def answering_problems(draft: ReviewInput) -> Iterator[Problem]:
    """Warnings of single rows, and roles where an answer would stand several times."""
    for node in draft.layout.nodes:
        yield from _of(node)


def _of(node: Node) -> Iterator[Problem]:
    row, at = node.row, node.pointer
    kind = TYPES.get(row.type)
    if kind is not None and kind.problem is not None and kind.is_supported:
        yield problem(kind.problem, f"{at}/type", type=row.type)
    if row.constraint and not row.constraint_message:
        yield problem("form.no_constraint_message", f"{at}/constraint")
    if row.role not in (None, "proposal") and node.scope.repeat is not None:
        yield problem("form.role_in_repeat", f"{at}/role", role=row.role)
