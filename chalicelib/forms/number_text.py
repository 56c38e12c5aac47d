"""Numbers as Pikir keeps them: at most 15 digits, so that what was typed is what is kept."""

import re
from decimal import Decimal
from math import isfinite

MAX_DIGITS = 15
"""As many as every number has that a double gives back as it was written."""


class InexactNumber(float):
    """A number of a JSON document whose digits a double cannot give back: the nearest one that it can."""


def read_float(digits: str) -> float:
    """Read a JSON number; an ``InexactNumber`` where the double differs from what was written."""
    number = float(digits)
    if repr(number) == digits:  # as nearly every number that a program writes
        return number
    if isfinite(number) and Decimal(repr(number)) != Decimal(digits):
        return InexactNumber(number)
    return number


_TYPED = r"([+-]?)([0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]{1,30})(?:[.,]([0-9]{1,30}))?"
_SPACES = "[ \u00a0\u202f]"


def read_number(text: str) -> Decimal | None:
    """Read a number as people in Kazakhstan type it (``3,5``, ``3.5``, ``12 500``); None for other text.

    Only the digits 0 to 9 count, a comma is always the decimal mark, and there are no exponents.
    """
    match = re.fullmatch(_TYPED, text.strip().replace("\u2212", "-"))
    if match is None:
        return None
    sign, whole, fraction = match.groups()
    return Decimal(f"{sign}{re.sub(_SPACES, '', whole)}.{fraction or '0'}")


def write_number(number: float) -> str:
    """Write the number without an exponent and without trailing zeros after the point."""
    if isinstance(number, int):
        return str(number)
    text = repr(number)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def fits(number: float) -> bool:
    """Return whether ``MAX_DIGITS`` digits write the number, before and after the point together."""
    written = repr(number)
    if len(written) <= MAX_DIGITS and "e" not in written:
        return True
    digits = write_number(abs(number)).replace(".", "").lstrip("0")
    places = write_number(number).partition(".")[2]
    return len(digits) <= MAX_DIGITS and len(places) <= MAX_DIGITS
