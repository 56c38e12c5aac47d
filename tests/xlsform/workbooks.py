"""Workbooks to read, built from lists of rows or from the small tables that XLSForm's documentation uses."""

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


def tables(text: str) -> dict[str, Rows]:
    """Sheets by name from ``| sheet |`` lines with ``| | cell | cell |`` lines below each."""
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
    """An .xlsx of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in (tables(sheets) if isinstance(sheets, str) else sheets).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def xls(sheets: str | Mapping[str, Rows]) -> bytes:
    """An .xls of these sheets."""
    book = xlwt.Workbook()
    for name, rows in (tables(sheets) if isinstance(sheets, str) else sheets).items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if value is not None:
                    sheet.write(number, place, value)
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


@dataclass(frozen=True)
class ImportedForm:
    """A spreadsheet as it was read and then reviewed by itself."""

    source: SourceDocument
    problems: tuple[Problem, ...]
    is_refused: bool

    @property
    def document(self) -> dict[str, Any]:
        """The definition's document."""
        return dict(self.source.head)


def import_xlsform(
    workbook: bytes,
    *,
    files: Mapping[str, bytes] | None = None,
    name: str | None = None,
    purpose: str | None = None,
) -> ImportedForm:
    """Read a workbook and review what was read."""
    source = read_xlsform(workbook, files=files, name=name, purpose=purpose)
    found = review(source)
    return ImportedForm(source, found.problems, found.is_refused)


def read(
    sheets: str | Mapping[str, Rows], *, name: str | None = None, purpose: str | None = None
) -> ImportedForm:
    """Import these sheets."""
    return import_xlsform(xlsx(sheets), name=name, purpose=purpose)


def errors_of(imported: ImportedForm) -> list[tuple[str, str, int | None, str | None]]:
    """Return the code and the cell of every error that has one."""
    return [
        (each.code, each.location.sheet, each.location.row, each.location.column)
        for each in imported.problems
        if each.severity == "error" and each.location
    ]
