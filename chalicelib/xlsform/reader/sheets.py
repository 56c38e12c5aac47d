"""The sheets of a workbook as pyxform accepts them: text by header, row by row.

Cells become text by pyxform's own functions, so that a number, a date or a boolean reads here as it
reads for every other tool. A sheet also keeps what a problem's location needs: the headers as they are
written, and rows by the number that the spreadsheet shows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from chalicelib.errors import Problem, SourceLocation
from chalicelib.xlsform.problems import WorkbookRefused, sheet_problem
from chalicelib.xpath.choice_tables import LIST_FILES

MAX_ROWS = 12_000
MAX_ALL_ROWS = 20_000
"""Rows of all sheets together."""
MAX_COLUMNS = 400
MAX_TEXT = 32_767
"""Characters in a cell: Excel's own limit."""
MAX_ALL_TEXT = 8_000_000
"""Characters of all cells together: any number of cells can share one text."""

FORM_SHEETS = ("survey", "choices", "settings", "external_choices", "osm", "entities")
"""The sheets that XLSForm knows, in any case."""
FILES = "pikir_files"
"""The sheet that maps sheets to the files that they hold, where a file's name cannot be a sheet's."""

_SPACES = re.compile(" +")
_MOST_EMPTY_COLUMNS = 20
_MOST_EMPTY_ROWS = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. An empty row is an empty mapping.

    ``rows[0]`` is the spreadsheet's row 2, unless ``lines`` has the numbers of the rows.
    """

    name: str
    headers: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    problems: tuple[Problem, ...] = ()
    lines: tuple[int, ...] | None = None

    def numbered_rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each row after the number that its location has."""
        return zip(self.lines or count(2), self.rows, strict=False)

    def locate(self, row: int | None = None, column: str | None = None) -> SourceLocation:
        """Return the location of the sheet, a row or a cell."""
        return SourceLocation(self.name, row, column)


@dataclass(slots=True)
class Budget:
    """How many characters and rows may still be read."""

    left: int = MAX_ALL_TEXT
    rows: int = MAX_ALL_ROWS

    def spend_row(self) -> None:
        """Count a row; raise ``WorkbookRefused`` if all sheets together have too many."""
        self.rows -= 1
        if self.rows < 0:
            raise WorkbookRefused("form.sheet_too_large")

    def spend(self, text: str, location: SourceLocation) -> None:
        """Count a cell's text; raise ``WorkbookRefused`` if it, or all text together, is too long."""
        self.left -= len(text)
        if len(text) > MAX_TEXT:
            raise WorkbookRefused("form.cell_too_long", location, limit=MAX_TEXT)
        if self.left < 0:
            raise WorkbookRefused("form.sheet_too_large")


@dataclass(slots=True)
class SheetReader:
    """Reads the rows of one sheet."""

    name: str
    budget: Budget
    problems: list[Problem] = field(default_factory=list)

    def sheet(self, first: Iterable[str | None], rows: Iterable[Sequence[str | None]]) -> Sheet:
        """Return the sheet of these cells; it ends before more than 60 empty rows, as it does for pyxform."""
        headers = self._headers(first)
        cells_by_row: list[dict[str, str]] = []
        empty = 0
        for row in rows:
            cells = self._cells(headers, row, number=len(cells_by_row) + 2)
            cells_by_row.append(cells)
            self.budget.spend_row()
            empty = 0 if cells else empty + 1
            if empty > _MOST_EMPTY_ROWS:
                break
            if len(cells_by_row) > MAX_ROWS:
                raise WorkbookRefused(
                    "form.sheet_too_long", SourceLocation(self.name), limit=MAX_ROWS
                )
        return Sheet(
            self.name,
            tuple(header for header in headers if header is not None),
            tuple(cells_by_row[: len(cells_by_row) - empty]),
            tuple(self.problems),
        )

    def _headers(self, first: Iterable[str | None]) -> list[str | None]:
        headers: list[str | None] = []
        empty = 0
        for number, text in enumerate(first):
            header = None if is_empty(text) else _SPACES.sub(" ", str(text).strip())
            if header is not None and number >= MAX_COLUMNS:
                raise WorkbookRefused(
                    "form.sheet_too_wide", SourceLocation(self.name, 1), limit=MAX_COLUMNS
                )
            if header is not None and header in headers:
                self._note("form.duplicate_header", 1, header, name=header)
                header = None
            headers.append(header)
            empty = 0 if header is not None else empty + 1
            if empty > _MOST_EMPTY_COLUMNS:
                break
        return headers[: len(headers) - empty]

    def _cells(
        self, headers: Sequence[str | None], row: Sequence[str | None], *, number: int
    ) -> dict[str, str]:
        cells: dict[str, str] = {}
        for header, text in zip(headers, row, strict=False):
            if header is None or text is None or is_empty(text):
                continue
            self.budget.spend(text, SourceLocation(self.name, number, header))
            cells[header] = text.strip()
        return cells

    def _note(self, code: str, row: int, column: str, **parameters: object) -> None:
        self.problems.append(
            sheet_problem(code, SourceLocation(self.name, row, column), **parameters)
        )


def is_empty(text: str | None) -> bool:
    """Return whether a cell is empty or has only spaces."""
    return text is None or not text or text.isspace()


def relevant_sheets(names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the index of each sheet that is read, and the name under which it counts.

    The only sheet of a workbook is the survey, whatever its name.
    """
    for number, name in enumerate(names):
        known = name.strip().lower()
        if known in FORM_SHEETS or known == FILES:
            yield number, known
        elif len(names) == 1:
            yield number, "survey"
        elif known.endswith(LIST_FILES) or known.startswith("file "):
            yield number, name
