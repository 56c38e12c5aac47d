"""The promise ledger: what became of the accepted proposals of earlier events of the same series.

It shows all that the last event with accepted proposals accepted, and of the events before it what is not finished yet:
no promise leaves the ledger before it is carried out, or somebody says why it is not.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

from chalicelib.actions.permissions import find_event
from chalicelib.actions.proposal_views import ProposalView, view_proposals
from chalicelib.domain.events import EventId, EventLine, EventState, TimeZone
from chalicelib.domain.moments import Moment
from chalicelib.domain.permissions import ANYONE, Actor
from chalicelib.forms.text_types import Localized

if TYPE_CHECKING:
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
    return PromiseLedger(events=tuple(_promises(services, lines)))


def read_public_proposals(services: "Services", event: "Event") -> PublicProposals:
    """Return the proposals that the event's public page shows; of other events those that their own pages show."""
    accepted: tuple[ProposalView, ...] = ()
    if event.shows_proposals:
        accepted = view_proposals(
            services, event.id, _read_accepted(services, event.id), sees_all=False
        )
    earlier: tuple[EventPromises, ...] = ()
    if event.shows_earlier_proposals:
        lines = [
            line
            for line in _earlier(services, event)
            if line.shows_proposals and ANYONE.may("events.show", line)
        ]
        earlier = tuple(_promises(services, lines))
    return PublicProposals(accepted=accepted, earlier=earlier)


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


def _promises(services: "Services", lines: list[EventLine]) -> Iterator[EventPromises]:
    is_last = True
    for line in lines:
        promised = _read_accepted(services, line.id)
        shown = promised if is_last else [each for each in promised if each.is_unfinished]
        is_last = is_last and not promised
        if shown:
            yield EventPromises(
                event=line.id,
                title=line.title,
                starts_at=line.starts_at,
                time_zone=line.time_zone,
                is_public=line.shows_proposals,
                proposals=view_proposals(services, line.id, shown, sees_all=False),
            )
