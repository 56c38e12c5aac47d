"""Which of Pikir's languages a spreadsheet means: by the name of a column, or by its letters.

XLSForm names a language as people do, best with its code behind: ``label::Қазақша (kk)``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.locales import LANGUAGES, Language

NAMES: Mapping[Language, str] = {"kk": "Қазақша (kk)", "ru": "Русский (ru)", "en": "English (en)"}
"""As written into a spreadsheet."""

_CODES: Mapping[str, Language] = {
    "kk": "kk",
    "kaz": "kk",
    "kz": "kk",  # the country's code, often written for the language's
    "ru": "ru",
    "rus": "ru",
    "en": "en",
    "eng": "en",
}
_STARTS: tuple[tuple[str, Language], ...] = (
    ("қаза", "kk"),
    ("каза", "kk"),
    ("qaza", "kk"),
    ("kazak", "kk"),
    ("рус", "ru"),
    ("орыс", "ru"),
    ("russ", "ru"),
    ("engl", "en"),
    ("англ", "en"),
    ("ағыл", "en"),
)
_CODE = re.compile(r"\(\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*\s*\)\s*$")
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*")
_REFERENCE = re.compile(r"\$\{[^}]*\}")
_KAZAKH = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
_KAZAKH_SHARE = 0.02
_SAMPLE = 20_000


def language_of(name: str) -> Language | None:
    """The language that a column's name means, or None for another one."""
    if code := _CODE.search(name):
        return _CODES.get(code[1].lower())
    plain = name.strip().lower()
    if tag := _TAG.fullmatch(plain):
        return _CODES.get(tag[1], _by_start(plain))
    return _by_start(plain)


def _by_start(plain: str) -> Language | None:
    return next((language for start, language in _STARTS if plain.startswith(start)), None)


def guessed(texts: Iterable[str]) -> Language:
    """The language of texts by their letters: Kazakh has nine that Russian has not."""
    cyrillic = latin = kazakh = read = 0
    for text in texts:
        for letter in _REFERENCE.sub("", text):
            if not letter.isalpha():
                continue
            if "\u0400" <= letter <= "\u04ff":
                cyrillic += 1
                kazakh += letter in _KAZAKH
            else:
                latin += 1
        read += len(text)
        if read > _SAMPLE:
            break
    if cyrillic <= latin:
        return "en"
    return "kk" if kazakh > cyrillic * _KAZAKH_SHARE else "ru"


@dataclass(frozen=True, slots=True)
class Speech:
    """What each name of a language in the columns stands for; None is a column without one.

    A name that ``meaning`` knows as None is of another language than ours. ``default`` is the form's.
    """

    default: Language
    meaning: Mapping[str | None, Language | None]

    @classmethod
    def of(cls, names: Iterable[str | None], chosen: str | None, texts: Iterable[str]) -> "Speech":
        """The speech of a form.

        Args:
            names: the languages that columns name, in their order.
            chosen: the form's default language as its settings name it.
            texts: those in columns without a language first; they are read only where letters decide.
        """
        named = dict.fromkeys(names)
        meaning = {name: language_of(name) if name else None for name in named}
        ours = [language for language in meaning.values() if language]
        default = language_of(chosen) if chosen else None
        if default is None:
            default = guessed(texts) if None in named or not ours else ours[0]
        if None in named:
            meaning[None] = default
        return cls(default, meaning)

    @property
    def foreign(self) -> list[str]:
        """The names that stand for none of ours."""
        return [name for name, language in self.meaning.items() if name and language is None]

    def say(self, cells: Iterable[tuple[str | None, str]]) -> dict[Language, str]:
        """The texts by language; a foreign one stands in for the default only where none is ours.

        A column without a language gives way to one that names the same.
        """
        said: dict[Language, str] = {}
        foreign: str | None = None
        for name, text in sorted(cells, key=lambda cell: cell[0] is None):
            language = self.meaning.get(name)
            if language is None:
                foreign = foreign or text
            else:
                said.setdefault(language, text)
        if not said and foreign is not None:
            said[self.default] = foreign
        return {language: said[language] for language in LANGUAGES if language in said}
