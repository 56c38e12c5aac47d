"""The forms that an event's page offers at a moment, the action of the moment first.

What a form takes is decided by its own times alone (``forms.availability``). Where an organiser set none, the page goes
by the event: impressions are offered from its beginning, registration until its end. The form's address, on a poster
for instance, works all the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.events import Event
from chalicelib.domain.forms import Availability, FormRecord, FormState, availability
from chalicelib.forms.definition import Purpose
from chalicelib.frozen import dataclass


class EventPhase(StrEnum):
    """Where a moment lies, seen from the event."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class FormOffer:
    """A form as the event's page offers it.

    ``opens_at`` is when a scheduled form opens, None if that is not known; ``closes_at`` is until when an open one
    takes answers, None for no limit.
    """

    record: FormRecord
    availability: Availability
    opens_at: datetime | None = None
    closes_at: datetime | None = None


_PURPOSES: Final[Mapping[EventPhase, Sequence[str]]] = {
    EventPhase.BEFORE: (
        *(Purpose.REGISTRATION, Purpose.QUESTIONS, Purpose.PROPOSALS, Purpose.OTHER),
        Purpose.IMPRESSIONS,
    ),
    EventPhase.DURING: (
        *(Purpose.REGISTRATION, Purpose.QUESTIONS, Purpose.IMPRESSIONS, Purpose.PROPOSALS),
        Purpose.OTHER,
    ),
    EventPhase.AFTER: (
        *(Purpose.IMPRESSIONS, Purpose.PROPOSALS, Purpose.QUESTIONS, Purpose.OTHER),
        Purpose.REGISTRATION,
    ),
}
"""The purposes of forms in the order in which people need them."""

_RANKS: Final = (
    Availability.OPEN,
    Availability.SCHEDULED,
    Availability.CLOSED,
    Availability.DRAFT,
)


def find_phase(event: Event, now: datetime) -> EventPhase:
    """Return whether the event is still to come, is taking place or is over."""
    if now < event.starts_at:
        return EventPhase.BEFORE
    return EventPhase.DURING if now < event.ends_at else EventPhase.AFTER


def offer_forms(event: Event, records: Iterable[FormRecord], now: datetime) -> list[FormOffer]:
    """Return the event's forms as its page offers them: those that take answers first, each in the order of the moment."""
    purposes = _PURPOSES[find_phase(event, now)]
    return sorted(
        (_offer(event, record, now) for record in records),
        key=lambda offer: (
            _RANKS.index(offer.availability),
            purposes.index(offer.record.purpose),
            offer.record.name,
        ),
    )


def _offer(event: Event, record: FormRecord, now: datetime) -> FormOffer:
    if record.state is FormState.CLOSED:
        return FormOffer(record, Availability.CLOSED)  # its time to open is no promise any more
    timed = _with_times(event, record)
    match availability(event, timed, now):
        case Availability.OPEN:
            closes_at = min(_moments(event.closes_at, record.closes_at), default=None)
            return FormOffer(record, Availability.OPEN, closes_at=closes_at)
        case Availability.SCHEDULED:
            opens_at = max(_moments(event.opens_at, timed.opens_at), default=None)
            is_known = opens_at is not None and opens_at > now
            return FormOffer(
                record, Availability.SCHEDULED, opens_at=opens_at if is_known else None
            )
        case other:
            return FormOffer(record, other)


def _with_times(event: Event, record: FormRecord) -> FormRecord:
    """Return the form with the event's times where it has none of its own and its purpose asks for them."""
    closes_at = min(_moments(event.closes_at, record.closes_at), default=None)
    if record.takes_registrations and record.closes_at is None:
        return replace(record, closes_at=event.ends_at)
    if record.purpose == Purpose.IMPRESSIONS and record.opens_at is None:
        is_late = closes_at is not None and closes_at <= event.starts_at
        return record if is_late else replace(record, opens_at=event.starts_at)
    return record


def _moments(*moments: datetime | None) -> list[datetime]:
    return [moment for moment in moments if moment]
