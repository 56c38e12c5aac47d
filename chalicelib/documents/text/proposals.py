"""Which proposals the event accepted, and what became of those of earlier events of the series.

Authors are not named: a report is about what was proposed.
"""

from collections.abc import Iterator
from typing import Final

from chalicelib.documents.grammar.terms import TERMS
from chalicelib.documents.text.composing import Item, Telling, Writer, telling
from chalicelib.documents.text.event_sections import typed_value
from chalicelib.documents.text.report import Paragraph
from chalicelib.documents.text.sources import EarlierProposals, ReportedProposal, ReportSources
from chalicelib.documents.text.values import (
    ChosenWords,
    CountValue,
    DayValue,
    PlainValue,
    TypedText,
)
from chalicelib.domain.proposals import ProposalOutcome

MOST_ON_ONE_PAGE: Final = 5
"""Accepted proposals that a report of one page names."""


def write_proposals(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say how many proposals came in, and which were accepted."""
    accepted = sources.proposals
    told = accepted[:MOST_ON_ONE_PAGE] if writer.length == "page" else accepted
    return (
        *writer.paragraphs("received", _tell_received(sources.received_proposals)),
        *writer.items("proposals.list", [_item(each, "proposals") for each in told], "numbered"),
        *writer.paragraphs("more_proposals", _tell_more(len(accepted) - len(told))),
    )


def _tell_received(number: int) -> Iterator[Telling]:
    if number:
        count = CountValue(number, TERMS["proposal"], "proposals.received")
        yield telling("received", count=count)


def _tell_more(number: int) -> Iterator[Telling]:
    if number:
        count = CountValue(number, TERMS["proposal"], "proposals.accepted")
        yield telling("more_proposals", count=count)


def _item(proposal: ReportedProposal, path: str, *details: Telling) -> Item:
    own = f"{path}.{proposal.number}"
    head = telling(
        "proposal",
        number=PlainValue(str(proposal.number), f"{own}.number"),
        text=TypedText(proposal.text, f"{own}.text"),
    )
    responsible = typed_value(proposal.responsible, f"{own}.responsible")
    due = DayValue(proposal.due, proposal.due, f"{own}.due") if proposal.due else None
    agreed = [
        telling(f"detail.{name}", value=value)
        for name, value in (("responsible", responsible), ("due", due))
        if value
    ]
    return Item(str(proposal.number), head, (*details, *agreed))


def write_earlier(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say what became of the proposals that earlier events of the series accepted."""
    if writer.length == "page":
        return ()
    return tuple(
        paragraph for earlier in sources.earlier for paragraph in _write_event(writer, earlier)
    )


def _write_event(writer: Writer, earlier: EarlierProposals) -> tuple[Paragraph, ...]:
    path = f"series.{earlier.event}"
    return writer.items(
        "earlier.list",
        [_earlier_item(each, f"{path}.proposals") for each in earlier.proposals],
        key=f"earlier.{earlier.event}",
        title=TypedText(earlier.title, f"{path}.title"),
        day=DayValue(earlier.day, earlier.day, f"{path}.starts_at"),
    )


def _earlier_item(proposal: ReportedProposal, path: str) -> Item:
    own = f"{path}.{proposal.number}"
    outcome = ChosenWords(f"{own}.outcome")
    details = [telling(f"outcome.{proposal.outcome.value}", outcome=outcome)]
    if proposal.outcome_on:
        on = DayValue(proposal.outcome_on, proposal.outcome_on, f"{own}.outcome_on")
        details.append(telling("detail", value=on))
    if proposal.outcome_note:
        note = typed_value(proposal.outcome_note, f"{own}.outcome_note")
        is_reason = proposal.outcome is ProposalOutcome.NOT_DONE
        details.append(telling("detail.reason" if is_reason else "detail", value=note))
    return _item(proposal, path, *details)
