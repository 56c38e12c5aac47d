"""Put an event into words: its facts, its record, its proposals, who registered, and what its forms of impressions come to.

A report is passed on, so the small-group rule holds in it whoever asks for it.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from chalicelib.actions.answer_marks import list_quotes
from chalicelib.actions.listings import published_forms
from chalicelib.actions.permissions import find_event
from chalicelib.actions.promises import read_ledger
from chalicelib.actions.proposal_views import view_proposals
from chalicelib.actions.summaries import summarise_form
from chalicelib.documents.manifest import Manifest, make_manifest
from chalicelib.documents.text import write_report
from chalicelib.documents.text.edits import ReviewedEdit, apply_edits, review_edits
from chalicelib.documents.text.report import ReportText
from chalicelib.documents.text.sources import (
    EarlierProposals,
    FormFigures,
    Registered,
    ReportedProposal,
    ReportedQuote,
    ReportSources,
)
from chalicelib.domain.counts import count_categories
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.events import Event, EventLine, EventState, ReportAnnex
from chalicelib.domain.paragraph_edits import ParagraphEdit, ReportEdition
from chalicelib.domain.permissions import SYSTEM, Actor, Permission
from chalicelib.domain.proposals import ProposalState
from chalicelib.domain.records import Record
from chalicelib.forms.definition import Purpose
from chalicelib.forms.text import in_language
from chalicelib.locales import Language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from chalicelib.actions.proposal_views import ProposalView
    from chalicelib.actions.services import Services
    from chalicelib.domain.forms import FormRecord


@dataclass(frozen=True, slots=True)
class EventReport:
    """An event with its report, and what the report holds, as of the moment at which it was read.

    ``own`` is the report as Pikir words it. ``edits`` are all that are stored, ``reviewed`` those in force beside ``own``.
    """

    event: Event
    text: ReportText
    manifest: Manifest
    own: ReportText
    edits: "Mapping[str, ParagraphEdit]"
    reviewed: "Mapping[str, ReviewedEdit]"

    @property
    def own_manifest(self) -> Manifest:
        """The manifest of the report as Pikir words it."""
        return make_manifest(self.own, self.event.id, self.manifest.read_at)

    @property
    def author(self) -> str:
        """Who reports: the organiser, or Pikir for an event that names none."""
        organiser = self.event.organiser
        return in_language(organiser.name, self.text.language) if organiser else "Pikir"


def read_report(
    services: "Services",
    actor: Actor,
    event_id: str,
    language: Language,
    length: ReportLength,
    *,
    permission: Permission = "summaries.read",
    has_charts: bool = True,
    has_photos: bool = False,
    annexes: "Sequence[ReportAnnex] | None" = None,
) -> EventReport:
    """Return the report on what is stored now, to read; to pass it on takes another permission.

    Without ``annexes`` it has those that were chosen for the event.

    Raises:
        errors.EventNotFound: there is no such event, or the actor lacks the permission.
        errors.Unavailable: more answers to fold than fits the time; what was done is kept.
    """
    event = find_event(services, actor, event_id, permission)
    read_at = services.clock()
    sources = _gather(services, actor, event, read_at)
    if has_photos and length == "full":
        sources = replace(sources, photos=_read_photos(services, sources.record))
    own = write_report(
        sources,
        language,
        length,
        has_charts=has_charts,
        annexes=event.report_annexes if annexes is None else annexes,
    )
    edits = services.paragraph_edits.read(ReportEdition(event_id, language, length))
    reviewed = review_edits(own, edits)
    text = apply_edits(own, reviewed)
    manifest = make_manifest(text, event_id, read_at)
    return EventReport(event, text, manifest, own, edits, reviewed)


def _read_photos(services: "Services", record: Record) -> dict[str, bytes]:
    """Return the contents of the photos that may be shown, by their SHA-256; one that is lost is left out."""
    files = {each.content.file for each in record.photos if each.content.is_for_reports}
    contents = {each.sha256: services.photos.read(record.event, each) for each in files}
    return {digest: content for digest, content in contents.items() if content is not None}


def _gather(services: "Services", actor: Actor, event: Event, now: "datetime") -> ReportSources:
    """Read everything that a report can tell of an event."""
    records = published_forms(services, event.id)
    over, ahead = _list_series(services, event, now)
    received, accepted = _read_proposals(services, event.id)
    return ReportSources(
        event=event,
        record=services.records.read(event.id).compose(event, now),
        registered=_count_registered(services, event, records),
        impressions=tuple(
            FormFigures(
                record.title,
                summarise_form(services, event, record)[0],
                tuple(_read_quotes(services, actor, event, record)),
            )
            for record in records
            if record.purpose == Purpose.IMPRESSIONS
        ),
        received_proposals=received,
        proposals=accepted,
        earlier=tuple(_read_earlier(services, event)),
        series_events=tuple(_read_events(services, over)),
        next_event=ahead[0] if ahead else None,
    )


def _read_quotes(
    services: "Services", actor: Actor, event: Event, record: "FormRecord"
) -> "Iterator[ReportedQuote]":
    """Yield the answers that are quoted."""
    quotes = list_quotes(services, actor, event.id, record.name).quotes
    for quote in quotes:
        category = event.category(quote.category or "")
        yield ReportedQuote(
            words=quote.text,
            language=quote.language,
            translation=quote.translation or {},
            category=category.label if category else None,
            source=f"quotes.{record.name}.{quote.id}",
        )


def _count_registered(
    services: "Services", event: Event, records: "Sequence[FormRecord]"
) -> Registered:
    folds = [
        summarise_form(services, event, record)[1]
        for record in records
        if record.takes_registrations
    ]
    return Registered(
        total=sum(fold.responses for fold in folds),
        categories=count_categories(event, folds, rows_are_open=False) if folds else (),
    )


def _read_proposals(
    services: "Services", event_id: str
) -> tuple[int, tuple[ReportedProposal, ...]]:
    """Return how many proposals came in, those that became part of another one left out, and the accepted ones."""
    proposals = services.proposals.all(event_id)
    accepted = [each for each in proposals if each.is_accepted]
    received = sum(each.state is not ProposalState.MERGED for each in proposals)
    return received, _report_proposals(view_proposals(services, event_id, accepted, sees_all=False))


def _report_proposals(views: "Sequence[ProposalView]") -> tuple[ReportedProposal, ...]:
    """Return what a report tells of proposals; one whose text may not be shown is left out, and so are authors."""
    return tuple(
        ReportedProposal(
            number=view.number,
            text=view.text,
            responsible=view.responsible,
            due=view.due,
            outcome=view.outcome,
            outcome_note=view.outcome_note,
            outcome_on=view.outcome_on,
        )
        for view in views
        if view.text
    )


def _read_earlier(services: "Services", event: Event) -> "Iterator[EarlierProposals]":
    """Yield the promises of earlier events, the latest event first, whoever asks: they belong to the event's report."""
    for promised in read_ledger(services, SYSTEM, event.id).events:
        start = promised.starts_at.astimezone(ZoneInfo(promised.time_zone))
        told = _report_proposals(promised.proposals)
        yield EarlierProposals(promised.event, promised.title, start.date(), told)


def _read_events(services: "Services", lines: "Sequence[EventLine]") -> "Iterator[Event]":
    """Yield the events of these lines that are still there."""
    for line in lines:
        event = services.events.get(line.id)
        if event is not None:
            yield event


def _list_series(
    services: "Services", event: Event, now: "datetime"
) -> tuple[tuple[EventLine, ...], tuple[EventLine, ...]]:
    """Return the public events of the same series that are over, and those that begin later than now, by their start."""
    if event.series is None:
        return (), ()
    lines = sorted(
        (
            line
            for line in services.events.lines()
            if line.series
            and line.series.id == event.series.id
            and line.id != event.id
            and line.state in (EventState.OPEN, EventState.CLOSED)
        ),
        key=lambda line: (line.starts_at, line.id),
    )
    over = tuple(line for line in lines if line.ends_at <= now)
    return over, tuple(line for line in lines if line.starts_at > now)
