"""A mail to be sent: its content, and when it is sent, tried again or given up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

MAX_ATTEMPTS: Final = 6
LEASE: Final = timedelta(minutes=2)
"""Longer than the function that sends may run."""

Template = Literal[
    "sign_in",
    "invitation",
    "confirm_registration",
    "registered",
    "already_registered",
    "event_changed",
    "event_cancelled",
    "event_restored",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail that waits to be sent; ``parameters`` are inserted into its template as plain text.

    ``attempts`` counts how often somebody began to send it; ``reason`` is why the last attempt failed. ``event`` is the event
    that the letter is about, empty for a sign-in or an invitation to all events.
    """

    id: str
    created_at: datetime
    to: str
    template: Template
    language: str
    parameters: Mapping[str, str]
    event: str = ""
    attempts: int = 0
    reason: str = ""

    @property
    def is_given_up(self) -> bool:
        """Whether it has had its last attempt."""
        return self.attempts >= MAX_ATTEMPTS

    def has_expired(self, now: datetime) -> bool:
        """Whether it is too late to send it: a sign-in link that is no longer valid."""
        if self.template != "sign_in":
            return False
        from chalicelib.domain.access import LINK_LIFETIME

        return now - self.created_at >= LINK_LIFETIME

    def lease_end(self, now: datetime) -> datetime:
        """Until when nobody else sends it; the lease doubles with each attempt, to about an hour."""
        return now + LEASE * (1 << self.attempts)


KEPT_AFTER_FAILURE: Final = timedelta(days=30)
"""How long a mail that could not be sent is kept for a person to look at."""
INTERRUPTED: Final = "Interrupted"
"""The reason of a mail whose sender never came back from an attempt."""


@dataclass(frozen=True, slots=True)
class FailedMail:
    """A mail that could not be sent, with the reason of its last attempt."""

    mail: Mail
    reason: str
    failed_at: datetime

    @property
    def can_be_sent_again(self) -> bool:
        """Whether a later letter is of use: the link of a sign-in letter has expired, and is not kept."""
        return self.mail.template != "sign_in"

    def is_outdated(self, now: datetime) -> bool:
        """Whether the letter asks to confirm a place until a moment that has passed."""
        until = self.mail.parameters.get("confirm_by")
        return until is not None and datetime.fromisoformat(until) <= now


def mask_address(address: str) -> str:
    """Return an address of which only the first character and the domain can be read."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
