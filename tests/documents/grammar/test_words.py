"""Every word of the vocabulary in every form equals a table whose values were checked one by one.

The tables are plain enough for another analyser to be held against them: a term, a number (``poss`` for the possessive of
the third person), and the cases.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from chalicelib.documents.grammar.kazakh import KazakhCase, KazakhNoun, inflect
from chalicelib.documents.grammar.russian import RussianCase, counted_form, decline
from chalicelib.documents.grammar.terms import MONTHS, TERMS, find_term, nominative
from chalicelib.locales import LANGUAGES

FOLDER = Path(__file__).parent


def _read_table(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def _kazakh_nouns() -> dict[str, KazakhNoun]:
    months = {f"month.{number}": noun for number, noun in enumerate(MONTHS, 1)}
    return {name: term.kk for name, term in TERMS.items()} | months


def test_kazakh_words_equal_the_table() -> None:
    nouns, rows = _kazakh_nouns(), list(_read_table("kazakh_words"))
    assert {row["term"] for row in rows} == set(nouns)
    for row in rows:
        number, noun = row["number"], nouns[row["term"]]
        forms = {
            case.value: inflect(
                noun,
                case,
                plural=number.startswith("pl"),
                possessive=number.endswith("poss"),
            )
            for case in KazakhCase
        }
        assert {"term": row["term"], "number": number, **forms} == row


def test_russian_words_equal_the_table() -> None:
    rows = list(_read_table("russian_words"))
    assert {row["term"] for row in rows} == set(TERMS)
    for row in rows:
        noun = TERMS[row["term"]].ru
        forms = {
            case.value: decline(noun, case, plural=row["number"] == "pl") for case in RussianCase
        }
        assert {"term": row["term"], "number": row["number"], **forms} == row


def test_counted_words_equal_the_table() -> None:
    rows = list(_read_table("counted_words"))
    assert {row["term"] for row in rows} == set(TERMS)
    for row in rows:
        term = TERMS[row["term"]]
        after = {"one": (1, 21, 101, 1001), "few": (2, 3, 24, 102), "many": (0, 5, 11, 14, 100)}
        for count_class, numbers in after.items():
            assert {counted_form(term.ru, number) for number in numbers} == {
                row[f"ru.{count_class}"]
            }
        assert (term.en.singular, term.en.plural) == (row["en.one"], row["en.other"])


def test_every_label_of_the_vocabulary_is_found_and_another_is_not() -> None:
    for language in LANGUAGES:
        for term in TERMS.values():
            label = nominative(term, language)
            found = find_term({language: label.upper()}, language)
            assert found is not None
            assert nominative(found, language) == label
        assert find_term({language: "Ұлттық ұлан"}, language) is None
    assert find_term({"ru": "Учитель"}, "kk") is None
