"""Days and times as people type them, in an event's time zone, and back."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

_ISO_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_LOCAL_DAY: Final = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", re.ASCII)
_CLOCK: Final = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?", re.ASCII)


def parse_day(text: str) -> date | None:
    """Return the day of ``2027-06-11``, as browsers send it, or of ``11.06.2027``; None for anything else."""
    text = text.strip()
    try:
        if match := _ISO_DAY.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _LOCAL_DAY.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None
    return None


def parse_clock(text: str) -> time | None:
    """Return the time of ``10:00`` or ``10.00``; None for anything else."""
    match = _CLOCK.fullmatch(text.strip())
    try:
        return time(int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def to_moment(day: date, clock: time, zone: str) -> str:
    """Write the moment of a day and a time in that zone as RFC 3339 does."""
    return datetime.combine(day, clock, ZoneInfo(zone)).isoformat()


def split_moment(moment: datetime | None, zone: str) -> tuple[str, str]:
    """Return the day and the time of a moment as fields of a form hold them; empty for None."""
    if moment is None:
        return "", ""
    local = moment.astimezone(ZoneInfo(zone))
    return local.date().isoformat(), f"{local:%H:%M}"
