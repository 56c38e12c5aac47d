"""Add or remove an instance of a repeat without a script: renumber the fields that were sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chalicelib.web.participant.fields.page import MAX_ROWS, ROW

Pairs = Sequence[tuple[str, str]]

ADD, REMOVE = "_add", "_remove"

_LAST_INSTANCE = re.compile(r"(.+)\[([0-9]{1,3})\]")


def apply_button(pairs: Pairs) -> Pairs:
    """Do what the pressed button asks for; the fields stay as they are if it names no repeat."""
    buttons = {name: value for name, value in pairs if name in (ADD, REMOVE)}
    if ADD in buttons:
        return _add(pairs, buttons[ADD])
    if (match := _LAST_INSTANCE.fullmatch(buttons.get(REMOVE, ""))) is not None:
        return tuple(_remove(pairs, match[1], int(match[2])))
    return pairs


def _add(pairs: Pairs, path: str) -> Pairs:
    """Add one blank instance of that repeat after the others."""
    start = f"{path}["
    indexes = [
        int(index)
        for name, value in pairs
        if name == ROW and value.startswith(start)
        for index in [value[len(start) :].partition("]")[0]]
        if index.isascii() and index.isdigit() and len(index) < 4
    ]
    index = max(indexes, default=-1) + 1
    return pairs if index >= MAX_ROWS else (*pairs, (ROW, f"{path}[{index}]"))


def _remove(pairs: Pairs, path: str, removed: int) -> Iterator[tuple[str, str]]:
    for name, value in pairs:
        if name == ROW:
            instance = _renumber(value, path, removed)
            if instance is not None:
                yield name, instance
        elif name.startswith("q."):
            field = _renumber(name[2:], path, removed)
            if field is not None:
                yield f"q.{field}", value
        else:
            yield name, value


def _renumber(field: str, path: str, removed: int) -> str | None:
    """The name of a field once an instance is removed; None for a field in that instance."""
    start = f"{path}["
    if not field.startswith(start):
        return field
    number, _, rest = field[len(start) :].partition("]")
    if not (number.isascii() and number.isdigit()) or len(number) > 3:
        return field
    index = int(number)
    if index == removed:
        return None
    return f"{path}[{index - 1}]{rest}" if index > removed else field
