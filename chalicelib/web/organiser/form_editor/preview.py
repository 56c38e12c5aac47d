"""The form in the editor's frame: as participants will see it, with the page's own script."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import drafts, events, form_edits, forms
from chalicelib.web import i18n, policy
from chalicelib.web.organiser import session
from chalicelib.web.organiser.preview import preview_page
from chalicelib.web.render import in_event_language, page
from chalicelib.web.routes import handler

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.permissions import Actor
    from chalicelib.forms.intake import Form
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show the last state of the form that could be published, or in the frame why there is none."""
    console = session.enter(request, services)
    view = events.read_event_as_member(services, console.actor, event)
    if chosen := i18n.parse_language(request.one("in")):
        request = replace(request, language=chosen)
    request = replace(request, language=in_event_language(request, view))
    try:
        shown = _last_complete(services, console.actor, event, form)
    except (errors.FormRefused, errors.NotPublished) as refusal:
        return page(
            "organiser/no_preview.html",
            request,
            status=refusal.status,
            headers={policy.HEADER: policy.preview_policy()},
            message=i18n.localize(refusal, request.language),
        )
    return preview_page(request, services, view, shown, is_framed=True)


def _last_complete(services: Services, actor: Actor, event: str, name: str) -> Form:
    try:
        return drafts.show_draft(services, actor, event, name)
    except errors.FormNotFound:
        form_edits.open_form(services, actor, event, name)
        return forms.show_form(services, actor, event, name)
