"""Regular expressions for the JSON Schemas of answers, in the part of ECMA-262 that Python and Rust share.

They accept what the server's own checks accept. In Python ``$`` also matches before a line break at the
end of the text: a pattern that must not allow one ends with ``END``.
"""

from chalicelib.forms.text import INVISIBLE

_SPACES = r"\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_FORBIDDEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"

SPACE = rf"[\t\n\r {_SPACES}]"
"""A character that is stripped from the ends of a text."""
INK = rf"[^\x00-\x20\x7f-\x9f{_SPACES}\ufffe\uffff]"
"""A visible character."""
_NOTHING = rf"\x00-\x20\x7f-\x9f{_SPACES}\ufffe\uffff{INVISIBLE}"
_SHOWN = rf"(?=[\s\S]*[^{_NOTHING}])"
"""Somewhere ahead is a character that shows something."""
ANY = rf"[^{_FORBIDDEN}]"
"""A character that can be stored."""
ON_A_LINE = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]"
END = r"$(?!\n)"
BLANK = rf"^(?:{SPACE}|[{INVISIBLE}])*{END}"

LONGEST_COUNTED = 200
"""A longer limit is a ``maxLength`` instead: engines do not count that far in a pattern."""

_MONTHS = (
    r"(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8])"
)
_LEAP = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29"
DATE = rf"(?!9999)(?=[1-9])(?:[0-9]{{4}}-(?:{_MONTHS})|{_LEAP})"
"""A day that exists, in the years 1000 to 9998."""
TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
OFFSET = r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"

_FRACTION = r"(?:\.[0-9]{1,15})?"
_LATITUDE = rf"-?(?:90(?:\.0{{1,15}})?|[1-8]?[0-9]{_FRACTION})"
_LONGITUDE = rf"-?(?:180(?:\.0{{1,15}})?|(?:1[0-7][0-9]|[1-9]?[0-9]){_FRACTION})"
_METRES = rf"[0-9]{{1,6}}{_FRACTION}"
POINT = rf"{_LATITUDE} {_LONGITUDE}(?: -?{_METRES}(?: {_METRES})?)?"
"""Latitude and longitude in degrees, then altitude and accuracy in metres."""


def whole(pattern: str) -> str:
    """Return the pattern that matches the whole text, not a part of it."""
    return f"^(?:{pattern}){END}"


def text(least: int, most: int, *, one_line: bool) -> str:
    """Return the pattern of a text with that many characters, white space around it not counted."""
    inside = ON_A_LINE if one_line else ANY
    upper = str(most - 2) if most <= LONGEST_COUNTED else ""
    if most == 1:
        core = INK
    elif least > 1:
        core = f"{INK}{inside}{{{min(least, LONGEST_COUNTED) - 2},{upper}}}{INK}"
    else:
        core = f"{INK}(?:{inside}{{0,{upper}}}{INK})?"
    return f"^{_SHOWN}{SPACE}*{core}{SPACE}*$"
