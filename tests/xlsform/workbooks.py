"""Workbooks to read: made from lists of rows, or from the little tables that XLSForm's own docs use."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
import xlwt

from chalicelib.xlsform import Imported, read_xlsform

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


def read(
    sheets: str | Mapping[str, Rows], *, name: str | None = None, purpose: str | None = None
) -> Imported:
    """What is read of these sheets."""
    return read_xlsform(xlsx(sheets), name=name, purpose=purpose)


def told(imported: Imported) -> list[tuple[str, str, int | None, str | None]]:
    """Every error: its code, and where it stands."""
    return [
        (each.code, each.place.sheet, each.place.row, each.place.column)
        for each in imported.problems
        if each.severity == "error" and each.place
    ]
