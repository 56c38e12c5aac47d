"""The functions of dates and times. A value is a string or a number of days since 1970.

Results are empty (NaN) for what is no date, as ODK's are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from chalicelib.xpath.context import Context
from chalicelib.xpath.datetimes import (
    DAY,
    MINUTE,
    DateTimeValue,
    date_from_days,
    format_iso_date,
    format_iso_datetime,
    parse_datetime,
    parse_time,
)
from chalicelib.xpath.number_format import parse_number
from chalicelib.xpath.values import Value, to_number

MONTHS: Mapping[str, tuple[str, ...]] = {
    "kk": (
        "қаң.",
        "ақп.",
        "нау.",
        "сәу.",
        "мам.",
        "мау.",
        "шіл.",
        "там.",
        "қыр.",
        "қаз.",
        "қар.",
        "жел.",
    ),
    "ru": (
        "янв.",
        "февр.",
        "мар.",
        "апр.",
        "мая",
        "июн.",
        "июл.",
        "авг.",
        "сент.",
        "окт.",
        "нояб.",
        "дек.",
    ),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
DAYS: Mapping[str, tuple[str, ...]] = {  # from Thursday: 1 January 1970 was one
    "kk": ("бс", "жм", "сб", "жс", "дс", "сс", "ср"),
    "ru": ("чт", "пт", "сб", "вс", "пн", "вт", "ср"),
    "en": ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"),
}
_MAX_DAYS = 4_000_000


def _days(value: Value) -> float | None:
    """Return the value as a number of days, or None."""
    number = parse_number(value) if isinstance(value, str) else float(value)
    return number if number is not None and abs(number) < _MAX_DAYS else None


def _datetime(value: Value) -> DateTimeValue | None:
    return parse_datetime(value) if isinstance(value, str) else None


def date(context: Context, value: Value) -> str:
    """Return the date of a number of days, a date or a date-time: ``date()``."""
    days = _days(value)
    if days is not None:
        return format_iso_date(math.floor(days))
    time = _datetime(value)
    return "" if time is None else format_iso_date(time.local(context.zone) // DAY)


def date_time(context: Context, value: Value) -> str:
    """Return the date-time; a date's begins at midnight in the zone: ``date-time()``."""
    days = _days(value)
    if days is not None:
        instant = _instant(days, context)
    else:
        time = _datetime(value)
        if time is None:
            return ""
        instant = time.instant(context.zone)
    return format_iso_datetime(instant, context.zone.offset_at(instant))


def _instant(days: float, context: Context) -> int:
    """Take a whole number of days for midnight in the zone, a fraction for a time in UTC."""
    milliseconds = math.floor(days * DAY + 0.5)
    return context.zone.to_utc(milliseconds) if days.is_integer() else milliseconds


def decimal_date_time(context: Context, value: Value) -> float:
    """Return days since 1970: ``decimal-date-time()``."""
    return to_number(value, context.zone)


def decimal_time(context: Context, value: Value) -> float:
    """Return the fraction of the day in the zone, 0.5 for noon: ``decimal-time()``."""
    days = _days(value)
    if days is not None:
        return days - math.floor(days) or 0.0  # and not minus zero, which minus zero leaves
    text = value if isinstance(value, str) else ""
    date_and_time = parse_datetime(text)
    if date_and_time is not None:
        return date_and_time.local(context.zone) % DAY / DAY
    time_and_offset = parse_time(text)
    if time_and_offset is None:
        return math.nan
    time, offset = time_and_offset
    if offset is not None:
        time += (context.zone.offset_of(context.now) - offset) * MINUTE
    return time % DAY / DAY


def format_date(context: Context, value: Value, pattern: str) -> str:
    """Return the date in the pattern's form: ``format-date()`` and ``format-date-time()``.

    ``%`` and a letter that is no directive stay as they are; ``%%`` is a percent sign.
    """
    local = _local(context, value)
    if local is None:
        return ""
    day, time = divmod(local, DAY)
    date = date_from_days(day)
    if date is None:
        return ""
    directives = _directives(date, day, time, context.language)
    parts = pattern.split("%")
    result, rest = [parts[0]], iter(parts[1:])
    for part in rest:
        if part:
            result.append(directives.get(part[0], f"%{part[0]}") + part[1:])
        else:  # a doubled sign, or one at the end
            result.append("%" + next(rest, ""))
    return "".join(result)


def _local(context: Context, value: Value) -> int | None:
    """Return milliseconds since 1970 on the zone's clock, or None."""
    days = _days(value)
    if days is None:
        time = _datetime(value)
        return None if time is None else time.local(context.zone)
    milliseconds = math.floor(days * DAY + 0.5)
    if days.is_integer():
        return milliseconds
    return milliseconds + context.zone.offset_at(milliseconds) * MINUTE


def _directives(
    date: tuple[int, int, int], day: int, time: int, language: str
) -> Mapping[str, str]:
    year, month, of_month = date
    seconds, rest = divmod(time, 1000)
    hour = seconds // 3600
    return {
        "Y": f"{year:04}",
        "y": f"{year % 100:02}",
        "m": f"{month:02}",
        "n": str(month),
        "b": MONTHS[language][month - 1],
        "d": f"{of_month:02}",
        "e": str(of_month),
        "a": DAYS[language][day % 7],
        "H": f"{hour:02}",
        "h": str(hour),
        "M": f"{seconds // 60 % 60:02}",
        "S": f"{seconds % 60:02}",
        "3": f"{rest:03}",
    }


FUNCTIONS: Mapping[str, Callable[..., float | str]] = {
    "today": Context.format_today,
    "now": Context.format_now,
    "date": date,
    "date-time": date_time,
    "decimal-date-time": decimal_date_time,
    "decimal-time": decimal_time,
    "format-date": format_date,
    "format-date-time": format_date,
}
"""Each takes the context before its arguments."""
