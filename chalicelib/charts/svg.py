"""The few SVG elements that charts consist of; text and attributes are escaped."""

from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

LINE = 19
"""The distance from one line of text to the next, in pixels."""

WIDTH_IN_LETTERS = 27
"""The number of letters of a label that fit beside a figure on the narrowest screen."""


def percent(value: float) -> str:
    """Return a length relative to the chart's width."""
    return f"{round(value, 2):g}%"


def element(tag: str, *children: str, **attributes: object) -> Markup:
    """Return one element. ``class_`` and ``text_anchor`` stand for ``class`` and ``text-anchor``."""
    attribute_text = Markup("").join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), value)
        for name, value in attributes.items()
    )
    if not children:
        return Markup("<{}{}/>").format(Markup(tag), attribute_text)  # noqa: S704 -- tags are our own
    inside = Markup("").join(children)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), attribute_text, inside)  # noqa: S704 -- as above


def label_lines(label: str, width: int = WIDTH_IN_LETTERS) -> list[str]:
    """Break a label into lines of at most ``width`` letters; an empty label has one line."""
    return wrap(label, width, break_on_hyphens=False) or [""]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The shapes of a chart that is ``height`` pixels high and as wide as there is room; its figures as text."""

    shapes: Markup
    height: float
    description: str


def chart(name: str, title: str, drawing: Drawing) -> Markup:
    """Return the drawing as an image of a page; ``name`` makes its ids unique there."""
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", drawing.description, id=f"{name}-desc"),
        drawing.shapes,
        class_="chart",
        role="img",
        height=f"{drawing.height:g}",
        width="100%",
        aria_labelledby=f"{name}-title {name}-desc",
    )
