"""What anyone's pages show of an event and its forms: from the catalogue, at most ten seconds old (decision 0082).

Where ``fresh`` is true it is read now: an organiser who has just changed something looks at it.
"""

from typing import TYPE_CHECKING

from chalicelib import errors

if TYPE_CHECKING:
    from chalicelib.actions.catalogue import ShownEvent
    from chalicelib.actions.promises import PublicProposals
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import CategoryCapacity, Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.forms.intake import Form


def show_public_event(services: "Services", event_id: str, *, fresh: bool = False) -> "ShownEvent":
    """Return an event and its published forms by name, as participants may see them.

    Raises:
        errors.EventNotFound: there is no such event, or it is a draft.
    """
    catalogue = services.catalogue
    found = catalogue.reread_event(event_id) if fresh else catalogue.public_event(event_id)
    return found.shown


def show_public_proposals(
    services: "Services", event: "Event", *, fresh: bool = False
) -> "PublicProposals | None":
    """Return the proposals that the event's page shows, None where it shows none."""
    if not (event.shows_proposals or event.shows_earlier_proposals):
        return None
    from chalicelib.actions import promises  # with what only proposals need

    key = (event.id, event.shows_proposals, event.shows_earlier_proposals)
    known = None if fresh else services.recent_proposals.find(key)
    if isinstance(known, promises.PublicProposals):
        return known
    began_at = services.clock()
    read = promises.read_public_proposals(services, event)
    services.recent_proposals.keep(key, read, began_at)
    return read


def show_public_form(
    services: "Services", event_id: str, name: str, *, fresh: bool = False
) -> "tuple[Event, FormRecord]":
    """Return an event and a published form of it, as participants may see them.

    Raises:
        errors.EventNotFound: there is no such event, or it is a draft.
        errors.FormNotFound: there is no such form, or it was never published.
    """
    catalogue = services.catalogue
    entry = catalogue.reread(event_id, name) if fresh else catalogue.entry(event_id, name)
    return entry.event, entry.record.as_published()


def find_version(
    services: "Services", event_id: str, name: str, version: int | None = None
) -> "Form":
    """Return a published version, the newest where none is asked for, or one that there is not.

    Raises:
        errors.EventNotFound, errors.FormNotFound: as ``show_public_form`` does.
    """
    entry = services.catalogue.entry(event_id, name)
    if version is not None and version > entry.record.version:
        entry = services.catalogue.reread(event_id, name)  # it may have been published just now
    number = entry.record.version if version is None else version
    try:
        return services.catalogue.form(entry.event, entry.record, number)
    except errors.VersionUnknown:
        return services.catalogue.form(entry.event, entry.record, entry.record.version)


def recall_form(
    services: "Services", event_id: str, name: str, version: int | None
) -> "tuple[Event, Form] | None":
    """Return a public event and a published form from memory, when storage cannot be asked."""
    return services.catalogue.recall(event_id, name, version)


def show_capacities(services: "Services", event: "Event") -> "tuple[CategoryCapacity, ...]":
    """Return how many seats of each category are taken, for display only: a seat's own condition decides."""
    return services.seat_counts.capacities(event)
