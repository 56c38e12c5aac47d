"""The page that splits a proposal into several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import access, proposals
from chalicelib.domain.proposals.steps import ProposalSplit
from chalicelib.locales import N_
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import summarise
from chalicelib.web.organiser.proposals.fields import TypedFields
from chalicelib.web.organiser.proposals.labels import text_of
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.actions.proposal_views import ProposalView
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_FEWEST: Final = 2
_MOST: Final = 20


@handler
def ask(request: Request, services: Services, *, event: str, number: str) -> Reply:
    """Show the proposal and two fields for its parts."""
    console = session.enter(request, services)
    view, proposal = _find(services, console, event, number)
    first = view.languages[0]
    values = {f"text-{each}": text for each, text in proposal.text.items()}
    values |= {"_id": access.form_nonce(), "parts": str(_FEWEST)}
    values |= {"revision": str(proposal.revision), f"part1-{first}": ""}
    return _page(request, console, view, proposal, values, {})


@handler
def split(request: Request, services: Services, *, event: str, number: str) -> Reply:
    """Split it, or show the page again: with one more part, or with what is wrong."""
    console, fields = session.act(request, services)
    view, proposal = _find(services, console, event, number)
    typed = TypedFields(fields, view.languages, {}, request.language)
    if fields.get("do") == "more":
        more = {**fields, "parts": str(_count(fields) + 1)}
        return _page(request, console, view, proposal, more, {})
    written = [typed.text(f"part{at}") for at in range(_count(fields))]
    parts = [each for each in written if each]
    asked = typed.read(ProposalSplit, {"id": fields.get("_id", ""), "parts": parts})
    revision = fields.get("revision", "")
    if asked is not None:
        try:
            proposals.split_proposal(
                services,
                console.actor,
                event,
                int(number),
                asked,
                revision=int(revision) if revision.isdecimal() and len(revision) < 10 else None,
            )
        except (errors.Conflict, errors.RequestRefused) as refusal:
            typed.note(refusal)
            fields = {**fields, "revision": str(proposal.revision)}
        else:
            address = Urls(request.prefix).proposals(event)
            return console.redirect(f"{address}?state=all", notice="proposal.split")
    messages = {"": "; ".join(dict.fromkeys(typed.messages.values()))}
    return _page(request, console, view, proposal, fields, messages)


def _count(fields: Mapping[str, str]) -> int:
    text = fields.get("parts", "")
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else _FEWEST
    return min(max(count, _FEWEST), _MOST - 1)


def _find(
    services: Services, console: ConsoleSession, event: str, number: str
) -> tuple[Event, ProposalView]:
    return proposals.show_proposal(services, console.actor, event, int(number), "proposals.change")


def _page(
    request: Request,
    console: ConsoleSession,
    event: Event,
    proposal: ProposalView,
    values: Mapping[str, str],
    messages: dict[str, str],
) -> Reply:
    typed = TypedFields(values, event.languages, messages, request.language)
    groups = [
        typed.text_fields(
            f"part{at}",
            N_("The part that keeps the number")
            if at == 0
            else N_("A part with a number of its own"),
            proposal.text if at == 0 else None,
        )
        for at in range(_count(values))
    ]
    return console.event_page(
        "organiser/proposal_split.html",
        request,
        event,
        tab="proposals",
        status=422 if messages else 200,
        number=proposal.number,
        text=text_of(proposal, request.language),
        groups=groups,
        nonce=values.get("_id", ""),
        revision=values.get("revision", ""),
        may_add=_count(values) < _MOST - 1,
        problems=summarise(messages, []),
    )
