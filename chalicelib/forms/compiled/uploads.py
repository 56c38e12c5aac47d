"""Which uploads the answers name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.forms.compiled.answers import Values, instances
from chalicelib.forms.compiled.refusals import at
from chalicelib.forms.questions.uploads import Upload

if TYPE_CHECKING:
    from chalicelib.forms.compiled import Form


def uploads_in(form: Form, values: Values) -> list[tuple[str, str]]:
    """Each upload's place (``photo``, ``members[0]/photo``) and id, in the form's order."""
    found = []
    for question in form.asked:
        if not isinstance(question, Upload):
            continue
        for numbers, instance in instances(values, question.within):
            chosen = instance.get(question.own)
            if isinstance(chosen, str):
                steps = [
                    step for pair in zip(question.within, numbers, strict=True) for step in pair
                ]
                found.append((at([*steps, question.own]), chosen))
    return found
