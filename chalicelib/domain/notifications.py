"""Letters to everybody registered for an event whose time or place changed, or that was cancelled.

What people were told last stands in the event (``announced``). While it differs from the event as it is, an organiser
decides: a letter is written to each of them, or none is.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from chalicelib.domain.events import Event, EventState, announce
from chalicelib.domain.events.announcements import Announcement
from chalicelib.forms.text import in_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.domain.mail import Template
    from chalicelib.domain.registrations import Registration
    from chalicelib.forms.intake import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Letters to be written; ``position`` is how far that went, as ``storage`` writes it.

    ``before`` is what people were told, ``now`` what they are told by the letter. ``form`` is the form whose registrations
    come next, ``further_forms`` those after it.
    """

    id: str
    created_at: datetime
    event: str
    before: Announcement
    now: Announcement
    form: str
    further_forms: tuple[str, ...] = ()
    position: str = ""

    @property
    def template(self) -> "Template":
        """The letter to write."""
        if self.now.is_cancelled:
            return "event_cancelled"
        return "event_restored" if self.before.is_cancelled else "event_changed"


_TOLD_IN: Final = frozenset({EventState.OPEN, EventState.CLOSED, EventState.CANCELLED})


def pending_announcement(event: Event) -> Announcement | None:
    """Return what people were told, where that is no longer so and nobody has decided yet; else None."""
    if event.announced is None or event.state not in _TOLD_IN:
        return None
    return None if announce(event) == event.announced else event.announced


def mark_told(event: Event) -> Event:
    """Return the event at its next revision, with nothing left to tell."""
    return event.model_copy(update={"announced": announce(event), "revision": event.revision + 1})


def letter_parameters(
    notification: Notification,
    event: Event,
    registration: "Registration",
    answers: "Answers",
    page: str,
) -> "Mapping[str, str]":
    """Return what the letter to one person says; ``page`` is the address of the event's page."""
    before, now, language = notification.before, notification.now, registration.language
    has_moved = (now.starts_at, now.ends_at) != (before.starts_at, before.ends_at)
    parameters = {
        "event": in_language(event.title, language),
        "receipt": registration.receipt,
        "name": answers.text_by_role("name") or "",
        "link": page,
        "time_zone": now.time_zone,
        **_times(now, now.time_zone, ""),
        "venue": in_language(now.venue, language),
        **(_times(before, now.time_zone, "old_") if has_moved else {}),
        "old_venue": in_language(before.venue, language) if now.venue != before.venue else "",
        "reason": in_language(event.cancellation_reason, language) if now.is_cancelled else "",
    }
    return {name: value for name, value in parameters.items() if value}


def _times(told: Announcement, zone: str, prefix: str) -> dict[str, str]:
    return {
        f"{prefix}{name}": moment.astimezone(ZoneInfo(zone)).isoformat()
        for name, moment in (("starts_at", told.starts_at), ("ends_at", told.ends_at))
    }
