"""The time by the database's own clock, for a process whose clock may be wrong.

Summaries take it that a submission stamped more than ``domain.submissions.IN_FLIGHT`` ago is stored or never will
be. A function whose clock is behind would stamp its rows before that horizon, where no summary looks any more; one whose
clock is ahead would move the horizon over rows that are still to come. Each answer of DynamoDB carries ``Date`` (RFC
9110, 6.6.1), so one common clock decides, and it costs no request: every use case reads before it stamps.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

TOLERANCE: Final = timedelta(seconds=3)
"""A smaller difference is no fault: ``Date`` has whole seconds, and an answer takes its time."""

_MONTHS: Final = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]


def parse_http_date(text: str) -> datetime:
    """Parse a date as servers write it (RFC 9110, 5.6.7, IMF-fixdate); raise ``ValueError`` for anything else."""
    _, day, month, year, time, zone = text.split(" ")
    if zone != "GMT":
        raise ValueError(text)
    return datetime.fromisoformat(f"{year}-{_MONTHS.index(month) + 1:02}-{day}T{time}+00:00")


class ServerClock:
    """A clock that follows the database's where the local one is wrong; safe to share between threads."""

    def __init__(self, local: Callable[[], datetime]) -> None:
        self._local = local
        self._offset = timedelta(0)
        self._last = ""

    def __call__(self) -> datetime:
        """Return the time, corrected by the newest answer."""
        return self._local() + self._offset

    def note_date(self, date: str) -> None:
        """Note the ``Date`` of an answer of DynamoDB; parsed once a second at most."""
        if date and date != self._last:
            self.note(date)
            self._last = date

    def note(self, date: str) -> None:
        """Compare the local clock with an answer's ``Date``; one that cannot be read changes nothing."""
        try:
            server_time = parse_http_date(date)
        except ValueError:
            return
        offset = server_time - self._local()
        self._offset = offset if abs(offset) > TOLERANCE else timedelta(0)
