"""Dates, times and numbers as a language writes them, for pages."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from chalicelib.domain.events import Announcement, Event, EventLine
from chalicelib.locales import Language
from chalicelib.locales.dates import format_day, format_hour, format_moment, name_zone

_WORD_JOINER = "\u2060"
"""Lines do not break here."""


def day(moment: datetime, zone: str, language: str) -> str:
    """Format a day with its weekday: “2026 жылғы 13 маусым, сенбі”."""
    return format_day(moment, zone, language)


def hour(moment: datetime, zone: str, language: str) -> str:
    """Format hours and minutes on the 24-hour clock."""
    return format_hour(moment, zone, language)


def clock(moment: datetime, zone: str, language: str) -> str:
    """Format hours, minutes and seconds on the 24-hour clock."""
    return format_skeleton("Hms", moment, tzinfo=ZoneInfo(zone), locale=language)


def short_day(day: date, language: str) -> str:
    """Format a day of these weeks: “13 маусым”."""
    return format_date(day, "d MMMM", locale=language)


def moment(at: datetime, zone: str, language: str) -> str:
    """Format a day and a time: “2026 жылғы 13 маусым, 10:00”."""
    return format_moment(at, zone, language)


def short_moment(at: datetime, zone: str, language: str) -> str:
    """Format a day and a time for a table, in digits: “13.06.2026, 10:00”; in English “13 Jun 2026, 10:00”."""
    pattern = "d MMM y" if language == "en" else "dd.MM.y"
    shown = at.astimezone(ZoneInfo(zone))
    return f"{format_date(shown, pattern, locale=language)}, {hour(at, zone, language)}"


def when(event: Event | EventLine | Announcement, language: str) -> str:
    """Format when an event begins and ends, in its own time zone."""
    zone = event.time_zone
    first, last = (day(at, zone, language) for at in (event.starts_at, event.ends_at))
    begin, end = (hour(at, zone, language) for at in (event.starts_at, event.ends_at))
    if first == last:
        return f"{first}, {begin}{_WORD_JOINER}–{_WORD_JOINER}{end}"
    return f"{first}, {begin} – {last}, {end}"


def item_time(at: datetime, event: Event, language: str) -> str:
    """Format when an item of the programme begins: with its day, unless the event's one day tells that."""
    zone = ZoneInfo(event.time_zone)
    days = {each.astimezone(zone).date() for each in (event.starts_at, event.ends_at, at)}
    if len(days) == 1:
        return hour(at, event.time_zone, language)
    return moment(at, event.time_zone, language)


def zone_name(event: Event, language: Language) -> str:
    """Name the event's time zone after the country, if that is Kazakhstan, or else after its city."""
    return name_zone(event.time_zone, language)


def number(value: float, language: str, *, digits: int = 2) -> str:
    """Format a number with at most that many decimals."""
    return format_decimal(value, format="#,##0." + "#" * digits, locale=language)


def share(part: int, total: int, language: str) -> str:
    """Format a share as a whole percentage; an empty text if the total is 0."""
    return format_percent(part / total, locale=language) if total else ""
