"""The example to start from: the same form in each language, with drop-down lists of words that a form can have."""

import io

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from chalicelib.forms.definition import Purpose
from chalicelib.forms.roles import ROLES
from chalicelib.forms.types import TYPES
from chalicelib.forms.validation import review
from chalicelib.forms.validation.row_checks import APPEARANCES
from chalicelib.locales import Language
from chalicelib.web.organiser.downloads import EXAMPLES
from chalicelib.xlsform import read_xlsform

GUIDES: tuple[tuple[Language, str], ...] = (
    ("kk", "Түсіндірме"),
    ("ru", "Пояснение"),
    ("en", "Guide"),
)
BLOCKS = {"end_group", "end_repeat"}


def offered_words(book: Workbook, sheet: str, header: str) -> list[str]:
    """Return what the drop-down list of a column offers."""
    cells = next(cell for cell in book[sheet][1] if cell.value == header)
    rules = book[sheet].data_validations.dataValidation
    rule = next(each for each in rules if f"{cells.column_letter}2" in each.sqref)
    assert not rule.showErrorMessage  # a list of one's own can be typed
    if rule.formula1.startswith('"'):
        return str(rule.formula1).strip('"').split(",")
    guide, _, cells = rule.formula1.rpartition("!")
    return [str(cell.value) for (cell,) in book[guide.strip("'")][cells.replace("$", "")]]


@pytest.fixture(params=GUIDES, ids=[language for language, _ in GUIDES])
def example(request: pytest.FixtureRequest) -> tuple[bytes, str]:
    language, guide = request.param
    return EXAMPLES[language].read_bytes(), guide


def test_the_example_is_ten_rows_without_a_problem(example: tuple[bytes, str]) -> None:
    found = review(read_xlsform(example[0]))
    assert found.problems == ()
    assert found.definition is not None
    assert len(found.definition.questions) == 10
    same = review(read_xlsform(EXAMPLES["kk"].read_bytes()))
    assert found.definition == same.definition


def test_the_drop_down_lists_offer_what_a_form_can_have(example: tuple[bytes, str]) -> None:
    content, guide = example
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == [guide, "survey", "choices", "settings"]
    lists = {row[0].value for row in book["choices"].iter_rows(min_row=2)}
    for offered in offered_words(book, "survey", "type"):
        kind, _, name = offered.partition(" ")
        assert kind in TYPES or kind in BLOCKS, offered
        assert name in lists or not name, offered
    assert set(offered_words(book, "survey", "appearance")) <= APPEARANCES
    assert set(offered_words(book, "survey", "pikir::role")) == set(ROLES)
    assert offered_words(book, "survey", "required") == ["yes", "no"]
    assert offered_words(book, "settings", "pikir::purpose") == [each.value for each in Purpose]
