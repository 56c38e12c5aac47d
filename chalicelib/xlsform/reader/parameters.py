"""XLSForm's ``parameters`` cell as a definition has it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.forms.types import TYPES

_PAIR = re.compile(r"([^\s=,;]+)[\s,;]*=[\s,;]*([^\s=,;]+)")
"""As pyxform's grammar has it."""


def number(text: str) -> int | float | str:
    """The number that a text says; the text itself where it says none."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _flag(text: str) -> bool:
    return text == "true"


def _text(text: str) -> str:
    return text


_READERS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("start", "end", "step", "rows", "max-pixels"), number),
    **dict.fromkeys(("seed", "value", "label"), _text),
    "randomize": _flag,
}
"""How the value of each parameter is read; the table of types says which parameters a type has."""


def written_parameters(written: str) -> dict[str, str]:
    """The cell's pairs, values as they are written."""
    return {name.lower(): value for name, value in _PAIR.findall(written)}


def parameters_of(kind: str, read: object, written: str) -> tuple[dict[str, Any], list[str]]:
    """The parameters that this type has here, and the names of those that have no effect.

    ``read`` is pyxform's reading with its defaults; it has none for some types. Values are taken as
    they are ``written``, since pyxform puts even the name in a seed into lower case.
    """
    said = written_parameters(written)
    given = {**read, **said} if isinstance(read, Mapping) else said
    known = {name.replace("_", "-") for name in TYPES[kind].parameters} if kind in TYPES else set()
    kept = {name: _READERS[name](str(value)) for name, value in given.items() if name in known}
    return kept, [name for name in said if name not in known]
