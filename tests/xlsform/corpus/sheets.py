"""Workbooks written as text: what a form of the corpus looks like in a file that diffs well.

A file holds ``# title``, a few sentences on why the form is there, and sheets:

    ## survey
    type | name | label::Қазақша (kk) | label::English (en)
    text | first | Атыңыз
      | Your first name
    @3 note | n{n} | {n}-ескертпе | Note {n}

- A sheet's first line holds its headers, each further line one row. ``## notes (hidden)`` hides the sheet.
- An indented line goes on with the row above: after a ``|`` with the next cell, else with the same one.
- ``@hint words`` goes on at the first column called ``hint`` (with a language or without).
- A blank line is nothing, a line ``|`` an empty row. ``@N`` repeats a row, ``{n}`` counts from 1, ``{k}``
  every ten rows.
- ``#12``, ``#1.5``, ``#true``, ``#2026-06-13``, ``#14:30`` and ``#2026-06-13T14:30`` are typed cells, all else is text.
- ``\\|`` is a bar; ``␤`` a line break, ``␠`` a blank and ``⍽`` a non-breaking one, where blanks would be trimmed.
- ``## file cities.csv`` holds a file that comes with the form, as it is.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import xlwt
from openpyxl import Workbook

Cell = str | bool | float | date | time | None
_LOOKS = ((datetime, "YYYY-MM-DD HH:MM:SS"), (date, "YYYY-MM-DD"), (time, "HH:MM:SS"))
_SPECIAL = str.maketrans({"␤": "\n", "␠": " ", "⍽": "\u00a0"})
_BAR = re.compile(r"(?<!\\)\|")
_NAMED = re.compile(r"@([\w:-]+) +(.*)", re.DOTALL)
_REPEATED = re.compile(r"^@(\d+) ")
_HEADING = re.compile(r"^## (file )?(.+?)( \(hidden\))?$")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, its headers first."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A form of the corpus: its sheets, the files that come with it, and why it is there."""

    name: str
    why: str
    sheets: tuple[Sheet, ...]
    files: Mapping[str, bytes]

    @property
    def xlsx(self) -> bytes:
        """The workbook, as a spreadsheet program would save it."""
        book = Workbook()
        book.remove(book.active)
        for sheet in self.sheets:
            page = book.create_sheet(sheet.name)
            page.sheet_state = "hidden" if sheet.hidden else "visible"
            for row in sheet.rows:
                page.append(row)
        written = BytesIO()
        book.save(written)
        return written.getvalue()

    @property
    def xls(self) -> bytes:
        """The same in the binary format that came before."""
        book = xlwt.Workbook(encoding="utf-8")
        for sheet in self.sheets:
            page = book.add_sheet(sheet.name, cell_overwrite_ok=True)
            page.visibility = int(sheet.hidden)
            for line, row in enumerate(sheet.rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        page.write(line, column, cell, *_style(cell))
        written = BytesIO()
        book.save(written)
        return written.getvalue()


def _style(cell: Cell) -> tuple[xlwt.XFStyle, ...]:
    """A day or a time is a number there: only its style says what it means."""
    for kind, look in _LOOKS:
        if isinstance(cell, kind):
            return (xlwt.easyxf(num_format_str=look),)
    return ()


def read_source(path: Path) -> Source:
    """The form in that file."""
    return parsed(path.stem, path.read_text("utf-8"))


def parsed(name: str, text: str) -> Source:
    """The form in that text."""
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
        row = tuple(_cell(cell) for cell in _placed(cells, headers))
        headers = headers or row
        yield row


def _placed(cells: Iterable[str], headers: Sequence[Cell]) -> list[str]:
    """The cells, each in its column: one like ``@hint words`` moves on to the column it names."""
    row: dict[int, str] = {}
    column = 0
    for cell in cells:
        named = _NAMED.match(cell)
        if named is not None:
            column = _column(named[1], headers)
        row[column] = named[2] if named is not None else cell
        column += 1
    return [row.get(place, "") for place in range(max(row) + 1)]


def _column(name: str, headers: Sequence[Cell]) -> int:
    for place, header in enumerate(headers):
        if header == name or str(header).startswith(f"{name}::"):
            return place
    raise ValueError(f"no column {name}")


def _rows(body: str) -> Iterator[str]:
    whole: list[str] = []
    for line in body.splitlines():
        if not line.strip():
            continue
        if line.startswith("  ") and whole:
            whole[-1] += f" {line.strip()}"
        else:
            whole.append(line.strip())
    for row in whole:
        yield from _repeated(row)


def _repeated(row: str) -> Iterator[str]:
    times = _REPEATED.match(row)
    if times is None:
        yield row
        return
    for number in range(1, int(times[1]) + 1):
        every_ten = (number - 1) // 10 + 1
        yield row[times.end() :].replace("{n}", str(number)).replace("{k}", str(every_ten))


def _cell(text: str) -> Cell:
    text = text.replace("\\|", "|")
    if not text:
        return None
    if text.startswith("#"):
        typed = _typed(text[1:])
        if typed is not None:
            return typed
    return text.translate(_SPECIAL)


def _typed(text: str) -> Cell:
    """The value of a typed cell; None for what only starts like one."""
    for read in (json.loads, date.fromisoformat, time.fromisoformat, datetime.fromisoformat):
        try:
            value: Cell = read(text)
        except ValueError:
            continue
        return value
    return None
