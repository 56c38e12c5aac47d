"""A form's questions in their order, to be moved, copied and removed, and the way to each one's page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from chalicelib import errors
from chalicelib.actions import form_edits
from chalicelib.forms import editing
from chalicelib.forms.definition import Definition, dump
from chalicelib.forms.editing import NoSuchRow, RowPlace
from chalicelib.forms.tree import FormTree
from chalicelib.forms.types import find_type
from chalicelib.locales import N_
from chalicelib.web import i18n, policy
from chalicelib.web.organiser import session
from chalicelib.web.organiser.form_editor.asked_questions import relevance_in_words
from chalicelib.web.organiser.form_editor.json_replies import (
    in_json,
    state_reply,
    wants_json,
)
from chalicelib.web.organiser.form_editor.kinds import kind_name
from chalicelib.web.organiser.form_editor.row_problems import place_problems
from chalicelib.web.render import (
    LANGUAGE_NAMES,
    environment,
    in_event_language,
    template_functions,
    translator,
)
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from chalicelib.actions.form_edits import EditableForm, EditOutcome
    from chalicelib.actions.services import Services
    from chalicelib.forms.definition import Row
    from chalicelib.forms.text import Localized
    from chalicelib.locales import Language
    from chalicelib.web.organiser.form_editor.row_problems import RowProblem
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

MEANWHILE: Final = N_(
    "Someone else has changed this form in the meantime; your change was not made. Here is the form as it is now."
)
_MOVES: Final[Mapping[str, int]] = {"up": -1, "down": 1}
_WHOLE_FORM: Final[Mapping[str, Callable[..., EditOutcome]]] = {
    "undo": form_edits.undo_step,
    "redo": form_edits.redo_step,
    "take": form_edits.take_unfinished,
    "drop": form_edits.drop_unfinished,
}
"""The steps that are about no row."""


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """A row as the outline shows it; ``depth`` is 0 for the form's own rows."""

    pointer: str
    anchor: str
    depth: int
    row: Row
    label: Localized | None
    kind: str
    relevance: str
    is_first: bool
    is_last: bool
    is_group: bool
    problems: Sequence[RowProblem]

    @property
    def inside(self) -> str:
        """The place of a new row at the end of a group."""
        return f"{self.pointer}/questions/{len(self.row.questions)}"


@dataclass(frozen=True, slots=True)
class Removal:
    """A question that was just removed: where it was, and all of it, to put it back."""

    pointer: str
    part: str


@dataclass(frozen=True, slots=True)
class _PostedStep:
    """A step as a page or the script posts it: a button's value is its name, or its name and a row."""

    do: str
    at: str
    revision: str
    part: str

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> _PostedStep:
        do, _, at = fields.get("do", "").partition(" ")
        return cls(
            do, at or fields.get("at", ""), fields.get("revision", ""), fields.get("part", "")
        )


@handler
@in_json
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show the questions."""
    console = session.enter(request, services)
    shown = form_edits.visit_form(services, console.actor, event, form)
    if wants_json(request):
        return state_reply(request, shown)
    return _page(request, console, shown)


@handler
@in_json
def act(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Move, copy, remove a question or put it back, undo or redo, and show the questions again."""
    console, fields = session.act(request, services)
    step = _PostedStep.of(fields)
    try:
        outcome, removed = _take(services, console, event, form, step)
    except NoSuchRow:
        raise errors.BrokenForm from None
    except (errors.FormRefused, errors.ChangedMeanwhile) as refusal:
        latest = form_edits.visit_form(services, console.actor, event, form)
        return _refuse(request, console, latest, refusal)
    if wants_json(request):
        return state_reply(request, outcome.form, at=outcome.at)
    if removed is not None:
        return _page(request, console, outcome.form, removed=removed)
    row = f"#{anchor_of(RowPlace.at(outcome.at))}" if outcome.at else ""
    return redirect(f"{Urls(request.prefix).edit_form(event, form)}{row}")


def _take(
    services: Services, console: ConsoleSession, event: str, form: str, step: _PostedStep
) -> tuple[EditOutcome, Removal | None]:
    """Take the step; return also what it removed."""
    if step.do in _WHOLE_FORM:
        take = _WHOLE_FORM[step.do]
        return take(services, console.actor, event, form, revision=step.revision), None
    removed: list[Removal] = []

    def change(definition: Definition) -> tuple[Definition, str]:
        place, after = _edit(definition, step)
        if step.do == "remove":
            part = dump(editing.part_of(definition, place)).decode()
            removed.append(Removal(place.pointer, part))
            place = editing.nearest_row(after, place)
        return after, place.pointer

    outcome = form_edits.take_step(
        services, console.actor, event, form, change, do=step.do, revision=step.revision
    )
    return outcome, removed[0] if removed else None


def _edit(definition: Definition, step: _PostedStep) -> tuple[RowPlace, Definition]:
    """Return the place to look at after the step, and the definition after it."""
    place = RowPlace.at(step.at)
    if step.do in _MOVES:
        moved, at = editing.move_row(definition, place, _MOVES[step.do])
        return at, moved
    if step.do == "copy":
        return place.next, editing.duplicate_row(definition, place)
    if step.do == "remove":
        return place, editing.remove_row(definition, place)
    if step.do == "restore":
        return place, editing.put_back(definition, place, _read_part(step.part))
    raise errors.BrokenForm


def _read_part(text: str) -> Definition:
    """Read what the page that told of a removal carries; it was reviewed as a part of its form, and will be again."""
    try:
        return Definition.model_validate_json(text)
    except ValidationError:
        raise errors.BrokenForm from None


def anchor_of(place: RowPlace) -> str:
    """Return the id of a row's line on the page."""
    return "row-" + "-".join(str(index) for index in place.indexes)


def _refuse(
    request: Request, console: ConsoleSession, latest: EditableForm, refusal: errors.Refusal
) -> Reply:
    """Show the form as it is, and why the step was not made."""
    if isinstance(refusal, errors.ChangedMeanwhile):
        message = translator(request.language)(MEANWHILE)
    else:
        found = [each for each in refusal.problems if each.severity == "error"]
        message = i18n.localize(found[0] if found else refusal, request.language)
    if wants_json(request):
        return state_reply(request, latest, message=message, status=refusal.status)
    return _page(request, console, latest, message=message, status=refusal.status)


def _page(
    request: Request,
    console: ConsoleSession,
    shown: EditableForm,
    *,
    message: str = "",
    status: int = 200,
    removed: Removal | None = None,
) -> Reply:
    lines, others = outline(shown, request.language)
    reply = console.event_page(
        "organiser/form_outline.html",
        request,
        shown.event,
        tab="forms",
        status=status,
        form=shown.record,
        shown=shown,
        lines=lines,
        problems=others,
        end=f"/questions/{len(shown.definition.questions)}",
        message=message,
        removed=removed,
        preview_languages=[(code, LANGUAGE_NAMES[code]) for code in shown.event.languages],
        shown_in=in_event_language(request, shown.event),
    )
    frame = {policy.HEADER: policy.policy(holds_frame=True)}
    return replace(reply, headers={**reply.headers, **frame})


def render_line(request: Request, shown: EditableForm, pointer: str) -> str:
    """Return the line of a row as the page has it, empty where the row is not there."""
    lines, _ = outline(shown, request.language)
    template = environment().get_template("organiser/form_outline_line.html")
    functions = template_functions(request.language)
    for line in lines:
        if line.pointer == pointer:
            return template.render(
                **functions,
                urls=Urls(request.prefix),
                event=shown.event,
                form=shown.record,
                line=line,
            ).strip()
    return ""


def outline(
    shown: EditableForm, language: Language
) -> tuple[Sequence[OutlineLine], Sequence[RowProblem]]:
    """Return a line for each row, with its problems, and the problems that belong to no row."""
    definition = shown.definition
    at_rows = _by_row(place_problems(shown, language))
    relevance = relevance_in_words(definition, shown.event, language)
    lines = []
    for node in FormTree.of(definition.questions).nodes:
        place, row = RowPlace.at(node.pointer), node.row
        siblings = node.container.row.questions if node.container else definition.questions
        kind = find_type(row.type)
        lines.append(
            OutlineLine(
                pointer=node.pointer,
                anchor=anchor_of(place),
                depth=len(place.indexes) - 1,
                row=row,
                label=row.label,
                kind=kind_name(row),
                relevance=relevance.get(node.pointer, ""),
                is_first=place.indexes[-1] == 0,
                is_last=place.indexes[-1] == len(siblings) - 1,
                is_group=kind is not None and kind.is_container,
                problems=at_rows.get(node.pointer, ()),
            )
        )
    return lines, at_rows.get("", ())


def _by_row(problems: Sequence[RowProblem]) -> Mapping[str, Sequence[RowProblem]]:
    rows: dict[str, list[RowProblem]] = {}
    for each in problems:
        rows.setdefault(each.at, []).append(each)
    return rows
