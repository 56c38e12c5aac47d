"""Dots on one scale, each with its interval: the means of several groups side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from chalicelib.charts.svg import LINE, Drawing, chart, element, label_lines, percent

_TRACK = 13
_APART = 6
_RADIUS = 5.5


@dataclass(frozen=True, slots=True)
class Dot:
    """One group: its label, its value with the ends of its interval, and both as text; one answer has no interval."""

    label: str
    text: str
    value: float
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """The scale under the dots: its ends, how they are written, and the mean of all, a line through the rows."""

    start: float
    end: float
    start_text: str
    end_text: str
    mean: float

    def place(self, value: float) -> float:
        """Return the value's position in percent; what lies beyond an end stands at the end."""
        return min(100.0, max(0.0, 100 * (value - self.start) / (self.end - self.start)))


def dots(name: str, title: str, rows: Sequence[Dot], axis: Axis) -> Markup | None:
    """Draw a line of the scale for each row; None if there are no rows, or the scale has no length."""
    if axis.end <= axis.start or not rows:
        return None
    parts: list[Markup] = []
    y = 0
    for row in rows:
        y = _draw(parts, row, axis, y)
    mean = percent(axis.place(axis.mean))
    parts.insert(0, element("line", x1=mean, x2=mean, y1=LINE, y2=y, class_="rule hidden-track"))
    y += LINE - _APART
    parts.append(element("text", axis.start_text, x=0, y=y, class_="soft"))
    parts.append(element("text", axis.end_text, x="100%", y=y, text_anchor="end", class_="soft"))
    description = "; ".join(f"{row.label}: {row.text}" for row in rows)
    return chart(name, title, Drawing(Markup("").join(parts), y + 4, description))


def _draw(parts: list[Markup], row: Dot, axis: Axis, y: int) -> int:
    for number, line in enumerate(label_lines(row.label)):
        y += LINE
        parts.append(element("text", line, x=0, y=y - 5))
        if not number:
            end = element("text", row.text, x="100%", y=y - 5, text_anchor="end", class_="strong")
            parts.append(end)
    middle = y + _TRACK // 2
    parts.append(element("line", x1=0, x2="100%", y1=middle, y2=middle, class_="rule"))
    if row.interval:
        low, high = (percent(axis.place(each)) for each in row.interval)
        parts.append(element("line", x1=low, x2=high, y1=middle, y2=middle, class_="interval"))
    x = percent(axis.place(row.value))
    parts.append(element("circle", cx=x, cy=middle, r=_RADIUS, class_="bar"))
    return y + _TRACK + _APART
