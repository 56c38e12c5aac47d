"""Workbooks for tests, built from lists of rows or from the Markdown tables that XLSForm's documentation uses."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl
import xlwt

from chalicelib.errors import Problem
from chalicelib.forms.validation import SourceDocument, review
from chalicelib.xlsform import read_xlsform

Rows = Sequence[Sequence[Any]]


def parse_tables(text: str) -> dict[str, Rows]:
    """Return the sheets by name: a line ``| sheet |`` begins one, lines ``| | cell | cell |`` are its rows."""
    sheets: dict[str, list[list[Any]]] = {}
    rows: list[list[Any]] = []
    for line in text.strip().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[0]:
            rows = sheets.setdefault(cells[0], [])
        else:
            rows.append([cell or None for cell in cells[1:]])
    return dict(sheets)


def xlsx(sheets: str | Mapping[str, Rows]) -> bytes:
    """Write the sheets as an ``.xlsx`` file."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in (parse_tables(sheets) if isinstance(sheets, str) else sheets).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls(sheets: str | Mapping[str, Rows]) -> bytes:
    """Write the sheets as an ``.xls`` file."""
    book = xlwt.Workbook()
    for name, rows in (parse_tables(sheets) if isinstance(sheets, str) else sheets).items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@dataclass(frozen=True)
class ImportedForm:
    """A spreadsheet that was read and reviewed, without an event."""

    source: SourceDocument
    problems: tuple[Problem, ...]
    is_refused: bool

    @property
    def document(self) -> dict[str, Any]:
        """The definition as its JSON document."""
        return dict(self.source.head)


def import_xlsform(
    workbook: bytes,
    *,
    files: Mapping[str, bytes] | None = None,
    name: str | None = None,
    purpose: str | None = None,
) -> ImportedForm:
    """Read a workbook and review the definition."""
    source = read_xlsform(workbook, files=files, name=name, purpose=purpose)
    reviewed = review(source)
    return ImportedForm(source, reviewed.problems, reviewed.is_refused)


def read(
    sheets: str | Mapping[str, Rows], *, name: str | None = None, purpose: str | None = None
) -> ImportedForm:
    """Import the sheets from an ``.xlsx`` file."""
    return import_xlsform(xlsx(sheets), name=name, purpose=purpose)


def errors_of(imported: ImportedForm) -> list[tuple[str, str, int | None, str | None]]:
    """Return code, sheet, row and column of every error with a location."""
    return [
        (each.code, each.location.sheet, each.location.row, each.location.column)
        for each in imported.problems
        if each.severity == "error" and each.location
    ]
