"""The few elements of SVG that the charts are made of, escaped where text comes in."""

from collections.abc import Iterable
from textwrap import wrap

from markupsafe import Markup

LINE = 19
"""Pixels from one line of text to the next."""

WIDTH_IN_LETTERS = 27
"""Letters of a label that fit beside a figure on the narrowest screen."""


def percent(value: float) -> str:
    """A length relative to the chart's width."""
    return f"{round(value, 2):g}%"


def element(tag: str, *children: str, **attributes: object) -> Markup:
    """One element; ``class_`` and ``text_anchor`` spell names that Python cannot."""
    written = Markup("").join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), value)
        for name, value in attributes.items()
    )
    if not children:
        return Markup("<{}{}/>").format(Markup(tag), written)  # noqa: S704 -- tags are our own
    inside = Markup("").join(children)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), written, inside)  # noqa: S704 -- as above


def label_lines(label: str) -> list[str]:
    """A label broken into lines that fit; at least one, also for an empty label."""
    return wrap(label, WIDTH_IN_LETTERS, break_on_hyphens=False) or [""]


def chart(name: str, title: str, description: str, height: float, parts: Iterable[str]) -> Markup:
    """The whole drawing; ``name`` makes its ids unique on the page."""
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
