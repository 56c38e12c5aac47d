"""Days, hours and zones as each language writes them (CLDR, through Babel): for pages and letters."""

from datetime import date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_timezone_location

from chalicelib.locales import N_, translate

_FORMATS: Final = {
    "kk": {"full": "y 'жылғы' d MMMM, EEEE", "long": "y 'жылғы' d MMMM"},
    "en": {"full": "EEEE, d MMMM y", "long": "d MMMM y"},
}
"""CLDR abbreviates the Kazakh year's word as “ж.”, and its English is American: offices in Kazakhstan write neither."""

_KAZAKHSTAN: Final = frozenset(
    f"Asia/{city}"
    for city in ("Almaty", "Aqtau", "Aqtobe", "Atyrau", "Oral", "Qostanay", "Qyzylorda")
)
"""The zones of Kazakhstan, which has had one time since March 2024."""


def format_day(
    moment: datetime, zone: str, language: str, length: Literal["full", "long"] = "full"
) -> str:
    """Format a day: “2026 жылғы 13 маусым, сенбі”; a ``long`` one has no weekday."""
    pattern = _FORMATS.get(language, {}).get(length, length)
    return format_date(moment.astimezone(ZoneInfo(zone)), pattern, locale=language)


def format_calendar_day(day: date, language: str) -> str:
    """Format a day that belongs to no zone, without its weekday: “2026 жылғы 13 маусым”."""
    return format_date(day, _FORMATS.get(language, {}).get("long", "long"), locale=language)


def format_hour(moment: datetime, zone: str, language: str) -> str:
    """Format hours and minutes on the 24-hour clock."""
    return format_skeleton("Hm", moment, tzinfo=ZoneInfo(zone), locale=language)


def format_moment(moment: datetime, zone: str, language: str) -> str:
    """Format a day and a time: “2026 жылғы 13 маусым, 10:00”."""
    day = format_day(moment, zone, language, "long")
    return f"{day}, {format_hour(moment, zone, language)}"


def name_zone(zone: str, language: str) -> str:
    """Name a time zone after the country, if that is Kazakhstan, or else after its city."""
    if zone in _KAZAKHSTAN:
        return translate(N_("Kazakhstan time"), language)
    city = get_timezone_location(ZoneInfo(zone), locale=language, return_city=True)
    return translate(N_("{city} time"), language, {"city": city})
