"""The list of events, and the steps of an event's lifecycle."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import events
from chalicelib.domain.event_pages import EventFilter
from chalicelib.domain.events import EventState
from chalicelib.forms.text import normalize
from chalicelib.web import dates
from chalicelib.web.organiser import session
from chalicelib.web.organiser.menus import EVENT_QUESTIONS
from chalicelib.web.organiser.states import EVENT_STATES
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


_STATES: Final = frozenset(EventState)
_PAGE: Final = 25


@handler
def index(request: Request, services: Services) -> Reply:
    """List the member's events, latest first, page by page; the archive only if it is asked for."""
    console = session.enter(request, services)
    query, state = request.one("q") or "", request.one("state") or ""
    if state and state not in _STATES:
        raise errors.BadParameter(name="state")
    series = request.one("series") or ""
    shown = EventFilter(
        state=EventState(state) if state else None,
        series=series or None,
        words=tuple(normalize(query).lower().split()),
        is_archived=None if state else False,
    )
    cursor = request.one("cursor") or None
    shelf = events.browse_events(services, console.actor, shown, cursor=cursor, limit=_PAGE)
    return console.page(
        "organiser/home.html",
        request,
        shelf=shelf,
        states=EVENT_STATES,
        query=query,
        state=state,
        series=series,
        is_filtered=bool(shown.words or state or series),
        is_first_page=cursor is None,
        may_create=console.actor.may_create_events(),
        matching=dates.number(shelf.matching, request.language),
    )


@handler
def ask_state(request: Request, services: Services, *, event: str) -> Reply:
    """Say what a step of the lifecycle does, and ask."""
    console = session.enter(request, services)
    view = events.read_event_as_member(services, console.actor, event, "events.change")
    to = request.one("to") or ""
    question = EVENT_QUESTIONS.get((view.state, EventState(to))) if to in _STATES else None
    if question is None:
        raise errors.BadTransition(old=view.state.value, new=to)
    urls = Urls(request.prefix)
    return console.event_page(
        "organiser/confirm.html",
        request,
        view,
        tab="overview",
        question=question,
        action=urls.event_state(event),
        state=to,
        back_address=urls.console_event(event),
    )


@handler
def change_state(request: Request, services: Services, *, event: str) -> Reply:
    """Open, close or archive the event; registrations obey at once."""
    console, fields = session.act(request, services)
    patch = json.dumps({"state": fields.get("state")}).encode()
    changed = events.change_event(services, console.actor, event, patch)
    address = Urls(request.prefix).console_event(event)
    return console.redirect(address, notice=f"event.{changed.state}")
