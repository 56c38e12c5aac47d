"""One bar divided into shares, with a legend: promoters, passives and detractors."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from chalicelib.charts.svg import LINE, Drawing, chart, element, percent

_THICK = 28
_SWATCH = 12


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the whole; ``style`` is a class of the stylesheet (``bar``, ``pale``, ``warm``)."""

    label: str
    count: int
    text: str
    style: str


def shares(name: str, title: str, parts: Sequence[Share]) -> Markup | None:
    """Draw the bar and its legend; None if all shares are empty."""
    whole = sum(part.count for part in parts)
    if not whole:
        return None
    shapes: list[Markup] = []
    x = 0.0
    y = _THICK + 10
    for part in parts:
        width = 100 * part.count / whole
        if width:
            shapes.append(
                element(
                    "rect",
                    x=percent(x),
                    y=0,
                    width=percent(width),
                    height=_THICK,
                    class_=part.style,
                )
            )
        shapes += _legend(part, y)
        x += width
        y += LINE + 5
    description = "; ".join(f"{part.label}: {part.text}" for part in parts)
    return chart(name, title, Drawing(Markup("").join(shapes), y, description))


def _legend(part: Share, y: int) -> list[Markup]:
    return [
        element("rect", x=0, y=y + 2, width=_SWATCH, height=_SWATCH, class_=part.style),
        element("text", part.label, x=_SWATCH + 8, y=y + 13),
        element("text", part.text, x="100%", y=y + 13, text_anchor="end", class_="strong"),
    ]
