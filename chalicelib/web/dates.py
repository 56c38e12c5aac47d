"""Days, hours and numbers as a language writes them (CLDR, through Babel)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_timezone_location
from babel.numbers import format_decimal, format_percent

from chalicelib.domain.events import Event, EventLine

_TOGETHER = "\u2060"
"""A word joiner: a line does not break here."""


def day(moment: datetime, zone: str, language: str) -> str:
    """The day with its weekday: “2026 ж. 13 маусым, сенбі”."""
    return format_date(moment.astimezone(ZoneInfo(zone)), "full", locale=language)


def hour(moment: datetime, zone: str, language: str) -> str:
    """Hours and minutes on the 24-hour clock."""
    return format_skeleton("Hm", moment, tzinfo=ZoneInfo(zone), locale=language)


def moment(at: datetime, zone: str, language: str) -> str:
    """A day and an hour, as short as stays clear."""
    date = format_date(at.astimezone(ZoneInfo(zone)), "long", locale=language)
    return f"{date}, {hour(at, zone, language)}"


def when(event: Event | EventLine, language: str) -> str:
    """From when to when an event lasts, in its own time zone."""
    zone = event.time_zone
    first, last = (day(at, zone, language) for at in (event.starts_at, event.ends_at))
    begin, end = (hour(at, zone, language) for at in (event.starts_at, event.ends_at))
    if first == last:
        return f"{first}, {begin}{_TOGETHER}–{_TOGETHER}{end}"
    return f"{first}, {begin} – {last}, {end}"


def city(zone: str, language: str) -> str:
    """The city a time zone is called after: “Алматы”."""
    return str(get_timezone_location(ZoneInfo(zone), locale=language, return_city=True))


def number(value: float, language: str, *, digits: int = 2) -> str:
    """A number with at most that many decimals."""
    return format_decimal(value, format="#,##0." + "#" * digits, locale=language)


def share(part: int, whole: int, language: str) -> str:
    """A whole percentage, or an empty text where there is nothing to divide by."""
    return format_percent(part / whole, locale=language) if whole else ""
