"""A small picture of a form: how each of its first questions is asked, without words."""

from collections.abc import Iterator, Sequence
from typing import Final

from markupsafe import Markup

from chalicelib.charts.svg import element
from chalicelib.forms.types import Widget

_WIDTH, _ROWS, _ROW = 96, 6, 20
_BOX: Final = (Widget.TEXT, Widget.NUMBER, Widget.NATIVE)


def draw_form(widgets: Sequence[Widget]) -> Markup:
    """Return the picture, hidden from those who hear the page: the text beside it says the same."""
    shown = widgets[:_ROWS]
    height = 8 + _ROW * len(shown)
    rows = [part for row, widget in enumerate(shown) for part in _question(widget, 8 + _ROW * row)]
    return element(
        "svg",
        element("rect", class_="paper", x=0.5, y=0.5, width=_WIDTH - 1, height=height - 1, rx=4),
        *rows,
        class_="sketch",
        viewBox=f"0 0 {_WIDTH} {height}",
        width=_WIDTH,
        height=height,
        aria_hidden="true",
    )


def _question(widget: Widget, top: int) -> Iterator[Markup]:
    """Draw a question: a line for its words, and below it how it is answered."""
    yield element("rect", class_="words", x=8, y=top, width=44, height=3)
    middle = top + 9
    if widget is Widget.CHOICES:
        for left in (8, 36, 64):
            yield element("circle", class_="answer", cx=left + 3, cy=middle, r=2.5)
            yield element("rect", class_="words", x=left + 8, y=middle - 1, width=14, height=2)
    elif widget is Widget.SCALE:
        for step in range(5):
            yield element("circle", class_="answer", cx=11 + 14 * step, cy=middle, r=3)
    elif widget is Widget.RANKING:
        for step in range(3):
            yield element("rect", class_="mark", x=8 + 26 * step, y=middle - 3, width=22, height=6)
    elif widget is Widget.CONFIRMATION:
        yield element("rect", class_="answer", x=8, y=middle - 3, width=6, height=6)
        yield element("rect", class_="words", x=18, y=middle - 1, width=40, height=2)
    else:
        width = 76 if widget in _BOX else 40
        yield element("rect", class_="answer", x=8, y=middle - 3, width=width, height=7, rx=1)
