"""Lists of choices as the whole form uses them."""

from collections.abc import Iterator

from chalicelib.errors import Problem
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.problems import problem
from chalicelib.forms.validation.review_input import UNREADABLE, ReviewInput


def list_problems(draft: ReviewInput) -> Iterator[Problem]:
    """A warning for each list that no question uses; none while some row cannot be read."""
    rows = [node.row for node in draft.layout.nodes]
    if any(row.type == UNREADABLE for row in rows):
        return
    used = {row.list_name for row in rows}
    mentioned = " ".join(text for row in rows for text in _expressions(row))
    for name in draft.lists:
        if name not in used and f"instance('{name}')" not in mentioned.replace('"', "'"):
            yield problem("form.unused_list", pointer("choices", name), name=name)


def _expressions(row: object) -> Iterator[str]:
    for key in ("relevant", "constraint", "calculation", "choice_filter", "default"):
        if text := getattr(row, key):
            yield text
