"""What the fields of a page are filled with, and how they speak."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from chalicelib.forms.text import in_language
from chalicelib.web.labels import marked_up, unmarked
from chalicelib.web.participant.fields.shape import Media

if TYPE_CHECKING:
    from chalicelib.forms.compiled import Form
    from chalicelib.forms.definition import Media as FormMedia
    from chalicelib.forms.layout import Node
    from chalicelib.forms.text import Language
    from chalicelib.web.participant.fields.shape import Instance, Typed
    from chalicelib.web.participant.working import Worked

ROW = "_row"
"""The field that each shown instance of a repeat carries: ``members[0]``."""
MAX_ROWS = 100
"""Instances of one repeat that a page shows."""

_STEP = re.compile(r"\[([0-9]{1,3})\](?=/|$)")


@dataclass(frozen=True)
class Page:
    """A form, what was typed into it, what is wrong with that, and what its logic makes of it."""

    form: Form
    typed: Typed
    messages: Mapping[str, str]
    """By question, as a problem names it."""
    full: frozenset[str]
    """The categories without a free place."""
    say: Callable[..., str]
    language: Language
    worked: Worked
    address: Callable[[str], str]
    """The address of a file attached to the form."""
    fits: bool = False
    """Whether what the answers leave out is left out (else it is shown, with the reason in words)."""
    seed: str = ""
    """Of the order of choices that are shuffled: the submission's id."""

    def text(self, text: Mapping[Language, str] | None, at: Instance, node: Node) -> Markup:
        """A text of a row as HTML; one in another language than the page's is marked as such."""
        if not text:
            return Markup("")

        def named(name: str) -> Markup:
            said = "" if at.is_blank else self.worked.said(node, at.rows, name)
            place = f"{self.worked.number(node)}:{name}"
            return Markup('<span data-said="{}">{}</span>').format(place, said)

        html = marked_up(in_language(text, self.language), named)
        if self.language in text:
            return html
        return Markup('<span lang="{}">{}</span>').format(next(iter(text)), html)

    def title(self, text: Mapping[Language, str] | None, at: Instance, node: Node) -> str:
        """The same without any marks."""

        def named(name: str) -> str:
            return "" if at.is_blank else self.worked.said(node, at.rows, name)

        return unmarked(in_language(text, self.language), named)

    def media(self, files: FormMedia) -> Media | None:
        """The files of a row or a choice, in the page's language where they are in several."""
        found = {
            kind.replace("-", "_"): self.address(in_language(names, self.language))
            for kind, names in files.items()
        }
        return Media(**found) if found else None

    def of(self, name: str) -> Sequence[str]:
        """What was typed into a field."""
        return self.typed.get(name, ())

    def rows(self, path: str) -> int | None:
        """How many instances of a repeat were shown when the page was sent; None for a new page."""
        if ROW not in self.typed and not self._shown:
            return None if not self.typed else 0
        return self._shown.get(path, 0)

    @cached_property
    def _shown(self) -> Mapping[str, int]:
        shown: dict[str, int] = {}
        places = [*self.of(ROW), *(name[2:] for name in self.typed if name.startswith("q."))]
        for place in places:
            for step in _STEP.finditer(place):
                path, count = place[: step.start()], min(int(step[1]) + 1, MAX_ROWS)
                shown[path] = max(shown.get(path, 0), count)
        return shown
