"""Fixing what a review found in a form, as a step of its editor."""

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import form_edits
from chalicelib.forms.editing import NoSuchRow, RowPlace, find_row
from chalicelib.forms.fixes import apply_fixes, concerns

if TYPE_CHECKING:
    from chalicelib.actions.form_edits import EditOutcome
    from chalicelib.actions.services import Services
    from chalicelib.domain.permissions import Actor
    from chalicelib.forms.definition import Definition, Row


def fix_problems(
    services: "Services", actor: "Actor", event_id: str, name: str, pointer: str, *, revision: str
) -> "EditOutcome":
    """Fix the problems at a JSON pointer, or all of a row, as far as a machine can; nothing changes where it can not.

    Raises:
        errors.EventNotFound, errors.FormNotFound: as ``form_edits.open_form`` does.
        errors.ChangedMeanwhile, errors.FormRefused: as ``form_edits.take_step`` does.
    """
    shown = form_edits.visit_form(services, actor, event_id, name)
    if shown.revision != revision:
        raise errors.ChangedMeanwhile
    row = _find_row(shown.definition, pointer)
    problems = [each for each in shown.problems or () if concerns(each, pointer, row)]

    def change(definition: "Definition") -> "tuple[Definition, str]":
        fixed = apply_fixes(definition, problems, shown.event.languages)
        at = pointer[: _row_length(pointer)]
        return fixed, at if _find_row(fixed, at) else ""

    return form_edits.take_next_step(services, actor, shown, change, do="fix")


def _row_length(pointer: str) -> int:
    """Return the length of the part of a pointer that names a row."""
    steps = pointer.split("/")[1:]
    rows = 0
    while rows + 1 < len(steps) and steps[rows] == "questions" and steps[rows + 1].isdigit():
        rows += 2
    return sum(len(each) + 1 for each in steps[:rows])


def _find_row(definition: "Definition", pointer: str) -> "Row | None":
    try:
        return find_row(definition, RowPlace.at(pointer))
    except NoSuchRow:
        return None
