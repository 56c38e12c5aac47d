"""XPath's conversions of answers and computed values to strings, numbers and booleans.

Answers are what JSON holds: strings, numbers, lists of choices' names (to XPath a string with spaces
between). A missing answer is the empty string. No conversion raises, whatever the answers hold.
"""

from __future__ import annotations

import math

from chalicelib.xpath.datetimes import DateTimeValue, parse_datetime
from chalicelib.xpath.number_format import format_number, parse_number
from chalicelib.xpath.time_zones import Zone

Value = str | float | bool
_MAX_EXACT = 2**53
_NUMBERS = (int, float)


def to_string(value: object) -> str:
    """Convert by XPath 1.0's string() (section 4.2)."""
    if isinstance(value, str):
        return value
    if isinstance(value, _NUMBERS):
        return _number_to_string(value)
    if isinstance(value, list):
        return " ".join([text for part in value if (text := to_string(part))])
    if isinstance(value, dict):
        return "".join(map(to_string, value.values()))
    return ""


def _number_to_string(value: float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and -_MAX_EXACT < value < _MAX_EXACT:
        return str(value)
    return format_number(_to_float(value))


def to_number(value: object, zone: Zone) -> float:
    """Convert by XPath 1.0's number() (section 4.4) and ODK's: a date is its days since 1970."""
    if isinstance(value, _NUMBERS):
        return _to_float(value)
    text = to_string(value)
    number = parse_number(text)
    if number is not None:
        return number
    time = parse_datetime(text)
    return math.nan if time is None else time.days(zone)


def to_boolean(value: object) -> bool:
    """Convert a computed value by XPath 1.0's boolean() (section 4.3)."""
    if isinstance(value, _NUMBERS):
        return value != 0 and value == value  # NaN is false
    return to_string(value) != ""


def constant_to_number(value: Value) -> float | None:
    """Convert a constant; None where the number depends on the time zone."""
    if not isinstance(value, str):
        return float(value)
    number = parse_number(value)
    if number is not None:
        return number
    time = parse_datetime(value)
    if time is None:
        return math.nan
    return float(time.day) if time.is_date else None


def to_comparable(value: object, other: object, zone: Zone) -> float:
    """Convert one side of ``<`` and its like to a number.

    A date beside a date-time begins at midnight in the zone, so that today's date is never after
    ``now()``.
    """
    if isinstance(value, _NUMBERS):
        return _to_float(value)
    time = parse_datetime(to_string(value))
    if time is None or not time.is_date:
        return to_number(value, zone)
    beside = None if isinstance(other, _NUMBERS) else parse_datetime(to_string(other))
    if beside is None or beside.is_date:
        return float(time.day)
    return DateTimeValue(time.day, 0, None).days(zone)


def to_text_key(value: object, zone: Zone) -> str | int:
    """Return what two texts are equal by: a date's or date-time's instant, else the text itself.

    So ``=`` holds where ``<=`` and ``>=`` do: for two spellings of one moment, and for a date beside the
    date-time with which it begins.
    """
    text = to_string(value)
    time = parse_datetime(text)
    return text if time is None else time.instant(zone)


def _to_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
