"""The text that forms of the corpus are written in."""

from datetime import date, datetime, time
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.xlsform.corpus.sheets import parsed

TEXT = r"""# A form
Why it is there.

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


def test_a_form_is_sheets_of_cells() -> None:
    form = parsed("form", TEXT)
    survey, notes = form.sheets
    assert form.why == "A form\nWhy it is there."
    assert survey.rows[1:] == (
        ("text", "a", "Бір", "One", None, "yes"),
        ("note", "n1", "1-ескертпе"),
        ("note", "n2", "2-ескертпе"),
        (None, None),
        ("calculate", "c", None, None, "${a} = 'x|y' or ${a} = 2"),
    )
    assert notes.hidden
    assert form.files == {"towns.csv": b'name,label\na,"A | a"\n'}


def test_cells_have_the_types_of_a_spreadsheet() -> None:
    (row,) = parsed("form", TEXT).sheets[1].rows
    moment = datetime(2026, 6, 13, 14, 30)  # noqa: DTZ001 -- a cell knows no time zone
    day, clock = date(2026, 6, 13), time(14, 30)
    assert row == (12, 1.5, True, day, clock, moment, "#not", " a\u00a0b\nc")


def test_the_workbook_holds_the_same_cells() -> None:
    book = load_workbook(BytesIO(parsed("form", TEXT).xlsx))
    assert book.sheetnames == ["survey", "notes"]
    assert book["notes"].sheet_state == "hidden"
    assert [cell.value for cell in book["survey"][2]][:4] == ["text", "a", "Бір", "One"]
    assert book["notes"]["A1"].value == 12


def test_a_column_that_is_not_there_is_said() -> None:
    with pytest.raises(ValueError, match="no column hint"):
        parsed("form", "## survey\ntype | name\ntext | a | @hint Бір")
