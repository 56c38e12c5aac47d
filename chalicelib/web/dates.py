"""Dates, times and numbers as a language writes them (CLDR, through Babel)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_timezone_location
from babel.numbers import format_decimal, format_percent

from chalicelib.domain.events import Event, EventLine

_WORD_JOINER = "\u2060"
"""Lines do not break here."""


def day(moment: datetime, zone: str, language: str) -> str:
    """Format a day with its weekday: “2026 ж. 13 маусым, сенбі”."""
    return format_date(moment.astimezone(ZoneInfo(zone)), "full", locale=language)


def hour(moment: datetime, zone: str, language: str) -> str:
    """Format hours and minutes on the 24-hour clock."""
    return format_skeleton("Hm", moment, tzinfo=ZoneInfo(zone), locale=language)


def moment(at: datetime, zone: str, language: str) -> str:
    """Format a day and a time: “2026 ж. 13 маусым, 10:00”."""
    date = format_date(at.astimezone(ZoneInfo(zone)), "long", locale=language)
    return f"{date}, {hour(at, zone, language)}"


def when(event: Event | EventLine, language: str) -> str:
    """Format when an event begins and ends, in its own time zone."""
    zone = event.time_zone
    first, last = (day(at, zone, language) for at in (event.starts_at, event.ends_at))
    begin, end = (hour(at, zone, language) for at in (event.starts_at, event.ends_at))
    if first == last:
        return f"{first}, {begin}{_WORD_JOINER}–{_WORD_JOINER}{end}"
    return f"{first}, {begin} – {last}, {end}"


def city(zone: str, language: str) -> str:
    """Return the city that names a time zone: “Алматы”."""
    return str(get_timezone_location(ZoneInfo(zone), locale=language, return_city=True))


def number(value: float, language: str, *, digits: int = 2) -> str:
    """Format a number with at most that many decimals."""
    return format_decimal(value, format="#,##0." + "#" * digits, locale=language)


def share(part: int, total: int, language: str) -> str:
    """Format a share as a whole percentage; an empty text if the total is 0."""
    return format_percent(part / total, locale=language) if total else ""
