"""The languages of a spreadsheet's columns, by their names in the headers or by the letters of the texts.

XLSForm names a language as people do, preferably with its code behind: ``label::Қазақша (kk)``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.forms.validation.source_document import LanguageColumn
from chalicelib.locales import LANGUAGES, Language
from chalicelib.xlsform.reader.columns import Columns, TextColumn
from chalicelib.xlsform.reader.sheet_draft import SheetTable

NAMES: Mapping[Language, str] = {"kk": "Қазақша (kk)", "ru": "Русский (ru)", "en": "English (en)"}
"""The names that headers get when a form is written as a spreadsheet."""

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
    """Return the language that a column names, None for one that Pikir does not know."""
    if code := _CODE.search(name):
        return _CODES.get(code[1].lower())
    plain = name.strip().lower()
    if tag := _TAG.fullmatch(plain):
        return _CODES.get(tag[1], _by_start(plain))
    return _by_start(plain)


def _by_start(plain: str) -> Language | None:
    return next((language for start, language in _STARTS if plain.startswith(start)), None)


def guess_language(texts: Iterable[str]) -> Language:
    """Guess the language of texts by their letters: Kazakh has nine that Russian does not have."""
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
class ColumnLanguages:
    """Which languages the columns of a form are in; ``default`` is the form's."""

    default: Language

    @classmethod
    def of(
        cls, names: Iterable[str | None], chosen: str | None, texts: Iterable[str]
    ) -> "ColumnLanguages":
        """Settle the default language of a form.

        Args:
            names: the languages that columns name, in their order; None for a column without one.
            chosen: the form's default language as its settings name it.
            texts: those in columns without a language first; they are read only where letters decide.
        """
        default = language_of(chosen) if chosen else None
        if default is not None:
            return cls(default)
        named = dict.fromkeys(names)
        ours = [language for name in named if name and (language := language_of(name))]
        return cls(guess_language(texts) if None in named or not ours else ours[0])

    def language(self, name: str | None) -> Language | None:
        """Return the language of a column by the name that it has there, None for a foreign one.

        A column without a name is in the default language.
        """
        return language_of(name) if name else self.default

    def localize(self, cells: Iterable[tuple[str | None, str]]) -> dict[Language, str]:
        """Return the texts by language; a foreign one serves as the default only where none is ours.

        A column without a language gives way to one that names the same.
        """
        texts: dict[Language, str] = {}
        foreign: str | None = None
        for name, text in sorted(cells, key=lambda cell: cell[0] is None):
            language = self.language(name)
            if language is None:
                foreign = foreign or text
            else:
                texts.setdefault(language, text)
        if not texts and foreign is not None:
            texts[self.default] = foreign
        return {language: texts[language] for language in LANGUAGES if language in texts}

    def read(
        self, columns: Iterable[TextColumn], cells: Mapping[str, str]
    ) -> dict[str, dict[Language, str]]:
        """Return a row's texts in those columns: by the definition's key, then by language."""
        found: dict[str, list[tuple[str | None, str]]] = {}
        for header, key, name in columns:
            if header in cells:
                found.setdefault(key, []).append((name, cells[header]))
        return {key: self.localize(each) for key, each in found.items()}


def language_columns(
    sheet: str, columns: Columns, languages: ColumnLanguages
) -> dict[LanguageColumn, str]:
    """Return the headers of a sheet's texts by language; the first of several counts."""
    found: dict[LanguageColumn, str] = {}
    for header, key, name in columns.texts():
        if language := languages.language(name):
            found.setdefault(LanguageColumn(sheet, key, language), header)
    return found


def choice_texts(
    columns: Columns, cells: Mapping[str, str], languages: ColumnLanguages
) -> dict[str, object]:
    """Return a choice's label and media, as far as the row has them."""
    labels = [column for column in columns.texts() if column[1] == "label"]
    media = languages.read(columns.media(), cells)
    return {**languages.read(labels, cells), **({"media": media} if media else {})}


def language_names(tables: Iterable[SheetTable]) -> dict[str | None, None]:
    """Return the languages that columns of texts and media name, in their order; None for a column without one."""
    return dict.fromkeys(
        language or None
        for table in tables
        for _, _, language in (*table.columns.texts(), *table.columns.media())
    )


def form_languages(tables: Sequence[SheetTable], chosen: str | None) -> ColumnLanguages:
    """Settle the languages of a form; ``chosen`` is the default one as its settings name it."""
    return ColumnLanguages.of(language_names(tables), chosen, _sample_texts(tables))


def _sample_texts(tables: Iterable[SheetTable]) -> Iterator[str]:
    """Yield the texts of columns without a language, then those of the other columns."""
    for has_language in (False, True):
        for table in tables:
            for header, _, language in table.columns.texts():
                if bool(language) is has_language:
                    yield from (row[header] for row in table.sheet.rows if header in row)
