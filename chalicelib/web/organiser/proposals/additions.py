"""The page on which a proposal is written down, during the event or after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import access, events, proposals
from chalicelib.domain.proposals.steps import PROBLEMS, NewProposal
from chalicelib.locales import N_, translate
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import Control, summarise
from chalicelib.web.organiser.proposals.fields import TypedFields
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_AGREED: Final = "author_agreed"


@handler
def ask(request: Request, services: Services, *, event: str) -> Reply:
    """Show the empty fields."""
    console = session.enter(request, services)
    view = events.read_event_as_member(services, console.actor, event, "proposals.change")
    return _page(request, console, view, {"_id": access.form_nonce()}, {})


@handler
def add(request: Request, services: Services, *, event: str) -> Reply:
    """Store the proposal and show empty fields for the next one, or the list."""
    console, fields = session.act(request, services)
    view = events.read_event_as_member(services, console.actor, event, "proposals.change")
    typed = TypedFields(fields, view.languages, {}, request.language)
    author = fields.get("author", "").strip() or None
    new = typed.read(
        NewProposal,
        {
            "id": fields.get("_id", ""),
            "text": typed.text("text"),
            "author": author,
            _AGREED: bool(fields.get(_AGREED)),
        },
    )
    if new is not None:
        try:
            proposals.add_proposal(services, console.actor, event, new)
        except (errors.RequestRefused, errors.Conflict) as refusal:
            typed.note(refusal)
        else:
            urls = Urls(request.prefix)
            is_last = fields.get("do") != "another"
            address = urls.proposals(event) if is_last else urls.proposals(event, "new")
            return console.redirect(address, notice="proposal.added")
    return _page(request, console, view, fields, typed.messages)


def _page(
    request: Request,
    console: ConsoleSession,
    event: Event,
    values: Mapping[str, str],
    messages: dict[str, str],
) -> Reply:
    if messages.pop(f"text-{event.languages[0]}", ""):
        missing = translate(PROBLEMS["proposal.text_missing"], request.language)
        messages[f"text-{event.languages[0]}"] = missing
    typed = TypedFields(values, event.languages, messages, request.language)
    texts = typed.text_fields(
        "text", N_("Proposal"), hint=N_("One language is enough; the others can follow.")
    )
    author = typed.control(
        "author", N_("Who put it forward"), hint=N_("Only if the person agrees to be named.")
    )
    agreed = Control(
        _AGREED,
        translate(N_("The author agreed that the name is shown"), request.language),
        kind="tick",
        value=values.get(_AGREED, ""),
        message=messages.get(_AGREED, ""),
    )
    return console.event_page(
        "organiser/proposal_new.html",
        request,
        event,
        tab="proposals",
        status=422 if messages else 200,
        text_fields=texts,
        author=author,
        agreed=agreed,
        nonce=values.get("_id", ""),
        problems=summarise(messages, [*texts.controls, author, agreed]),
    )
