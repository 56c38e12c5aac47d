"""The sentences of a report in three languages, side by side: structure and cases differ too much for a catalogue.

A slot is ``{name}``, ``{name|form}`` with a form of its value (``values``), or ``{name|one/many}`` with words that agree with
it. ``label`` names what a sentence tells in a table of facts, and ``row`` lists the slots of its cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.locales import Language

Texts = tuple[str, str, str]
_ORDER: Final[Mapping[Language, int]] = {"kk": 0, "ru": 1, "en": 2}


def in_order(texts: Texts, language: Language) -> str:
    """Return the text in that language."""
    return texts[_ORDER[language]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in Kazakh, Russian and English; without texts it is a row of the table of facts alone."""

    texts: Texts | None = None
    label: Texts | None = None
    row: tuple[str, ...] = ()

    def text(self, language: Language) -> str:
        """Return the sentence in that language, empty for one that is a row alone."""
        return in_order(self.texts, language) if self.texts else ""

    def name(self, language: Language) -> str:
        """Return what its row is called, empty if it is none."""
        return in_order(self.label, language) if self.label else ""
