"""The question that a page is about: what was typed becomes a row, and the row becomes a part of the form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from chalicelib.domain.drafts import category_choices
from chalicelib.forms import editing
from chalicelib.forms.definition import Choice, Definition, Row
from chalicelib.forms.renaming import rename_row
from chalicelib.forms.tree import FormTree
from chalicelib.forms.types.choice_types import CATEGORIES
from chalicelib.web.organiser.form_editor import fields as question_fields
from chalicelib.web.organiser.form_editor.check_messages import with_message
from chalicelib.web.organiser.form_editor.condition_fields import (
    build_expressions,
    condition_subjects,
    condition_values,
)
from chalicelib.web.organiser.form_editor.field_groups import fill_gaps
from chalicelib.web.organiser.form_editor.kinds import takes_list
from chalicelib.web.organiser.form_editor.pictures import picture_values, with_pictures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.domain.events import Event
    from chalicelib.forms.editing import RowPlace
    from chalicelib.locales import Language
    from chalicelib.web.organiser.form_editor.condition_fields import ConditionSubject
    from chalicelib.web.organiser.form_editor.fields import Decoded

NEW_NAME: Final = "question"
"""Of a question without a label."""
GONE: Final = "gone"
"""In the place of a kind: the question was removed while its page was open."""


@dataclass(frozen=True, slots=True)
class EditedQuestion:
    """The question of a page: where it stands or will stand, and its choices."""

    place: RowPlace
    row: Row
    choices: tuple[Choice, ...]
    is_new: bool
    kind: str = ""


@dataclass(frozen=True)
class QuestionForm:
    """The form of a question's page: its fields' values, and the row that they mean."""

    definition: Definition
    event: Event
    subject: EditedQuestion
    language: Language

    @cached_property
    def names(self) -> list[str]:
        """The names of the fields, in their order; those of conditions' rows are not among them."""
        names = question_fields.field_names(self.subject.row, self.event.languages)
        return [name for name in names if name != "name" or not self.subject.is_new]

    @cached_property
    def condition_subjects(self) -> Sequence[ConditionSubject]:
        """What the conditions are about: when it is asked, and the check of its answer."""
        return condition_subjects(
            self.definition,
            self.event,
            self.subject.place,
            self.subject.row,
            is_new=self.subject.is_new,
            language=self.language,
        )

    @property
    def values(self) -> dict[str, str]:
        """What the fields hold before anybody types."""
        row = self.subject.row
        values = question_fields.encode(row, self.subject.choices, self.names)
        for each in self.condition_subjects:
            values |= condition_values(each, getattr(row, each.key))
        return values | picture_values(row, self.subject.choices)

    def redraw(self, typed: Mapping[str, str]) -> Mapping[str, str] | None:
        """Return what the fields hold after a button that saves nothing; None after any other.

        ``refresh`` shows the choices of the questions that were chosen; ``fill`` copies what is missing in a language.
        """
        if typed.get("do") == "fill":
            return fill_gaps(typed, self.names, self.event.languages)
        return typed if typed.get("do") == "refresh" else None

    def decode(self, typed: Mapping[str, str]) -> Decoded:
        """Return the row as it was typed, its conditions built from their rows."""
        stored = {key: getattr(self.subject.row, key) for key in question_fields.EXPRESSIONS}
        built = build_expressions(typed, self.condition_subjects, stored)
        read = question_fields.decode(
            built.values, self.subject.row, self.subject.choices, self.names
        )
        read.messages.update(built.messages)
        read.row = with_message(self.subject.row, read.row, self.event.languages)
        with_pictures(typed, self.subject.row, self.subject.choices, read, self.event.languages)
        return read


def apply_question(
    definition: Definition, event: Event, subject: EditedQuestion, read: Decoded
) -> tuple[Definition, RowPlace]:
    """Return the form with the question in it, and where it stands."""
    row, place = read.row, subject.place
    if subject.is_new:
        row = _as_new(definition, row, is_former=subject.kind == GONE)
    else:
        row = row.model_copy(update={"name": subject.row.name})
    row, choices = _choose_list(definition, event, subject, row, read.choices)
    if subject.is_new:
        placed, place = editing.insert_anywhere(definition, place, row)
    else:
        placed = editing.replace_row(definition, place, row)
    lists = dict(definition.choices)
    if row.list_name and choices is not None:
        lists[row.list_name] = choices
    placed = _without_former_list(placed.model_copy(update={"choices": lists}), subject.row, row)
    if not subject.is_new and read.row.name != row.name:
        placed = rename_row(placed, place, read.row.name)
    return placed, place


def follow_label(definition: Definition, subject: EditedQuestion, row: Row) -> Row:
    """Return the row under a name made from its label, if its present name was made from the label before.

    A question that is saved while its label is being typed would keep the first letters of it as its name.
    """
    nodes = FormTree.of(definition.questions).nodes
    taken = {node.row.name for node in nodes if node.pointer != subject.place.pointer}
    before, after = (next(iter((each.label or {}).values()), "") for each in (subject.row, row))
    names = {editing.name_of_text(text, taken) for text in (before, NEW_NAME) if text}
    if not after or subject.row.name not in names:
        return row
    return row.model_copy(update={"name": editing.name_of_text(after, taken)})


def _as_new(definition: Definition, row: Row, *, is_former: bool) -> Row:
    """Return the row under a name that is free; one that was in the form keeps its name where it can."""
    taken = {node.row.name for node in FormTree.of(definition.questions).nodes}
    if is_former:
        return row.model_copy(update={"name": editing.free_name(row.name, taken)})
    label = next(iter((row.label or {}).values()), row.name)
    return row.model_copy(update={"name": editing.name_of_text(label, taken)})


def _choose_list(
    definition: Definition,
    event: Event,
    subject: EditedQuestion,
    row: Row,
    choices: tuple[Choice, ...] | None,
) -> tuple[Row, tuple[Choice, ...] | None]:
    """Return the row with its list, and the list's choices; None where the list stays as it is.

    Only the question for the category is bound to the event's categories: another one gets a copy of them.
    """
    if not takes_list(row):
        return row, None
    if subject.kind == GONE and choices is None:
        choices = subject.choices
    was_categories = subject.row.list_name == CATEGORIES
    is_copy = row.list_name == CATEGORIES and row.role != "category" and not was_categories
    if is_copy and CATEGORIES not in definition.choices:
        row, choices = row.model_copy(update={"list_name": None}), None
    if row.list_name is None:
        row = row.model_copy(update={"list_name": question_fields.new_list_name(definition, row)})
        if choices is None or (was_categories and not choices):
            is_event_s = is_copy or was_categories
            choices = tuple(category_choices(event)) if is_event_s else subject.choices
    return row, choices


def _without_former_list(definition: Definition, before: Row, after: Row) -> Definition:
    """Return the form without the list that the row had, where no question uses it any more."""
    name = before.list_name
    if name is None or name == after.list_name or editing.questions_with_list(definition, name):
        return definition
    lists = {each: choices for each, choices in definition.choices.items() if each != name}
    return definition.model_copy(update={"choices": lists})
