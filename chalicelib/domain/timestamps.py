"""Points in time: as people write them (RFC 3339), and as they are stored.

Stored timestamps are in UTC, to the microsecond and of fixed width, so that they sort as text.
"""

import re
from datetime import UTC, datetime
from typing import Final

_RFC_3339: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)"
YEARS: Final = range(1990, 2201)
"""Years outside are typing mistakes, and some have no equivalent in UTC."""


def to_timestamp(moment: datetime) -> str:
    """Format an aware datetime as it is stored: ``2026-06-13T05:00:00.123456Z``."""
    written = moment.astimezone(UTC).isoformat(timespec="microseconds")  # strftime is slower
    return written.removesuffix("+00:00") + "Z"


def from_timestamp(text: str) -> datetime:
    """Parse a stored timestamp."""
    return datetime.fromisoformat(text)


def is_rfc_3339(text: str) -> bool:
    """Return whether a moment is written as RFC 3339 has it; that such a day exists is not checked."""
    return re.fullmatch(_RFC_3339, text, re.ASCII) is not None


def parse_moment(text: str) -> datetime:
    """Parse a moment as RFC 3339 writes it; raise ``ValueError``."""
    if not is_rfc_3339(text):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    if moment.year not in YEARS:
        raise ValueError(text)
    return moment
