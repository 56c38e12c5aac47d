"""Lists of choices that came as files: attached, or as further sheets of the workbook."""

import csv
import io
from collections.abc import Iterator, Mapping

from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.intake.envelope import pointer
from chalicelib.xlsform.guards.refusal import WorkbookRefused
from chalicelib.xlsform.problems import found
from chalicelib.xlsform.reader.columns import columns_of
from chalicelib.xlsform.reader.definition_rows import Document
from chalicelib.xlsform.reader.document import texts
from chalicelib.xlsform.reader.languages import Speech
from chalicelib.xlsform.reader.sheets import FILES, FORM_SHEETS, Budget, Reading, Sheet
from chalicelib.xlsform.reader.workbooks import Workbook

_OWN = frozenset({"label", "media"})


def sheets_of_files(book: Workbook, files: Mapping[str, bytes]) -> Iterator[tuple[str, Sheet]]:
    """Every file by its name: what was attached, and what stands in the workbook."""
    named = book.sheets.get(FILES)
    rows = named.rows if named else ()
    names = {row["sheet"].lower(): row["file"] for row in rows if row.keys() >= {"sheet", "file"}}
    for name, sheet in book.sheets.items():
        if name not in FORM_SHEETS and name != FILES:
            yield names.get(name.lower(), name), sheet
    for name, content in files.items():
        if name.lower().endswith(".csv"):
            yield name, csv_sheet(name, content)


def csv_sheet(name: str, content: bytes) -> Sheet:
    """A CSV file (UTF-8; commas, semicolons or tabs) as a sheet; raises ``WorkbookRefused``."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise WorkbookRefused("form.file_not_text", SourceLocation(name)) from broken
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        return Reading(name, Budget()).sheet(next(rows, []), rows)
    except csv.Error as broken:
        raise WorkbookRefused("form.file_not_text", SourceLocation(name)) from broken


def choices_of(
    sheet: Sheet, speech: Speech
) -> tuple[list[Document], dict[str, SourceLocation], list[Problem]]:
    """A file's choices, their places by pointer within the list, and what is wrong with them."""
    columns = columns_of(sheet, "choices")
    header = columns.header("name") or "name"
    choices: list[Document] = []
    places: dict[str, SourceLocation] = {}
    problems = [*sheet.problems]
    for number, cells in enumerate(sheet.rows, start=2):
        if not cells:
            continue
        name = cells.get(header)
        if name is None:
            problems.append(found("form.choice_without_name", sheet.place(number, header)))
            continue
        at = pointer(str(len(choices)))
        places |= {at: sheet.place(number), f"{at}/name": sheet.place(number, header)}
        choice: Document = {"name": name, **texts(columns, cells, speech)}
        for other, meant in columns.meant.items():
            if other in cells and meant != ("name",) and meant[0] not in _OWN:
                choice[other] = cells[other]
        choices.append(choice)
    return choices, places, problems
