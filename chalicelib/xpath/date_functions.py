"""What functions do with dates and moments. A value is a text or a number of days since 1970."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from chalicelib.xpath.context import Context
from chalicelib.xpath.datetimes import (
    DAY,
    MINUTE,
    date_of,
    iso_date,
    iso_moment,
    moment_of,
    time_of,
)
from chalicelib.xpath.number_format import number_of
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
DAYS: Mapping[str, tuple[str, ...]] = {  # from Thursday, 1 January 1970
    "kk": ("бс", "жм", "сб", "жс", "дс", "сс", "ср"),
    "ru": ("чт", "пт", "сб", "вс", "пн", "вт", "ср"),
    "en": ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"),
}
_FURTHEST = 4_000_000


def _number(value: Value) -> float | None:
    """The value as a number of days, where it is one."""
    number = number_of(value) if isinstance(value, str) else float(value)
    return number if number is not None and abs(number) < _FURTHEST else None


def date(context: Context, value: Value) -> str:
    """``date()``: the date that a number of days, a date or a moment falls on; else empty."""
    number = _number(value)
    if number is not None:
        return iso_date(math.floor(number))
    moment = moment_of(value) if isinstance(value, str) else None
    return "" if moment is None else iso_date(moment.local(context.zone) // DAY)


def date_time(context: Context, value: Value) -> str:
    """``date-time()``: the moment; a date's begins at midnight there."""
    number = _number(value)
    if number is not None:
        instant = _instant(number, context)
    else:
        moment = moment_of(value) if isinstance(value, str) else None
        if moment is None:
            return ""
        instant = moment.instant(context.zone)
    return iso_moment(instant, context.zone.offset_at(instant))


def _instant(days: float, context: Context) -> int:
    """A whole number of days is midnight of a date there, a fraction a moment in UTC."""
    milliseconds = math.floor(days * DAY + 0.5)
    return context.zone.to_utc(milliseconds) if days.is_integer() else milliseconds


def decimal_date_time(context: Context, value: Value) -> float:
    """``decimal-date-time()``: days since 1970."""
    return to_number(value, context.zone)


def decimal_time(context: Context, value: Value) -> float:
    """``decimal-time()``: the fraction of the day there, noon being a half."""
    number = _number(value)
    if number is not None:
        return number - math.floor(number)
    text = value if isinstance(value, str) else ""
    moment = moment_of(text)
    if moment is not None:
        return moment.local(context.zone) % DAY / DAY
    read = time_of(text)
    if read is None:
        return math.nan
    time, offset = read
    if offset is not None:
        time += (context.zone.offset_of(context.now) - offset) * MINUTE
    return time % DAY / DAY


def format_date(context: Context, value: Value, form: str) -> str:
    """``format-date()`` and ``format-date-time()``; empty where there is no such date."""
    local = _local(context, value)
    if local is None:
        return ""
    day, time = divmod(local, DAY)
    date = date_of(day)
    if date is None:
        return ""
    shown = _shown(date, day, time, context.language)
    parts = form.split("%")
    result, rest = [parts[0]], iter(parts[1:])
    for part in rest:
        if part:
            result.append(shown.get(part[0], f"%{part[0]}") + part[1:])
        else:  # a doubled sign, or one at the end
            result.append("%" + next(rest, ""))
    return "".join(result)


def _local(context: Context, value: Value) -> int | None:
    number = _number(value)
    if number is None:
        moment = moment_of(value) if isinstance(value, str) else None
        return None if moment is None else moment.local(context.zone)
    milliseconds = math.floor(number * DAY + 0.5)
    if number.is_integer():
        return milliseconds
    return milliseconds + context.zone.offset_at(milliseconds) * MINUTE


def _shown(date: tuple[int, int, int], day: int, time: int, language: str) -> dict[str, str]:
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
    "today": Context.today,
    "now": Context.moment,
    "date": date,
    "date-time": date_time,
    "decimal-date-time": decimal_date_time,
    "decimal-time": decimal_time,
    "format-date": format_date,
    "format-date-time": format_date,
}
