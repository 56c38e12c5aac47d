"""The few SVG elements that charts consist of; text and attributes are escaped."""

from collections.abc import Iterable
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


def label_lines(label: str) -> list[str]:
    """Break a label into lines that fit; an empty label has one line."""
    return wrap(label, WIDTH_IN_LETTERS, break_on_hyphens=False) or [""]


def chart(name: str, title: str, description: str, height: float, parts: Iterable[str]) -> Markup:
    """Return the whole drawing; ``name`` makes its ids unique on the page."""
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description, id=f"{name}-desc"),
        *parts,
        class_="chart",
        role="img",
        height=f"{height:g}",
        width="100%",
        aria_labelledby=f"{name}-title {name}-desc",
    )
