"""What a report is made of: frozen models of the domain, as one reading found them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.counts import CategoryCount
from chalicelib.domain.events import Event, EventLine
from chalicelib.domain.proposals import ProposalOutcome
from chalicelib.domain.records import Record
from chalicelib.domain.summaries import Summary
from chalicelib.locales import Language


@dataclass(frozen=True, slots=True)
class Registered:
    """How many registered, in all and by category; a category that the small-group rule hides has no number."""

    total: int
    categories: tuple[CategoryCount, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportedQuote:
    """An answer that is quoted, in the ``language`` in which it was given, with what translations there are.

    ``category`` is its author's label, None where it is not named; ``source`` leads to the answer.
    """

    words: str
    language: Language
    translation: Mapping[Language, str]
    category: Mapping[Language, str] | None
    source: str


@dataclass(frozen=True, slots=True)
class FormFigures:
    """A form of impressions with its summary, under the small-group rule, and the answers that are quoted."""

    title: Mapping[Language, str]
    summary: Summary
    quotes: tuple[ReportedQuote, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportedProposal:
    """An accepted proposal with its text as it may be shown, and what became of it."""

    number: int
    text: Mapping[Language, str]
    responsible: Mapping[Language, str] | None = None
    due: date | None = None
    outcome: ProposalOutcome = ProposalOutcome.PENDING
    outcome_note: Mapping[Language, str] | None = None
    outcome_on: date | None = None


@dataclass(frozen=True, slots=True)
class EarlierProposals:
    """An earlier event of the series with proposals that it accepted; ``day`` is the one on which it began."""

    event: str
    title: Mapping[Language, str]
    day: date
    proposals: tuple[ReportedProposal, ...]


@dataclass(frozen=True, slots=True)
class ReportSources:
    """Everything that a report can tell of an event."""

    event: Event
    record: Record
    registered: Registered
    impressions: tuple[FormFigures, ...] = ()
    received_proposals: int = 0
    proposals: tuple[ReportedProposal, ...] = ()
    earlier: tuple[EarlierProposals, ...] = ()
    series_events: tuple[Event, ...] = ()
    """Other events of the series that are over, the oldest first."""
    next_event: EventLine | None = None
    """The next one of the series."""
    photos: Mapping[str, bytes] | None = None
    """The contents of photos that were found, by their SHA-256; None where a page shows them by their addresses."""
