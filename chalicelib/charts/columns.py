"""Upright columns along a scale, with the mean marked: the distribution of ratings."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from chalicelib.charts.svg import LINE, Drawing, chart, element, percent

TALL = 80
_FEW = 7
"""So many columns are wide enough for text of the common size on the narrowest screen."""
_GAP = 0.14
MOST_COLUMNS = 12
"""More are too narrow for their figures."""


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """One step of the scale, how often it was chosen, and both as text; ``share`` stands over the count."""

    label: str
    count: int
    text: str
    share: str = ""


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean's position, in steps from the first column's middle."""

    steps: float
    text: str


def place_mean(mean: float, values: Sequence[float]) -> float | None:
    """Return where a mean lies on the scale of these values, in steps from the first; None if the steps are uneven."""
    step = values[1] - values[0]
    is_even = all(abs(b - a - step) < 1e-9 for a, b in pairwise(values))
    return (mean - values[0]) / step if is_even else None


def columns(
    name: str,
    title: str,
    steps: Sequence[ChartColumn],
    *,
    mean: Mean | None = None,
    tall: int = TALL,
) -> Markup | None:
    """Return the columns as an image of a page; None if nothing was chosen yet."""
    if not any(step.count for step in steps):
        return None
    return chart(name, title, draw_columns(steps, mean=mean, tall=tall))


def draw_columns(
    steps: Sequence[ChartColumn], *, mean: Mean | None = None, tall: int = TALL
) -> Drawing:
    """Draw a column for each step, the longest ``tall`` pixels; at least one step was chosen."""
    most = max(step.count for step in steps)
    lines = 2 if any(step.share for step in steps) else 1
    foot = lines * LINE + 4 + tall
    below = foot + LINE + 4
    wide = 100 / len(steps)
    parts: list[Markup] = []
    for number, step in enumerate(steps):
        parts += _column(
            step, wide * number, wide, foot, tall * step.count / most, is_small=len(steps) > _FEW
        )
    parts.append(element("line", x1=0, x2="100%", y1=foot, y2=foot, class_="rule"))
    if mean:
        parts += _mean(mean, wide, below)
        below += LINE
    description = "; ".join(f"{step.label}: {step.text}" for step in steps)
    if mean:
        description += f"; {mean.text}"
    return Drawing(Markup("").join(parts), below, description)


def _column(
    step: ChartColumn, x: float, wide: float, foot: float, tall: float, *, is_small: bool
) -> list[Markup]:
    middle = percent(x + wide / 2)
    size = " small" if is_small else ""
    top = foot - tall - 5
    count = element(
        "text",
        str(step.count),
        x=middle,
        y=f"{top:g}",
        text_anchor="middle",
        class_=("strong" if step.count and not step.share else "soft") + size,
    )
    shapes = [
        element("text", step.label, x=middle, y=foot + LINE - 2, text_anchor="middle"),
        count,
    ]
    if step.share and step.count:
        share = element(
            "text",
            step.share,
            x=middle,
            y=f"{top - LINE + 2:g}",
            text_anchor="middle",
            class_="strong" + size,
        )
        shapes.append(share)
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
    """Draw a pointer under the scale with its text beside it, on the side of the middle."""
    x = wide * (mean.steps + 0.5)
    is_left = x < 50
    pointer = element("path", d="M0 0l7 11h-14z", class_="bar")
    text = element(
        "text", mean.text, x=12 if is_left else -12, y=11, text_anchor="start" if is_left else "end"
    )
    return [element("svg", pointer, text, x=percent(x), y=y, width=1, height=1, overflow="visible")]
