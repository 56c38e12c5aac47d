"""Where an answer is among the answers to a form: ``age``, ``members[0]/age``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from chalicelib.forms.types.repeat_types import QuestionScope, Repeat
from chalicelib.frozen import dataclass

if TYPE_CHECKING:
    from chalicelib.errors import Problem
    from chalicelib.forms.types.base import Question

MAX_PROBLEMS = 100
_MAX_KEY = 100
"""Characters of a key that no question has, as a problem repeats it."""


@dataclass(frozen=True, slots=True)
class AnswerPath:
    """The path to one answer, whether or not it was sent.

    ``steps`` are the keys and the indexes of instances that lead to it from the form's answers. ``name``
    is the path as problems spell it. ``order`` sorts paths as the form's questions come. ``question`` is
    None where the form has none of that key.
    """

    steps: tuple[str | int, ...]
    name: str
    order: tuple[int, ...]
    question: Question | None


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """A problem with the answer at a path."""

    path: AnswerPath
    problem: Problem


def resolve(scope: QuestionScope, steps: Sequence[str | int]) -> AnswerPath:
    """Find the path's question.

    ``steps`` alternate between a key and, after a repeat's key, the index of an instance. What follows
    a question that is no repeat, or a key that the form does not have, is left out of the path.
    """
    walked: tuple[str | int, ...] = ()
    order: tuple[int, ...] = ()
    name = ""
    while True:
        key, rest = str(steps[0]), steps[1:]
        question = scope.by_key.get(key)
        walked = (*walked, key)
        if question is None:
            last = len(scope.answerable)
            return AnswerPath(walked, f"{name}{key[:_MAX_KEY]}", (*order, last), None)
        order = (*order, scope.answerable.index(question))
        name = f"{name}{key}"
        if not isinstance(question, Repeat) or not rest:
            return AnswerPath(walked, name, order, question)
        index, steps = int(rest[0]), rest[1:]
        walked, order, name = (*walked, index), (*order, index), f"{name}[{index}]"
        if not steps:
            return AnswerPath(walked, name, order, question)
        scope, name = question.inner, f"{name}/"


def path_name(steps: Sequence[str | int]) -> str:
    """Spell a path: ``("members", 0, "age")`` is ``members[0]/age``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f"/{step}" for step in steps)[1:]


def sort_problems(problems: Iterable[AnswerProblem]) -> list[Problem]:
    """Put problems in the order of the form's questions: one for each path, at most ``MAX_PROBLEMS``.

    Keys that the form does not have come last in their object.
    """
    by_name: dict[str, Problem] = {}
    for each in sorted(problems, key=lambda each: each.path.order):
        by_name.setdefault(each.path.name, each.problem)
    return list(by_name.values())[:MAX_PROBLEMS]
