"""Dates, times and numbers as a language writes them (CLDR, through Babel)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_timezone_location
from babel.numbers import format_decimal, format_percent

from chalicelib import locales
from chalicelib.domain.events import Event, EventLine
from chalicelib.locales import N_, Language

_KAZAKH_FORMATS = {"full": "y 'жылғы' d MMMM, EEEE", "long": "y 'жылғы' d MMMM"}
"""CLDR abbreviates the year's word as “ж.”; offices write it out."""

_KAZAKHSTAN = frozenset(
    f"Asia/{city}"
    for city in ("Almaty", "Aqtau", "Aqtobe", "Atyrau", "Oral", "Qostanay", "Qyzylorda")
)
"""The zones of Kazakhstan, which has had one time since March 2024."""

_WORD_JOINER = "\u2060"
"""Lines do not break here."""


def day(moment: datetime, zone: str, language: str) -> str:
    """Format a day with its weekday: “2026 жылғы 13 маусым, сенбі”."""
    return _format_date(moment, zone, language, "full")


def hour(moment: datetime, zone: str, language: str) -> str:
    """Format hours and minutes on the 24-hour clock."""
    return format_skeleton("Hm", moment, tzinfo=ZoneInfo(zone), locale=language)


def moment(at: datetime, zone: str, language: str) -> str:
    """Format a day and a time: “2026 жылғы 13 маусым, 10:00”."""
    return f"{_format_date(at, zone, language, 'long')}, {hour(at, zone, language)}"


def _format_date(at: datetime, zone: str, language: str, length: str) -> str:
    pattern = _KAZAKH_FORMATS[length] if language == "kk" else length
    return format_date(at.astimezone(ZoneInfo(zone)), pattern, locale=language)


def when(event: Event | EventLine, language: str) -> str:
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
    if event.time_zone in _KAZAKHSTAN:
        return locales.translate(N_("Kazakhstan time"), language)
    location = ZoneInfo(event.time_zone)
    city = get_timezone_location(location, locale=language, return_city=True)
    return locales.translate(N_("{city} time"), language, {"city": city})


def number(value: float, language: str, *, digits: int = 2) -> str:
    """Format a number with at most that many decimals."""
    return format_decimal(value, format="#,##0." + "#" * digits, locale=language)


def share(part: int, total: int, language: str) -> str:
    """Format a share as a whole percentage; an empty text if the total is 0."""
    return format_percent(part / total, locale=language) if total else ""
