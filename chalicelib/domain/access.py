"""Tokens, sign-in links and sessions: what is known of them, and how long they hold."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.forms.text import is_clean, normalize

LINK_LIFETIME = timedelta(minutes=15)
LINK_COOL_DOWN = timedelta(minutes=1)
SESSION_LIFETIME = timedelta(hours=12)
SESSION_IDLE = timedelta(hours=2)
SESSION_TOUCH = timedelta(minutes=5)

_ADDRESS = re.compile(r"[^@\s<>\",;:]{1,64}@[^@\s<>\",;:]{1,190}\.[^@\s<>\",;:]{1,63}")


@dataclass(frozen=True, slots=True)
class ApiToken:
    """An organiser's API token as it is listed: the secret itself is kept nowhere."""

    id: str
    name: str
    owner: str
    last_four: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser."""

    owner: str
    created_at: datetime
    seen_at: datetime

    def holds_at(self, now: datetime) -> bool:
        """Whether it is neither over (12 h after sign-in) nor idle (2 h without a request)."""
        return now < self.created_at + SESSION_LIFETIME and now < self.seen_at + SESSION_IDLE

    def wants_touch_at(self, now: datetime) -> bool:
        """Whether it was seen so long ago that it is worth a write to say that it still is."""
        return now >= self.seen_at + SESSION_TOUCH


@dataclass(frozen=True, slots=True)
class SignIn:
    """A mailed one-time link; ``owner`` is empty where the address is nobody's."""

    owner: str
    expires_at: datetime


def address(text: str) -> str | None:
    """An e-mail address as it is compared and stored, None where it cannot be one."""
    text = normalize(text).lower()
    return text if is_clean(text) and _ADDRESS.fullmatch(text) else None
