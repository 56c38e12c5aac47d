"""XLSForm's ``parameters`` cell as a definition has it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

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


_SCALE: Mapping[str, Callable[[str], Any]] = {"start": number, "end": number, "step": number}
_ORDER: Mapping[str, Callable[[str], Any]] = {"randomize": _flag, "seed": _text}
_FILE = {**_ORDER, "value": _text, "label": _text}
_KNOWN: Mapping[str, Mapping[str, Callable[[str], Any]]] = {
    "range": _SCALE,
    "text": {"rows": number},
    "image": {"max-pixels": number},
    "select_one": _ORDER,
    "select_multiple": _ORDER,
    "rank": _ORDER,
    "select_one_from_file": _FILE,
    "select_multiple_from_file": _FILE,
}


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
    known = _KNOWN.get(kind, {})
    kept = {name: known[name](str(value)) for name, value in given.items() if name in known}
    return kept, [name for name in said if name not in known]
