"""Lists of submissions: which ones are asked for, in which order, and how one is recognised by its lines."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from chalicelib.domain.list_lines import ListLine, name_and_receipt
from chalicelib.forms.intake import Form
from chalicelib.forms.statistics.codes import INSTANCES, decode_instances
from chalicelib.locales import Language

_RECEIPT: Final = re.compile(r"([0-9A-Z]{5})[ -]?([0-9A-Z]{5})")
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
"""Crockford's base 32 has none of these letters, so that they can be read as the digits they look like."""
_LAST: Final = "\U0010ffff"
_KAZAKH: Final = {
    "ә": f"а{_LAST}",
    "ғ": f"г{_LAST}",
    "ё": f"е{_LAST}",
    "қ": f"к{_LAST}",
    "ң": f"н{_LAST}",
    "ө": f"о{_LAST}",
    "ұ": f"у{_LAST}",
    "ү": f"у{_LAST * 2}",
    "һ": f"х{_LAST}",
    "і": f"ы{_LAST}",
}
"""What each letter that Unicode has elsewhere sorts as, so that it follows the one before it in the Kazakh alphabet."""


class Sort(StrEnum):
    """The orders of a list; those of time are exact however many submissions there are."""

    NEWEST = "-received_at"
    OLDEST = "received_at"
    NAME = "name"
    ORGANISATION = "organisation"
    CATEGORY = "category"
    LANGUAGE = "language"

    @property
    def is_by_time(self) -> bool:
        """Whether it is the order in which the submissions are stored, or its reverse."""
        return self in (Sort.NEWEST, Sort.OLDEST)


class SearchIn(StrEnum):
    """Where a search looks: at names and receipts alone, at contacts as well, or at all texts of the answers."""

    NAMES = "names"
    PEOPLE = "people"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which of a form's submissions are asked for. None and an empty text ask for all.

    ``since`` and ``until`` are both inclusive; ``answered`` is the key of a question that has an answer. Every word
    of ``search`` must occur; with ``only_that_answer`` a search of answers looks at that question's answer alone.
    """

    search: str = ""
    search_in: SearchIn = SearchIn.PEOPLE
    category: str | None = None
    language: Language | None = None
    version: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    answered: str | None = None
    only_that_answer: bool = False
    sort: Sort = Sort.NEWEST

    @property
    def receipt(self) -> str | None:
        """The receipt code that the search is, None if it is none."""
        if self.only_that_answer:
            return None
        match = _RECEIPT.fullmatch(self.search.strip().upper())
        return f"{match[1]}-{match[2]}".translate(_MISREAD) if match else None

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are searched, as ``fold_text`` writes them."""
        return tuple(fold_text(self.search).split())

    @property
    def searches_answers(self) -> bool:
        """Whether the answers themselves have to be read."""
        return bool(self.words) and self.search_in is SearchIn.ANSWERS


class ListedRow(NamedTuple):
    """A submission as the index of arrivals projects it."""

    received_at: str
    id: str
    stat_line: str
    list_line: str

    @property
    def head(self) -> tuple[str, str]:
        """The version and the category, as the line writes them; the category is empty for none."""
        _, version, category, _ = f"{self.stat_line}|||".split("|", 3)
        return version, category


RowTest = Callable[[ListedRow], bool]


def row_test(query: ListQuery, forms: Mapping[int, Form]) -> RowTest:
    """Return the test of a row's lines. Time, and the texts of answers, are not in it."""
    tests = list(_tests(query, forms))
    if not tests:
        return lambda _: True
    if len(tests) == 1:
        return tests[0]
    return lambda row: all(test(row) for test in tests)


def _tests(query: ListQuery, forms: Mapping[int, Form]) -> list[RowTest]:
    tests: list[RowTest] = []
    if query.category is not None or query.version is not None:
        tests.append(_head_test(query))
    if query.language is not None:
        beginning = f"{query.language}\t"
        tests.append(lambda row: row.list_line.startswith(beginning))
    if query.words:
        tests += _search_tests(query)
    if query.answered is not None:
        tests.append(_answered_test(query.answered, forms))
    return tests


def _search_tests(query: ListQuery) -> list[RowTest]:
    """Return the tests of a search that the lines alone can answer."""
    words = query.words
    if query.search_in is SearchIn.NAMES:
        return [lambda row: contains(name_and_receipt(row.list_line), words)]
    if query.search_in is SearchIn.PEOPLE:
        return [lambda row: contains(row.list_line, words)]
    return []


def _head_test(query: ListQuery) -> RowTest:
    version = None if query.version is None else str(query.version)
    category = query.category

    def test(row: ListedRow) -> bool:
        of_version, of_category = row.head
        return version in (None, of_version) and category in (None, of_category)

    return test


def _answered_test(key: str, forms: Mapping[int, Form]) -> RowTest:
    """Return the test whether the question of that key has an answer; a version may not ask it."""
    places = {
        str(version): place
        for version, form in forms.items()
        for place, question in enumerate(form.answerable, 3)
        if question.key == key
    }

    def test(row: ListedRow) -> bool:
        parts = row.stat_line.split("|")
        place = places.get(row.head[0])
        return place is not None and place < len(parts) and _is_answer(parts[place])

    return test


def _is_answer(code: str) -> bool:
    if not code.startswith(INSTANCES):
        return bool(code)
    return any(each for each, _ in decode_instances(code))


def contains(text: str, words: tuple[str, ...]) -> bool:
    """Return whether every word, as ``fold_text`` writes it, occurs in the text."""
    folded = fold_text(text)
    return all(word in folded for word in words)


def fold_text(text: str) -> str:
    """Return the text as searches compare it: without case, and with е for ё."""
    return text.casefold().replace("ё", "е")


def sort_key(row: ListedRow, sort: Sort) -> str:
    """Return what rows are sorted by, in the order of the Kazakh alphabet; those without it come last."""
    if sort is Sort.CATEGORY:
        _, text = row.head
    else:
        text = getattr(ListLine.parse(row.list_line), sort.value)
    return _alphabetic(text.casefold()) or _LAST


def _alphabetic(text: str) -> str:
    for letter, place in _KAZAKH.items():  # several times faster than str.translate
        text = text.replace(letter, place)
    return text
