"""An event's forms, and one form: its state, its draft, its versions and the changes between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import drafts, events, forms
from chalicelib.domain.events import EventState
from chalicelib.domain.forms import (
    Availability,
    FormRecord,
    FormState,
    availability,
    sort_by_purpose,
)
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.organiser import session
from chalicelib.web.organiser.differences import differences
from chalicelib.web.organiser.drafts import find_unfinished_note
from chalicelib.web.organiser.menus import FORM_QUESTIONS, form_menu
from chalicelib.web.organiser.states import FORM_STATES
from chalicelib.web.render import translator
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.permissions import Actor
    from chalicelib.locales import Language
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A published version as the page lists it."""

    number: int
    published: str
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form as the list of forms shows it; ``when`` says when it opens or closes, as far as that is known."""

    name: str
    title: Mapping[Language, str]
    state: str
    state_name: str
    when: str
    is_full: bool
    is_published: bool
    has_draft: bool


@handler
def index(request: Request, services: Services, *, event: str) -> Reply:
    """List the event's forms, in the order in which people need them."""
    console = session.enter(request, services)
    shown = events.read_event_as_member(services, console.actor, event)
    records, now = forms.list_forms(services, console.actor, event), services.clock()
    return console.event_page(
        "organiser/event_forms.html",
        request,
        shown,
        tab="forms",
        forms=[_line(shown, record, now, request.language) for record in sort_by_purpose(records)],
        may_change=console.actor.may("forms.change", shown),
        may_read=console.actor.may("summaries.read", shown),
        is_public=shown.state is not EventState.DRAFT,
    )


def _line(event: Event, record: FormRecord, now: datetime, language: Language) -> FormLine:
    state = availability(event, record, now)
    return FormLine(
        name=record.name,
        title=record.title,
        state=state.value,
        state_name=FORM_STATES[state],
        when=_when(event, record, state, language),
        is_full=record.full_at is not None,
        is_published=record.version > 0,
        has_draft=record.has_draft,
    )


def _when(event: Event, record: FormRecord, state: Availability, language: Language) -> str:
    """Say what a form that is not open waits for, and until when an open one takes answers."""
    translate = translator(language)
    if state is Availability.SCHEDULED:
        if event.state is EventState.DRAFT:
            return translate(N_("It opens together with the event."))
        opens = max(at for at in (event.opens_at, record.opens_at) if at)
        return translate(
            N_("Opens: {moment}"), moment=dates.moment(opens, event.time_zone, language)
        )
    closings = [at for at in (event.closes_at, record.closes_at) if at]
    if state is Availability.OPEN and closings:
        moment = dates.moment(min(closings), event.time_zone, language)
        return translate(N_("Closes: {moment}"), moment=moment)
    return ""


@handler
def ask_state(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Say what closing or opening the form does, and ask."""
    console = session.enter(request, services)
    shown = events.read_event_as_member(services, console.actor, event, "forms.change")
    record = forms.show_record(services, console.actor, event, form)
    to = request.one("to") or ""
    if to not in _MOVES or record.version == 0:
        raise errors.BadParameter(name="to")
    urls = Urls(request.prefix)
    return console.event_page(
        "organiser/confirm.html",
        request,
        shown,
        tab="forms",
        question=FORM_QUESTIONS[FormState(to)],
        action=urls.form_state(event, form),
        state=to,
        back_address=urls.console_form(event, form),
    )


@handler
def change_state(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Open or close a form; registrations obey at once, responses within ten seconds."""
    console, fields = session.act(request, services)
    move = _MOVES.get(fields.get("state", ""))
    if move is None:
        raise errors.BrokenForm
    changed = move(services, console.actor, event, form)
    address = Urls(request.prefix).console_form(event, form)
    return console.redirect(address, notice=f"form.{changed.state}")


_MOVES: Mapping[str, Callable[[Services, Actor, str, str], FormRecord]] = {
    "open": forms.reopen_form,
    "closed": forms.close_form,
}


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """The form, its newest version first."""
    console = session.enter(request, services)
    shown = events.read_event_as_member(services, console.actor, event)
    record = forms.show_record(services, console.actor, event, form)
    versions = [
        VersionLine(
            number,
            dates.moment(at, shown.time_zone, request.language),
            is_corrected=record.wording(number) > 0,
        )
        for number, at in enumerate(record.published, 1)
    ]
    state = availability(shown, record, services.clock())
    may_change = console.actor.may("forms.change", shown)
    full_since = record.full_at and dates.moment(record.full_at, shown.time_zone, request.language)
    return console.event_page(
        "organiser/form.html",
        request,
        shown,
        tab="forms",
        form=record,
        state=state.value,
        state_name=FORM_STATES[state],
        full_since=full_since,
        menu=form_menu(console.actor, Urls(request.prefix), shown, record),
        may_change=may_change,
        unfinished=find_unfinished_note(request, services, console, shown, form)
        if may_change
        else None,
        may_read=console.actor.may("summaries.read", shown),
        is_public=record.version > 0 and shown.state is not EventState.DRAFT,
        versions=versions[::-1],
    )


@handler
def changes(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """What differs between two versions."""
    console = session.enter(request, services)
    shown = events.read_event_as_member(services, console.actor, event)
    record = forms.show_record(services, console.actor, event, form)
    old, new = _version(request, "from"), _version(request, "to")
    found = drafts.show_changes(services, console.actor, event, form, old, new)
    return console.event_page(
        "organiser/changes.html",
        request,
        shown,
        tab="forms",
        form=record,
        old=old,
        new=new,
        differences=differences(found, request.language, translator(request.language)),
    )


def _version(request: Request, name: str) -> int:
    text = request.one(name) or ""
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise errors.BadParameter(name=name)
    return int(text)
