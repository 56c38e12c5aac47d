"""The list of an event's proposals, and what is done with several of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib.actions import promises, proposal_collection, proposals
from chalicelib.domain.proposals import STATE_NAMES, ProposalState
from chalicelib.domain.proposals.steps import PROBLEMS, ProposalChange
from chalicelib.locales import N_, translate
from chalicelib.web.i18n import localize
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import FieldProblem, summarise
from chalicelib.web.organiser.proposals.fields import TypedFields, read_ticked
from chalicelib.web.organiser.proposals.labels import row_of
from chalicelib.web.organiser.proposals.mergers import ask_merge
from chalicelib.web.proposals import promise_sections
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.actions.services import Services
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_ALL: Final = "all"


@handler
def index(request: Request, services: Services, *, event: str) -> Reply:
    """List the proposals in the state that is asked for, at first those that nobody has decided on."""
    console = session.enter(request, services)
    after = request.one("after") or ""
    return _list(
        request,
        services,
        console,
        event,
        request.one("state") or "",
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 6 else 0,
    )


@handler
def use_selection(request: Request, services: Services, *, event: str) -> Reply:
    """Collect proposals from answers; accept those that were ticked, or ask what is needed to decline or merge them."""
    console, fields = session.act(request, services)
    address = Urls(request.prefix).proposals(event)
    if fields.get("do") == "collect":
        found = proposal_collection.collect_proposals(services, console.actor, event)
        notice = "proposals.more" if found.is_more else "proposals.collected"
        if not found.added:
            return console.redirect(address, notice="proposals.none")
        return console.redirect(address, notice=notice, count=found.added)
    chosen = read_numbers(request)
    if not chosen:
        return console.redirect(address, notice="selection.empty")
    if fields.get("do") == "accept":
        changes = {
            number: ProposalChange(revision=revision, state=ProposalState.ACCEPTED)
            for number, revision in chosen.items()
        }
        return _change(request, services, console, event, changes, "proposals.accepted")
    if fields.get("do") == "merge":
        return ask_merge(request, services, console, event, chosen)
    return _ask_reason(request, services, console, event, chosen, {})


@handler
def decline(request: Request, services: Services, *, event: str) -> Reply:
    """Decline the chosen proposals for the reason that was typed."""
    console, fields = session.act(request, services)
    chosen = read_numbers(request)
    shown = proposals.choose_proposals(services, console.actor, event, chosen)
    typed = TypedFields(fields, shown.event.languages, {}, request.language)
    document = {"state": "declined", "reason": typed.text("reason")}
    change = typed.read(ProposalChange, document)
    if change is not None and change.reason is None:
        typed.messages[f"reason-{shown.event.languages[0]}"] = translate(
            PROBLEMS["proposal.reason_missing"], request.language
        )
    if change is None or typed.messages:
        return _ask_reason(request, services, console, event, chosen, fields, typed.messages)
    changes = {
        number: ProposalChange(revision=revision, state=change.state, reason=change.reason)
        for number, revision in chosen.items()
    }
    return _change(request, services, console, event, changes, "proposals.declined")


def read_numbers(request: Request) -> dict[int, int]:
    """Return the ticked proposals: revisions by number."""
    return read_ticked([value for name, value in request.form_pairs() if name == "n"])


def _change(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: str,
    changes: Mapping[int, ProposalChange],
    notice: str,
) -> Reply:
    outcomes = proposals.change_proposals(services, console.actor, event, changes)
    refused = {number: refusal for number, refusal in outcomes.items() if refusal}
    if not refused:
        address = Urls(request.prefix).proposals(event)
        return console.redirect(address, notice=notice, count=len(outcomes))
    messages = [
        FieldProblem("", f"№ {number}: {localize(refusal, request.language)}")
        for number, refusal in refused.items()
    ]
    return _list(request, services, console, event, _ALL, problems=messages)


def _list(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: str,
    state: str,
    *,
    after: int = 0,
    problems: Sequence[FieldProblem] = (),
) -> Reply:
    asked = next((each for each in ProposalState if each.value == state), None)
    if not state:
        asked = ProposalState.OPEN
    listed = proposals.list_proposals(services, console.actor, event, asked, after=after)
    counts = listed.page.counts
    if not state and not counts[ProposalState.OPEN]:
        asked = None
        listed = proposals.list_proposals(services, console.actor, event, after=after)
    path = Urls(request.prefix).proposals(event)
    shown = asked.value if asked else _ALL
    return console.event_page(
        "organiser/proposals.html",
        request,
        listed.event,
        tab="proposals",
        status=409 if problems else 200,
        rows=[row_of(each, listed.event, request) for each in listed.page.proposals],
        filters=[
            (f"{path}?state={value}", translate(label, request.language), count, value == shown)
            for value, label, count in _filters(counts)
        ],
        total=sum(counts.values()),
        next=f"{path}?state={shown}&after={listed.page.next}" if listed.page.next else None,
        first=f"{path}?state={shown}" if after else None,
        may_change=listed.may_change,
        earlier_promises=[]
        if after
        else promise_sections(
            promises.read_ledger(services, console.actor, event).events, request.language
        ),
        problems=problems,
    )


def _filters(counts: Mapping[ProposalState, int]) -> list[tuple[str, str, int]]:
    """Return the states that there are proposals in, and all of them, if they are several."""
    present = [
        (each.value, label, counts[each]) for each, label in STATE_NAMES.items() if counts[each]
    ]
    total = (_ALL, N_("All"), sum(counts.values()))
    return [*present, total] if len(present) > 1 else []


def _ask_reason(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: str,
    chosen: Mapping[int, int],
    values: Mapping[str, str],
    messages: dict[str, str] | None = None,
) -> Reply:
    listed = proposals.choose_proposals(services, console.actor, event, chosen)
    typed = TypedFields(values, listed.event.languages, messages or {}, request.language)
    fields = typed.text_fields("reason", N_("Reason"))
    return console.event_page(
        "organiser/proposals_declined.html",
        request,
        listed.event,
        tab="proposals",
        status=422 if typed.messages else 200,
        rows=[row_of(each, listed.event, request) for each in listed.page.proposals],
        reason_fields=fields,
        problems=summarise(typed.messages, fields.controls),
    )
