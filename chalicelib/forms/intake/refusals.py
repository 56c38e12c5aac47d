"""What pydantic refused, as problems at their questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chalicelib.forms.answer_paths import AnswerPath, AnswerProblem, resolve
from chalicelib.forms.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails, ValidationError

    from chalicelib.errors import Problem
    from chalicelib.forms.types.repeat_types import QuestionScope


def problems_of(error: ValidationError, root: QuestionScope) -> list[AnswerProblem]:
    """Translate pydantic's errors: the first one at each path, in no order."""
    by_name: dict[str, AnswerProblem] = {}
    for detail in error.errors(include_url=False):
        path = resolve(root, detail["loc"])
        if path.name not in by_name:
            by_name[path.name] = AnswerProblem(path, _problem(path, detail))
    return list(by_name.values())


def leave_out(answers: Mapping[str, object], refused: Iterable[AnswerProblem]) -> dict[str, Any]:
    """The answers without the refused ones; an instance that was refused as a whole becomes empty."""
    remaining = dict(answers)
    copies: set[int] = set()
    for each in refused:
        part: Any = remaining
        *above, last = each.path.steps
        for step in above:
            inner = part[step]
            if id(inner) not in copies:
                inner = part[step] = inner.copy()
                copies.add(id(inner))
            part = inner
        if isinstance(last, int):
            part[last] = {}
        else:
            part.pop(last, None)
    return remaining


def _problem(path: AnswerPath, detail: ErrorDetails) -> Problem:
    if path.question is None:
        return problem("answer.unknown_question", path.name)
    sent: object = None if detail["type"] == "missing" else detail["input"]
    context: Mapping[str, Any] = detail.get("ctx", {})
    explained = path.question.explain(detail["type"], sent, context)
    return explained if explained.name == path.name else replace(explained, name=path.name)
