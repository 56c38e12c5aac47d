"""The words of a report's tables and figures, in Kazakh, Russian and English."""

from typing import Final

from chalicelib.documents.text.report import Paragraph
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


TABLE: Final[Texts] = ("{number}-кесте. ", "Таблица {number}. ", "Table {number}. ")
"""Stands before a table's caption."""


def number_caption(paragraph: Paragraph, language: Language) -> str:
    """Return what stands before the caption of a figure or a table; nothing before another paragraph."""
    pattern = {"figure": FIGURE, "table": TABLE}.get(paragraph.style)
    if pattern is None or not paragraph.number:
        return ""
    return in_order(pattern, language).format(number=paragraph.number)
