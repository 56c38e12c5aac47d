"""Numbers as each language writes them (CLDR's separators, through Babel), and lists in a sentence."""

from collections.abc import Mapping
from typing import Final

from babel.numbers import format_decimal

from chalicelib.locales import Language

_AND: Final[Mapping[Language, str]] = {"kk": " және ", "ru": " и ", "en": " and "}


def format_number(value: float, language: Language, *, digits: int = 0) -> str:
    """Format a number with at most that many decimals: “1 000”, “4,3”; the space does not break."""
    return format_decimal(value, format="#,##0." + "#" * digits, locale=language)


def separators(count: int, language: Language) -> tuple[str, ...]:
    """Return what stands between the items of a list in a sentence: «А, Б және В»."""
    return (*[", "] * (count - 2), _AND[language])[: max(count - 1, 0)]
