"""Events: create, change, show and list them."""

from collections.abc import Set
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions.admission import save_event
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.openings import prepare_opening
from chalicelib.actions.permissions import admit, find_event
from chalicelib.auth import secrets
from chalicelib.domain.event_documents import patch_event, problem, read_event
from chalicelib.domain.event_pages import (
    EventFilter,
    EventPage,
    EventShelf,
    choose,
    cut_page,
    fill_shelf,
)
from chalicelib.domain.events import (
    PUBLIC_STATES,
    Event,
    EventList,
    EventState,
    shrinking_capacities,
    with_announcement,
)
from chalicelib.domain.events.calendar_entries import CalendarEntry, calendar_uid
from chalicelib.domain.events.opening import with_complete_language
from chalicelib.domain.permissions import ANYONE, Actor
from chalicelib.forms.text import in_language

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from chalicelib.actions.services import Services
    from chalicelib.domain.permissions import Permission
    from chalicelib.locales import Language
    from chalicelib.storage.table import Operation, Put

_ROUNDS: Final = 5


def create_event(
    services: "Services",
    actor: Actor,
    document: bytes,
    *,
    without: "Collection[Language]" = (),
) -> Event:
    """Create an event from its JSON document, as a draft or open at once; ``without`` is as in ``change_event``.

    Where the document names no languages, texts may be missing in all but its title's first.

    Raises:
        errors.PageNotFound: the actor may create no events, or none in this series.
        errors.EventRefused: all that is wrong with the document, or it is too large to be stored; it would open
            although texts are missing in one of its languages (``openings``).
        errors.EventExists: another event has its id.
    """
    if not actor.may_create_events():
        raise errors.PageNotFound
    event = with_complete_language(read_event(document))
    if not actor.may("events.create", event):
        raise errors.PageNotFound
    if event.state not in {EventState.DRAFT, EventState.OPEN}:
        raise errors.EventRefused(problems=[problem("event.bad_value", "/state")])
    event = with_announcement(prepare_opening(services, event, None, without))
    entry = audit_operation(services, actor, "event.create", event=event.id)
    services.events.create(event, secrets.new_key(), along=[entry])
    return event


def change_event(
    services: "Services",
    actor: Actor,
    event_id: str,
    patch: bytes,
    *,
    revisions: Set[int] | None = None,
    without: "Collection[Language]" = (),
    along: "Sequence[Operation]" = (),
) -> Event:
    """Change an event by a merge patch, its state included; registrations obey at once.

    ``revisions`` are those for which the patch was made (``If-Match``), None for any. ``without`` are languages in which
    texts may be missing when the event opens: those of them in which some are missing become ``incomplete_languages``.
    ``along`` goes into the event's transaction.

    Raises:
        errors.PreconditionFailed: the event has another revision than those.
        errors.EventRefused: the changed event would not be valid, or too large to be stored; it would open although
            texts are missing in one of its languages (``openings``).
        errors.EventNotFound: there is none, or it would move to a series in which the actor may create no event.
        errors.BadTransition: the lifecycle has no such step.
        errors.CapacityBelowTaken: a category has more registered people than its new capacity.
        errors.ChangedMeanwhile: somebody else changed the event first.
    """
    event = find_event(services, actor, event_id, "events.change")
    if revisions is not None and event.revision not in revisions:
        raise errors.PreconditionFailed
    new = patch_event(event, patch)
    if _series_of(new) != _series_of(event):
        admit(actor, "events.create", new)
    if new is not event:
        new = with_announcement(prepare_opening(services, new, event, without), event)
        save_changed(services, actor, event, new, along=along)
    return new


def show_event(services: "Services", actor: Actor, event_id: str) -> Event:
    """Return the event; a draft only to its members, else raise ``EventNotFound``."""
    return find_event(services, actor, event_id, "events.show")


def show_calendar_entry(services: "Services", actor: Actor, event_id: str) -> CalendarEntry:
    """Return the event for somebody's calendar.

    Raises:
        errors.EventNotFound: there is none, or the actor may not see it.
    """
    found = services.events.with_key(event_id)
    if found is None:
        raise errors.EventNotFound
    event, key = found
    admit(actor, "events.show", event)
    return CalendarEntry(event, calendar_uid(key), services.clock())


def read_event_as_member(
    services: "Services", actor: Actor, event_id: str, permission: "Permission" = "events.read"
) -> Event:
    """Return the event for a page of the console, which is for those of its members who have the permission."""
    return find_event(services, actor, event_id, permission)


def list_events(services: "Services", actor: Actor) -> EventList:
    """List the events, latest first: to a member those of their roles, to anyone those that are public."""
    lines = [
        line
        for line in services.events.lines()
        if (line.state in PUBLIC_STATES if actor == ANYONE else actor.may("events.read", line))
    ]
    lines.sort(key=lambda line: (line.starts_at, line.id), reverse=True)
    return EventList(events=tuple(lines))


def page_events(
    services: "Services", actor: Actor, shown: EventFilter, *, cursor: str | None, limit: int
) -> EventPage:
    """Return one page of the events that ``list_events`` lists and a filter shows.

    Raises:
        errors.BadParameter: the cursor is none that a page gave.
    """
    lines = choose(list_events(services, actor).events, shown)
    try:
        return cut_page(lines, cursor=cursor, limit=limit)
    except ValueError:
        raise errors.BadParameter(name="cursor") from None


def browse_events(
    services: "Services", actor: Actor, shown: EventFilter, *, cursor: str | None, limit: int
) -> EventShelf:
    """Return one page of a member's events, and what they could be filtered by.

    Raises:
        errors.BadParameter: the cursor is none that a page gave.
    """
    lines = list_events(services, actor).events
    try:
        return fill_shelf(lines, shown, cursor=cursor, limit=limit)
    except ValueError:
        raise errors.BadParameter(name="cursor") from None


def _series_of(event: Event) -> str | None:
    return event.series.id if event.series else None


def save_changed(
    services: "Services",
    actor: Actor,
    event: Event,
    new: Event,
    *,
    along: "Sequence[Operation]" = (),
) -> None:
    """Save a changed event: nobody loses a seat or gets one beyond a smaller capacity.

    Seats above the new capacity move down first. Then the event is held, so that nobody can take a seat:
    seats taken meanwhile move too, all are counted a last time, and the event is saved. ``along`` goes into its transaction.
    """
    services.events.refuse_too_large(new)
    smaller = shrinking_capacities(event, new)

    def move_seats() -> None:
        for category, capacity in smaller.items():
            _move_seats_down(services, event, category, capacity)

    move_seats()
    entry = _log_change(services, actor, event, new)
    checks = _check_dropped_files(services, event, new)
    save_event(services, event, new, move_seats, along=[entry, *checks, *along])


def _check_dropped_files(services: "Services", event: Event, new: Event) -> "list[Put]":
    """Make the operations after which a sweep erases the content of files that the event names no more."""
    before, after = (
        {material.file.sha256 for material in each.materials if material.file}
        for each in (event, new)
    )
    if before <= after:
        return []
    from chalicelib.storage.file_tasks import MaterialCheck

    now = services.clock()
    return [MaterialCheck.of(event.id, digest, now).operation() for digest in before - after]


def _log_change(services: "Services", actor: Actor, event: Event, new: Event) -> "Put":
    """Name what differs; with the state, name the new one too."""
    differ = {name for name in Event.model_fields if getattr(event, name) != getattr(new, name)}
    differ.discard("revision")
    if "state" in differ:
        return audit_operation(
            services,
            actor,
            "event.change_state",
            event=event.id,
            subject=new.state.value,
            fields=sorted(differ),
        )
    return audit_operation(services, actor, "event.change", event=event.id, fields=sorted(differ))


def _move_seats_down(services: "Services", event: Event, category: str, capacity: int) -> None:
    """Move the seats above that number to free ones below; raise ``CapacityBelowTaken``."""
    for _ in range(_ROUNDS):
        taken = services.seats.holders(event.id, category)
        if len(taken) > capacity:
            raise errors.CapacityBelowTaken(
                category=_label(event, category), taken=len(taken), name=category
            )
        above = sorted(seat for seat in taken if seat > capacity)
        free = [seat for seat in range(1, capacity + 1) if seat not in taken]
        has_moved = [
            services.seats.move(event.id, category, old=old, new=new, holder=taken[old])
            for old, new in zip(above, free, strict=False)
        ]
        if all(has_moved):
            return
    raise errors.ChangedMeanwhile


def _label(event: Event, name: str) -> str:
    category = event.category(name)
    return in_language(category.label, event.languages[0]) if category else name
