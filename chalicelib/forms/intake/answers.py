"""Answers that were accepted, and the columns in which an export shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chalicelib.forms.types.base import Question, Value
    from chalicelib.locales import Language

Values = Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers that the form accepted: cleaned, in the form's order, unanswered ones left out."""

    values: Values
    roles: Mapping[str, str]
    """The key of the (first) question of each role."""

    @property
    def category(self) -> str | None:
        """The name of the participant's category, where the form asks for it."""
        value = self.by_role("category")
        return value if isinstance(value, str) else None

    def by_role(self, role: str) -> Value | None:
        """The answer to the question of that role, or None; what stands in repeats has none."""
        key = self.roles.get(role)
        return None if key is None else self.values.get(key)


def instances(values: Values, within: Sequence[str]) -> Iterator[tuple[tuple[int, ...], Values]]:
    """The objects of answers inside these repeats, each with its numbers from 0, outermost first.

    Without repeats that is the form's own, with no number.
    """
    if not within:
        yield (), values
        return
    listed: Any = values.get(within[0], ())
    for number, instance in enumerate(listed):
        for numbers, found in instances(instance, within[1:]):
            yield (number, *numbers), found


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export."""

    question: Question
    label: Mapping[Language, str]

    @property
    def key(self) -> str:
        """The question's key."""
        return self.question.key

    @property
    def private(self) -> bool:
        """Whether it holds personal data."""
        return self.question.private

    def text(self, values: Values, language: Language | None) -> str:
        """The cell: by label in a language, by name without one; empty where unanswered.

        Of a question in a repeat the cell holds every instance's answer: for people a line each with
        its number in front (``2. …``, ``2.1. …`` in a nested one), for programs a JSON array of
        what the cells would be, arrays within arrays for nested repeats.
        """
        question = self.question
        if not question.within:
            return self._said(values, language)
        if language is None:
            told = self._listed(values, question.within)
            return json.dumps(told, ensure_ascii=False) if told else ""
        lines = []
        for numbers, instance in instances(values, question.within):
            if said := self._said(instance, language):
                place = ".".join(str(number + 1) for number in numbers)
                lines.append(f"{place}. {said}")
        return "\n".join(lines)

    def _said(self, values: Values, language: Language | None) -> str:
        value = values.get(self.question.own)
        return "" if value is None else self.question.localize(value, language)

    def _listed(self, values: Values, within: Sequence[str]) -> Any:  # noqa: ANN401 -- nested lists
        if not within:
            return self._said(values, None)
        listed: Any = values.get(within[0], ())
        return [self._listed(instance, within[1:]) for instance in listed]
