"""Read, write and round numbers as XPath does, to the same last digit in Python and in the page."""

import math
import re

_NUMBER = re.compile(r"[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*")
_SIGNIFICANT_DIGITS = 12
_MAX_PLACES = 30


def parse_number(text: str) -> float | None:
    """Return the number that the text is, by XPath 1.0's Number with an optional minus; else None.

    https://www.w3.org/TR/1999/REC-xpath-19991116/#function-number
    """
    match = _NUMBER.fullmatch(text)
    return float(match.group(1)) if match else None


def format_number(number: float) -> str:
    """Return the number as XPath 1.0's string() writes it: no exponent, only the digits it needs.

    https://www.w3.org/TR/1999/REC-xpath-19991116/#function-string
    """
    if number.is_integer():
        return _format_integer(number)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return _expand_exponent(repr(number))


def _format_integer(number: float) -> str:
    if abs(number) < 1e16:
        return str(int(number))
    return _expand_exponent(repr(number)).removesuffix(".0")


def _expand_exponent(text: str) -> str:
    digits, _, exponent = text.partition("e")
    if not exponent:
        return text
    minus = "-" if digits.startswith("-") else ""
    whole, _, fraction = digits.removeprefix("-").partition(".")
    point = len(whole) + int(exponent)
    digits = whole + fraction
    if point <= 0:
        return f"{minus}0.{'0' * -point}{digits}"
    return minus + digits.ljust(point, "0")


def round_half_up(number: float, places: float) -> float:
    """Round to that many decimals, halves towards positive infinity (XPath 1.0, 4.4, round()).

    As in JavaRosa, the digits that ``format_number`` writes are rounded: 1.005 to two places is 1.01.
    More than 30 places in either direction give NaN.
    """
    if math.isnan(places) or abs(places) > _MAX_PLACES:
        return math.nan
    cut = int(places)
    if not math.isfinite(number) or (cut >= 0 and number.is_integer()):
        return number
    minus = number < 0
    whole, _, fraction = format_number(abs(number)).partition(".")
    if cut >= len(fraction):
        return number
    digits = (whole + fraction).rjust(_MAX_PLACES + 1, "0")
    split = len(digits) - len(fraction) + cut
    magnitude = int(digits[:split]) + _rounds_away(digits[split:], minus=minus)
    result = float(f"{magnitude}e{-cut}")
    return -result if minus else result


def _rounds_away(rest: str, *, minus: bool) -> bool:
    """Return whether the digits that are cut off increase the magnitude."""
    half = "5".ljust(len(rest), "0")
    return rest > half if minus else rest >= half


def approximate(number: float) -> float:
    """Round to twelve significant digits, on which two libraries' sines and logarithms agree."""
    return float(f"{number:.{_SIGNIFICANT_DIGITS - 1}e}")
