"""What an answer or an expression is as a text, a number, a truth.

Answers are as JSON keeps them: texts, numbers, lists of choices' names (a text with spaces to XPath);
what is missing is an empty text. Nothing raises, whatever is in the answers.
"""

from __future__ import annotations

import math

from chalicelib.xpath.datetimes import DateTimeValue, moment_of
from chalicelib.xpath.number_format import number_of, text_of
from chalicelib.xpath.time_zones import Zone

Value = str | float | bool
_EXACT = 2**53
_NUMBERS = (int, float)


def to_string(value: object) -> str:
    """XPath 1.0's string() (4.2)."""
    if isinstance(value, str):
        return value
    if isinstance(value, _NUMBERS):
        return _number_text(value)
    if isinstance(value, list):
        return " ".join([text for part in value if (text := to_string(part))])
    if isinstance(value, dict):
        return "".join(map(to_string, value.values()))
    return ""


def _number_text(value: float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and -_EXACT < value < _EXACT:
        return str(value)
    return text_of(_float(value))


def to_number(value: object, zone: Zone) -> float:
    """XPath 1.0's number() (4.4), and ODK's: a date or a moment is its days since 1970."""
    if isinstance(value, _NUMBERS):
        return _float(value)
    text = to_string(value)
    number = number_of(text)
    if number is not None:
        return number
    moment = moment_of(text)
    return math.nan if moment is None else moment.days(zone)


def to_boolean(value: object) -> bool:
    """XPath 1.0's boolean() (4.3) of a value that was computed."""
    if isinstance(value, _NUMBERS):
        return value != 0 and value == value  # NaN is false
    return to_string(value) != ""


def plain_number(value: Value) -> float | None:
    """The number of a constant; None where that depends on the time zone."""
    if not isinstance(value, str):
        return float(value)
    number = number_of(value)
    if number is not None:
        return number
    moment = moment_of(value)
    if moment is None:
        return math.nan
    return float(moment.day) if moment.is_date else None


def plain_boolean(value: Value) -> bool:
    """The truth of a constant."""
    return to_boolean(value)


def starts(value: object, other: object, zone: Zone) -> float:
    """The number of a value beside another in ``<``: a date beside a moment begins at midnight there.

    So today's date is never after ``now()``, whatever the time zone.
    """
    if isinstance(value, _NUMBERS):
        return _float(value)
    moment = moment_of(to_string(value))
    if moment is None or not moment.is_date:
        return to_number(value, zone)
    beside = None if isinstance(other, _NUMBERS) else moment_of(to_string(other))
    if beside is None or beside.is_date:
        return float(moment.day)
    return DateTimeValue(moment.day, 0, None).days(zone)


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
