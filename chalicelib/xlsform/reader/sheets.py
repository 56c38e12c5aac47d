"""The sheets of a workbook as pyxform takes them: text by header, row by row.

Cells become text by pyxform's own functions, so that a number, a date or a yes-or-no reads here as
it reads for every other tool. Beyond that a sheet keeps what a message needs: the headers as they are
written, and rows by the number that the spreadsheet shows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from chalicelib.errors import Problem, SourceLocation
from chalicelib.xlsform.guards.refusal import WorkbookRefused
from chalicelib.xlsform.problems import sheet_problem

MAX_ROWS = 12_000
MAX_COLUMNS = 400
MAX_TEXT = 32_767
"""Characters in a cell, as Excel has it."""
MAX_ALL_TEXT = 8_000_000
"""Characters of all cells together: one shared text can stand in any number of them."""

FORM_SHEETS = ("survey", "choices", "settings", "external_choices", "osm", "entities")
"""The sheets that XLSForm knows, in any case."""
FILES = "pikir_files"
"""A sheet that says which sheet holds which file, where a file's name cannot be a sheet's."""

_SPACES = re.compile(" +")
_MOST_EMPTY_COLUMNS = 20
_MOST_EMPTY_ROWS = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``rows[0]`` is the spreadsheet's row 2; an empty row is an empty mapping."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    problems: tuple[Problem, ...] = ()

    def locate(self, row: int | None = None, column: str | None = None) -> SourceLocation:
        """A place on it."""
        return SourceLocation(self.name, row, column)


@dataclass(slots=True)
class Budget:
    """How much text is still read."""

    left: int = MAX_ALL_TEXT

    def spend(self, text: str, place: SourceLocation) -> None:
        """Raise ``WorkbookRefused`` where a cell, or all of them, hold too much."""
        self.left -= len(text)
        if len(text) > MAX_TEXT:
            raise WorkbookRefused("form.cell_too_long", place, limit=MAX_TEXT)
        if self.left < 0:
            raise WorkbookRefused("form.sheet_too_large")


@dataclass(slots=True)
class SheetReader:
    """A sheet while it is read."""

    name: str
    budget: Budget
    problems: list[Problem] = field(default_factory=list)

    def sheet(self, first: Iterable[str | None], rows: Iterable[Sequence[str | None]]) -> Sheet:
        """The sheet of these cells; ends where 60 rows in a row are empty, as it does for pyxform."""
        headers = self._headers(first)
        kept: list[dict[str, str]] = []
        empty = 0
        for row in rows:
            cells = self._cells(headers, row, number=len(kept) + 2)
            kept.append(cells)
            empty = 0 if cells else empty + 1
            if empty > _MOST_EMPTY_ROWS:
                break
            if len(kept) > MAX_ROWS:
                raise WorkbookRefused(
                    "form.sheet_too_long", SourceLocation(self.name), limit=MAX_ROWS
                )
        return Sheet(
            self.name,
            tuple(header for header in headers if header is not None),
            tuple(kept[: len(kept) - empty]),
            tuple(self.problems),
        )

    def _headers(self, first: Iterable[str | None]) -> list[str | None]:
        headers: list[str | None] = []
        empty = 0
        for number, text in enumerate(first):
            if number >= MAX_COLUMNS + _MOST_EMPTY_COLUMNS:
                raise WorkbookRefused(
                    "form.sheet_too_wide", SourceLocation(self.name, 1), limit=MAX_COLUMNS
                )
            header = None if is_empty(text) else _SPACES.sub(" ", str(text).strip())
            if header is not None and header in headers:
                self._say("form.duplicate_header", 1, header, name=header)
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
            place = SourceLocation(self.name, number, header)
            self.budget.spend(text, place)
            cells[header] = text.strip()
        return cells

    def _say(self, code: str, row: int, column: str, **parameters: object) -> None:
        self.problems.append(
            sheet_problem(code, SourceLocation(self.name, row, column), **parameters)
        )


def is_empty(text: str | None) -> bool:
    """Whether a cell says nothing."""
    return text is None or not text or text.isspace()


def wanted(names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The sheets to be read, by place and by the name under which they count.

    The only sheet of a workbook is the survey, whatever its name.
    """
    for number, name in enumerate(names):
        known = name.strip().lower()
        if known in FORM_SHEETS or known == FILES:
            yield number, known
        elif len(names) == 1:
            yield number, "survey"
        elif known.endswith(".csv") or known.startswith("file "):
            yield number, name
