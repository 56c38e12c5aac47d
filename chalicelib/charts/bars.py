"""Horizontal bars: how often each choice was chosen, or how many points it got."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from chalicelib.charts.svg import (
    LINE,
    WIDTH_IN_LETTERS,
    Drawing,
    chart,
    element,
    label_lines,
    percent,
)

_THICK = 12
_APART = 10
_ABOVE = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length, and the figure as text (“12 · 34 %”); one that is not shown has no length."""

    label: str
    value: float | None
    text: str


def bars(name: str, title: str, rows: Sequence[Bar], *, longest: float) -> Markup | None:
    """Return the bars as an image of a page; None if there is nothing to draw."""
    if not rows or longest <= 0:
        return None
    return chart(name, title, draw_bars(rows, longest=longest))


def draw_bars(
    rows: Sequence[Bar], *, longest: float, label_width: int = WIDTH_IN_LETTERS
) -> Drawing:
    """Draw a bar for each row on a ground of length ``longest``; a line of a label holds ``label_width`` letters."""
    parts: list[Markup] = []
    y = 0
    for row in rows:
        y = _draw(parts, row, y, longest, label_width)
    description = "; ".join(f"{row.label}: {row.text}" for row in rows)
    return Drawing(Markup("").join(parts), y - _APART + 2, description)


def _draw(parts: list[Markup], row: Bar, y: int, longest: float, label_width: int) -> int:
    for number, line in enumerate(label_lines(row.label, label_width)):
        y += LINE
        parts.append(element("text", line, x=0, y=y - 5))
        if not number:
            style = "soft" if row.value is None else "strong"
            end = element("text", row.text, x="100%", y=y - 5, text_anchor="end", class_=style)
            parts.append(end)
    if row.value is None:
        parts.append(
            element("line", x1=0, x2="100%", y1=y + 2, y2=y + 2, class_="rule hidden-track")
        )
        return y + _ABOVE + _APART
    y += _ABOVE
    parts.append(element("rect", x=0, y=y, width="100%", height=_THICK, rx=2, class_="ground"))
    if width := min(100.0, 100 * max(0.0, row.value) / longest):
        parts.append(
            element("rect", x=0, y=y, width=percent(width), height=_THICK, rx=2, class_="bar")
        )
    return y + _THICK + _APART
