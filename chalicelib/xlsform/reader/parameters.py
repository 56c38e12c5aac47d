"""XLSForm's ``parameters`` cell as a definition has it."""

import re
from collections.abc import Callable, Mapping

from chalicelib.forms.types import TYPES

Value = bool | int | float | str

_PAIR = re.compile(r"([^\s=,;]+)[\s,;]*=[\s,;]*([^\s=,;]+)")
"""One ``name=value``, as pyxform's grammar reads it."""


def parse_number(text: str) -> int | float | str:
    """Return the number that a text is, or the text itself where it is none."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _parse_flag(text: str) -> bool:
    return text == "true"


def _parse_text(text: str) -> str:
    return text


_PARSERS: Mapping[str, Callable[[str], Value]] = {
    **dict.fromkeys(("start", "end", "step", "rows", "max-pixels"), parse_number),
    **dict.fromkeys(("seed", "value", "label"), _parse_text),
    "randomize": _parse_flag,
}
"""The parser of each parameter's value; the table of types has the parameters of each type."""


def parse_parameters(cell: str) -> dict[str, str]:
    """Return the pairs of a cell, names in lower case, values as they are written."""
    return {name.lower(): value for name, value in _PAIR.findall(cell)}


def read_parameters(
    type_name: str, defaults: object, cell: str
) -> tuple[dict[str, Value], list[str]]:
    """Return the parameters that the type has, and the names of those that have no effect.

    ``defaults`` is pyxform's reading, which some types do not have. The values of the ``cell`` count
    before it, since pyxform puts even a question's name in a seed into lower case.
    """
    pairs = parse_parameters(cell)
    given = {**defaults, **pairs} if isinstance(defaults, Mapping) else pairs
    names = TYPES[type_name].parameters if type_name in TYPES else ()
    known = {name.replace("_", "-") for name in names}
    parsed = {name: _PARSERS[name](str(given[name])) for name in given if name in known}
    return parsed, [name for name in pairs if name not in known]
