"""The lifecycle of an event: its states, and which may follow which."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class EventState(StrEnum):
    """The lifecycle: draft → open → closed → archived; a closed event may open again.

    A cancelled event does not take place. It is still shown, and says so; a cancellation can be undone.
    """

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


TRANSITIONS: Final[Mapping[EventState, frozenset[EventState]]] = {
    EventState.DRAFT: frozenset({EventState.OPEN, EventState.ARCHIVED}),
    EventState.OPEN: frozenset({EventState.CLOSED, EventState.CANCELLED}),
    EventState.CLOSED: frozenset({EventState.OPEN, EventState.CANCELLED, EventState.ARCHIVED}),
    EventState.CANCELLED: frozenset({EventState.OPEN, EventState.CLOSED, EventState.ARCHIVED}),
    EventState.ARCHIVED: frozenset({EventState.CLOSED, EventState.CANCELLED}),
}
"""The states that may follow each."""

PUBLIC_STATES: Final = frozenset({EventState.OPEN, EventState.CLOSED, EventState.CANCELLED})
"""The states in which anyone finds the event in lists."""
