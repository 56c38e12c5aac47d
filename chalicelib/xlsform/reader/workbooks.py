"""Opening a workbook that passed the guards, and reading its sheets with openpyxl or xlrd."""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.errors import Problem, SourceLocation
from chalicelib.xlsform.guards import Kind, check_workbook
from chalicelib.xlsform.problems import WorkbookRefused, sheet_problem
from chalicelib.xlsform.reader.sheets import (
    MAX_COLUMNS,
    Budget,
    Sheet,
    SheetReader,
    relevant_sheets,
)
from chalicelib.xlsform.reader.xlsx_parts import read_date_styles, read_shared_strings

if TYPE_CHECKING:
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet
    from xlrd.sheet import Sheet as OldSheet

_UNSAVED_FORMULA = re.compile(
    rb'<c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*'
    rb"(?:<v\s*/>\s*|<v>\s*</v>\s*)?</c>"
)
_MOST_FORMULAS = 20
_WIDEST = MAX_COLUMNS + 21


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook's sheets by the name under which they count (“survey”); ``names`` are all, as written."""

    names: tuple[str, ...]
    sheets: Mapping[str, Sheet]
    problems: tuple[Problem, ...]


def open_workbook(content: bytes) -> Workbook:
    """Open a workbook; raise ``WorkbookRefused`` where it is none, or one that must not be opened."""
    kind = check_workbook(content)
    try:
        book = _READERS[kind](content)
    except WorkbookRefused:
        raise
    except Exception as broken:  # both libraries fail with any exception on nonsense
        raise WorkbookRefused("form.file_broken") from broken
    problems = [each for sheet in book.sheets.values() for each in sheet.problems]
    return Workbook(book.names, book.sheets, (*book.problems, *problems))


def _xlsx(content: bytes) -> Workbook:
    from openpyxl.reader.excel import ExcelReader

    reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    _load(reader)
    names = reader.wb.sheetnames
    budget, sheets = Budget(), {}
    problems: list[Problem] = []
    for number, name in relevant_sheets(names):
        sheet = reader.wb[names[number]]
        if not hasattr(sheet, "reset_dimensions"):  # a sheet that is a chart
            continue
        sheet.reset_dimensions()  # the extent that the file declares is not trusted
        sheets[name] = _xlsx_sheet(sheet, budget)
        problems += _unsaved_formulas(reader.archive.read(sheet._worksheet_path), sheets[name])  # noqa: SLF001 -- the part's name is nowhere public
    return Workbook(tuple(names), sheets, tuple(problems))


def _load(reader: "ExcelReader") -> None:
    """Load what the text of cells needs: the sheets, strings and formats of dates, but no look of a cell."""
    from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS

    reader.read_manifest()
    strings = reader.package.find(SHARED_STRINGS)
    if strings:
        part = reader.archive.read(strings.PartName.removeprefix("/"))
        reader.shared_strings[:] = read_shared_strings(part)
    reader.read_workbook()
    if ARC_STYLE in reader.archive.namelist():
        styles = read_date_styles(reader.archive.read(ARC_STYLE))
        reader.wb._date_formats, reader.wb._timedelta_formats = styles  # noqa: SLF001 -- its own loading makes an object of each style
    reader.read_worksheets()


def _xlsx_sheet(sheet: "ReadOnlyWorksheet", budget: Budget) -> Sheet:
    from pyxform.xls2json_backends import xlsx_value_to_str

    def text(value: object) -> str | None:
        return value if value is None or isinstance(value, str) else xlsx_value_to_str(value)

    first = next(sheet.iter_rows(max_row=1, max_col=_WIDEST, values_only=True), ())
    top = [text(value) for value in first]
    reading = SheetReader(sheet.title, budget)
    width = max((place for place, each in enumerate(top, 1) if each), default=0)
    rows = sheet.iter_rows(min_row=2, max_col=max(width, 1), values_only=True)
    return reading.sheet(top, ([text(value) for value in row] for row in rows))


def _unsaved_formulas(part: bytes, sheet: Sheet) -> Iterator[Problem]:
    """Yield a warning for each formula without a stored value, which nothing here computes."""
    if b"<f" not in part:
        return
    for number, match in enumerate(_UNSAVED_FORMULA.finditer(part)):
        if number >= _MOST_FORMULAS:
            return
        column = _column_number(match[1].decode())
        header = sheet.headers[column] if column < len(sheet.headers) else match[1].decode()
        place = SourceLocation(sheet.name, int(match[2]), header)
        yield sheet_problem("form.cell_formula", place)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _xls(content: bytes) -> Workbook:
    import xlrd

    book = xlrd.open_workbook(
        file_contents=content,
        logfile=io.StringIO(),
        on_demand=True,
        ragged_rows=True,  # else one cell in the last corner fills the whole grid
    )
    names = book.sheet_names()
    budget, sheets = Budget(), {}
    for number, name in relevant_sheets(names):
        sheets[name] = _xls_sheet(book.sheet_by_index(number), budget, book.datemode)
        book.unload_sheet(number)
    return Workbook(tuple(names), sheets, ())


def _xls_sheet(sheet: "OldSheet", budget: Budget, mode: int) -> Sheet:
    from pyxform.xls2json_backends import xls_value_to_unicode
    from xlrd import XL_CELL_ERROR, error_text_from_code

    def text(row: int, column: int) -> str | None:
        cell = sheet.cell(row, column)
        if cell.ctype == XL_CELL_ERROR:
            return str(error_text_from_code.get(cell.value, "#?"))
        if isinstance(cell.value, str):
            return cell.value or None
        return str(xls_value_to_unicode(cell.value, cell.ctype, mode))

    def cells(row: int) -> Sequence[str | None]:
        return [text(row, column) for column in range(min(sheet.row_len(row), _WIDEST))]

    reading = SheetReader(sheet.name, budget)
    top = cells(0) if sheet.nrows else ()
    return reading.sheet(top, (cells(row) for row in range(1, sheet.nrows)))


_READERS: Mapping[Kind, Callable[[bytes], Workbook]] = {"xlsx": _xlsx, "xls": _xls}
