"""The notation in which the forms of the corpus are written."""

from datetime import date, datetime, time
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.xlsform.corpus.sheets import parse_source

TEXT = r"""# A form
What it is for.

## survey
type | name | label::Қазақша (kk) | label::English (en) | relevant | required
text | a | Бір
  | One
  | @required yes

@2 note | n{n} | {n}-ескертпе
|
calculate | c | | | ${a} = 'x\|y'
  or ${a} = 2

## notes (hidden)
#12 | #1.5 | #true | #2026-06-13 | #14:30 | #2026-06-13T14:30 | #not | ␠a⍽b␤c

## file towns.csv
name,label
a,"A | a"
"""


def test_a_form_is_parsed_into_sheets_of_cells() -> None:
    form = parse_source("form", TEXT)
    survey, notes = form.sheets
    assert form.description == "A form\nWhat it is for."
    assert survey.rows[1:] == (
        ("text", "a", "Бір", "One", None, "yes"),
        ("note", "n1", "1-ескертпе"),
        ("note", "n2", "2-ескертпе"),
        (None, None),
        ("calculate", "c", None, None, "${a} = 'x|y' or ${a} = 2"),
    )
    assert notes.hidden
    assert form.files == {"towns.csv": b'name,label\na,"A | a"\n'}


def test_typed_cells_are_numbers_booleans_dates_and_times() -> None:
    (row,) = parse_source("form", TEXT).sheets[1].rows
    moment = datetime(2026, 6, 13, 14, 30)  # noqa: DTZ001 -- a cell knows no time zone
    day, hour = date(2026, 6, 13), time(14, 30)
    assert row == (12, 1.5, True, day, hour, moment, "#not", " a\u00a0b\nc")


def test_the_workbook_has_the_sheets_and_cells_of_the_form() -> None:
    book = load_workbook(BytesIO(parse_source("form", TEXT).xlsx))
    assert book.sheetnames == ["survey", "notes"]
    assert book["notes"].sheet_state == "hidden"
    assert [cell.value for cell in book["survey"][2]][:4] == ["text", "a", "Бір", "One"]
    assert book["notes"]["A1"].value == 12


def test_a_cell_for_an_unknown_column_is_refused() -> None:
    with pytest.raises(ValueError, match="no column hint"):
        parse_source("form", "## survey\ntype | name\ntext | a | @hint Бір")
