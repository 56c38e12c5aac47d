"""The words of a report's tables and figures, in Kazakh, Russian and English."""

from typing import Final

from chalicelib.documents.text.sentences.sentence import Texts, in_order
from chalicelib.locales import Language

CAPTION: Final[Texts] = (
    "{number}-кесте. Іс-шара туралы деректер",
    "Таблица {number}. Сведения о мероприятии",
    "Table {number}. Facts about the event",
)
HEADINGS: Final[tuple[Texts, Texts]] = (
    ("Көрсеткіш", "Показатель", "Item"),
    ("Мәні", "Значение", "Value"),
)
FIGURE: Final[Texts] = ("{number}-сурет. ", "Рисунок {number}. ", "Figure {number}. ")
"""Stands before a figure's caption."""


def caption_figure(number: int, language: Language) -> str:
    """Return what stands before a figure's caption."""
    return in_order(FIGURE, language).format(number=number)
