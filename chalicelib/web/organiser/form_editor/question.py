"""The page of one question: a new one of a kind that was chosen, or one of the form's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import form_edits
from chalicelib.domain.working_copies import SAVE
from chalicelib.forms import editing
from chalicelib.forms.definition import Choice, Definition, Row
from chalicelib.forms.editing import NoSuchRow, RowPlace
from chalicelib.forms.tree import FormTree
from chalicelib.locales import N_
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import FieldProblem
from chalicelib.web.organiser.form_editor import fields as question_fields
from chalicelib.web.organiser.form_editor.asked_questions import relevance_in_words
from chalicelib.web.organiser.form_editor.condition_controls import show_condition
from chalicelib.web.organiser.form_editor.condition_fields import (
    build_expressions,
    condition_subjects,
    condition_values,
)
from chalicelib.web.organiser.form_editor.json_replies import in_json, state_reply, wants_json
from chalicelib.web.organiser.form_editor.kinds import BY_ID, KINDS, has_own_choices, kind_name
from chalicelib.web.organiser.form_editor.outline import MEANWHILE, anchor_of, render_line
from chalicelib.web.organiser.form_editor.row_problems import place as place_in_words
from chalicelib.web.organiser.form_editor.row_problems import place_problems
from chalicelib.web.render import translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.actions.form_edits import EditableForm, EditOutcome
    from chalicelib.actions.services import Services
    from chalicelib.locales import Language
    from chalicelib.web.organiser.form_editor.condition_fields import ConditionSubject
    from chalicelib.web.organiser.form_editor.row_problems import RowProblem
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_NEW_NAME: Final = "question"
_GONE: Final = "gone"
"""In the place of a kind: the question was removed while its page was open."""
_DO: Final[Mapping[bool, str]] = {True: "add", False: SAVE}
_SUMMARIES: Final[Mapping[bool, str]] = {
    True: N_("The question is saved; something in it is still wrong"),
    False: N_("The question is not saved yet"),
}
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
    """Show a question of the form with what is wrong with it, or an empty one of a kind."""
    console = session.enter(request, services)
    shown = form_edits.visit_form(services, console.actor, event, form)
    subject = _subject(shown.definition, request.one("at") or "", request.one("kind") or "")
    names = question_fields.field_names(subject.row, shown.event.languages)
    values = question_fields.encode(subject.row, subject.choices, names)
    for each in _condition_subjects(shown, subject, request):
        values |= condition_values(each, getattr(subject.row, each.key))
    found = {} if subject.is_new else messages_at(shown, subject.place.pointer, request.language)
    return _page(request, console, shown, subject, values, found)


@handler
@in_json
def save(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Save the question, or show its page again with all that was typed and what is wrong."""
    console, typed = session.act(request, services)
    shown = form_edits.open_form(services, console.actor, event, form)
    if typed.get("revision") != shown.revision:
        return _keep_typed(request, services, console, shown, typed)
    subject = _posted_subject(services, console, shown, typed)
    if typed.get("do") == "refresh":
        return _page(request, console, shown, subject, typed, {})
    read = _decode(shown, subject, typed, request)
    if read.messages:
        return _refuse(request, services, console, shown, subject, typed, read.messages)

    def change(definition: Definition) -> tuple[Definition, str]:
        after, place = _apply(definition, subject, read)
        return after, place.pointer

    try:
        outcome = form_edits.take_step(
            services,
            console.actor,
            event,
            form,
            change,
            do=_DO[subject.is_new],
            revision=shown.revision,
        )
    except errors.ChangedMeanwhile:
        latest = form_edits.open_form(services, console.actor, event, form)
        return _keep_typed(request, services, console, latest, typed)
    except errors.FormRefused as refusal:
        edited, row_place = _apply(shown.definition, subject, read)
        found = _first_messages(
            place_in_words(refusal.problems, edited, shown.event.languages, request.language),
            row_place.pointer,
        )
        return _refuse(request, services, console, shown, subject, typed, found)
    return _lead_on(request, outcome)


def _lead_on(request: Request, outcome: EditOutcome) -> Reply:
    """Lead to the outline, or back to the question where something is wrong with it."""
    shown, at = outcome.form, outcome.at
    found = messages_at(shown, at, request.language)
    if wants_json(request):
        line = render_line(request, shown, at)
        return state_reply(request, shown, at=at, line=line, messages=found)
    urls, event, form = Urls(request.prefix), shown.event.id, shown.record.name
    if found:
        return redirect(urls.question(event, form, at))
    return redirect(f"{urls.edit_form(event, form)}#{anchor_of(_place(at))}")


def _refuse(
    request: Request,
    services: Services,
    console: ConsoleSession,
    shown: EditableForm,
    subject: _EditedQuestion,
    typed: Mapping[str, str],
    messages: Mapping[str, str],
) -> Reply:
    """Answer what cannot be stored at all; nothing was."""
    if not wants_json(request):
        return _page(request, console, shown, subject, typed, messages, status=422)
    translate = translator(request.language)
    latest = form_edits.visit_form(services, console.actor, shown.event.id, shown.record.name)
    words = {name: translate(text) for name, text in messages.items()}
    message = translate(_SUMMARIES[False])
    return state_reply(
        request,
        latest,
        at=subject.place.pointer,
        messages=words,
        message=message,
        status=422,
    )


def _keep_typed(
    request: Request,
    services: Services,
    console: ConsoleSession,
    shown: EditableForm,
    typed: Mapping[str, str],
) -> Reply:
    """Answer a save from an old state with the form as it is now; all that was typed stays.

    A save that is in the form already, whose reply was lost, counts as made.
    """
    latest = form_edits.visit_form(services, console.actor, shown.event.id, shown.record.name)
    subject = _posted_subject(services, console, latest, typed)
    if _is_made(latest, subject, typed, request):
        return _lead_on(request, form_edits.EditOutcome(latest, subject.place.pointer))
    if not wants_json(request):
        return _page(request, console, latest, subject, typed, {}, status=409)
    message = translator(request.language)(MEANWHILE)
    return state_reply(request, latest, at=subject.place.pointer, message=message, status=409)


def _is_made(
    shown: EditableForm, subject: _EditedQuestion, typed: Mapping[str, str], request: Request
) -> bool:
    """Whether the form has the question already as it was typed; a new one stands where it was to be added."""
    read = _decode(shown, subject, typed, request)
    if read.messages:
        return False
    try:
        row = editing.find_row(shown.definition, subject.place)
    except NoSuchRow:
        return False
    choices = shown.definition.choices.get(row.list_name or "", ())
    if not subject.is_new:
        return (read.row, read.choices or subject.choices) == (row, choices)
    same = row.model_copy(update={"name": read.row.name, "list_name": read.row.list_name})
    labels = [each.label for each in choices]
    return same == read.row and labels == [each.label for each in read.choices or ()]


def _decode(
    shown: EditableForm, subject: _EditedQuestion, typed: Mapping[str, str], request: Request
) -> question_fields.Decoded:
    """Return the row as it was typed, its conditions built from their rows."""
    names = question_fields.field_names(subject.row, shown.event.languages)
    subjects = _condition_subjects(shown, subject, request)
    built = build_expressions(typed, subjects, subject.row.model_dump())
    read = question_fields.decode(built.values, subject.row, subject.choices, names)
    read.messages.update(built.messages)
    return read


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


def _posted_subject(
    services: Services, console: ConsoleSession, shown: EditableForm, typed: Mapping[str, str]
) -> _EditedQuestion:
    """Return the question that a page was made of, found again by its name in a form that has changed.

    One that was removed meanwhile is the one that an earlier state of the form has, to be put where it was.
    """
    at, kind, name = typed.get("at", ""), typed.get("kind", ""), typed.get("row", "")
    if kind != _GONE and (kind or typed.get("revision") == shown.revision):
        return _subject(shown.definition, at, kind)
    for node in FormTree.of(shown.definition.questions).nodes:
        if node.row.name == name:
            return _subject(shown.definition, node.pointer, "")
    former = form_edits.find_former_row(
        services, console.actor, shown.event.id, shown.record.name, name
    )
    if former is None:
        return _subject(shown.definition, at, "")
    return _EditedQuestion(_place(at), *former, is_new=True, kind=_GONE)


def _apply(
    definition: Definition, subject: _EditedQuestion, read: question_fields.Decoded
) -> tuple[Definition, RowPlace]:
    row, lists, place = read.row, dict(definition.choices), subject.place
    if subject.is_new:
        row = _as_new(definition, row, is_former=subject.kind == _GONE)
    if row.list_name and (read.choices is not None or subject.kind == _GONE):
        lists[row.list_name] = read.choices or subject.choices
    if subject.is_new:
        placed, place = editing.insert_anywhere(definition, place, row)
    else:
        placed = editing.replace_row(definition, place, row)
    return placed.model_copy(update={"choices": lists}), place


def _as_new(definition: Definition, row: Row, *, is_former: bool) -> Row:
    """Return the row under a name that is free, with a list of its own; one that was in the form keeps both."""
    taken = {node.row.name for node in FormTree.of(definition.questions).nodes}
    if is_former:
        return row.model_copy(update={"name": editing.free_name(row.name, taken)})
    label = next(iter((row.label or {}).values()), row.name)
    row = row.model_copy(update={"name": editing.name_of_text(label, taken)})
    if not has_own_choices(row):
        return row
    return row.model_copy(update={"list_name": question_fields.new_list_name(definition, row)})


def messages_at(shown: EditableForm, pointer: str, language: Language) -> dict[str, str]:
    """Return the errors of a row by field of its page; those at no field are under their own words."""
    return _first_messages(place_problems(shown, language), pointer)


def _first_messages(problems: Sequence[RowProblem], pointer: str) -> dict[str, str]:
    messages: dict[str, str] = {}
    for each in problems:
        if each.is_error and each.at == pointer:
            messages.setdefault(each.field or each.message, each.message)
    return messages


def _page(
    request: Request,
    console: ConsoleSession,
    shown: EditableForm,
    subject: _EditedQuestion,
    values: Mapping[str, str],
    messages: Mapping[str, str],
    *,
    status: int = 200,
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
        status=status,
        form=shown.record,
        revision=shown.revision,
        message=translate(MEANWHILE) if status == 409 else "",
        summary=translate(_SUMMARIES[status == 200]),
        problems=problems,
        at=subject.place.pointer,
        is_new=subject.is_new,
        kind=subject.kind,
        row=row,
        kind_words=translate(kind_name(row)),
        groups=[each for each in groups if each.key in _ALWAYS],
        settings=[each for each in groups if each.key in _SETTINGS],
        logic=[each for each in groups if each.key not in (*_ALWAYS, *_SETTINGS)],
        conditions=conditions,
        condition_words="" if subject.is_new else words.get(subject.place.pointer, ""),
        nameable=subjects[0].questions.values(),
        sharing=sharing,
    )
