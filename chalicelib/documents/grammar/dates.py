"""Days in a sentence: on which one, from which to which. Months keep CLDR's names; Kazakh ones take their cases."""

from datetime import date
from typing import Final

from babel.dates import format_date

from chalicelib.documents.grammar.kazakh import KazakhCase, inflect
from chalicelib.documents.grammar.terms import MONTHS
from chalicelib.locales import Language

NO_BREAK: Final = "\u00a0"
_PATTERNS: Final = {
    "kk": f"y 'жылғы' d{NO_BREAK}MMMM",
    "ru": f"d{NO_BREAK}MMMM y 'года'",
    "en": f"d{NO_BREAK}MMMM y",
}
"""An office writes «года» out, and «жылғы», which CLDR abbreviates."""


def span(first: object, last: object) -> str:
    """Write from which to which, on one line: «11–13», «10:00–13:00»."""
    return f"{first}\u2060–\u2060{last}"


def day(on: date, language: Language) -> str:
    """Write a day by itself: «2027 жылғы 11 маусым», «11 июня 2027 года»."""
    return format_date(on, _PATTERNS[language], locale=language)


def on_days(first: date, last: date, language: Language) -> str:
    """Write when something took place: «2027 жылғы 11 маусымда», «с 11 по 13 июня 2027 года»."""
    match language:
        case "kk":
            return _on_days_kazakh(first, last)
        case "ru":
            return _on_days_russian(first, last)
        case "en":
            return _on_days_english(first, last)


def _on_days_kazakh(first: date, last: date) -> str:
    until = inflect(MONTHS[last.month - 1], KazakhCase.LOCATIVE)
    if first == last:
        return f"{first.year} жылғы {first.day}{NO_BREAK}{until}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.year} жылғы {span(first.day, last.day)}{NO_BREAK}{until}"
    begin = f"{first.year} жылғы {first.day}{NO_BREAK}{inflect(MONTHS[first.month - 1], KazakhCase.ABLATIVE)}"
    year = f"{last.year} жылғы " if last.year != first.year else ""
    return f"{begin} {year}{last.day}{NO_BREAK}{inflect(MONTHS[last.month - 1], KazakhCase.DATIVE)} дейін"


def _on_days_russian(first: date, last: date) -> str:
    until = day(last, "ru")
    return until if first == last else f"с {_beginning(first, last, 'ru')} по {until}"


def _on_days_english(first: date, last: date) -> str:
    until = day(last, "en")
    return f"on {until}" if first == last else f"from {_beginning(first, last, 'en')} to {until}"


def _beginning(first: date, last: date, language: Language) -> str:
    """Write the first day without the month and the year that it shares with the last one."""
    if first.year != last.year:
        return day(first, language)
    pattern = "d" if first.month == last.month else f"d{NO_BREAK}MMMM"
    return format_date(first, pattern, locale=language)
