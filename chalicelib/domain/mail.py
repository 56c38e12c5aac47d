"""A mail to be sent: to whom, which template, what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail that waits; ``parameters`` are the words of its template, none of them markup."""

    id: str
    created_at: datetime
    to: str
    template: str
    language: str
    parameters: Mapping[str, str]
    attempts: int = 0
