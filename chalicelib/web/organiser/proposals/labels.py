"""The words for proposals, and proposals as the pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.domain.proposals import OUTCOME_NAMES, STATE_NAMES, AuthorConsent, ProposalState
from chalicelib.forms.text import in_language
from chalicelib.locales import N_, Language, translate
from chalicelib.web import dates
from chalicelib.web.organiser.listings import category_label
from chalicelib.web.proposals import NO_TEXT, shown_day
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.proposal_views import ProposalView, SourceView
    from chalicelib.domain.events import Event
    from chalicelib.web.request import Request

CONSENTS: Final[Mapping[AuthorConsent, str]] = {
    AuthorConsent.FORM: N_("Named: consented in the form"),
    AuthorConsent.TOLD: N_("Named: agreed in person"),
}
TAGS: Final[Mapping[ProposalState, str]] = {
    ProposalState.OPEN: "draft",
    ProposalState.ACCEPTED: "open",
    ProposalState.DECLINED: "closed",
    ProposalState.MERGED: "draft",
}
"""The style of a state's tag: an event's states have them already."""


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal as the list shows it; texts are translated."""

    number: int
    revision: int
    address: str
    text: str
    is_verbatim: bool
    tag: str
    state_name: str
    about: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """What an author wrote, where it came from, and the address of the whole answer, if it is one."""

    text: str
    about: str
    address: str
    erasable: str
    """The id under which it was written down, if there is something to erase."""


def text_of(proposal: ProposalView, language: Language) -> str:
    """Return the proposal's text, or that there is none any more."""
    return in_language(proposal.text, language) or translate(NO_TEXT, language)


def row_of(proposal: ProposalView, event: Event, request: Request) -> ProposalRow:
    """Return the proposal as the list shows it."""
    language = request.language
    return ProposalRow(
        number=proposal.number,
        revision=proposal.revision,
        address=Urls(request.prefix).proposal(event.id, proposal.number),
        text=text_of(proposal, language),
        is_verbatim=proposal.is_verbatim and bool(proposal.text),
        tag=TAGS[proposal.state],
        state_name=translate(STATE_NAMES[proposal.state], language),
        about=" · ".join(_about(proposal, language)),
    )


def _about(proposal: ProposalView, language: Language) -> list[str]:
    if proposal.state is ProposalState.ACCEPTED:
        due = shown_day(proposal.due)
        until = translate(N_("until {day}"), language, {"day": due}) if due else ""
        outcome = translate(OUTCOME_NAMES[proposal.outcome], language)
        parts = [in_language(proposal.responsible, language), until, outcome]
        return [part for part in parts if part]
    if proposal.state is ProposalState.DECLINED:
        return [in_language(proposal.reason, language)]
    if proposal.merged_into:
        return [translate(N_("in No. {number}"), language, {"number": proposal.merged_into})]
    return []


def source_of(source: SourceView, event: Event, request: Request) -> SourceText:
    """Return a source as the proposal's page shows it."""
    language, urls = request.language, Urls(request.prefix)
    moment = dates.moment(source.at, event.time_zone, language) if source.at else ""
    if source.kind == "answer":
        parts = [moment, category_label(source.category, event, language)]
        address = urls.submission(event.id, source.form or "", source.submission or "")
    else:
        written = translate(N_("written down by {name}"), language, {"name": source.by or ""})
        parts, address = [moment, source.author or "", written], ""
    text = in_language(source.text, language)
    return SourceText(
        text=text or translate(NO_TEXT, language),
        about=" · ".join(part for part in parts if part),
        address=address if text else "",
        erasable=(source.id or "") if text else "",
    )
