"""Lists of choices in files (CSV, XML, GeoJSON) and in further sheets of a workbook, each problem at its place."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace

from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.definition import MAX_CHOICES
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.validation.source_document import ChoiceList, ListColumns
from chalicelib.locales import Language
from chalicelib.xlsform.guards import MAX_BYTES
from chalicelib.xlsform.problems import WorkbookRefused, sheet_problem
from chalicelib.xlsform.reader.columns import Columns, columns_of
from chalicelib.xlsform.reader.csv_text import decode_csv
from chalicelib.xlsform.reader.definition_rows import Document
from chalicelib.xlsform.reader.geojson_lists import geojson_sheet
from chalicelib.xlsform.reader.languages import ColumnLanguages, choice_texts, language_columns
from chalicelib.xlsform.reader.sheets import FILES, FORM_SHEETS, Budget, Sheet, SheetReader
from chalicelib.xlsform.reader.workbooks import Workbook
from chalicelib.xlsform.reader.xml_lists import xml_sheet

_NAMELESS = frozenset({"form.list_without_names", "form.items_without_names"})
_TEXT_COLUMNS = frozenset({"label", "media"})


def read_list(name: str, content: bytes, *, language: Language, columns: ListColumns) -> ChoiceList:
    """Read the choices of a file, whose name says what it is.

    ``columns`` are those that the form names, else ``name`` (or ``value``) and ``label``, in GeoJSON ``id`` and
    ``title``; texts without a language are in ``language``. Nothing that a file holds raises an exception.
    """
    try:
        sheet = file_sheet(name, content)
    except WorkbookRefused as refusal:
        return ChoiceList(problems=(refusal.problem,), is_data=columns.is_data)
    return read_sheet(sheet, ColumnLanguages(language), columns)


def list_sheets(book: Workbook) -> Mapping[str, Sheet]:
    """Return the workbook's further sheets, each by the name of the file that it holds."""
    index = book.sheets.get(FILES)
    rows = index.rows if index else ()
    names = {row["sheet"].lower(): row["file"] for row in rows if row.keys() >= {"sheet", "file"}}
    return {
        names.get(title.lower(), title): replace(sheet, problems=())  # the workbook has them
        for title, sheet in book.sheets.items()
        if title not in FORM_SHEETS and title != FILES
    }


def file_sheet(name: str, content: bytes) -> Sheet:
    """Read a file of choices as a sheet; raise ``WorkbookRefused`` where it is not what its name says."""
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // (1024 * 1024)
        raise WorkbookRefused("form.file_too_large", SourceLocation(name), limit=limit)
    match name.lower().rpartition(".")[2]:
        case "xml":
            return xml_sheet(name, content)
        case "geojson":
            return geojson_sheet(name, content)
        case _:
            return csv_sheet(name, content)


def csv_sheet(name: str, content: bytes) -> Sheet:
    """Read a CSV file, separated by commas, semicolons or tabs; raise ``WorkbookRefused`` where it is none."""
    text, problems = decode_csv(name, content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        sheet = SheetReader(name, Budget()).sheet(next(rows, []), rows)
    except csv.Error as broken:
        raise WorkbookRefused("form.file_not_text", SourceLocation(name)) from broken
    return replace(sheet, problems=(*problems, *sheet.problems))


def read_sheet(sheet: Sheet, languages: ColumnLanguages, wanted: ListColumns) -> ChoiceList:
    """Read the choices of a list's sheet, or its rows as they are where only expressions read them."""
    if wanted.is_data:
        return _read_data(sheet)
    wanted = _own_columns(sheet, wanted)
    hidden = tuple(_hidden_columns(sheet, wanted))
    sheet = _add_columns(sheet, wanted)
    columns = columns_of(sheet, "choices")
    header = columns.header("name")
    if header is None:
        return ChoiceList(problems=(*sheet.problems, _nameless(sheet, wanted)))
    choices: list[Document] = []
    locations: dict[str, SourceLocation] = {}
    problems = [*sheet.problems, *hidden]
    for number, cells in sheet.numbered_rows():
        at = pointer(str(len(choices)))
        if header in cells:
            locations |= {at: sheet.locate(number), f"{at}/name": sheet.locate(number, header)}
            choices.append(_choice(cells, header, columns, languages))
        elif cells:
            location = sheet.locate(number, header)
            problems.append(sheet_problem("form.choice_without_name", location))
    if not choices and all(each.severity == "warning" for each in problems):
        problems = [sheet_problem("form.list_without_rows", sheet.locate())]
    if len(choices) > MAX_CHOICES:
        location = locations[f"/{MAX_CHOICES}"]
        problems.append(sheet_problem("form.list_too_long", location, limit=MAX_CHOICES))
    headers = language_columns(sheet.name, columns, languages)
    return ChoiceList(tuple(choices[:MAX_CHOICES]), locations, tuple(problems), headers)


def is_nameless(choices: ChoiceList) -> bool:
    """Return whether a list was refused because it has no column of names."""
    return any(each.code in _NAMELESS for each in choices.problems)


def _read_data(sheet: Sheet) -> ChoiceList:
    filled = [(number, cells) for number, cells in sheet.numbered_rows() if cells]
    rows = [cells for _, cells in filled]
    locations = {
        pointer(str(index)): sheet.locate(number) for index, (number, _) in enumerate(filled)
    }
    problems = sheet.problems
    if not rows and not problems:
        problems = (sheet_problem("form.list_without_rows", sheet.locate()),)
    return ChoiceList(tuple(rows), locations, problems, is_data=True)


def _choice(
    cells: Mapping[str, str], name: str, columns: Columns, languages: ColumnLanguages
) -> Document:
    choice: Document = {"name": cells[name], **choice_texts(columns, cells, languages)}
    for header, tokens in columns.meant.items():
        if header in cells and tokens != ("name",) and tokens[0] not in _TEXT_COLUMNS:
            choice[header] = cells[header]
    return choice


def _own_columns(sheet: Sheet, wanted: ListColumns) -> ListColumns:
    """Return the columns of a list's names and labels; GeoJSON has others by default, a further sheet with names has not."""
    is_written = sheet.lines is None and "name" in sheet.headers
    if is_written or not sheet.name.lower().endswith(".geojson"):
        return wanted
    return ListColumns(wanted.value or "id", wanted.label or "title")


def _add_columns(sheet: Sheet, wanted: ListColumns) -> Sheet:
    """Add the columns that all lists have, from those that the form names; expressions may read these too."""
    pairs = (("name", wanted.value), ("label", wanted.label))
    source = {own: named for own, named in pairs if named in sheet.headers and named != own}
    if not source:
        return sheet

    def add(row: dict[str, str]) -> dict[str, str]:
        kept = {key: text for key, text in row.items() if key not in source}
        return kept | {own: row[named] for own, named in source.items() if named in row}

    headers = (*(each for each in sheet.headers if each not in source), *source)
    return replace(sheet, headers=headers, rows=tuple(add(row) for row in sheet.rows))


def _hidden_columns(sheet: Sheet, wanted: ListColumns) -> Iterator[Problem]:
    """Warn of a column of the file that expressions cannot read, since the form gives its name to another one."""
    for own, named in (("name", wanted.value), ("label", wanted.label)):
        has_both = own in sheet.headers and named in sheet.headers
        if has_both and any(row.get(own) != row.get(named or "") for row in sheet.rows):
            location = sheet.locate(None if sheet.lines else 1, own)
            yield sheet_problem("form.hidden_column", location, name=own, named=named)


def _nameless(sheet: Sheet, wanted: ListColumns) -> Problem:
    """Return the problem of a list without a column of names."""
    if sheet.lines is None:
        names = wanted.value or "name, value"
        return sheet_problem("form.list_without_names", sheet.locate(1), columns=names)
    if not sheet.rows:
        return sheet_problem("form.list_without_rows", sheet.locate())
    name = wanted.value or "name"
    return sheet_problem("form.items_without_names", sheet.locate(), column=name)
