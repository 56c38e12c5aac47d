"""Events: created, changed, shown, listed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.domain.event_documents import patched, problem, read_event
from chalicelib.domain.events import CategoryCapacity, Event, EventLine, EventState, reductions
from chalicelib.domain.permissions import Actor, require
from chalicelib.forms.text import in_language

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_ROUNDS: Final = 5


def create_event(services: "Services", actor: Actor, document: bytes) -> Event:
    """Keep a new event, a draft or open at once.

    Raises:
        errors.EventRefused: all that is wrong with the document.
        errors.EventExists: another event has its id.
    """
    require(actor, "events.change")
    event = read_event(document)
    if event.state not in {EventState.DRAFT, EventState.OPEN}:
        raise errors.EventRefused(problems=[problem("event.bad_value", "/state")])
    services.events.create(event)
    return event


def change_event(services: "Services", actor: Actor, event_id: str, patch: bytes) -> Event:
    """Change an event by a merge patch, its state included; registrations obey at once.

    Raises:
        errors.EventRefused: the event would not be a good one.
        errors.BadTransition: the lifecycle has no such step.
        errors.CapacityBelowTaken: more people hold places than there would be.
        errors.ChangedMeanwhile: somebody else changed it first.
    """
    require(actor, "events.change")
    event = _kept(services, event_id)
    changed = patched(event, patch)
    fewer = reductions(event, changed)
    if fewer:
        _save_with_fewer_places(services, event, changed, fewer)
    elif changed is not event:
        services.events.save(changed)
    return changed


def show_event(services: "Services", actor: Actor, event_id: str) -> Event:
    """The event; a draft only to those who may change it."""
    require(actor, "events.show")
    event = _kept(services, event_id)
    if event.state is EventState.DRAFT and not actor.may("events.change"):
        raise errors.EventNotFound
    return event


def list_events(services: "Services", actor: Actor) -> list[EventLine]:
    """The events, latest first; drafts and archived ones only for those who may list them all."""
    lines = services.events.lines()
    if not actor.may("events.list"):
        lines = [line for line in lines if line.state in {EventState.OPEN, EventState.CLOSED}]
    return sorted(lines, key=lambda line: (line.starts_at, line.id), reverse=True)


def category_capacities(services: "Services", event: Event) -> tuple[CategoryCapacity, ...]:
    """Each category with its taken seats, as they are now; counted only where capacity is limited.

    For display: a seat may be taken a moment later, so nothing is decided by it.
    """
    return tuple(
        CategoryCapacity(
            name=category.name,
            label=category.label,
            capacity=category.capacity,
            taken=None
            if category.capacity is None
            else len(services.seats.taken(event.id, category.name)),
        )
        for category in event.categories
    )


def _kept(services: "Services", event_id: str) -> Event:
    event = services.events.get(event_id)
    if event is None:
        raise errors.EventNotFound
    return event


def _save_with_fewer_places(
    services: "Services", event: Event, changed: Event, fewer: Mapping[str, int]
) -> None:
    """Nobody loses a place, and nobody gets one that is no more.

    Seats above the new number move down first. For the rest nobody can take a seat: those that
    were taken meanwhile move, they are counted a last time, and the event is saved.
    """
    for category, places in fewer.items():
        _make_room(services, event, category, places)
    held = services.clock()
    services.events.hold(event, fewer, held)
    try:
        for category, places in fewer.items():
            _make_room(services, event, category, places)
        services.events.save(changed, held=held)
    except BaseException:
        services.events.let_go(event)
        raise


def _make_room(services: "Services", event: Event, category: str, places: int) -> None:
    """Move the seats above that number to free ones below; raises ``CapacityBelowTaken``."""
    for _ in range(_ROUNDS):
        taken = services.seats.taken(event.id, category)
        if len(taken) > places:
            raise errors.CapacityBelowTaken(category=_label(event, category), taken=len(taken))
        above = sorted(seat for seat in taken if seat > places)
        free = [seat for seat in range(1, places + 1) if seat not in taken]
        moved = [
            services.seats.move(event.id, category, old=old, new=new, holder=taken[old])
            for old, new in zip(above, free, strict=False)
        ]
        if all(moved):
            return
    raise errors.ChangedMeanwhile


def _label(event: Event, category: str) -> str:
    found = event.category(category)
    return in_language(found.label, event.languages[0]) if found else category
