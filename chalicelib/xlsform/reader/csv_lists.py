"""Lists of choices in CSV files and in further sheets of a workbook, each problem at its row and column."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace

from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.definition import MAX_CHOICES
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.validation.source_document import ChoiceList, ListColumns
from chalicelib.locales import Language
from chalicelib.xlsform.problems import WorkbookRefused, sheet_problem
from chalicelib.xlsform.reader.columns import Columns, columns_of
from chalicelib.xlsform.reader.definition_rows import Document
from chalicelib.xlsform.reader.languages import ColumnLanguages, choice_texts
from chalicelib.xlsform.reader.sheets import FILES, FORM_SHEETS, Budget, Sheet, SheetReader
from chalicelib.xlsform.reader.workbooks import Workbook

_TEXT_COLUMNS = frozenset({"label", "media"})


def read_list(name: str, content: bytes, *, language: Language, columns: ListColumns) -> ChoiceList:
    """Read the choices of a CSV file in UTF-8, separated by commas, semicolons or tabs.

    ``columns`` are those that the form names, else ``name`` (or ``value``) and ``label``; texts
    without a language are in ``language``. Nothing that a file holds raises an exception.
    """
    try:
        sheet = csv_sheet(name, content)
    except WorkbookRefused as refusal:
        return ChoiceList(problems=(refusal.problem,))
    return read_sheet(sheet, ColumnLanguages(language), columns)


def list_sheets(
    book: Workbook, files: Mapping[str, bytes]
) -> tuple[Mapping[str, Sheet], tuple[Problem, ...]]:
    """Return the sheet of each list's file by the file's name, and the problems of files that are no text.

    A file that was sent wins over a sheet of the workbook.
    """
    index = book.sheets.get(FILES)
    rows = index.rows if index else ()
    names = {row["sheet"].lower(): row["file"] for row in rows if row.keys() >= {"sheet", "file"}}
    sheets = {
        names.get(title.lower(), title): replace(sheet, problems=())  # the workbook has them
        for title, sheet in book.sheets.items()
        if title not in FORM_SHEETS and title != FILES
    }
    problems: list[Problem] = []
    for name, content in files.items():
        if name.lower().endswith(".csv"):
            try:
                sheets[name] = csv_sheet(name, content)
            except WorkbookRefused as refusal:
                problems.append(refusal.problem)
    return sheets, tuple(problems)


def csv_sheet(name: str, content: bytes) -> Sheet:
    """Read a CSV file as a sheet; raise ``WorkbookRefused`` where it is none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise WorkbookRefused("form.file_not_text", SourceLocation(name)) from broken
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return SheetReader(name, Budget()).sheet(next(rows, []), rows)
    except csv.Error as broken:
        raise WorkbookRefused("form.file_not_text", SourceLocation(name)) from broken


def read_sheet(sheet: Sheet, languages: ColumnLanguages, wanted: ListColumns) -> ChoiceList:
    """Read the choices of a list's sheet."""
    sheet = _rename_columns(sheet, wanted)
    columns = columns_of(sheet, "choices")
    header = columns.header("name")
    if header is None:
        names = wanted.value or "name, value"
        problem = sheet_problem("form.list_without_names", sheet.locate(1), columns=names)
        return ChoiceList(problems=(*sheet.problems, problem))
    choices: list[Document] = []
    locations: dict[str, SourceLocation] = {}
    problems = [*sheet.problems]
    for number, cells in enumerate(sheet.rows, start=2):
        at = pointer(str(len(choices)))
        if header in cells:
            locations |= {at: sheet.locate(number), f"{at}/name": sheet.locate(number, header)}
            choices.append(_choice(cells, header, columns, languages))
        elif cells:
            location = sheet.locate(number, header)
            problems.append(sheet_problem("form.choice_without_name", location))
    if not choices and not problems:
        problems = [sheet_problem("form.list_without_rows", sheet.locate())]
    if len(choices) > MAX_CHOICES:
        location = locations[f"/{MAX_CHOICES}"]
        problems.append(sheet_problem("form.list_too_long", location, limit=MAX_CHOICES))
    return ChoiceList(tuple(choices[:MAX_CHOICES]), locations, tuple(problems))


def _choice(
    cells: Mapping[str, str], name: str, columns: Columns, languages: ColumnLanguages
) -> Document:
    choice: Document = {"name": cells[name], **choice_texts(columns, cells, languages)}
    for header, tokens in columns.meant.items():
        if header in cells and tokens != ("name",) and tokens[0] not in _TEXT_COLUMNS:
            choice[header] = cells[header]
    return choice


def _rename_columns(sheet: Sheet, wanted: ListColumns) -> Sheet:
    """Give the columns that the form names the names that all lists have."""
    pairs = ((wanted.value, "name"), (wanted.label, "label"))
    new = {old: own for old, own in pairs if old in sheet.headers}
    if not new:
        return sheet
    left_out = set(new.values()) - set(new)

    def rename(row: Mapping[str, str]) -> dict[str, str]:
        return {new.get(key, key): text for key, text in row.items() if key not in left_out}

    headers = (new.get(header, header) for header in sheet.headers if header not in left_out)
    return replace(sheet, headers=tuple(headers), rows=tuple(rename(row) for row in sheet.rows))
