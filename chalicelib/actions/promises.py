"""The promise ledger: what became of the accepted proposals of earlier events of the same series.

It shows all that the last event with accepted proposals accepted, and of the events before it what is not finished yet:
no promise leaves the ledger before it is carried out, or somebody says why it is not.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

from chalicelib import errors
from chalicelib.actions.permissions import find_event
from chalicelib.actions.proposal_views import ProposalView, view_proposals
from chalicelib.domain.events import EventLine, EventState
from chalicelib.domain.events.event_types import EventId, TimeZone
from chalicelib.domain.moments import Moment
from chalicelib.domain.permissions import ANYONE, Actor
from chalicelib.forms.text_types import Localized
from chalicelib.storage.parallel_calls import call_in_parallel

if TYPE_CHECKING:
    from chalicelib.actions.catalogue import PublicEvent
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.proposals import Proposal

_MOST_EVENTS: Final = 50
"""Earlier events of a series that one reading looks at."""
_NOT_HELD: Final = frozenset({EventState.DRAFT, EventState.CANCELLED})


class EventPromises(BaseModel):
    """What one event accepted, and what became of it; `is_public` if its own page shows it."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)

    event: EventId
    title: Localized
    starts_at: Moment
    time_zone: TimeZone
    is_public: bool
    proposals: tuple[ProposalView, ...]


class PromiseLedger(BaseModel):
    """The promises of earlier events, the latest event first."""

    model_config = ConfigDict(frozen=True)

    events: tuple[EventPromises, ...]


class PublicProposals(BaseModel):
    """What an event's public page shows: its accepted proposals, and those of earlier events, as its organiser decided."""

    model_config = ConfigDict(frozen=True)

    accepted: tuple[ProposalView, ...] = ()
    earlier: tuple[EventPromises, ...] = ()


def read_ledger(services: "Services", actor: Actor, event_id: str) -> PromiseLedger:
    """Return what became of the earlier events' accepted proposals, as far as the actor may see these events.

    Raises:
        errors.EventNotFound: there is none.
    """
    event = find_event(services, actor, event_id, "proposals.read")
    lines = [line for line in _earlier(services, event) if actor.may("proposals.read", line)]
    promised = call_in_parallel(lambda line: _read_accepted(services, line.id), lines)
    shown = _select_unfinished(lines, promised)
    sections = call_in_parallel(lambda each: _promise(services, *each, None), shown)
    return PromiseLedger(events=tuple(sections))


def read_public_proposals(services: "Services", event: "Event") -> PublicProposals:
    """Return the proposals that the event's public page shows; of other events those that their own pages show.

    Events and forms are at most ten seconds old. What does not wait for each other is read at once.
    """
    accepted: tuple[ProposalView, ...] = ()
    if event.shows_proposals:
        known = services.catalogue.public_event(event.id)
        own = _read_accepted(services, event.id)
        accepted = view_proposals(services, event.id, own, sees_all=False, known=known)
    if not event.shows_earlier_proposals:
        return PublicProposals(accepted=accepted)
    lines = [
        line
        for line in _earlier(services, event)
        if line.shows_proposals and ANYONE.may("events.show", line)
    ]
    promised = call_in_parallel(lambda line: _read_accepted(services, line.id), lines)
    sections = call_in_parallel(
        lambda each: _public_promise(services, *each), _select_unfinished(lines, promised)
    )
    return PublicProposals(accepted=accepted, earlier=tuple(filter(None, sections)))


def _public_promise(
    services: "Services", line: EventLine, shown: "Sequence[Proposal]"
) -> EventPromises | None:
    """Return what an earlier event's own page shows; None where the event has just been deleted."""
    try:
        known = services.catalogue.public_event(line.id)
    except errors.EventNotFound:
        return None
    return _promise(services, line, shown, known)


def _earlier(services: "Services", event: "Event") -> list[EventLine]:
    """Return the events of the series that were held before this one, the latest first."""
    if event.series is None:
        return []
    lines = [
        line
        for line in services.events.lines()
        if line.series
        and line.series.id == event.series.id
        and line.starts_at < event.starts_at
        and line.state not in _NOT_HELD
    ]
    return sorted(lines, key=lambda line: (line.starts_at, line.id), reverse=True)[:_MOST_EVENTS]


def _read_accepted(services: "Services", event_id: str) -> "list[Proposal]":
    return [each for each in services.proposals.all(event_id) if each.is_accepted]


def _select_unfinished(
    lines: Sequence[EventLine], promised: "Iterable[Sequence[Proposal]]"
) -> "list[tuple[EventLine, Sequence[Proposal]]]":
    """Return the events with the proposals that are shown: all of the last event that accepted any, of others those that go on."""
    found = []
    is_last = True
    for line, every in zip(lines, promised, strict=True):
        shown = every if is_last else [each for each in every if each.is_unfinished]
        is_last = is_last and not every
        if shown:
            found.append((line, shown))
    return found


def _promise(
    services: "Services",
    line: EventLine,
    shown: "Sequence[Proposal]",
    known: "PublicEvent | None",
) -> EventPromises:
    return EventPromises(
        event=line.id,
        title=line.title,
        starts_at=line.starts_at,
        time_zone=line.time_zone,
        is_public=line.shows_proposals,
        proposals=view_proposals(services, line.id, shown, sees_all=False, known=known),
    )
