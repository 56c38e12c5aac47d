"""A form's questions in their order, to be moved, copied and removed, and the way to each one's page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from chalicelib import errors
from chalicelib.actions import drafts, form_edits
from chalicelib.forms import editing
from chalicelib.forms.definition import Definition, dump
from chalicelib.forms.editing import NoSuchRow, RowPlace
from chalicelib.forms.tree import FormTree
from chalicelib.forms.types import find_type
from chalicelib.locales import N_
from chalicelib.web import i18n, policy
from chalicelib.web.organiser import session
from chalicelib.web.organiser.form_editor.asked_questions import relevance_in_words
from chalicelib.web.organiser.form_editor.kinds import kind_name
from chalicelib.web.organiser.problem_table import findings
from chalicelib.web.render import LANGUAGE_NAMES, in_event_language, translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.actions.form_edits import EditableForm
    from chalicelib.actions.services import Services
    from chalicelib.forms.definition import Row
    from chalicelib.forms.text import Localized
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

MEANWHILE: Final = N_(
    "Someone else has changed this form in the meantime; your change was not made. Here is the form as it is now."
)
_MOVES: Final[Mapping[str, int]] = {"up": -1, "down": 1}


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """A row as the outline shows it; ``depth`` is 0 for the form's own rows."""

    pointer: str
    anchor: str
    depth: int
    row: Row
    label: Localized | None
    kind: str
    is_first: bool
    is_last: bool
    is_group: bool

    @property
    def inside(self) -> str:
        """The place of a new row at the end of a group."""
        return f"{self.pointer}/questions/{len(self.row.questions)}"


@dataclass(frozen=True, slots=True)
class Removal:
    """A question that was just removed: where it was, and all of it, to put it back."""

    pointer: str
    part: str


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show the questions."""
    console = session.enter(request, services)
    shown = form_edits.open_form(services, console.actor, event, form)
    return _page(request, console, shown)


@handler
def act(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Move, copy, remove a question or put it back, and show the questions again."""
    console, fields = session.act(request, services)
    shown = form_edits.open_form(services, console.actor, event, form)
    removed: Removal | None = None
    try:
        _refuse_unless_current(shown, fields)
        place, edited = _edit(shown.definition, fields)
        if fields.get("do") == "remove":
            part = editing.part_of(shown.definition, place)
            removed = Removal(place.pointer, dump(part).decode())
        drafts.save_form(
            services,
            console.actor,
            event,
            form,
            dump(edited),
            revision=shown.record.revision,
        )
    except NoSuchRow:
        raise errors.BrokenForm from None
    except (errors.FormRefused, errors.ChangedMeanwhile) as refusal:
        latest = form_edits.open_form(services, console.actor, event, form)
        return _page(request, console, latest, refusal=refusal)
    if removed is not None:
        latest = form_edits.open_form(services, console.actor, event, form)
        return _page(request, console, latest, removed=removed)
    return redirect(f"{Urls(request.prefix).edit_form(event, form)}#{anchor_of(place)}")


def _refuse_unless_current(shown: EditableForm, fields: Mapping[str, str]) -> None:
    """Raise ``ChangedMeanwhile`` where the page was made of another revision: its pointers name other rows."""
    if fields.get("revision") != str(shown.record.revision):
        raise errors.ChangedMeanwhile


def _edit(definition: Definition, fields: Mapping[str, str]) -> tuple[RowPlace, Definition]:
    """Return the place to look at after the step, and the definition after it."""
    place, step = RowPlace.at(fields.get("at", "")), fields.get("do", "")
    if step in _MOVES:
        moved, at = editing.move_row(definition, place, _MOVES[step])
        return at, moved
    if step == "copy":
        return place.next, editing.duplicate_row(definition, place)
    if step == "remove":
        return place, editing.remove_row(definition, place)
    if step == "restore":
        return place, editing.put_back(definition, place, _read_part(fields.get("part", "")))
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


def _page(
    request: Request,
    console: ConsoleSession,
    shown: EditableForm,
    *,
    refusal: errors.Refusal | None = None,
    removed: Removal | None = None,
) -> Reply:
    message = ""
    if isinstance(refusal, errors.ChangedMeanwhile):
        message = translator(request.language)(MEANWHILE)
    elif refusal is not None:
        message = i18n.localize(refusal, request.language)
    languages = shown.event.languages
    reply = console.event_page(
        "organiser/form_outline.html",
        request,
        shown.event,
        tab="forms",
        status=refusal.status if refusal else 200,
        form=shown.record,
        definition=shown.definition,
        lines=_lines(shown.definition),
        relevance=relevance_in_words(shown.definition, shown.event, request.language),
        end=f"/questions/{len(shown.definition.questions)}",
        message=message,
        findings=findings(refusal.problems if refusal else (), request.language, shown.definition),
        removed=removed,
        preview_languages=[(code, LANGUAGE_NAMES[code]) for code in languages],
        shown_in=in_event_language(request, shown.event),
    )
    frame = {policy.HEADER: policy.policy(holds_frame=True)}
    return replace(reply, headers={**reply.headers, **frame})


def _lines(definition: Definition) -> Sequence[OutlineLine]:
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
                is_first=place.indexes[-1] == 0,
                is_last=place.indexes[-1] == len(siblings) - 1,
                is_group=kind is not None and kind.is_container,
            )
        )
    return lines
