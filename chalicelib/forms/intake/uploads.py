"""Which questions are answered by files, and which files the answers name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from chalicelib.forms.intake.answers import Values, instances
from chalicelib.forms.intake.refusals import at

if TYPE_CHECKING:
    from chalicelib.forms.intake import Form
    from chalicelib.forms.types.base import Question

_NUMBER: Final = re.compile(r"\[[0-9]{1,6}\](?=/)")


def uploads_in(form: Form, values: Values) -> list[tuple[str, str]]:
    """Each upload's place (``photo``, ``members[0]/photo``) and id, in the form's order."""
    found = []
    for question in form.file_questions.values():
        for numbers, instance in instances(values, question.within):
            chosen = instance.get(question.own)
            if isinstance(chosen, str):
                steps = [
                    step for pair in zip(question.within, numbers, strict=True) for step in pair
                ]
                found.append((at([*steps, question.own]), chosen))
    return found


def question_at(form: Form, place: str) -> Question | None:
    """The question that an answer at that place would answer, if it is one of files."""
    return form.file_questions.get(_NUMBER.sub("", place))
