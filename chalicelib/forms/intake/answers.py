"""Accepted answers, and the columns in which an export shows them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from chalicelib.forms.answer_paths import path_name
from chalicelib.frozen import dataclass

if TYPE_CHECKING:
    from chalicelib.forms.types.base import Question, Value
    from chalicelib.locales import Language

Values = Mapping[str, "Value"]
NestedCells: TypeAlias = "str | list[NestedCells]"


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers that the form accepted: cleaned, in the form's order, unanswered ones left out."""

    values: Values
    roles: Mapping[str, str]
    """The key of the (first) question of each role."""

    @property
    def category(self) -> str | None:
        """The name of the participant's category, where the form asks for it."""
        return self.text_by_role("category")

    def by_role(self, role: str) -> Value | None:
        """The answer to the question of that role, or None; questions in repeats are not found."""
        key = self.roles.get(role)
        return None if key is None else self.values.get(key)

    def text_by_role(self, role: str) -> str | None:
        """The answer to the question of that role if it is a text."""
        value = self.by_role(role)
        return value if isinstance(value, str) else None

    def texts_by_role(self, roles: Sequence[str]) -> dict[str, str]:
        """The answers to the questions of these roles, as far as they are texts."""
        texts = {role: self.text_by_role(role) for role in roles if role in self.roles}
        return {role: text for role, text in texts.items() if text}


def instances(values: Values, within: Sequence[str]) -> Iterator[tuple[tuple[int, ...], Values]]:
    """The objects of answers inside the repeats of these keys, each with its indexes, outermost first.

    Without repeats that is the form's own object, with no index.
    """
    if not within:
        yield (), values
        return
    listed: Any = values.get(within[0], ())
    for index, instance in enumerate(listed):
        for indexes, inner in instances(instance, within[1:]):
            yield (index, *indexes), inner


def find_uploads(questions: Iterable[Question], values: Values) -> list[tuple[str, str]]:
    """The path (``photo``, ``members[0]/photo``) and id of each file that answers one of the questions."""
    uploads = []
    for question in questions:
        for indexes, instance in instances(values, question.within):
            answer = instance.get(question.key_in_scope)
            if isinstance(answer, str):
                steps = [
                    step for pair in zip(question.within, indexes, strict=True) for step in pair
                ]
                uploads.append((path_name([*steps, question.key_in_scope]), answer))
    return uploads


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

        The cell of a question in a repeat holds every instance's answer: for people one line each with
        its number in front (``2. …``, ``2.1. …`` in a nested repeat), for programs a JSON array of
        cells, arrays within arrays for nested repeats.
        """
        question = self.question
        if not question.within:
            return self.cell(values, language)
        if language is None:
            cells = self._nested_cells(values, question.within)
            return json.dumps(cells, ensure_ascii=False) if cells else ""
        lines = []
        for indexes, instance in instances(values, question.within):
            if cell := self.cell(instance, language):
                number = ".".join(str(index + 1) for index in indexes)
                lines.append(f"{number}. {cell}")
        return "\n".join(lines)

    def cell(self, values: Values, language: Language | None) -> str:
        """The answer among those of its own scope, as ``text`` writes it."""
        value = values.get(self.question.key_in_scope)
        return "" if value is None else self.question.localize(value, language)

    def _nested_cells(self, values: Values, within: Sequence[str]) -> NestedCells:
        if not within:
            return self.cell(values, None)
        listed: Any = values.get(within[0], ())
        return [self._nested_cells(instance, within[1:]) for instance in listed]
