"""Adding and taking away an instance of a repeat without a script: the fields that were sent, renumbered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chalicelib.web.participant.fields.page import MAX_ROWS, ROW

Pairs = Sequence[tuple[str, str]]

ADD, REMOVE = "_add", "_remove"

_LAST = re.compile(r"(.+)\[([0-9]{1,3})\]")


def changed(pairs: Pairs) -> Pairs:
    """The fields after what the pressed button asks for; what names no repeat changes nothing."""
    asked = {name: value for name, value in pairs if name in (ADD, REMOVE)}
    if ADD in asked:
        return added(pairs, asked[ADD])
    if (found := _LAST.fullmatch(asked.get(REMOVE, ""))) is not None:
        return tuple(_without(pairs, found[1], int(found[2])))
    return pairs


def added(pairs: Pairs, path: str) -> Pairs:
    """One more instance of that repeat, empty, after the others."""
    start = f"{path}["
    shown = [
        int(number)
        for name, value in pairs
        if name == ROW and value.startswith(start)
        for number in [value[len(start) :].partition("]")[0]]
        if number.isascii() and number.isdigit() and len(number) < 4
    ]
    row = max(shown, default=-1) + 1
    return pairs if row >= MAX_ROWS else (*pairs, (ROW, f"{path}[{row}]"))


def _without(pairs: Pairs, path: str, gone: int) -> Iterator[tuple[str, str]]:
    for name, value in pairs:
        if name == ROW:
            place = _moved(value, path, gone)
            if place is not None:
                yield name, place
        elif name.startswith("q."):
            place = _moved(name[2:], path, gone)
            if place is not None:
                yield f"q.{place}", value
        else:
            yield name, value


def _moved(place: str, path: str, gone: int) -> str | None:
    """Where a field stands once an instance is gone; None for what goes with it."""
    start = f"{path}["
    if not place.startswith(start):
        return place
    number, _, rest = place[len(start) :].partition("]")
    if not (number.isascii() and number.isdigit()) or len(number) > 3:
        return place
    row = int(number)
    if row == gone:
        return None
    return f"{path}[{row - 1}]{rest}" if row > gone else place
