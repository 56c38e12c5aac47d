"""The page of one proposal: what it says, where it came from, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import proposal_merging, proposals
from chalicelib.domain.proposals import (
    OUTCOME_NAMES,
    STATE_NAMES,
    AuthorConsent,
    ProposalOutcome,
    ProposalState,
)
from chalicelib.domain.proposals.steps import ProposalChange
from chalicelib.forms.text import in_language
from chalicelib.locales import N_, translate
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import Control, MenuOption, summarise
from chalicelib.web.organiser.proposals.fields import TypedFields
from chalicelib.web.organiser.proposals.labels import CONSENTS, TAGS, source_of, text_of
from chalicelib.web.proposals import shown_day
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from datetime import date

    from chalicelib.actions.proposal_views import ProposalView
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.permissions import Actor
    from chalicelib.locales import Language
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_CHANGED: Final = N_(
    "Someone else has changed this proposal in the meantime. What you typed is still in the fields; what is stored "
    "now stands above them. Check it and save again."
)


def _word(typed: TypedFields) -> dict[str, object]:
    return {"text": typed.text("text")}


def _assign(typed: TypedFields) -> dict[str, object]:
    return {"responsible": typed.text("responsible"), "due": typed.day("due")}


def _accept(typed: TypedFields) -> dict[str, object]:
    return {"state": "accepted", **_assign(typed)}


def _decline(typed: TypedFields) -> dict[str, object]:
    return {"state": "declined", "reason": typed.text("reason")}


def _reopen(_: TypedFields) -> dict[str, object]:
    return {"state": "open"}


def _follow_up(typed: TypedFields) -> dict[str, object]:
    return {
        "outcome": typed.values.get("outcome", ""),
        "outcome_note": typed.text("outcome_note"),
        "outcome_on": typed.day("outcome_on"),
    }


def _name(typed: TypedFields) -> dict[str, object]:
    count = typed.values.get("sources", "")
    number = int(count) if count.isascii() and count.isdigit() and len(count) < 5 else 0
    return {"consents": [typed.values.get(f"consent-{at}") or None for at in range(number)]}


_STEPS: Final[Mapping[str, Callable[[TypedFields], dict[str, object]]]] = {
    "word": _word,
    "accept": _accept,
    "assign": _assign,
    "decline": _decline,
    "reopen": _reopen,
    "follow_up": _follow_up,
    "name": _name,
}
"""What a form of the page asks for, by the name of its button."""


@handler
def show(request: Request, services: Services, *, event: str, number: str) -> Reply:
    """Show the proposal."""
    console = session.enter(request, services)
    view, proposal = proposals.show_proposal(services, console.actor, event, int(number))
    typed = TypedFields({}, view.languages, {}, request.language)
    return _page(request, console, view, proposal, typed)


@handler
def change(request: Request, services: Services, *, event: str, number: str) -> Reply:
    """Take one step, or show the page again with all that was typed."""
    console, fields = session.act(request, services)
    view, proposal = proposals.show_proposal(
        services, console.actor, event, int(number), "proposals.change"
    )
    typed = TypedFields(fields, view.languages, {}, request.language)
    address = Urls(request.prefix).proposal(event, int(number))
    erased = fields.get("erase", "")
    if erased:
        proposals.erase_source(services, console.actor, event, int(number), erased)
        return console.redirect(address, notice="proposal.erased")
    revision = fields.get("revision", "")
    seen = max(int(revision) if revision.isdecimal() and len(revision) < 10 else 0, 1)
    try:
        if _take(services, console.actor, event, int(number), typed, seen):
            notice = "proposal.unmerged" if fields["do"] == "unmerge" else "proposal.saved"
            return console.redirect(address, notice=notice)
    except errors.ChangedMeanwhile:
        typed.messages[""] = translate(_CHANGED, request.language)
    except (errors.Conflict, errors.RequestRefused) as refusal:
        typed.note(refusal)
    return _page(request, console, view, proposal, typed)


def _take(
    services: Services, actor: Actor, event: str, number: int, typed: TypedFields, seen: int
) -> bool:
    """Take the step that the form asks for; return False if what was typed for it is not valid."""
    name = typed.values.get("do", "")
    if name == "unmerge":
        proposal_merging.unmerge_proposal(services, actor, event, number, revision=seen)
        return True
    step = _STEPS.get(name)
    if step is None:
        raise errors.BrokenForm
    asked = typed.read(ProposalChange, {"revision": seen, **step(typed)})
    if asked is None:
        return False
    proposals.change_proposal(services, actor, event, number, asked)
    return True


def _page(
    request: Request,
    console: ConsoleSession,
    event: Event,
    proposal: ProposalView,
    typed: TypedFields,
) -> Reply:
    language = request.language
    texts = typed.text_fields("text", N_("Text of the proposal"), proposal.text)
    reason = typed.text_fields("reason", N_("Reason"), proposal.reason)
    responsible = typed.text_fields("responsible", N_("Responsible body"), proposal.responsible)
    due = typed.control("due", N_("Due date"), _iso(proposal.due), kind="date")
    note = typed.text_fields(
        "outcome_note", N_("What was done, or why it was not"), proposal.outcome_note
    )
    on = typed.control(
        "outcome_on",
        N_("As of"),
        _iso(proposal.outcome_on),
        N_("Empty for today."),
        kind="date",
    )
    outcome = Control(
        "outcome",
        translate(N_("What became of it"), language),
        kind="menu",
        value=typed.values.get("outcome", proposal.outcome.value),
        message=typed.messages.get("outcome", ""),
        options=[
            MenuOption(each.value, translate(label, language))
            for each, label in OUTCOME_NAMES.items()
        ],
    )
    groups = (texts, reason, responsible, note)
    controls = [control for group in groups for control in group.controls]
    state = proposal.state
    return console.event_page(
        "organiser/proposal.html",
        request,
        event,
        tab="proposals",
        status=422 if typed.messages else 200,
        proposal=proposal,
        text=text_of(proposal, language),
        state_name=STATE_NAMES[state],
        tag=TAGS[state],
        is_open=state is ProposalState.OPEN,
        is_accepted=state is ProposalState.ACCEPTED,
        is_declined=state is ProposalState.DECLINED,
        is_told=proposal.outcome is not ProposalOutcome.PENDING,
        facts=_facts(proposal, language),
        sources=[source_of(each, event, request) for each in proposal.sources],
        text_fields=texts,
        reason_fields=reason,
        responsible_fields=responsible,
        due=due,
        outcome=outcome,
        note_fields=note,
        outcome_on=on,
        naming=_naming(proposal, typed),
        step=typed.values.get("do", ""),
        may_erase=console.actor.may("proposals.change", event),
        may_change=console.actor.may("proposals.change", event)
        and state is not ProposalState.MERGED,
        may_regret=proposal.may_regret,
        problems=summarise(typed.messages, [*controls, due, outcome, on]),
    )


def _naming(proposal: ProposalView, typed: TypedFields) -> list[Control]:
    """Return a menu for each source whose author is known; the name is its label."""
    language = typed.shown_in
    controls = []
    for at, source in enumerate(proposal.sources):
        if source.author:
            by_form = [AuthorConsent.FORM] if source.has_agreed else []
            options = [MenuOption("", translate(N_("Not named"), language))]
            options += [
                MenuOption(each.value, translate(CONSENTS[each], language))
                for each in (*by_form, AuthorConsent.TOLD)
            ]
            stored = source.consent.value if source.consent else ""
            value = typed.values.get(f"consent-{at}", stored)
            controls.append(
                Control(f"consent-{at}", source.author, kind="menu", value=value, options=options)
            )
    return controls


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _facts(proposal: ProposalView, language: Language) -> list[tuple[str, str]]:
    """Return what is known of it, each with a label; what is not known is left out."""
    outcome = translate(OUTCOME_NAMES[proposal.outcome], language)
    note = in_language(proposal.outcome_note, language)
    is_accepted = proposal.state is ProposalState.ACCEPTED
    rows = (
        (N_("Put forward by"), ", ".join(proposal.authors)),
        (N_("Reason"), in_language(proposal.reason, language)),
        (N_("Responsible body"), in_language(proposal.responsible, language)),
        (N_("Due date"), shown_day(proposal.due)),
        (N_("What became of it"), outcome if is_accepted else ""),
        (N_("Explanation"), note),
        (N_("As of"), shown_day(proposal.outcome_on)),
    )
    return [(translate(label, language), value) for label, value in rows if value]
