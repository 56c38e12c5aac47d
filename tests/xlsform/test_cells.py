"""The contents of cells: numbers, dates, formulas, errors, and too much of anything."""

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


def one(*cells: object, **sheets: Rows) -> dict[str, Rows]:
    return {"survey": [HEAD, list(cells)], **sheets}


@pytest.mark.parametrize("make", [xlsx, xls])
@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("integer", 1.0, "1"),
        ("decimal", 1.5, "1.5"),
        ("text", True, "TRUE"),
        ("date", dt.date(2026, 6, 13), "2026-06-13"),
        ("text", "  two  spaces ", "two spaces"),
        ("text", "“so”\u00a0it", '"so" it'),
    ],
)
def test_a_cell_reads_as_other_tools_read_it(
    make: object, kind: str, value: object, written: str
) -> None:
    assert callable(make)
    if isinstance(value, dt.date) and make is xls:
        style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
        book = xlwt.Workbook()
        sheet = book.add_sheet("survey")
        for place, header in enumerate(HEAD):
            sheet.write(0, place, header)
        for place, cell in enumerate([kind, "a", "A"]):
            sheet.write(1, place, cell)
        sheet.write(1, 3, value, style)
        into = io.BytesIO()
        book.save(into)
        content = into.getvalue()
    else:
        content = make(one(kind, "a", "A", value))
    document = import_xlsform(content).document
    assert document["questions"][0]["default"] == written


def test_choices_may_be_numbers_and_booleans() -> None:
    choices: Rows = [["list_name", "name", "label"], ["l", 1, "A"], ["l", 2.0, 5], ["l", True, "C"]]
    document = read(
        {"survey": [HEAD, ["select_one l", "a", "A", None]], "choices": choices}
    ).document
    assert [each["name"] for each in document["choices"]["l"]] == ["1", "2", "TRUE"]
    assert document["choices"]["l"][1]["label"] == {"en": "5"}


def test_merged_cells_and_hidden_sheets_are_read_like_any() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(one("text", "a", "A", None))))
    book["survey"].merge_cells("C2:D2")
    book.create_sheet("notes")
    book["survey"].sheet_state = "hidden"
    book.active = 1
    into = io.BytesIO()
    book.save(into)
    assert [row["name"] for row in import_xlsform(into.getvalue()).document["questions"]] == ["a"]


def test_a_formula_counts_with_its_stored_value_only() -> None:
    content = xlsx(one("text", "a", "A", "=1+1"))
    imported = import_xlsform(content)
    assert [(each.code, each.severity) for each in imported.problems] == [
        ("form.cell_formula", "warning")
    ]
    place = imported.problems[0].location
    assert place is not None
    assert (place.sheet, place.row, place.column) == ("survey", 2, "default")
    assert "default" not in imported.document["questions"][0]


def test_many_formulas_are_told_of_a_few_times() -> None:
    rows: Rows = [HEAD, *(["text", f"q{number}", "A", "=1+1"] for number in range(60))]
    told_of = [each for each in read({"survey": rows}).problems if each.code == "form.cell_formula"]
    assert len(told_of) == 20


def test_an_error_in_an_old_workbook_is_text() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("survey")
    for place, header in enumerate(["type", "name", "label"]):
        sheet.write(0, place, header)
    sheet.write(1, 0, "text")
    sheet.write(1, 1, "a")
    sheet.row(1).set_cell_error(2, 42)
    into = io.BytesIO()
    book.save(into)
    document = import_xlsform(into.getvalue()).document
    assert document["questions"][0]["label"] == {"en": "#N/A"}


def test_the_grid_beyond_the_headers_costs_nothing() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("survey")
    for row, cells in enumerate([["type", "name", "label"], ["text", "a", "A"]]):
        for place, cell in enumerate(cells):
            sheet.write(row, place, cell)
    sheet.write(65535, 255, "x")
    into = io.BytesIO()
    book.save(into)
    assert len(import_xlsform(into.getvalue()).document["questions"]) == 1


def test_rows_end_after_sixty_empty_ones() -> None:
    rows: Rows = [HEAD, ["text", "a", "A", None], *([[]] * 60), ["text", "b", "B", None]]
    assert len(read({"survey": rows}).document["questions"]) == 2
    rows = [HEAD, ["text", "a", "A", None], *([[]] * 61), ["text", "b", "B", None]]
    assert len(read({"survey": rows}).document["questions"]) == 1


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["type"], *([["note"]] * (MAX_ROWS + 1))], "form.sheet_too_long"),
        ([[f"c{number}" for number in range(MAX_COLUMNS + 25)]], "form.sheet_too_wide"),
    ],
)
def test_too_much_of_anything_is_refused(rows: Rows, code: str) -> None:
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
def test_a_text_in_many_cells_counts_each_time(budget: Budget, text: str, code: str) -> None:
    with pytest.raises(WorkbookRefused) as unusable:
        SheetReader("survey", budget).sheet(["type"], [[text]])
    assert unusable.value.problem.code == code


def test_two_columns_of_one_name_are_refused() -> None:
    rows: Rows = [["type", "name", "label", "label"], ["text", "a", "A", "B"]]
    assert errors_of(read({"survey": rows})) == [("form.duplicate_header", "survey", 1, "label")]


def test_without_its_main_part_a_workbook_is_broken() -> None:
    into = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(one("text", "a", "A", None)))) as old,
        zipfile.ZipFile(into, "w") as new,
    ):
        for name in old.namelist():
            if name != "xl/workbook.xml":
                new.writestr(name, old.read(name))
    assert [each.code for each in import_xlsform(into.getvalue()).problems] == ["form.file_broken"]


def test_a_chart_is_no_sheet_of_a_form() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(one("text", "a", "A", None))))
    book.create_chartsheet("choices").add_chart(BarChart())
    into = io.BytesIO()
    book.save(into)
    assert not import_xlsform(into.getvalue()).is_refused


# Files of choices, attached or as sheets.

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


def test_columns_that_the_form_names_are_the_names_and_labels() -> None:
    workbook = xlsx(FROM_FILE.format(parameters="value=code label=title"))
    imported = import_xlsform(workbook, files={"cities.csv": b"code,title\n7,Almaty\n"})
    assert imported.document["choices"]["cities.csv"] == [{"name": "7", "label": {"kk": "Almaty"}}]


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"\xff\xfe", "form.file_not_text", None),
        (b'name,label\n"' + b"a" * 200_000, "form.file_not_text", None),
        (b"name,label\n,A\n", "form.choice_without_name", 2),
    ],
)
def test_a_file_that_cannot_be_read_is_told(content: bytes, code: str, row: int | None) -> None:
    workbook = xlsx(FROM_FILE.format(parameters=""))
    imported = import_xlsform(workbook, files={"cities.csv": content})
    assert (code, "cities.csv", row) in [each[:3] for each in errors_of(imported)]


def test_a_further_sheet_is_a_file() -> None:
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
