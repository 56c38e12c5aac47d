"""Collect the proposals that answers put forward: each answer becomes a proposal once, however often one asks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

from chalicelib import errors
from chalicelib.actions.permissions import find_event, find_published
from chalicelib.actions.proposal_sources import ROLE, find_proposals, sources_at
from chalicelib.actions.proposals import read_numbered, refuse_full, try_to_save
from chalicelib.actions.summaries import FormVersionMap
from chalicelib.actions.text_answers import text_columns
from chalicelib.domain.listings import ListQuery, row_test
from chalicelib.domain.marks import LARGEST_SELECTION
from chalicelib.domain.permissions import Actor
from chalicelib.domain.proposals import LARGEST_STEP, MOST_PROPOSALS, Proposal, collected_answers
from chalicelib.domain.quotes import is_hidden
from chalicelib.storage.listings import LineRange
from chalicelib.storage.proposals import ProposalStep

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.domain.proposals import CollectedAnswer
    from chalicelib.domain.submissions import Submission

MOST_COLLECTED: Final = 500
"""Proposals that one press collects; the next one goes on."""
_ROUNDS: Final = 4


class CollectedProposals(BaseModel):
    """How many proposals were added; `is_more` if answers are left that a further request collects."""

    model_config = ConfigDict(frozen=True)

    added: int
    is_more: bool


def collect_proposals(services: "Services", actor: Actor, event_id: str) -> CollectedProposals:
    """Make a proposal of each answer that puts one forward and is none yet, the oldest first.

    Fifty are added in one transaction. A second request, or somebody else's at the same time, adds nothing twice.

    Raises:
        errors.EventNotFound: there is none.
        errors.ProposalsFull: the event has as many as it can have.
        errors.ChangedMeanwhile: others add proposals all the time.
    """
    event = find_event(services, actor, event_id, "proposals.change")
    return _collect(services, actor, event_id, lambda: _sources_of(services, event))


def propose_answers(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    question: str,
    ids: Sequence[str],
) -> CollectedProposals:
    """Make a proposal of each answer in words that these submissions give to a question, unless it is one already.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there are none.
        errors.PageNotFound: no version asks such a question for words.
        errors.BadParameter: they are more than ``LARGEST_SELECTION``.
        errors.ProposalsFull: the event has as many as it can have.
        errors.ChangedMeanwhile: others add proposals all the time.
    """
    event, record = find_published(services, actor, event_id, form_name, "proposals.change")
    versions = FormVersionMap(services, event, record)
    columns = text_columns(versions, question)
    if not columns:
        raise errors.PageNotFound
    if len(ids) > LARGEST_SELECTION:
        raise errors.BadParameter(name="id")

    def sources() -> "Iterator[CollectedAnswer]":
        for each in services.submissions.read_many(event_id, form_name, ids, shards=record.shards):
            if each.version in columns and not is_hidden(each, question):
                yield from sources_at(each, versions[each.version], question)

    return _collect(services, actor, event_id, sources)


def _collect(
    services: "Services",
    actor: Actor,
    event_id: str,
    read: "Callable[[], Iterable[CollectedAnswer]]",
) -> CollectedProposals:
    added = 0
    for _ in range(_ROUNDS):
        last, known = read_numbered(services, event_id)
        most = min(MOST_COLLECTED - added, max(0, MOST_PROPOSALS - last))
        done = collected_answers(known)
        left = (each for each in read() if (each.form, each.submission, each.path) not in done)
        sources = list(islice(left, most + 1))
        if sources and not added:
            refuse_full(last)
        saved = _save(services, actor, event_id, sources[:most], last)
        added += saved
        if saved == len(sources[:most]):
            return CollectedProposals(added=added, is_more=len(sources) > most)
    raise errors.ChangedMeanwhile


def _save(
    services: "Services",
    actor: Actor,
    event_id: str,
    sources: "Sequence[CollectedAnswer]",
    last: int,
) -> int:
    """Store a proposal for each source, numbered from ``last``; return how many are stored before others gave numbers."""
    for start in range(0, len(sources), LARGEST_STEP):
        chunk = [
            Proposal(
                event=event_id,
                number=last + number,
                is_verbatim=True,
                sources=(source,),
                changed_at=services.clock(),
                changed_by=actor.id,
            )
            for number, source in enumerate(sources[start : start + LARGEST_STEP], start + 1)
        ]
        step = ProposalStep(event_id, added=chunk, last=last + start)
        subject = f"{chunk[0].number}-{chunk[-1].number}"
        if not try_to_save(services, actor, step, "proposal.collect", subject):
            return start
    return len(sources)


def _sources_of(services: "Services", event: "Event") -> "Iterator[CollectedAnswer]":
    for record in services.forms.records(event.id):
        if record.version:
            yield from _sources(services, event, record)


def _sources(
    services: "Services", event: "Event", record: "FormRecord"
) -> "Iterator[CollectedAnswer]":
    """Yield the answers of one form that put a proposal forward."""
    versions = FormVersionMap(services, event, record)
    if any(question.role == ROLE for form in versions.values() for question in form.answerable):
        for submission in _submissions(services, record, versions):
            if submission.status != "awaiting_confirmation":
                yield from find_proposals(submission, versions[submission.version])


def _submissions(
    services: "Services", record: "FormRecord", versions: FormVersionMap
) -> "Iterator[Submission]":
    """Yield the submissions that answer a question for proposals, by their lines first."""
    keys = {
        question.key
        for form in versions.values()
        for question in form.answerable
        if question.role == ROLE
    }
    tests = [row_test(ListQuery(answered=key), versions) for key in sorted(keys)]
    lines = LineRange(record.event, record.name, record.shards, newest_first=False)
    rows = (row.id for row in services.listings.rows(lines) if any(test(row) for test in tests))
    while ids := list(islice(rows, 100)):
        yield from services.submissions.read_many(
            record.event, record.name, ids, shards=record.shards
        )
