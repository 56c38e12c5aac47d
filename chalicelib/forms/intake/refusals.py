"""What pydantic found wrong, as problems at their questions: ``age``, ``members[0]/age``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chalicelib.forms.problems import problem
from chalicelib.forms.types.repeat_types import Repeat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails, ValidationError

    from chalicelib.errors import Problem
    from chalicelib.forms.types.base import Question
    from chalicelib.forms.types.repeat_types import Level

MAX_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class AnswerPath:
    """Where something is wrong.

    ``steps`` are the keys and numbers that lead to it from the answers, ``name`` is how people are
    told, ``order`` sorts spots as the form does. ``question`` is None where the form has none.
    """

    steps: tuple[str | int, ...]
    name: str
    order: tuple[int, ...]
    question: Question | None


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """A problem and its spot."""

    spot: AnswerPath
    problem: Problem


def found_by(error: ValidationError, root: Level) -> list[AnswerProblem]:
    """One for each spot, the first of each, in no order."""
    seen: dict[str, AnswerProblem] = {}
    for detail in error.errors(include_url=False):
        spot = spot_of(root, detail["loc"][1:])
        if spot.name not in seen:
            seen[spot.name] = AnswerProblem(spot, _problem(spot, detail))
    return list(seen.values())


def in_order(found: Iterable[AnswerProblem]) -> list[Problem]:
    """The problems as the form's questions come, up to ``MAX_PROBLEMS``, one for each spot.

    What the form does not ask comes last of its object.
    """
    named: dict[str, Problem] = {}
    for each in sorted(found, key=lambda each: each.spot.order):
        named.setdefault(each.spot.name, each.problem)
    return list(named.values())[:MAX_PROBLEMS]


def without(answers: Mapping[str, object], found: Iterable[AnswerProblem]) -> dict[str, Any]:
    """The answers without those that were refused; a whole instance that was leaves an empty one."""
    kept = dict(answers)
    copied: set[int] = set()
    for each in found:
        part: Any = kept
        *above, last = each.spot.steps
        for step in above:
            inner = part[step]
            if id(inner) not in copied:
                inner = part[step] = inner.copy()
                copied.add(id(inner))
            part = inner
        if isinstance(last, int):
            part[last] = {}
        else:
            part.pop(last, None)
    return kept


def spot_of(level: Level, location: Sequence[str | int]) -> AnswerPath:
    """The spot that lies there: keys and, after a repeat's key, the number of the instance."""
    steps: tuple[str | int, ...] = ()
    order: tuple[int, ...] = ()
    name = ""
    while True:
        key, rest = str(location[0]), location[1:]
        question = level.by_own.get(key)
        steps = (*steps, key)
        if question is None:
            return AnswerPath(steps, f"{name}{key[:100]}", (*order, len(level.asked)), None)
        order = (*order, level.asked.index(question))
        name = f"{name}{key}"
        if not isinstance(question, Repeat) or not rest:
            return AnswerPath(steps, name, order, question)
        number, location = int(rest[0]), rest[1:]
        steps, order, name = (*steps, number), (*order, number), f"{name}[{number}]"
        if not location:
            return AnswerPath(steps, name, order, question)
        level, name = question.level, f"{name}/"


def _problem(spot: AnswerPath, detail: ErrorDetails) -> Problem:
    if spot.question is None:
        return problem("answer.unknown_question", spot.name)
    sent: object = None if detail["type"] == "missing" else detail["input"]
    context: Mapping[str, Any] = detail.get("ctx", {})
    told = spot.question.explain(detail["type"], sent, context)
    return told if told.name == spot.name else replace(told, name=spot.name)


def at(names: Sequence[str | int]) -> str:
    """The name of a spot by its steps."""
    return "".join(f"[{step}]" if isinstance(step, int) else f"/{step}" for step in names)[1:]
