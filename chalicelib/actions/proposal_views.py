"""Proposals as they leave the actions: their texts put together from the office's wording and the authors' answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from chalicelib.actions.proposal_sources import (
    Answers,
    AuthorReader,
    original_of,
    public_words_of,
    read_answers,
    words_of,
)
from chalicelib.domain.moments import Timestamp
from chalicelib.domain.proposals import (
    AuthorConsent,
    CollectedAnswer,
    Proposal,
    ProposalOutcome,
    ProposalSource,
    ProposalState,
)
from chalicelib.domain.proposals.steps import may_regret
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.actions.catalogue import PublicEvent
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event


class _ProposalPart(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True
    )


class SourceView(_ProposalPart):
    """Where a proposal comes from: an answer to a form, or what somebody wrote down.

    `text` is what the author wrote; empty once it is erased. `category` is theirs, where the form asks for it.
    """

    kind: Literal["answer", "typed"]
    text: dict[Language, str]
    form: str | None = None
    submission: str | None = None
    category: str | None = None
    id: str | None = None
    author: str | None = None
    has_agreed: bool = False
    """Whether the author consented in the form."""
    consent: AuthorConsent | None = None
    """Why the author is named, null where not."""
    by: str | None = None
    at: Timestamp | None = None


class ProposalView(_ProposalPart):
    """A proposal. `text` is empty where its author's words were erased before anybody worded it anew.

    With `is_verbatim` it is still what its author wrote. `sources` are shown to readers of answers alone; `authors` are
    the names of those who agreed that they are shown.
    """

    number: int
    revision: int
    state: ProposalState
    text: dict[Language, str]
    is_verbatim: bool
    reason: dict[Language, str] | None
    merged_into: int | None
    parts: tuple[int, ...]
    """The numbers of those that were merged into it, to readers of answers alone."""
    split_from: int | None
    responsible: dict[Language, str] | None
    due: date | None
    outcome: ProposalOutcome
    outcome_note: dict[Language, str] | None
    outcome_on: date | None
    accepted_at: Timestamp | None
    may_regret: bool
    """Whether an acceptance can still be taken back."""
    changed_at: Timestamp
    authors: tuple[str, ...]
    sources: tuple[SourceView, ...]


class ProposalPage(_ProposalPart):
    """Some proposals by number; `next` is the `after` of the page that follows, or null. `counts` are all by state."""

    proposals: tuple[ProposalView, ...]
    next: int | None
    counts: Mapping[ProposalState, int]


@dataclass(frozen=True, slots=True)
class ProposalList:
    """A page of an event's proposals, and whether the actor may change them."""

    event: "Event"
    page: ProposalPage
    may_change: bool


def view_proposals(
    services: "Services",
    event_id: str,
    proposals: Sequence[Proposal],
    *,
    sees_all: bool,
    known: "PublicEvent | None" = None,
) -> tuple[ProposalView, ...]:
    """Return proposals as they are shown; the sources only to those who see all.

    Event and forms are not read where they are ``known``.
    """
    answers = read_answers(services, event_id, proposals, known)
    authors = AuthorReader(services, event_id, answers, known)
    now = services.clock()
    parts = _list_parts(services, event_id, proposals) if sees_all else {}
    return tuple(
        _view(each, answers, authors, now, parts.get(each.number, ()), sees_all=sees_all)
        for each in proposals
    )


def _list_parts(
    services: "Services", event_id: str, proposals: Sequence[Proposal]
) -> Mapping[int, Sequence[int]]:
    """Return the numbers of the proposals that were merged into these ones, by the number of each."""
    if all(each.own_sources is None for each in proposals):
        return {}
    parts: dict[int, list[int]] = {}
    for each in services.proposals.all(event_id):
        if each.merged_into is not None:
            parts.setdefault(each.merged_into, []).append(each.number)
    return parts


def _view(
    proposal: Proposal,
    answers: Answers,
    authors: AuthorReader,
    now: datetime,
    parts: Sequence[int],
    *,
    sees_all: bool,
) -> ProposalView:
    names = ("wording", "sources", "own_sources", "step", "event", "changed_by")
    shown = {name: value for name, value in proposal if name not in names}
    words = original_of if sees_all else public_words_of
    return ProposalView(
        **shown,
        parts=tuple(parts),
        may_regret=may_regret(proposal, now),
        text=proposal.text(words(proposal, answers)),
        authors=tuple(
            dict.fromkeys(name for each in proposal.sources if (name := _author(each, authors)))
        ),
        sources=tuple(_source(each, answers, authors) for each in proposal.sources)
        if sees_all
        else (),
    )


def _author(source: ProposalSource, authors: AuthorReader) -> str:
    """Return the author's name if they agreed that it is shown."""
    if isinstance(source, CollectedAnswer):
        return authors.public_name(source)
    return (source.author or "") if source.consent else ""


def _source(source: ProposalSource, answers: Answers, authors: AuthorReader) -> SourceView:
    if isinstance(source, CollectedAnswer):
        submission = answers.get((source.form, source.submission))
        words = words_of(source, answers)
        return SourceView(
            kind="answer",
            text={source.language: words} if words else {},
            form=source.form,
            submission=source.submission,
            category=submission.category if submission else None,
            at=submission.received_at if submission else None,
            author=authors.name(source) or None,
            has_agreed=authors.is_agreed(source),
            consent=source.consent,
        )
    return SourceView(
        kind="typed",
        id=source.id,
        text=source.text or {},
        author=source.author,
        by=source.by,
        at=source.at,
        consent=source.consent,
    )
