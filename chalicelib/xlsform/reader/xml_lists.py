"""Rows in an XML file, as ODK attaches them: ``<root><item><name>…</name><label>…</label></item>…</root>``.

The names of the outer two elements are free, since paths in expressions name them; every row has the same one. A
document type, and with it every entity, is refused when it begins; nothing is nested deeper than a cell.
"""

from typing import Final, NoReturn
from xml.parsers import expat

from chalicelib.errors import Problem, SourceLocation
from chalicelib.xlsform.problems import WorkbookRefused, sheet_problem
from chalicelib.xlsform.reader.sheets import MAX_COLUMNS, MAX_ROWS, Budget, Sheet, is_empty

_ROOT: Final = 1
_ROW: Final = 2
_CELL: Final = 3
"""How deep each element is; a file's last row ends where its depth is the root's again."""


def xml_sheet(name: str, content: bytes) -> Sheet:
    """Read an XML file as a sheet, whose rows are numbered by lines; raise ``WorkbookRefused`` where it is none."""
    reader = _XmlReader(name)
    try:
        reader.parser.Parse(content, True)  # noqa: FBT003 -- expat takes no keywords
    except expat.ExpatError as broken:
        location = SourceLocation(name, broken.lineno)
        reason = expat.ErrorString(broken.code)
        raise WorkbookRefused("form.xml_broken", location, reason=reason) from broken
    except (LookupError, ValueError) as unknown:  # the encoding that the file declares
        raise WorkbookRefused(
            "form.xml_broken", SourceLocation(name, 1), reason=str(unknown)[:200]
        ) from unknown
    return reader.sheet()


class _XmlReader:
    """Collects rows while expat parses."""

    def __init__(self, name: str) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add_text
        self._name = name
        self._budget = Budget()
        self._depth = 0
        self._row_name: str | None = None
        self._headers: dict[str, None] = {}
        self._rows: list[dict[str, str]] = []
        self._lines: list[int] = []
        self._text: list[str] = []
        self._problems: list[Problem] = []

    def sheet(self) -> Sheet:
        """Return what was read."""
        return Sheet(
            self._name,
            tuple(self._headers),
            tuple(self._rows),
            tuple(self._problems),
            lines=tuple(self._lines),
        )

    def _here(self, column: str | None = None) -> SourceLocation:
        return SourceLocation(self._name, self.parser.CurrentLineNumber, column)

    def _refuse(self, code: str, column: str | None = None, **parameters: object) -> NoReturn:
        raise WorkbookRefused(code, self._here(column), **parameters)

    def _refuse_doctype(self, *_: object) -> None:
        self._refuse("form.xml_has_doctype")

    def _start(self, tag: str, _: object) -> None:
        self._depth += 1
        self._text.clear()
        if self._depth == _ROW:
            self._start_row(tag)
        elif self._depth > _CELL:
            self._refuse("form.xml_too_deep", tag, name=tag[:100])

    def _start_row(self, tag: str) -> None:
        if self._row_name not in (None, tag):
            self._refuse("form.xml_mixed_rows", tag, name=tag[:100], first=self._row_name)
        if len(self._rows) == MAX_ROWS:
            raise WorkbookRefused("form.sheet_too_long", SourceLocation(self._name), limit=MAX_ROWS)
        self._row_name = tag
        self._rows.append({})
        self._lines.append(self.parser.CurrentLineNumber)

    def _add_text(self, text: str) -> None:
        if self._depth == _CELL:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        if self._depth == _CELL:
            self._add_cell(tag, "".join(self._text))
        self._depth -= 1

    def _add_cell(self, tag: str, text: str) -> None:
        row = self._rows[-1]
        if is_empty(text):
            return
        if tag in row:
            self._problems.append(sheet_problem("form.duplicate_header", self._here(tag), name=tag))
            return
        self._budget.spend(text, self._here(tag))
        self._headers[tag] = None
        if len(self._headers) > MAX_COLUMNS:
            self._refuse("form.sheet_too_wide", tag, limit=MAX_COLUMNS)
        row[tag] = text.strip()
