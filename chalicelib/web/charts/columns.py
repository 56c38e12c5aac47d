"""Upright columns along a scale, with the mean marked: the distribution of ratings."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from chalicelib.web.charts.svg import LINE, chart, element, percent

_TALL = 120
_GAP = 0.14


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """One step of the scale and how often it was chosen."""

    label: str
    count: int
    text: str


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean's position, in steps from the first column's middle."""

    steps: float
    text: str


def columns(
    name: str, title: str, steps: Sequence[ChartColumn], *, mean: Mean | None = None
) -> Markup | None:
    """Draw a column for each step; None if nothing was chosen yet."""
    most = max((step.count for step in steps), default=0)
    if not most:
        return None
    foot = LINE + 4 + _TALL
    below = foot + LINE + 4
    wide = 100 / len(steps)
    parts: list[Markup] = []
    for number, step in enumerate(steps):
        parts += _column(step, wide * number, wide, foot, _TALL * step.count / most)
    parts.append(element("line", x1=0, x2="100%", y1=foot, y2=foot, class_="rule"))
    if mean:
        parts += _mean(mean, wide, below)
        below += 2 * LINE
    description = "; ".join(f"{step.label}: {step.text}" for step in steps)
    if mean:
        description += f"; {mean.text}"
    return chart(name, title, description, below, parts)


def _column(step: ChartColumn, x: float, wide: float, foot: float, tall: float) -> list[Markup]:
    middle = percent(x + wide / 2)
    shapes = [
        element("text", step.label, x=middle, y=foot + LINE - 2, text_anchor="middle"),
        element(
            "text",
            str(step.count),
            x=middle,
            y=f"{foot - tall - 5:g}",
            text_anchor="middle",
            class_="strong" if step.count else "soft",
        ),
    ]
    if tall:
        rectangle = element(
            "rect",
            x=percent(x + wide * _GAP),
            y=f"{foot - tall:.4g}",
            width=percent(wide * (1 - 2 * _GAP)),
            height=f"{tall:.4g}",
            class_="bar",
        )
        shapes.insert(0, rectangle)
    return shapes


def _mean(mean: Mean, wide: float, y: int) -> list[Markup]:
    """Draw a pointer under the scale with its text, which runs towards the middle near an end."""
    x = wide * (mean.steps + 0.5)
    anchor = "start" if x < 25 else "end" if x > 75 else "middle"
    pointer = element("path", d="M0 0l7 11h-14z", class_="bar")
    return [
        element("svg", pointer, x=percent(x), y=y, width=1, height=1, overflow="visible"),
        element("text", mean.text, x=percent(x), y=y + LINE + 8, text_anchor=anchor),
    ]
