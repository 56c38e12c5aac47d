"""A mail to be sent: its content, and when it is sent, tried again or given up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

MAX_ATTEMPTS: Final = 6
LEASE: Final = timedelta(minutes=2)
"""Longer than the function that sends may run."""

Template = Literal[
    "sign_in", "invitation", "confirm_registration", "registered", "already_registered"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail that waits to be sent; ``parameters`` are inserted into its template as plain text.

    ``attempts`` counts how often somebody began to send it.
    """

    id: str
    created_at: datetime
    to: str
    template: Template
    language: str
    parameters: Mapping[str, str]
    attempts: int = 0

    @property
    def is_given_up(self) -> bool:
        """Whether it stays in the outbox for a person to look at."""
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
