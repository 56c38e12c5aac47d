"""The HTML of a field, cut where an answer goes."""

from __future__ import annotations

import re
from itertools import accumulate, compress
from typing import TYPE_CHECKING, Final, NamedTuple

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Sequence

VALUE: Final = Markup("<<value>>")
CHOSEN: Final = Markup("<<chosen>>")
"""Where a template writes the typed text, and around what it writes at a chosen option. Texts are escaped, so none forges them."""
_SLOT: Final = re.compile("<<(?:value|chosen)>>")


class CutHtml(NamedTuple):
    """The HTML of a field without an answer, and where an answer goes."""

    html: Markup
    places: tuple[int, ...]
    """Of the typed text, or of the options in their order."""
    addition: str
    """What a chosen option adds in its place; empty where the typed text is added."""

    @classmethod
    def cut(cls, html: str) -> CutHtml:
        """Cut HTML that was written with slots."""
        is_typed = VALUE in html
        pieces = _SLOT.split(html)
        blank = pieces if is_typed else pieces[::2]
        places = tuple(accumulate(map(len, blank[:-1])))
        addition = "" if is_typed or not places else pieces[1]
        return cls(Markup("".join(blank)), places, addition)  # noqa: S704 -- a template's own output

    def fill(self, value: str, chosen: Sequence[bool]) -> Markup:
        """Return the HTML with an answer: the typed text, or whether each option is chosen."""
        html, places, addition = self
        if not addition:
            addition = str(escape(value))
        elif places:
            places = tuple(compress(places, chosen))
        return Markup(addition.join(_split(str(html), places)))  # noqa: S704 -- a template's own output, and an escaped text


def _split(html: str, places: tuple[int, ...]) -> list[str]:
    ends = (*places, len(html))
    return [html[start:end] for start, end in zip((0, *places), ends, strict=True)]
