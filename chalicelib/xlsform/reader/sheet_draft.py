"""A form between its sheets and pyxform: a draft whose problems are noted and whose bad cells are replaced.

pyxform stops at its first refusal. So ``precheck`` looks for what is known to stop it, notes it with its
row and column, and replaces it by something harmless; ``pyxform_reader`` does the same for the other
refusals, one at a time. In the end pyxform reads the whole form, and every problem is noted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chalicelib.errors import Problem, SourceLocation
from chalicelib.xlsform.problems import sheet_problem
from chalicelib.xlsform.reader.column_shapes import SheetKind, Tokens, misses_language
from chalicelib.xlsform.reader.columns import Columns, columns_of
from chalicelib.xlsform.reader.sheets import Sheet
from chalicelib.xlsform.reader.workbooks import Workbook

ROW = "__pikir_row"
"""An added column that carries a row's marker through pyxform: its place among the rows that pyxform gets, from 2 on."""
_NBSP = "\xa0"
_NO_SHEET = Sheet("", (), ())


@dataclass(slots=True)
class Line:
    """One row as pyxform gets it: ``number`` is the spreadsheet's, ``cells`` are by header.

    ``written`` are the row's cells as they are written, none in a row that the draft adds. ``choice`` are
    the written cells of the choice whose group a loop makes here, None in every other row.
    """

    number: int
    cells: dict[str, str]
    written: Mapping[str, str] = field(default_factory=dict)
    choice: Mapping[str, str] | None = None


@dataclass(slots=True)
class SheetTable:
    """One sheet of the form: as it is written, the meaning of its columns, and the rows that pyxform gets."""

    sheet: Sheet
    columns: Columns
    lines: list[Line]

    def value(self, line: Line, *tokens: str) -> str | None:
        """Return the cell of a column by pyxform's tokens; the last such column counts, as for pyxform."""
        for header in reversed(self.columns.by_tokens.get(tokens, ())):
            if header in line.cells:
                return line.cells[header]
        return None

    def put(self, line: Line, tokens: Tokens, text: str) -> None:
        """Write a cell of the column with pyxform's tokens."""
        for header, meant in self.columns.meant.items():
            if meant == tokens:
                line.cells.pop(header, None)
        line.cells[self.columns.header(*tokens) or tokens[0]] = text

    def keep(self, line: Line, columns: frozenset[str]) -> None:
        """Empty all cells of the row but those of these columns, in any language."""
        for header in list(line.cells):
            if self.columns.meant.get(header, (header,))[0] not in columns:
                del line.cells[header]

    def locate(self, line: Line, *tokens: str) -> SourceLocation:
        """Return the location of that cell, or of the row."""
        column = self.columns.header(*tokens) if tokens else None
        return self.sheet.locate(line.number, column)


@dataclass(slots=True)
class SheetDraft:
    """The form while it is read.

    ``provisional`` are problems that the review may find too and then explains better.
    ``replaced_rows`` are numbers of survey rows that pyxform does not get as they are written;
    ``unwanted_lists`` are names of lists that the definition does not get: those
    that are missing in the sheets, and those of loops.
    """

    book: Workbook
    survey: SheetTable
    choices: SheetTable
    settings: SheetTable
    cleans: bool
    """Whether runs of spaces on the survey count as one: XLSForm's setting ``clean_text_values``."""
    problems: list[Problem] = field(default_factory=list)
    provisional: list[Problem] = field(default_factory=list)
    replaced_rows: set[int] = field(default_factory=set)
    unwanted_lists: set[str | None] = field(default_factory=set)
    external_lists: dict[str, Sheet] = field(default_factory=dict)
    """The lists of the sheet ``external_choices`` that questions ask of, each by the name of a file."""
    _cleaned: dict[str, str] = field(default_factory=dict)
    """What has been cleaned: types are read again and again."""
    ends: int = 0
    """How many rows that end something were added after the last."""

    def note(self, code: str, location: SourceLocation, **parameters: object) -> None:
        """Note a problem at a cell."""
        self.problems.append(sheet_problem(code, location, **parameters))

    def clean(self, text: str) -> str:
        """Return a survey cell as pyxform cleans it."""
        from pyxform.parsing.sheet_headers import clean_text_values

        if text not in self._cleaned:
            spaced = text.replace(_NBSP, " ")
            self._cleaned[text] = str(clean_text_values(spaced, strip_whitespace=self.cleans))
        return self._cleaned[text]

    def rows(self) -> Iterator[tuple[Line, str]]:
        """Yield the survey's rows that are neither empty nor disabled, each with its type."""
        from pyxform.aliases import yes_no

        for line in self.survey.lines:
            disabled = self.survey.value(line, "disabled")
            kind = self.survey.value(line, "type")
            if line.cells and not (disabled and yes_no.get(disabled)):
                yield line, self.clean(kind) if kind else ""

    def line(self, marker: int) -> Line:
        """Return the survey's row of that marker."""
        return self.survey.lines[marker - 2]

    def setting(self, name: str) -> str | None:
        """Return a setting's cell, None where it is empty."""
        first = self.settings.lines[:1]
        return self.settings.value(first[0], name) if first else None

    def name(self, line: Line) -> str | None:
        """Return the row's name as pyxform reads it."""
        name = self.survey.value(line, "name")
        return self.clean(name) if name else None


def draft_form(book: Workbook) -> SheetDraft:
    """Return the draft of a workbook that has a survey."""
    from pyxform.aliases import yes_no

    survey, choices, settings = (
        _table(book, "survey"),
        _table(book, "choices"),
        _table(book, "settings"),
    )
    draft = SheetDraft(book, survey, choices, settings, cleans=True)
    draft.cleans = yes_no.get(draft.setting("clean_text_values") or "yes", True)
    for table in (survey, choices, settings):
        for header in table.columns.doubled:
            draft.note("form.duplicate_header", table.sheet.locate(1, header), name=header)
        _note_misfits(draft, table)
    return draft


def _note_misfits(draft: SheetDraft, table: SheetTable) -> None:
    """Note the columns that pyxform cannot read, as far as they hold anything."""
    for header, tokens in table.columns.misfits.items():
        if any(header in row for row in table.sheet.rows):
            has_logic = misses_language(tokens) and table is not draft.settings
            code = "form.column_without_languages" if has_logic else "form.ignored_column"
            draft.note(code, table.sheet.locate(1, header), name=header)


def _table(book: Workbook, name: SheetKind) -> SheetTable:
    sheet = book.sheets.get(name, _NO_SHEET)
    columns = columns_of(sheet, name)
    lines = [
        Line(
            number,
            {
                header: text.replace(_NBSP, " ")
                for header, text in cells.items()
                if header in columns.meant
            },
            cells,
        )
        for number, cells in enumerate(sheet.rows, start=2)
    ]
    return SheetTable(sheet, columns, lines)
