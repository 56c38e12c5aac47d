"""The notation of the corpus: a workbook written as text, which shows differences well.

A file holds ``# title``, a few sentences on what the form is for, and sheets:

    ## survey
    type | name | label::Қазақша (kk) | label::English (en)
    text | first | Атыңыз
      | Your first name
    @3 note | n{n} | {n}-ескертпе | Note {n}

- A sheet's first line holds its headers, each further line one row. ``## notes (hidden)`` hides the sheet.
- An indented line continues the row above: with the next cell if it starts with ``|``, else with the same cell.
- ``@hint words`` puts the cell into the first column called ``hint``, with or without a language; the next cells follow it.
- A blank line is ignored; a line ``|`` is an empty row. ``@N`` repeats a row N times; ``{n}`` counts the rows
  from 1, ``{k}`` counts every ten of them.
- ``#12``, ``#1.5``, ``#true``, ``#2026-06-13``, ``#14:30`` and ``#2026-06-13T14:30`` are typed cells; all others are text.
- ``\\|`` is a bar, ``␤`` a line break, ``␠`` a blank and ``⍽`` a no-break space, for cells whose blanks would be trimmed.
- ``## file cities.csv`` holds the content of a file that is attached to the form.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO

import xlwt
from openpyxl import Workbook

Cell = str | bool | float | date | time | None
_NUMBER_FORMATS = ((datetime, "YYYY-MM-DD HH:MM:SS"), (date, "YYYY-MM-DD"), (time, "HH:MM:SS"))
_BLANKS = str.maketrans({"␤": "\n", "␠": " ", "⍽": "\u00a0"})
_BAR = re.compile(r"(?<!\\)\|")
_COLUMN = re.compile(r"@([\w:-]+) +(.*)", re.DOTALL)
_REPETITION = re.compile(r"^@(\d+) ")
_HEADING = re.compile(r"^## (file )?(.+?)( \(hidden\))?$")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, its headers first."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A form of the corpus: its sheets, the attached files, and a description."""

    name: str
    description: str
    sheets: tuple[Sheet, ...]
    files: Mapping[str, bytes]

    @property
    def xlsx(self) -> bytes:
        """The form as an ``.xlsx`` file."""
        book = Workbook()
        book.remove(book.active)
        for sheet in self.sheets:
            worksheet = book.create_sheet(sheet.name)
            worksheet.sheet_state = "hidden" if sheet.hidden else "visible"
            for row in sheet.rows:
                worksheet.append(row)
        buffer = BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    @property
    def xls(self) -> bytes:
        """The form as an ``.xls`` file, the older binary format."""
        book = xlwt.Workbook(encoding="utf-8")
        for sheet in self.sheets:
            worksheet = book.add_sheet(sheet.name, cell_overwrite_ok=True)
            worksheet.visibility = int(sheet.hidden)
            for number, row in enumerate(sheet.rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        worksheet.write(number, column, cell, *_style(cell))
        buffer = BytesIO()
        book.save(buffer)
        return buffer.getvalue()


def _style(cell: Cell) -> tuple[xlwt.XFStyle, ...]:
    """Return the number format of a date or a time, which an ``.xls`` file stores as a plain number."""
    for kind, number_format in _NUMBER_FORMATS:
        if isinstance(cell, kind):
            return (xlwt.easyxf(num_format_str=number_format),)
    return ()


def parse_source(name: str, text: str) -> Source:
    """Parse a form.

    Raises:
        ValueError: a heading is malformed, or a cell names a column that the sheet does not have.
    """
    head, *parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    sheets: list[Sheet] = []
    files: dict[str, bytes] = {}
    for part in parts:
        heading, _, body = part.partition("\n")
        match = _HEADING.match(heading)
        if match is None:
            raise ValueError(heading)
        if match[1]:
            files[match[2]] = (body.strip() + "\n").encode()
        else:
            sheets.append(Sheet(match[2], tuple(_table(body)), bool(match[3])))
    return Source(name, head.strip().removeprefix("# "), tuple(sheets), files)


def _table(body: str) -> Iterator[tuple[Cell, ...]]:
    headers: tuple[Cell, ...] = ()
    for line in _rows(body):
        cells = [cell.strip(" ") for cell in _BAR.split(line)]
        row = tuple(_parse_cell(cell) for cell in _place(cells, headers))
        headers = headers or row
        yield row


def _place(cells: Iterable[str], headers: Sequence[Cell]) -> list[str]:
    """Put each cell into its column: the one that it names, else the one after the cell before."""
    row: dict[int, str] = {}
    column = 0
    for cell in cells:
        named = _COLUMN.match(cell)
        if named is not None:
            column = _column_index(named[1], headers)
        row[column] = named[2] if named is not None else cell
        column += 1
    return [row.get(index, "") for index in range(max(row) + 1)]


def _column_index(name: str, headers: Sequence[Cell]) -> int:
    for index, header in enumerate(headers):
        if header == name or str(header).startswith(f"{name}::"):
            return index
    raise ValueError(f"no column {name}")


def _rows(body: str) -> Iterator[str]:
    """Yield each row as one line, repeated rows one by one."""
    rows: list[str] = []
    for line in body.splitlines():
        if not line.strip():
            continue
        if line.startswith("  ") and rows:
            rows[-1] += f" {line.strip()}"
        else:
            rows.append(line.strip())
    for row in rows:
        yield from _repeat(row)


def _repeat(row: str) -> Iterator[str]:
    repetition = _REPETITION.match(row)
    if repetition is None:
        yield row
        return
    for number in range(1, int(repetition[1]) + 1):
        ten = (number - 1) // 10 + 1
        yield row[repetition.end() :].replace("{n}", str(number)).replace("{k}", str(ten))


def _parse_cell(text: str) -> Cell:
    text = text.replace("\\|", "|")
    if not text:
        return None
    if text.startswith("#"):
        value = _parse_typed(text[1:])
        if value is not None:
            return value
    return text.translate(_BLANKS)


def _parse_typed(text: str) -> Cell:
    """Return the value of a typed cell; None if the text is no number, boolean, date or time."""
    for parse in (json.loads, date.fromisoformat, time.fromisoformat, datetime.fromisoformat):
        try:
            value: Cell = parse(text)
        except ValueError:
            continue
        return value
    return None
