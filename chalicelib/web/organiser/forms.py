"""One form: its state, its draft, its versions and the changes between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import drafts, events, forms
from chalicelib.domain.forms import availability
from chalicelib.web import dates
from chalicelib.web.organiser import session
from chalicelib.web.organiser.differences import differences
from chalicelib.web.organiser.states import FORM_STATES
from chalicelib.web.render import translator
from chalicelib.web.routes import handler

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A published version as the page lists it."""

    number: int
    published: str


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """The form, its newest version first."""
    console = session.enter(request, services)
    shown = events.read_event_as_member(services, console.actor, event)
    record = forms.show_record(services, console.actor, event, form)
    versions = [
        VersionLine(number, dates.moment(at, shown.time_zone, request.language))
        for number, at in enumerate(record.published, 1)
    ]
    state = availability(shown, record, services.clock())
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
