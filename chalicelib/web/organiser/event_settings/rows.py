"""Rows without a script: a button posts the page back with one more row, one less, or two exchanged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from chalicelib.web.organiser.event_settings.values import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

SAVE: Final = "save"
_DEED: Final = re.compile(r"(add|up|remove|set):([a-z_.0-9]{1,80})(?:=([0-9]{1,6}))?")


def press(button: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the fields as the button leaves them; unchanged for a button that there is none of."""
    match = _DEED.fullmatch(button)
    if match is None:
        return dict(values)
    deed, path, value = match.groups()
    if deed == "add":
        return {**values, f"{path}.{next_row(values, path)}.row": "1"}
    if deed == "set":
        return {**values, path: value or ""}
    if deed == "remove":
        return {name: text for name, text in values.items() if not name.startswith(f"{path}.")}
    return _move_up(path, values)


def next_row(values: Mapping[str, str], path: str) -> int:
    """Return the number of a row that would be added."""
    return max(rows_of(values, path), default=-1) + 1


def _move_up(row: str, values: Mapping[str, str]) -> dict[str, str]:
    """Exchange a row with the one above it."""
    path, _, number = row.rpartition(".")
    above = [each for each in rows_of(values, path) if number.isdigit() and each < int(number)]
    if not above:
        return dict(values)
    names = {
        f"{path}.{number}.": f"{path}.{above[-1]}.",
        f"{path}.{above[-1]}.": f"{path}.{number}.",
    }
    return {_rename(name, names): text for name, text in values.items()}


def _rename(name: str, names: Mapping[str, str]) -> str:
    old = next((prefix for prefix in names if name.startswith(prefix)), None)
    return name if old is None else names[old] + name.removeprefix(old)
