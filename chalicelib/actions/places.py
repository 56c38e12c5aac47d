"""How many places of an event are taken, as its public pages show it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event


def taken_places(services: "Services", event: "Event") -> Mapping[str, int]:
    """By category, where places are limited. A moment later it may be one more: no decision."""
    return {
        category.name: len(services.seats.taken(event.id, category.name))
        for category in event.categories
        if category.places is not None
    }
