"""A form's questions in their order, to be moved, copied and removed, and the way to each one's page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import form_edits, form_fixes
from chalicelib.forms import row_steps
from chalicelib.forms.editing import NoSuchRow, RowPlace
from chalicelib.forms.fixes import alike_languages
from chalicelib.forms.row_steps import UnfitSelection
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
from chalicelib.web.organiser.form_editor.script_words import for_script
from chalicelib.web.organiser.notices import NOTICES
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
    from chalicelib.forms.definition import Definition, Row
    from chalicelib.forms.text_types import Localized
    from chalicelib.locales import Language
    from chalicelib.web.organiser.form_editor.row_problems import RowProblem
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_MEANWHILE: Final = N_(
    "Someone else has changed this form in the meantime; your change was not made. Here is the form as it is now."
)
NOT_SAVED: Final = N_(
    "Someone else has changed this form in the meantime; your change has not been saved."
)
"""For a page that keeps what was typed."""
_UNFIT: Final = N_("Choose questions of the same group, and a place outside of them.")
_WHOLE_FORM: Final[Mapping[str, Callable[..., EditOutcome]]] = {
    "undo": form_edits.undo_step,
    "redo": form_edits.redo_step,
    "take": form_edits.take_unfinished,
    "drop": form_edits.drop_unfinished,
}
"""The steps that are about no row."""


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """A row as the outline shows it; ``depth`` is 0 for the form's own rows.

    ``alike`` names languages in which its label is the same text, which may be no translation.
    """

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
    alike: str

    @property
    def inside(self) -> str:
        """The place of a new row at the end of a group."""
        return f"{self.pointer}/questions/{len(self.row.questions)}"


@dataclass(frozen=True, slots=True)
class _PostedStep:
    """A step as a page or the script posts it: a button's value is its name, or its name and its row.

    ``places`` are those of the selected rows, ``target`` where they are moved to, ``problem`` the pointer of one to be fixed.
    """

    do: str
    problem: str
    places: tuple[RowPlace, ...]
    target: str
    revision: str

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, str]]) -> _PostedStep:
        """Read the fields of a form; raise ``BrokenForm`` where a place is none."""
        fields = dict(pairs)
        do, _, at = fields.get("do", "").partition(" ")
        selected = [at] if at else [value for name, value in pairs if name == "at" and value]
        problem = "".join(selected[:1]) if do == "fix" else ""
        try:
            places = () if problem else tuple(RowPlace.at(each) for each in selected)
        except NoSuchRow:
            raise errors.BrokenForm from None
        return cls(do, problem, places, fields.get("to", ""), fields.get("revision", ""))

    def change(self, definition: Definition) -> tuple[Definition, str]:
        """Return the definition after the step, and the pointer of the first row to look at."""
        if self.do == "move":
            after, shown = row_steps.move_to(definition, self.places, RowPlace.at(self.target))
        elif self.do in row_steps.STEPS:
            after, shown = row_steps.STEPS[self.do](definition, self.places)
        else:
            raise errors.BrokenForm
        return after, shown[0].pointer if shown else ""


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
    """Move, copy, group or remove questions, undo or redo, and show the questions again."""
    console, _ = session.act(request, services)
    step = _PostedStep.of(request.form_pairs())
    try:
        outcome = _take(services, console, event, form, step)
    except NoSuchRow:
        raise errors.BrokenForm from None
    except (errors.FormRefused, errors.ChangedMeanwhile, UnfitSelection) as refusal:
        latest = form_edits.visit_form(services, console.actor, event, form)
        return _refuse(request, console, latest, refusal)
    if outcome is None:
        latest = form_edits.visit_form(services, console.actor, event, form)
        return _refuse(request, console, latest, NOTICES["selection.empty"])
    if wants_json(request):
        return state_reply(request, outcome.form, at=outcome.at)
    row = f"#{anchor_of(RowPlace.at(outcome.at))}" if outcome.at else ""
    address = f"{Urls(request.prefix).edit_form(event, form)}{row}"
    if step.do == "remove":
        return console.redirect(address, notice="questions.removed")
    return redirect(address)


def _take(
    services: Services, console: ConsoleSession, event: str, form: str, step: _PostedStep
) -> EditOutcome | None:
    """Take the step; return None where it is about rows and none is selected."""
    if step.do in _WHOLE_FORM:
        take = _WHOLE_FORM[step.do]
        return take(services, console.actor, event, form, revision=step.revision)
    if step.problem:
        return form_fixes.fix_problems(
            services, console.actor, event, form, step.problem, revision=step.revision
        )
    if not step.places:
        return None
    return form_edits.take_step(
        services, console.actor, event, form, step.change, do=step.do, revision=step.revision
    )


def anchor_of(place: RowPlace) -> str:
    """Return the id of a row's line on the page."""
    return "row-" + "-".join(str(index) for index in place.indexes)


def _refuse(
    request: Request,
    console: ConsoleSession,
    latest: EditableForm,
    reason: errors.Refusal | UnfitSelection | str,
) -> Reply:
    """Show the form as it is, and why the step was not made."""
    translate = translator(request.language)
    status = 422
    if isinstance(reason, errors.ChangedMeanwhile):
        message, status = translate(_MEANWHILE), reason.status
    elif isinstance(reason, errors.Refusal):
        found = [each for each in reason.problems if each.severity == "error"]
        message = i18n.localize(found[0] if found else reason, request.language)
    else:
        message = translate(reason if isinstance(reason, str) else _UNFIT)
    if wants_json(request):
        return state_reply(request, latest, message=message, status=status)
    return _page(request, console, latest, message=message, status=status)


def _page(
    request: Request,
    console: ConsoleSession,
    shown: EditableForm,
    *,
    message: str = "",
    status: int = 200,
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
        script=for_script(
            Urls(request.prefix), shown.event.id, shown.record.name, translator(request.language)
        ),
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
                alike=", ".join(
                    LANGUAGE_NAMES[each] for each in alike_languages(row, shown.event.languages)
                ),
            )
        )
    return lines, at_rows.get("", ())


def _by_row(problems: Sequence[RowProblem]) -> Mapping[str, Sequence[RowProblem]]:
    rows: dict[str, list[RowProblem]] = {}
    for each in problems:
        rows.setdefault(each.at, []).append(each)
    return rows
