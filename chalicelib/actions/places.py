"""The places that papers name: a list of the installation, which whoever writes a record may keep."""

from typing import TYPE_CHECKING

from chalicelib.actions.permissions import find_event
from chalicelib.domain.permissions import Actor
from chalicelib.domain.records.places import (
    NamedPlace,
    PlaceList,
    read_place,
    refuse_overfull,
)

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


def list_places(services: "Services", actor: Actor, event_id: str) -> PlaceList:
    """Return the installation's places, by their names, for the record of an event.

    Raises:
        errors.EventNotFound: there is no such event, or the actor may not read its record.
    """
    find_event(services, actor, event_id, "records.read")
    return PlaceList.of(services.places.all())


def save_place(
    services: "Services", actor: Actor, event_id: str, place_id: str, document: bytes
) -> NamedPlace:
    """Add a place to the list, or write the one of that id anew; records keep the places that they name as they were.

    Raises:
        errors.Malformed, errors.RecordRefused: the document is no place, or the list is full.
    """
    find_event(services, actor, event_id, "records.change")
    place = NamedPlace(id=place_id, place=read_place(document))
    stored = services.places.all()
    if place in stored:
        return place
    refuse_overfull(stored, place)
    services.places.put(place)
    return place


def remove_place(services: "Services", actor: Actor, event_id: str, place_id: str) -> None:
    """Take a place off the list; records keep the places that they name.

    Raises:
        errors.EventNotFound: there is no such event, or the actor may not change its record.
    """
    find_event(services, actor, event_id, "records.change")
    services.places.remove(place_id)
