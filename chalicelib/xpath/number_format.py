"""Numbers ↔ text and rounding, the same to the last digit in Python and in the page."""

import math
import re

NUMBER = re.compile(r"[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*")
_SIGNIFICANT = 12
_PLACES = 30


def number_of(text: str) -> float | None:
    """XPath 1.0's Number with an optional minus (4.4, number()); None for anything else."""
    match = NUMBER.fullmatch(text)
    return float(match.group(1)) if match else None


def text_of(number: float) -> str:
    """XPath 1.0's string() of a number (4.2): no exponent, no more digits than tell it apart."""
    if number.is_integer():
        return _integer(number)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return _without_exponent(repr(number))


def _integer(number: float) -> str:
    if abs(number) < 1e16:
        return str(int(number))
    return _without_exponent(repr(number)).removesuffix(".0")


def _without_exponent(shown: str) -> str:
    digits, _, exponent = shown.partition("e")
    if not exponent:
        return shown
    minus = "-" if digits.startswith("-") else ""
    whole, _, fraction = digits.removeprefix("-").partition(".")
    point = len(whole) + int(exponent)
    digits = whole + fraction
    if point <= 0:
        return f"{minus}0.{'0' * -point}{digits}"
    return minus + digits.ljust(point, "0")


def rounded(number: float, places: float) -> float:
    """To the nearest with that many decimals, halves towards positive infinity (4.4, round()).

    What is rounded are the digits that ``text_of`` shows, as JavaRosa does it: 1.005 to two places
    is 1.01. More than 30 places either way are none of a number's.
    """
    if math.isnan(places) or abs(places) > _PLACES:
        return math.nan
    cut = int(places)
    if not math.isfinite(number) or (cut >= 0 and number.is_integer()):
        return number
    minus = number < 0
    whole, _, fraction = text_of(abs(number)).partition(".")
    if cut >= len(fraction):
        return number
    digits = (whole + fraction).rjust(_PLACES + 1, "0")
    keep = len(digits) - len(fraction) + cut
    up = _rounds_up(digits[keep:], minus=minus)
    kept = int(digits[:keep]) + up
    size = float(f"{kept}e{-cut}")
    return -size if minus else size


def _rounds_up(rest: str, *, minus: bool) -> bool:
    half = "5".ljust(len(rest), "0")
    return rest > half if minus else rest >= half


def approximate(number: float) -> float:
    """Twelve significant digits: what two libraries' sines and logarithms agree on."""
    return float(f"{number:.{_SIGNIFICANT - 1}e}")
