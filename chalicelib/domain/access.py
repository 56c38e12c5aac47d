"""Sign-in links and sessions: what is stored about them, and how long they are valid."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.forms.text import is_clean, normalize

LINK_LIFETIME: Final = timedelta(minutes=15)
LINK_REPEAT: Final = timedelta(minutes=1)
"""How long the browser that used a link may use it again, because it did not get the answer."""
LINK_COOL_DOWN: Final = timedelta(minutes=1)
SESSION_LIFETIME: Final = timedelta(hours=12)
SESSION_IDLE: Final = timedelta(hours=2)
SESSION_TOUCH: Final = timedelta(minutes=5)

_ADDRESS: Final = re.compile(r"[^@\s<>\",;:]{1,64}@[^@\s<>\",;:]{1,190}\.[^@\s<>\",;:]{1,63}")


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser."""

    owner: str
    created_at: datetime
    seen_at: datetime

    def is_valid(self, now: datetime) -> bool:
        """Whether it is at most 12 hours old and was used within the last 2 hours."""
        return now < self.created_at + SESSION_LIFETIME and now < self.seen_at + SESSION_IDLE

    def needs_touch(self, now: datetime) -> bool:
        """Whether ``seen_at`` is so old that updating it is worth a write."""
        return now >= self.seen_at + SESSION_TOUCH


@dataclass(frozen=True, slots=True)
class SignIn:
    """A mailed one-time link; ``owner`` is empty where the address is not an organiser's."""

    owner: str
    expires_at: datetime


def normalize_address(text: str) -> str | None:
    """Return an e-mail address as it is compared and stored; None if the text cannot be one."""
    text = normalize(text).lower()
    return text if is_clean(text) and _ADDRESS.fullmatch(text) else None
