"""The list of events, and one event with its forms: live counts, opening and closing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import events, forms, summaries
from chalicelib.domain.events import Event, EventState
from chalicelib.domain.forms import FormRecord, FormState, availability, sort_by_purpose
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.organiser import session
from chalicelib.web.organiser.states import EVENT_STATES, FORM_STATES
from chalicelib.web.render import translator
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.actions.services import Services
    from chalicelib.domain.permissions import Actor
    from chalicelib.locales import Language
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

Translate = Callable[..., str]


@dataclass(frozen=True, slots=True)
class StateButton:
    """A button that moves to a state; ``quiet`` ones are drawn less prominently."""

    state: str
    label: str
    quiet: bool = False


_EVENT_BUTTONS: Mapping[EventState, tuple[StateButton, ...]] = {
    EventState.DRAFT: (StateButton("open", N_("Open the event")),),
    EventState.OPEN: (StateButton("closed", N_("Close the event"), quiet=True),),
    EventState.CLOSED: (
        StateButton("open", N_("Open the event again")),
        StateButton("archived", N_("Archive the event"), quiet=True),
    ),
    EventState.CANCELLED: (
        StateButton("open", N_("Undo the cancellation"), quiet=True),
        StateButton("archived", N_("Archive the event"), quiet=True),
    ),
    EventState.ARCHIVED: (StateButton("closed", N_("Bring back from the archive"), quiet=True),),
}
_FORM_BUTTONS: Mapping[FormState, tuple[StateButton, ...]] = {
    FormState.DRAFT: (),
    FormState.OPEN: (StateButton("closed", N_("Close the form")),),
    FormState.CLOSED: (StateButton("open", N_("Open the form again")),),
}


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form as the event's page lists it; ``count`` is None until it is published."""

    name: str
    title: Mapping[Language, str]
    state: str
    is_full: bool
    count_label: str
    count: str | None
    buttons: tuple[StateButton, ...]
    has_draft: bool
    is_public: bool


@handler
def index(request: Request, services: Services) -> Reply:
    """List every event, latest first."""
    console = session.enter(request, services)
    lines = events.list_events(services, console.actor).events
    return console.page("organiser/home.html", request, events=lines, states=EVENT_STATES)


@handler
def show(request: Request, services: Services, *, event: str) -> Reply:
    """Show one event as it is now."""
    console = session.enter(request, services)
    view = events.read_event_as_member(services, console.actor, event)
    may_change = console.actor.may("events.change", view)
    translate = translator(request.language)
    return console.event_page(
        "organiser/event.html",
        request,
        view,
        tab="overview",
        form_states=FORM_STATES,
        answer_times=_answer_times(view, request.language, translate),
        buttons=_translate_buttons(_EVENT_BUTTONS[view.state] if may_change else (), translate),
        may_change_forms=console.actor.may("forms.change", view),
        is_public=view.state is not EventState.DRAFT,
        forms=_forms(services, console.actor, view, request.language, translate),
        capacities=events.category_capacities(services, view),
    )


@handler
def change_state(request: Request, services: Services, *, event: str) -> Reply:
    """Open, close or archive the event; registrations obey at once."""
    console, fields = session.act(request, services)
    patch = json.dumps({"state": fields.get("state")}).encode()
    changed = events.change_event(services, console.actor, event, patch)
    address = Urls(request.prefix).console_event(event)
    return console.redirect(address, notice=f"event.{changed.state}")


@handler
def change_form_state(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Open or close a form; registrations obey at once, responses within ten seconds."""
    console, fields = session.act(request, services)
    move = _MOVES.get(fields.get("state", ""))
    if move is None:
        raise errors.BrokenForm
    changed = move(services, console.actor, event, form)
    address = Urls(request.prefix).console_event(event)
    return console.redirect(address, notice=f"form.{changed.state}")


_MOVES: Mapping[str, Callable[[Services, Actor, str, str], FormRecord]] = {
    "open": forms.reopen_form,
    "closed": forms.close_form,
}


def _translate_buttons(
    buttons: tuple[StateButton, ...], translate: Translate
) -> tuple[StateButton, ...]:
    return tuple(
        StateButton(button.state, translate(button.label), quiet=button.quiet) for button in buttons
    )


def _answer_times(event: Event, language: Language, translate: Translate) -> list[tuple[str, str]]:
    limits = (
        (N_("Answers from"), event.opens_at),
        (N_("Answers until"), event.closes_at),
    )
    return [
        (translate(name), dates.moment(at, event.time_zone, language)) for name, at in limits if at
    ]


def _forms(
    services: Services, actor: Actor, event: Event, language: Language, translate: Translate
) -> list[FormLine]:
    records, now = forms.list_forms(services, actor, event.id), services.clock()
    may_change = actor.may("forms.change", event)
    return [
        _form_line(
            record,
            _count(services, actor, record, language),
            event,
            now,
            translate,
            may_change=may_change,
        )
        for record in sort_by_purpose(records)
    ]


def _count(services: Services, actor: Actor, record: FormRecord, language: Language) -> str | None:
    """Count the submissions; return an ellipsis if counting takes longer than a page may.

    None for a form that was never published, and for members who read no summaries.
    """
    if record.version == 0:
        return None
    try:
        counted = summaries.count_submissions(services, actor, record.event, record.name)
    except errors.Unavailable:
        return "…"
    except errors.EventNotFound:
        return None
    return dates.number(counted, language)


def _form_line(
    record: FormRecord,
    count: str | None,
    event: Event,
    now: datetime,
    translate: Translate,
    *,
    may_change: bool,
) -> FormLine:
    return FormLine(
        name=record.name,
        title=record.title,
        state=availability(event, record, now).value,
        is_full=record.full_at is not None,
        count_label=translate(
            N_("Registrations:") if record.takes_registrations else N_("Responses:")
        ),
        count=count,
        buttons=_translate_buttons(_FORM_BUTTONS[record.state] if may_change else (), translate),
        has_draft=record.has_draft and may_change,
        is_public=record.version > 0 and event.state is not EventState.DRAFT,
    )
