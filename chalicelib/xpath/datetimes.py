"""Dates and times as ODK counts them: days since 1 January 1970, with fractions in UTC.

A date is a whole number of days in every time zone. A date-time counts from its offset, or, without
one, as local time in the form's zone. https://getodk.github.io/xforms-spec/#fn:number

Conversions between days and dates follow Howard Hinnant's algorithms:
https://howardhinnant.github.io/date_algorithms.html
"""

from __future__ import annotations

import re
from functools import lru_cache

from chalicelib.frozen import dataclass
from chalicelib.xpath.time_zones import Zone

DAY = 86_400_000
MINUTE = 60_000
_LAST_DAY = 2_932_896  # 9999-12-31
_FIRST_DAY = -719_162  # 0001-01-01
_DATETIME = re.compile(
    r"[ \t\r\n]*([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
    r"[ \t\r\n]*"
)
_TIME = re.compile(
    r"[ \t\r\n]*([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?"
    r"(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?[ \t\r\n]*"
)
_MAX_OFFSET = 14 * 60  # https://www.w3.org/TR/xmlschema-2/#dateTime-timezones
_SHORTEST, _LONGEST = 10, 30  # characters without white space around
_MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class DateTimeValue:
    """A date or a date-time.

    ``day`` counts days since 1970, ``time`` the milliseconds in the day (None for a date), ``offset``
    is in minutes (None for local time).
    """

    day: int
    time: int | None
    offset: int | None

    @property
    def is_date(self) -> bool:
        """Return whether there is no time of day."""
        return self.time is None

    def instant(self, zone: Zone) -> int:
        """Return milliseconds since 1970 in UTC; a date begins at midnight in the zone."""
        local = self.day * DAY + (self.time or 0)
        return zone.to_utc(local) if self.offset is None else local - self.offset * MINUTE

    def days(self, zone: Zone) -> float:
        """Return days since 1970; a whole number for a date."""
        return float(self.day) if self.time is None else self.instant(zone) / DAY

    def local(self, zone: Zone) -> int:
        """Return milliseconds since 1970 on the zone's clock."""
        if self.offset is None:
            return self.day * DAY + (self.time or 0)
        instant = self.instant(zone)
        return instant + zone.offset_at(instant) * MINUTE


def parse_datetime(text: str) -> DateTimeValue | None:
    """Return the date or date-time that the text is in ISO 8601's form, or None."""
    if len(text) < _SHORTEST:
        return None
    return _parse_datetime(text) if len(text) > _LONGEST else _parse_datetime_once(text)


def _parse_datetime(text: str) -> DateTimeValue | None:
    match = _DATETIME.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    number = days_from_date(int(year), int(month), int(day))
    if number is None:
        return None
    if hour is None:
        return DateTimeValue(number, None, None)
    clock = _read_clock(hour, minute, second, fraction, offset)
    return None if clock is None else DateTimeValue(number, *clock)


_parse_datetime_once = lru_cache(maxsize=256)(_parse_datetime)


def parse_time(text: str) -> tuple[int, int | None] | None:
    """Return a time of day as milliseconds in the day and its offset in minutes, or None."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    return _read_clock(*match.groups())


def _read_clock(
    hour: str, minute: str, second: str | None, fraction: str | None, offset: str | None
) -> tuple[int, int | None] | None:
    """Return milliseconds in the day and the offset; None for a time or an offset that does not exist."""
    hours, minutes, seconds = int(hour), int(minute), int(second or 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    time = ((hours * 60 + minutes) * 60 + seconds) * 1000
    time += int((fraction or "")[:3].ljust(3, "0"))
    if offset is None:
        return time, None
    digits = offset[1:].replace(":", "").ljust(4, "0")
    shift = int(digits[:2]) * 60 + int(digits[2:])
    if shift > _MAX_OFFSET or int(digits[2:]) > 59:
        return None
    return time, -shift if offset[0] == "-" else shift


def days_from_date(year: int, month: int, day: int) -> int | None:
    """Return days since 1970 in the Gregorian calendar; None for a date that does not exist."""
    if not (year >= 1 and 1 <= month <= 12 and 1 <= day <= _MONTH_LENGTHS[month - 1]):
        return None
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if month == 2 and day == 29 and not leap:
        return None
    shifted = year - (month <= 2)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def date_from_days(day: int) -> tuple[int, int, int] | None:
    """Return year, month and day of a number of days since 1970; None outside the years 1 to 9999."""
    if not _FIRST_DAY <= day <= _LAST_DAY:
        return None
    shifted = day + 719_468
    era = shifted // 146_097
    of_era = shifted - era * 146_097
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    number = month + (3 if month < 10 else -9)
    return year + era * 400 + (number <= 2), number, of_year - (153 * month + 2) // 5 + 1


def format_iso_date(day: int) -> str:
    """Return ``2026-11-22`` for a number of days since 1970; empty outside the years 1 to 9999."""
    date = date_from_days(day)
    return "" if date is None else f"{date[0]:04}-{date[1]:02}-{date[2]:02}"


def format_iso_datetime(instant: int, offset: int) -> str:
    """Return ``2026-11-22T14:55:35.000+05:00`` for an instant at an offset in minutes."""
    day, time = divmod(instant + offset * MINUTE, DAY)
    date = format_iso_date(day)
    if not date:
        return ""
    hours, minutes = divmod(abs(offset), 60)
    sign = "-" if offset < 0 else "+"
    return f"{date}T{format_iso_time(time)}{sign}{hours:02}:{minutes:02}"


def format_iso_time(time: int) -> str:
    """Return ``14:55:35.000`` for milliseconds in a day."""
    seconds, rest = divmod(time, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
