"""The page of one question: a new one of a kind that was chosen, or one of the form's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import form_edits, form_files, forms
from chalicelib.domain.working_copies import SAVE
from chalicelib.forms import editing
from chalicelib.forms.definition import Definition
from chalicelib.forms.editing import NoSuchRow, RowPlace
from chalicelib.forms.tree import FormTree
from chalicelib.locales import N_
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import FieldProblem
from chalicelib.web.organiser.form_editor.asked_questions import relevance_in_words
from chalicelib.web.organiser.form_editor.condition_controls import show_condition
from chalicelib.web.organiser.form_editor.edited_question import (
    GONE,
    NEW_NAME,
    EditedQuestion,
    QuestionForm,
    apply_question,
    follow_label,
)
from chalicelib.web.organiser.form_editor.field_groups import (
    group_fields,
    has_gaps,
    sections_of,
    show_beside,
)
from chalicelib.web.organiser.form_editor.json_replies import in_json, state_reply, wants_json
from chalicelib.web.organiser.form_editor.kinds import BY_ID, KINDS, MORE_KINDS, kind_name
from chalicelib.web.organiser.form_editor.menus import QuestionMenus
from chalicelib.web.organiser.form_editor.outline import NOT_SAVED, anchor_of, render_line
from chalicelib.web.organiser.form_editor.pictures import show_pictures
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
    from chalicelib.web.organiser.form_editor.row_problems import RowProblem
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_DO: Final[Mapping[bool, str]] = {True: "add", False: SAVE}
_SUMMARIES: Final[Mapping[bool, str]] = {
    True: N_("The question is saved; something in it is still wrong"),
    False: N_("The question is not saved yet"),
}


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
        more_kinds=MORE_KINDS,
    )


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show a question of the form with what is wrong with it, or an empty one of a kind."""
    console = session.enter(request, services)
    shown = form_edits.visit_form(services, console.actor, event, form)
    subject = _subject(shown.definition, request.one("at") or "", request.one("kind") or "")
    values = _form(shown, subject, request).values
    found = {} if subject.is_new else messages_at(shown, subject.place.pointer, request.language)
    return _page(request, services, console, shown, subject, values, found)


@handler
@in_json
def save(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Save the question, or show its page again with all that was typed and what is wrong."""
    console, typed = session.act(request, services)
    shown = form_edits.open_form(services, console.actor, event, form)
    if typed.get("revision") != shown.revision:
        return _keep_typed(request, services, console, shown, typed)
    subject = _posted_subject(services, console, shown, typed)
    question_form = _form(shown, subject, request)
    redrawn = question_form.redraw(typed)
    if redrawn is not None:
        return _page(request, services, console, shown, subject, redrawn, {})
    read = question_form.decode(typed)
    if read.messages:
        return _refuse(request, services, console, shown, subject, typed, read.messages)
    if (
        "name" not in typed
        and not subject.is_new
        and not _is_published(services, console, shown, subject)
    ):
        read.row = follow_label(shown.definition, subject, read.row)

    def change(definition: Definition) -> tuple[Definition, str]:
        after, place = apply_question(definition, shown.event, subject, read)
        return after, place.pointer

    try:
        outcome = form_edits.take_next_step(
            services, console.actor, shown, change, do=_DO[subject.is_new]
        )
    except errors.ChangedMeanwhile:
        latest = form_edits.open_form(services, console.actor, event, form)
        return _keep_typed(request, services, console, latest, typed)
    except errors.FormRefused as refusal:
        edited, row_place = apply_question(shown.definition, shown.event, subject, read)
        found = _first_messages(
            place_in_words(refusal.problems, edited, shown.event.languages, request.language),
            row_place.pointer,
        )
        return _refuse(request, services, console, shown, subject, typed, found)
    return _lead_on(request, outcome)


def _is_published(
    services: Services, console: ConsoleSession, shown: EditableForm, subject: EditedQuestion
) -> bool:
    """Whether the newest version has a question of that name, under which there may be answers."""
    try:
        newest = forms.show_form(services, console.actor, shown.event.id, shown.record.name)
    except errors.NotPublished:
        return False
    return bool(FormTree.of(newest.definition.questions).rows_named(subject.row.name))


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
    subject: EditedQuestion,
    typed: Mapping[str, str],
    messages: Mapping[str, str],
) -> Reply:
    """Answer what cannot be stored at all; nothing was."""
    if not wants_json(request):
        return _page(request, services, console, shown, subject, typed, messages, status=422)
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
        return _page(request, services, console, latest, subject, typed, {}, status=409)
    message = translator(request.language)(NOT_SAVED)
    return state_reply(request, latest, at=subject.place.pointer, message=message, status=409)


def _is_made(
    shown: EditableForm, subject: EditedQuestion, typed: Mapping[str, str], request: Request
) -> bool:
    """Whether the form has the question already as it was typed; a new one stands where it was to be added."""
    read = _form(shown, subject, request).decode(typed)
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
    return same == read.row and labels == [each.label for each in read.choices or subject.choices]


def _form(shown: EditableForm, subject: EditedQuestion, request: Request) -> QuestionForm:
    return QuestionForm(shown.definition, shown.event, subject, request.language)


def _place(pointer: str) -> RowPlace:
    try:
        return RowPlace.at(pointer)
    except NoSuchRow:
        raise errors.BrokenForm from None


def _subject(definition: Definition, pointer: str, kind: str) -> EditedQuestion:
    """Return the question that a page is about; raise ``BrokenForm`` where the address names none."""
    place = _place(pointer)
    if kind:
        if kind not in BY_ID:
            raise errors.BrokenForm
        row = BY_ID[kind].new_row(NEW_NAME)
        return EditedQuestion(place, row, BY_ID[kind].choices, is_new=True, kind=kind)
    try:
        row = editing.find_row(definition, place)
    except NoSuchRow:
        raise errors.BrokenForm from None
    return EditedQuestion(place, row, definition.choices.get(row.list_name or "", ()), is_new=False)


def _posted_subject(
    services: Services, console: ConsoleSession, shown: EditableForm, typed: Mapping[str, str]
) -> EditedQuestion:
    """Return the question that a page was made of, found again by its name in a form that has changed.

    One that was removed meanwhile is the one that an earlier state of the form has, to be put where it was.
    """
    at, kind, name = typed.get("at", ""), typed.get("kind", ""), typed.get("row", "")
    if kind != GONE and (kind or typed.get("revision") == shown.revision):
        return _subject(shown.definition, at, kind)
    nodes = {node.row.name: node for node in FormTree.of(shown.definition.questions).nodes}
    for each in (
        name,
        typed.get("name", ""),
    ):  # it has the new name where a save was made and its reply lost
        if each in nodes:
            return _subject(shown.definition, nodes[each].pointer, "")
    former = form_edits.find_former_row(
        services, console.actor, shown.event.id, shown.record.name, name
    )
    if former is None:
        return _subject(shown.definition, at, "")
    return EditedQuestion(_place(at), *former, is_new=True, kind=GONE)


def messages_at(shown: EditableForm, pointer: str, language: Language) -> dict[str, str]:
    """Return the errors of a row by field of its page; those at no field are under their own words."""
    return _first_messages(place_problems(shown, language), pointer)


def _first_messages(problems: Sequence[RowProblem], pointer: str) -> dict[str, str]:
    messages: dict[str, str] = {}
    for each in problems:
        if each.is_error and each.at == pointer:
            messages.setdefault(each.field or each.message, each.message)
    return messages


def _images(services: Services, console: ConsoleSession, shown: EditableForm) -> list[str]:
    """Return the names of the images that are attached to the form."""
    files = form_files.list_files(services, console.actor, shown.event.id, shown.record.name)
    return [file.name for file in files if file.content_type.startswith("image/")]


def _page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    shown: EditableForm,
    subject: EditedQuestion,
    values: Mapping[str, str],
    messages: Mapping[str, str],
    *,
    status: int = 200,
) -> Reply:
    languages = shown.event.languages
    question_form = _form(shown, subject, request)
    names, subjects = question_form.names, question_form.condition_subjects
    translate = translator(request.language)
    menus = QuestionMenus(shown.definition, shown.event, subject.row, request.language, translate)
    groups = group_fields(names, values, messages, languages, translate, menus.options)
    if status == 409 and not subject.is_new:
        groups = show_beside(groups, question_form.values, translate)
    conditions = {
        each.key: show_condition(each, values, messages, translate, request.language)
        for each in subjects
    }
    images = _images(services, console, shown)
    row, choices = subject.row, subject.choices
    pictures = show_pictures(row, choices, values, images, request.language, translate)
    controls = [each for group in groups for each in group.controls] + pictures
    controls += [each for condition in conditions.values() for each in condition.controls]
    problems = [FieldProblem(each.name, each.message) for each in controls if each.message]
    known = {each.name for each in controls}
    problems += [FieldProblem("", text) for name, text in messages.items() if name not in known]
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
        message=translate(NOT_SAVED) if status == 409 else "",
        summary=translate(_SUMMARIES[status == 200]),
        problems=problems,
        at=subject.place.pointer,
        is_new=subject.is_new,
        kind=subject.kind,
        row=row,
        kind_words=translate(kind_name(row)),
        role_words=menus.role_words,
        sections=sections_of(groups),
        has_gaps=has_gaps(values, names, languages),
        pictures=pictures,
        conditions=conditions,
        condition_words="" if subject.is_new else words.get(subject.place.pointer, ""),
        nameable=subjects[0].questions.values(),
        sharing=sharing,
    )
