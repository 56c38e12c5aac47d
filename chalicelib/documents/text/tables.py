"""The words of a report's tables, in Kazakh, Russian and English."""

from typing import Final

from chalicelib.documents.text.sentences.sentence import Texts

CAPTION: Final[Texts] = (
    "{number}-кесте. Іс-шара туралы деректер",
    "Таблица {number}. Сведения о мероприятии",
    "Table {number}. Facts about the event",
)
HEADINGS: Final[tuple[Texts, Texts]] = (
    ("Көрсеткіш", "Показатель", "Item"),
    ("Мәні", "Значение", "Value"),
)
