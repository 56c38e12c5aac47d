"""The contents of cells: numbers, dates, formulas and errors; limits; files of choices."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import xlwt
from openpyxl.chart import BarChart

from chalicelib.xlsform.problems import WorkbookRefused
from chalicelib.xlsform.reader.sheets import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Budget, SheetReader
from tests.xlsform.workbooks import Rows, errors_of, import_xlsform, read, xls, xlsx

HEAD = ["type", "name", "label", "default"]


def survey_of(*cells: object) -> dict[str, Rows]:
    """Return a survey with one question."""
    return {"survey": [HEAD, list(cells)]}


@pytest.mark.parametrize("make", [xlsx, xls])
@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("integer", 1.0, "1"),
        ("decimal", 1.5, "1.5"),
        ("text", True, "TRUE"),
        ("date", dt.date(2026, 6, 13), "2026-06-13"),
        ("text", "  two  spaces ", "two spaces"),
        ("text", "“so”\u00a0it", '"so" it'),
    ],
)
def test_a_cell_is_read_as_the_text_that_other_tools_read(
    make: object, kind: str, value: object, text: str
) -> None:
    assert callable(make)
    if isinstance(value, dt.date) and make is xls:
        style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
        book = xlwt.Workbook()
        sheet = book.add_sheet("survey")
        for column, header in enumerate(HEAD):
            sheet.write(0, column, header)
        for column, cell in enumerate([kind, "a", "A"]):
            sheet.write(1, column, cell)
        sheet.write(1, 3, value, style)
        buffer = io.BytesIO()
        book.save(buffer)
        content = buffer.getvalue()
    else:
        content = make(survey_of(kind, "a", "A", value))
    document = import_xlsform(content).document
    assert document["questions"][0]["default"] == text


def test_choice_names_may_be_numbers_and_booleans() -> None:
    choices: Rows = [["list_name", "name", "label"], ["l", 1, "A"], ["l", 2.0, 5], ["l", True, "C"]]
    document = read(
        {"survey": [HEAD, ["select_one l", "a", "A", None]], "choices": choices}
    ).document
    assert [each["name"] for each in document["choices"]["l"]] == ["1", "2", "TRUE"]
    assert document["choices"]["l"][1]["label"] == {"en": "5"}


def test_merged_cells_and_hidden_sheets_are_read_like_others() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(survey_of("text", "a", "A", None))))
    book["survey"].merge_cells("C2:D2")
    book.create_sheet("notes")
    book["survey"].sheet_state = "hidden"
    book.active = 1
    buffer = io.BytesIO()
    book.save(buffer)
    assert [row["name"] for row in import_xlsform(buffer.getvalue()).document["questions"]] == ["a"]


def test_a_formula_without_a_stored_value_is_empty_with_a_warning() -> None:
    content = xlsx(survey_of("text", "a", "A", "=1+1"))
    imported = import_xlsform(content)
    assert [(each.code, each.severity) for each in imported.problems] == [
        ("form.cell_formula", "warning")
    ]
    cell = imported.problems[0].location
    assert cell is not None
    assert (cell.sheet, cell.row, cell.column) == ("survey", 2, "default")
    assert "default" not in imported.document["questions"][0]


def test_the_number_of_warnings_about_formulas_is_limited() -> None:
    rows: Rows = [HEAD, *(["text", f"q{number}", "A", "=1+1"] for number in range(60))]
    codes = [each.code for each in read({"survey": rows}).problems]
    assert codes.count("form.cell_formula") == 20


def test_an_error_in_a_cell_of_an_xls_file_is_read_as_text() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("survey")
    for column, header in enumerate(["type", "name", "label"]):
        sheet.write(0, column, header)
    sheet.write(1, 0, "text")
    sheet.write(1, 1, "a")
    sheet.row(1).set_cell_error(2, 42)
    buffer = io.BytesIO()
    book.save(buffer)
    document = import_xlsform(buffer.getvalue()).document
    assert document["questions"][0]["label"] == {"en": "#N/A"}


def test_cells_far_beyond_the_headers_are_not_read() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("survey")
    for row, cells in enumerate([["type", "name", "label"], ["text", "a", "A"]]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    sheet.write(65535, 255, "x")
    buffer = io.BytesIO()
    book.save(buffer)
    assert len(import_xlsform(buffer.getvalue()).document["questions"]) == 1


def test_reading_stops_after_more_than_sixty_empty_rows() -> None:
    rows: Rows = [HEAD, ["text", "a", "A", None], *([[]] * 60), ["text", "b", "B", None]]
    assert len(read({"survey": rows}).document["questions"]) == 2
    rows = [HEAD, ["text", "a", "A", None], *([[]] * 61), ["text", "b", "B", None]]
    assert len(read({"survey": rows}).document["questions"]) == 1


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["type"], *([["note"]] * (MAX_ROWS + 1))], "form.sheet_too_long"),
        ([[f"c{number}" for number in range(MAX_COLUMNS + 1)]], "form.sheet_too_wide"),
    ],
)
def test_a_sheet_with_too_many_rows_or_columns_is_refused(rows: Rows, code: str) -> None:
    imported = read({"survey": rows})
    assert [each.code for each in imported.problems] == [code]
    assert imported.is_refused


@pytest.mark.parametrize(
    ("budget", "text", "code"),
    [
        (Budget(), "x" * (MAX_TEXT + 1), "form.cell_too_long"),
        (Budget(10), "x" * 11, "form.sheet_too_large"),
    ],
)
def test_a_cell_or_a_workbook_with_too_much_text_is_refused(
    budget: Budget, text: str, code: str
) -> None:
    with pytest.raises(WorkbookRefused) as refusal:
        SheetReader("survey", budget).sheet(["type"], [[text]])
    assert refusal.value.problem.code == code


def test_two_columns_with_the_same_header_are_refused() -> None:
    rows: Rows = [["type", "name", "label", "label"], ["text", "a", "A", "B"]]
    assert errors_of(read({"survey": rows})) == [("form.duplicate_header", "survey", 1, "label")]


def test_a_workbook_without_its_main_part_is_refused_as_broken() -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(survey_of("text", "a", "A", None)))) as old,
        zipfile.ZipFile(buffer, "w") as new,
    ):
        for name in old.namelist():
            if name != "xl/workbook.xml":
                new.writestr(name, old.read(name))
    assert [each.code for each in import_xlsform(buffer.getvalue()).problems] == [
        "form.file_broken"
    ]


def test_a_chart_sheet_is_ignored() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(survey_of("text", "a", "A", None))))
    book.create_chartsheet("choices").add_chart(BarChart())
    buffer = io.BytesIO()
    book.save(buffer)
    assert not import_xlsform(buffer.getvalue()).is_refused


# Files of choices, attached or as further sheets.

FROM_FILE = """
| survey |
| | type | name | label::kk | parameters |
| | begin group | g | G | |
| | select_one_from_file cities.csv | city | C | {parameters} |
| | end group | | | |
"""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            b"name,label::kk,region\nala,\xd0\x90,s\n",
            [{"name": "ala", "label": {"kk": "А"}, "region": "s"}],
        ),
        (b"\xef\xbb\xbfname;label\nala;A\n\n", [{"name": "ala", "label": {"kk": "A"}}]),
        (b"name\tlabel\nala\tA\n", [{"name": "ala", "label": {"kk": "A"}}]),
    ],
)
def test_an_attached_file_becomes_a_list(content: bytes, expected: object) -> None:
    workbook = xlsx(FROM_FILE.format(parameters=""))
    imported = import_xlsform(
        workbook, files={"cities.csv": content, "other.csv": b"x", "a.png": b""}
    )
    assert errors_of(imported) == []
    assert imported.document["choices"] == {"cities.csv": expected}


def test_the_parameters_value_and_label_name_the_columns_of_the_file() -> None:
    workbook = xlsx(FROM_FILE.format(parameters="value=code label=title"))
    imported = import_xlsform(workbook, files={"cities.csv": b"code,title\n7,Almaty\n"})
    assert imported.document["choices"]["cities.csv"] == [
        {"name": "7", "label": {"kk": "Almaty"}, "code": "7", "title": "Almaty"}
    ]


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"\xff\xfe0", "form.file_not_text", None),
        (b'name,label\n"' + b"a" * 200_000, "form.file_not_text", None),
        (b"name,label\n,A\n", "form.choice_without_name", 2),
    ],
)
def test_an_unreadable_file_is_an_error_at_its_row(
    content: bytes, code: str, row: int | None
) -> None:
    workbook = xlsx(FROM_FILE.format(parameters=""))
    imported = import_xlsform(workbook, files={"cities.csv": content})
    assert (code, "cities.csv", row) in [each[:3] for each in errors_of(imported)]


def test_a_further_sheet_is_read_as_the_file_of_its_name() -> None:
    sheets = (
        FROM_FILE.format(parameters="")
        + """
| cities.csv |
| | name | label::kk |
| | ala | Алматы |
| other.csv |
| | name |
| | x |
"""
    )
    assert list(read(sheets).document["choices"]) == ["cities.csv"]
