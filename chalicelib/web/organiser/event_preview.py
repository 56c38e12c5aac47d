"""An event and its forms as participants will see them, for signed-in members, before it opens: nothing can be sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import drafts, events, forms
from chalicelib.actions.catalogue import ShownEvent
from chalicelib.domain.forms import sort_by_purpose
from chalicelib.forms.text import in_language
from chalicelib.web.organiser import session
from chalicelib.web.organiser.preview import preview_page
from chalicelib.web.participant.events import event_context, find_contents
from chalicelib.web.render import in_event_language, page
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


@handler
def show(request: Request, services: Services, *, event: str) -> Reply:
    """Show the event's public page with the links to its forms, whatever its state."""
    console = session.enter(request, services)
    view = events.read_event_as_member(services, console.actor, event)
    request = replace(request, language=in_event_language(request, view))
    records = forms.list_forms(services, console.actor, event)
    now = services.clock()
    contents = find_contents(services, ShownEvent(view, tuple(records)), now, fresh=True)
    context = event_context(contents, request, services.settings.public_url, now)
    urls = Urls(request.prefix)
    return page(
        "organiser/event_preview.html",
        request,
        **context,  # type: ignore[arg-type] # the template's own names
        back_address=urls.console_event(event),
        previews=[
            (in_language(record.title, request.language), urls.form_preview(event, record.name))
            for record in sort_by_purpose(records)
        ],
    )


@handler
def show_form(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show a form as it will be asked: its draft, or else its newest version."""
    console = session.enter(request, services)
    view = events.read_event_as_member(services, console.actor, event)
    request = replace(request, language=in_event_language(request, view))
    try:
        shown = drafts.show_draft(services, console.actor, event, form)
    except (errors.FormNotFound, errors.EventNotFound):
        shown = forms.show_form(services, console.actor, event, form)
    return preview_page(request, services, view, shown)
