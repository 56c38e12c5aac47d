"""Which proposals the event accepted, and what became of those of the last event of the series.

Authors are not named: a report is about what was proposed.
"""

from collections.abc import Iterator
from typing import Final

from chalicelib.documents.grammar.terms import TERMS
from chalicelib.documents.text.composing import Item, Telling, Writer, telling
from chalicelib.documents.text.event_sections import line_day, typed_value
from chalicelib.documents.text.report import Paragraph
from chalicelib.documents.text.sources import EarlierProposals, ReportedProposal, ReportSources
from chalicelib.documents.text.values import CountValue, DayValue, PlainValue, TypedText
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


def _item(reported: ReportedProposal, path: str, *details: Telling) -> Item:
    proposal = reported.proposal
    own = f"{path}.{proposal.number}"
    head = telling(
        "proposal",
        number=PlainValue(str(proposal.number), f"{own}.number"),
        text=TypedText(reported.text, f"{own}.text"),
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
    """Say what became of the proposals that the previous event of the series accepted."""
    earlier = sources.earlier
    if earlier is None or writer.length == "page":
        return ()
    items = [_earlier_item(each, earlier) for each in earlier.proposals]
    path = f"series.{earlier.event.id}"
    return writer.items(
        "earlier.list",
        items,
        title=TypedText(earlier.event.title, f"{path}.title"),
        day=line_day(earlier.event),
    )


def _earlier_item(reported: ReportedProposal, earlier: EarlierProposals) -> Item:
    proposal = reported.proposal
    path = f"series.{earlier.event.id}.proposals"
    own = f"{path}.{proposal.number}"
    details = [telling(f"outcome.{proposal.outcome.value}")]
    if proposal.outcome_on:
        on = DayValue(proposal.outcome_on, proposal.outcome_on, f"{own}.outcome_on")
        details.append(telling("detail", value=on))
    if proposal.outcome_note:
        note = typed_value(proposal.outcome_note, f"{own}.outcome_note")
        is_reason = proposal.outcome is ProposalOutcome.NOT_DONE
        details.append(telling("detail.reason" if is_reason else "detail", value=note))
    return _item(reported, path, *details)
