"""The page of one question: a new one of a kind that was chosen, or one of the form's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import drafts, form_edits
from chalicelib.forms import editing
from chalicelib.forms.definition import Choice, Definition, Row, dump
from chalicelib.forms.editing import NoSuchRow, RowPlace
from chalicelib.forms.tree import FormTree
from chalicelib.locales import N_
from chalicelib.web import i18n
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import FieldProblem
from chalicelib.web.organiser.drafts import read_revision
from chalicelib.web.organiser.form_editor import fields as question_fields
from chalicelib.web.organiser.form_editor.asked_questions import relevance_in_words
from chalicelib.web.organiser.form_editor.condition_controls import show_condition
from chalicelib.web.organiser.form_editor.condition_fields import (
    build_expressions,
    condition_subjects,
    condition_values,
)
from chalicelib.web.organiser.form_editor.kinds import BY_ID, KINDS, has_own_choices, kind_name
from chalicelib.web.organiser.form_editor.outline import MEANWHILE, anchor_of
from chalicelib.web.render import translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.actions.form_edits import EditableForm
    from chalicelib.actions.services import Services
    from chalicelib.web.organiser.form_editor.condition_fields import ConditionSubject
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_NO_LABEL: Final = N_("Write the question.")
_NEW_NAME: Final = "question"
_ALWAYS: Final = ("label", "hint", "choices", "required")
"""The fields that stand open; the others are folded, because most questions need none of them."""
_SETTINGS: Final = ("start", "end", "step", "min", "max", "max_length")


@dataclass(frozen=True, slots=True)
class _EditedQuestion:
    """The question of the page: where it stands or will stand, and its choices."""

    place: RowPlace
    row: Row
    choices: tuple[Choice, ...]
    is_new: bool
    kind: str = ""


@handler
def choose_kind(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show the kinds of questions."""
    console = session.enter(request, services)
    shown = form_edits.open_form(services, console.actor, event, form)
    place = _place(request.one("at") or "")
    return console.event_page(
        "organiser/question_kinds.html",
        request,
        shown.event,
        tab="forms",
        form=shown.record,
        at=place.pointer,
        kinds=KINDS,
    )


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show a question of the form, or an empty one of a kind."""
    console = session.enter(request, services)
    shown = form_edits.open_form(services, console.actor, event, form)
    subject = _subject(shown.definition, request.one("at") or "", request.one("kind") or "")
    names = question_fields.field_names(subject.row, shown.event.languages)
    values = question_fields.encode(subject.row, subject.choices, names)
    for each in _condition_subjects(shown, subject, request):
        values |= condition_values(each, getattr(subject.row, each.key))
    return _page(request, console, shown, subject, values, {})


@handler
def save(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Save the question, or show its page again with all that was typed and what is wrong."""
    console, typed = session.act(request, services)
    shown = form_edits.open_form(services, console.actor, event, form)
    subject = _subject(shown.definition, typed.get("at", ""), typed.get("kind", ""))
    if not subject.is_new and subject.row.name != typed.get("row"):
        return _page(
            request, console, shown, _find_again(shown, subject, typed), typed, {}, moved=True
        )
    if typed.get("do") == "refresh":
        return _page(request, console, shown, subject, typed, {})
    names = question_fields.field_names(subject.row, shown.event.languages)
    built = build_expressions(
        typed, _condition_subjects(shown, subject, request), subject.row.model_dump()
    )
    read = question_fields.decode(built.values, subject.row, subject.choices, names)
    read.messages.update(built.messages)
    if not read.row.label and any(name.startswith("label_") for name in names):
        read.messages.setdefault(f"label_{shown.event.languages[0]}", _NO_LABEL)
    if read.messages:
        return _page(request, console, shown, subject, typed, read.messages)
    edited, row_place = _apply(shown.definition, subject, read)
    try:
        drafts.save_form(
            services,
            console.actor,
            event,
            form,
            dump(edited),
            revision=read_revision(typed),
        )
    except errors.ChangedMeanwhile:
        latest = form_edits.open_form(services, console.actor, event, form)
        return _page(
            request, console, latest, _find_again(latest, subject, typed), typed, {}, moved=True
        )
    except errors.FormRefused as refusal:
        found = _messages(refusal, edited, row_place, names, request)
        return _page(request, console, shown, subject, typed, found)
    return redirect(f"{Urls(request.prefix).edit_form(event, form)}#{anchor_of(row_place)}")


def _place(pointer: str) -> RowPlace:
    try:
        return RowPlace.at(pointer)
    except NoSuchRow:
        raise errors.BrokenForm from None


def _subject(definition: Definition, pointer: str, kind: str) -> _EditedQuestion:
    """Return the question that a page is about; raise ``BrokenForm`` where the address names none."""
    place = _place(pointer)
    if kind:
        if kind not in BY_ID:
            raise errors.BrokenForm
        row = BY_ID[kind].new_row(_NEW_NAME, {})
        return _EditedQuestion(place, row, BY_ID[kind].choices, is_new=True, kind=kind)
    try:
        row = editing.find_row(definition, place)
    except NoSuchRow:
        raise errors.BrokenForm from None
    return _EditedQuestion(
        place, row, definition.choices.get(row.list_name or "", ()), is_new=False
    )


def _find_again(
    shown: EditableForm, subject: _EditedQuestion, typed: Mapping[str, str]
) -> _EditedQuestion:
    """Return the question at its place in a form that has changed; as it was where it is there no more."""
    if subject.is_new:
        return subject
    for node in FormTree.of(shown.definition.questions).nodes:
        if node.row.name == typed.get("row"):
            return _subject(shown.definition, node.pointer, "")
    return subject


def _condition_subjects(
    shown: EditableForm, subject: _EditedQuestion, request: Request
) -> Sequence[ConditionSubject]:
    return condition_subjects(
        shown.definition,
        shown.event,
        subject.place,
        subject.row,
        is_new=subject.is_new,
        language=request.language,
    )


def _apply(
    definition: Definition, subject: _EditedQuestion, read: question_fields.Decoded
) -> tuple[Definition, RowPlace]:
    row, lists = read.row, dict(definition.choices)
    if subject.is_new:
        taken = {node.row.name for node in FormTree.of(definition.questions).nodes}
        label = next(iter((row.label or {}).values()), row.name)
        row = row.model_copy(update={"name": editing.name_of_text(label, taken)})
        if has_own_choices(row):
            row = row.model_copy(
                update={"list_name": question_fields.new_list_name(definition, row)}
            )
    if read.choices is not None and row.list_name:
        lists[row.list_name] = read.choices
    place = subject.place
    if not subject.is_new:
        placed = editing.replace_row(definition, place, row)
    else:
        try:
            placed = editing.insert_row(definition, place, row)
        except NoSuchRow:  # what stood before it was removed meanwhile
            place = RowPlace((len(definition.questions),))
            placed = editing.insert_row(definition, place, row)
    return placed.model_copy(update={"choices": lists}), place


def _messages(
    refusal: errors.FormRefused,
    edited: Definition,
    place: RowPlace,
    names: Sequence[str],
    request: Request,
) -> dict[str, str]:
    """Return the messages by field: of other parts of the form under the name of the part."""
    row = editing.find_row(edited, place)
    messages: dict[str, str] = {}
    for problem in refusal.problems:
        if problem.severity != "error":
            continue
        text = i18n.localize(problem, request.language)
        name = _field_of(problem.name, place, row, names)
        messages.setdefault(name or problem.name, text)
    return messages


def _field_of(pointer: str, place: RowPlace, row: Row, names: Sequence[str]) -> str:
    if pointer.startswith(f"{place.pointer}/"):
        key = pointer.removeprefix(f"{place.pointer}/").replace("parameters/", "")
    elif row.list_name and pointer.startswith(f"/choices/{row.list_name}"):
        key = "choices"
    else:
        return ""
    exact = key.replace("/", "_")
    if exact in names:
        return exact
    stem = key.partition("/")[0]
    return next((name for name in names if name.startswith(stem)), "")


def _page(
    request: Request,
    console: ConsoleSession,
    shown: EditableForm,
    subject: _EditedQuestion,
    values: Mapping[str, str],
    messages: Mapping[str, str],
    *,
    moved: bool = False,
) -> Reply:
    languages = shown.event.languages
    names = question_fields.field_names(subject.row, languages)
    translate = translator(request.language)
    groups = question_fields.group_fields(names, values, messages, languages, translate)
    subjects = _condition_subjects(shown, subject, request)
    conditions = {
        each.key: show_condition(each, values, messages, translate, request.language)
        for each in subjects
    }
    controls = [each for group in groups for each in group.controls]
    controls += [each for condition in conditions.values() for each in condition.controls]
    problems = [FieldProblem(each.name, each.message) for each in controls if each.message]
    known = {each.name for each in controls}
    problems += [FieldProblem("", text) for name, text in messages.items() if name not in known]
    row = subject.row
    sharing = [
        each
        for each in editing.questions_with_list(shown.definition, row.list_name or "")
        if each.name != row.name
    ]
    words = relevance_in_words(shown.definition, shown.event, request.language)
    return console.event_page(
        "organiser/question.html",
        request,
        shown.event,
        tab="forms",
        status=409 if moved else 422 if problems else 200,
        form=shown.record,
        revision=shown.record.revision,
        message=translate(MEANWHILE) if moved else "",
        problems=problems,
        at=subject.place.pointer,
        is_new=subject.is_new,
        kind=subject.kind,
        row=row,
        kind_words=translate(BY_ID[subject.kind].label if subject.is_new else kind_name(row)),
        groups=[each for each in groups if each.key in _ALWAYS],
        settings=[each for each in groups if each.key in _SETTINGS],
        logic=[each for each in groups if each.key not in (*_ALWAYS, *_SETTINGS)],
        conditions=conditions,
        condition_words="" if subject.is_new else words.get(subject.place.pointer, ""),
        nameable=subjects[0].questions.values(),
        sharing=sharing,
    )
