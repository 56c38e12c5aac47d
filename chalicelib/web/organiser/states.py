"""The names of the states of events and forms, as pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib.domain.events import EventState
from chalicelib.domain.forms import Availability
from chalicelib.locales import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

EVENT_STATES: Final[Mapping[str, str]] = {
    EventState.DRAFT: N_("Draft"),
    EventState.OPEN: N_("Open"),
    EventState.CLOSED: N_("Closed"),
    EventState.CANCELLED: N_("Cancelled"),
    EventState.ARCHIVED: N_("Archived"),
}
FORM_STATES: Final[Mapping[str, str]] = {
    Availability.DRAFT: N_("Draft"),
    Availability.SCHEDULED: N_("Not open yet"),
    Availability.OPEN: N_("Takes answers"),
    Availability.CLOSED: N_("Takes no more answers"),
}
