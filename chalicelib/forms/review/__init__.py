"""All problems of a definition at once: its structure, each row, and the whole."""

from typing import Any

from chalicelib.errors import Problem
from chalicelib.forms.review.rows import row_problems
from chalicelib.forms.review.structure import MAX_PROBLEMS, outlined
from chalicelib.forms.review.whole import whole_problems


def problems_of(raw: Any) -> list[Problem]:  # noqa: ANN401 -- whatever was sent
    """Every problem, each at its JSON pointer; rows that cannot be read do not hide the others'."""
    outline, problems = outlined(raw)
    for placed in outline.rows:
        problems += row_problems(placed, outline)
    return (problems + whole_problems(outline))[:MAX_PROBLEMS]
