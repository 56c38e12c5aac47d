"""The workbook's sheets: typed cells, headings that stay in sight, filters, widths, and names that a sheet may have."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from math import ceil
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Final, Self

from chalicelib.exports.sheet import is_formula
from chalicelib.locales import N_, Language, translate

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS: Final = 1_048_576
"""Of a sheet, the heading included."""
LONGEST_TEXT: Final = 32_767
"""Of a cell, in UTF-16 units, as spreadsheets count."""

_LONGEST_NAME: Final = 31
_SHORTEST_PREFIX: Final = 8
_DASH: Final = " – "
_NARROWEST, _WIDEST = 9, 48
"""Widths of columns, in characters."""
_MOST_DIGITS: Final = 15
_LINE_HEIGHT: Final = 15
_MOST_LINES: Final = 6
_FIRST_YEAR: Final = 1900
"""Spreadsheets know no earlier date."""
_NOT_IN_NAMES: Final = re.compile(
    r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_DATES: Final[dict[Language, str]] = {"kk": "dd.mm.yyyy", "ru": "dd.mm.yyyy", "en": "yyyy-mm-dd"}
_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 14},
    "heading": {"bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "top"},
    "soft": {"font_color": "#555555"},
    "text": {"valign": "top"},
    "right": {"valign": "top", "align": "right"},
    "guarded": {"valign": "top", "quote_prefix": True},
    "number": {"valign": "top"},
    "share": {"valign": "top", "num_format": "0.0%"},
}


@dataclass(frozen=True, slots=True)
class Percentage:
    """A part of a whole, shown in per cent."""

    value: float


CellValue = str | int | float | date | time | Percentage | None
"""What a cell holds; a ``datetime`` has no offset."""


class Book:
    """A workbook under way. It is complete when its context ends; after an exception it is none."""

    def __init__(self, file: IO[bytes], language: Language) -> None:
        from xlsxwriter import Workbook

        self.language: Language = language
        self._folder = TemporaryDirectory()
        self.workbook = Workbook(file, {**_OPTIONS, "tmpdir": self._folder.name})
        day = _DATES[language]
        moments = {"date": day, "time": "hh:mm:ss", "moment": f"{day} hh:mm:ss"}
        self.formats: dict[str, Format] = {
            name: self.workbook.add_format(properties) for name, properties in _FORMATS.items()
        } | {
            name: self.workbook.add_format({"valign": "top", "num_format": pattern})
            for name, pattern in moments.items()
        }
        self.prefix = ""
        """The beginning of the names of the sheets that are added next."""
        self._names: set[str] = {"history"}
        self._tables: list[TableSheet] = []
        self._long_texts: TableSheet | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._folder:
            if error is None:
                for table in self._tables:
                    table.finish()
                self.workbook.close()
            for sheet in self.workbook.worksheets():
                sheet.row_data_fh.close()

    def describe(self, *, title: str, created: datetime) -> None:
        """Set the properties that a file's dialogue shows."""
        self.workbook.set_properties(
            {"title": title, "created": created.replace(tzinfo=None), "author": "Pikir"}
        )

    def translate(self, message: str, **parameters: object) -> str:
        """Translate a message into the workbook's language."""
        return translate(message, self.language, parameters or None)

    def add_sheet(self, name: str) -> "Worksheet":
        """Add a sheet under that name, or one like it that a sheet may have and no other one has."""
        return self.workbook.add_worksheet(self._free_name(name))

    def add_table(self, name: str, headings: Sequence[str]) -> "TableSheet":
        """Add a sheet that is a table."""
        table = TableSheet(self, name, headings)
        self._tables.append(table)
        return table

    def keep_rest(self, rest: str, *, sheet: str, row: int, heading: str) -> int:
        """Keep the rest of a text that is too long for its cell; return the row of the sheet of long texts where it begins."""
        if self._long_texts is None:
            prefix, self.prefix = self.prefix, ""
            names = (N_("Sheet"), N_("Row"), N_("Column"), N_("Text"))
            self._long_texts = self.add_table(
                self.translate(N_("Long texts")), [self.translate(name) for name in names]
            )
            self.prefix = prefix
        first = self._long_texts.next_row
        for part in split_text(rest, LONGEST_TEXT):
            self._long_texts.add([sheet, row, heading, part])
        return first

    def _free_name(self, wanted: str) -> str:
        clean = _clean(wanted) or self.translate(N_("Sheet"))
        if self.prefix:
            room = max(_LONGEST_NAME - len(clean) - len(_DASH), _SHORTEST_PREFIX)
            clean = f"{_shorten(_clean(self.prefix), room)}{_DASH}{clean}"
        for number in range(1, len(self._names) + 2):
            suffix = f" ({number})" if number > 1 else ""
            name = f"{_cut(clean, _LONGEST_NAME - len(suffix)).strip(' ' + chr(39))}{suffix}"
            if name.casefold() not in self._names:
                self._names.add(name.casefold())
                return name
        raise AssertionError(wanted)


class TableSheet:
    """A sheet with one heading row, in sight and with filters; where it is full, it goes on in a further one."""

    def __init__(self, book: Book, name: str, headings: Sequence[str]) -> None:
        self._book = book
        self._wanted = name
        self._headings = headings
        self._begin()

    def _begin(self) -> None:
        self._sheet = self._book.add_sheet(self._wanted)
        self.name: str = self._sheet.get_name()
        self._widths = [len(heading) + 3 for heading in self._headings]
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_landscape()
        self._sheet.repeat_rows(0)
        headings = [_cut(heading, LONGEST_TEXT) for heading in self._headings]
        write_headings(self._sheet, 0, headings, self._book, width=_WIDEST)
        self._row = 1

    @property
    def next_row(self) -> int:
        """The number of the row that is written next, as spreadsheets count: from 1."""
        return (1 if self._row == MOST_ROWS else self._row) + 1

    def add(self, cells: Sequence[CellValue]) -> None:
        """Add a row."""
        if self._row == MOST_ROWS:
            self.finish()
            self._begin()
        for column, value in enumerate(cells):
            if value is None or value == "":
                continue
            if isinstance(value, str) and not _fits(value, LONGEST_TEXT):
                value = self._shorten(value, column)  # noqa: PLW2901 -- the cell's own text
            write_cell(self._sheet, self._row, column, value, self._book)
            width = _width(value)
            self._widths[column] = max(width, self._widths[column])
        self._row += 1

    def _shorten(self, text: str, column: int) -> str:
        """Return the beginning of a text that is too long for a cell, and say where the rest is."""
        room = LONGEST_TEXT - 120
        beginning = _cut(text, room)
        row = self._book.keep_rest(
            text[len(beginning) :],
            sheet=self.name,
            row=self._row + 1,
            heading=self._headings[column],
        )
        where = self._book.translate(
            N_("… (continued in “{sheet}”, row {row})"),
            sheet=self._book.translate(N_("Long texts")),
            row=row,
        )
        return f"{beginning} {where}"

    def finish(self) -> None:
        """Set the filters and the widths."""
        self._sheet.autofilter(0, 0, max(self._row - 1, 0), len(self._headings) - 1)
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))


def _clean(name: str) -> str:
    """Return a name without what a sheet's may not have."""
    return _NOT_IN_NAMES.sub(" ", name).strip(" '")


def _shorten(name: str, most: int) -> str:
    """Return a name, or its beginning and an ellipsis if it is longer than that."""
    return name if _fits(name, most) else f"{_cut(name, most - 1).strip()}…"


def write_cell(sheet: "Worksheet", row: int, column: int, value: CellValue, book: Book) -> None:
    """Write one cell by what its value is."""
    match value:
        case None:
            return
        case str():
            write_text(sheet, row, column, value, book)
        case Percentage():
            sheet.write_number(row, column, value.value, book.formats["share"])
        case int() | float():
            _write_number(sheet, row, column, value, book)
        case time():
            sheet.write_datetime(row, column, value, book.formats["time"])
        case date() if value.year < _FIRST_YEAR:
            write_text(sheet, row, column, value.isoformat().replace("T", " "), book)
        case date():
            style = "moment" if isinstance(value, datetime) else "date"
            sheet.write_datetime(row, column, value, book.formats[style])


def write_headings(
    sheet: "Worksheet", row: int, texts: Sequence[str], book: Book, *, width: int
) -> None:
    """Write a row of headings, as high as it takes in columns of that width."""
    lines = max((ceil((len(text) + 2) / width) for text in texts), default=1)
    sheet.set_row(row, _LINE_HEIGHT * min(lines, _MOST_LINES))
    for column, text in enumerate(texts):
        write_text(sheet, row, column, text, book, "heading")


def write_text(
    sheet: "Worksheet", row: int, column: int, text: str, book: Book, style: str = ""
) -> None:
    """Write a text that stays one, even when somebody edits the cell: no formula, number or link."""
    cell_format = book.formats[style or ("guarded" if is_formula(text) else "text")]
    if text.startswith("<r>") and text.endswith("</r>"):
        # xlsxwriter would take it for XML; in two runs it is text like any other
        sheet.write_rich_string(row, column, text[:1], book.formats["text"], text[1:], cell_format)
    else:
        sheet.write_string(row, column, text, cell_format)


def _write_number(sheet: "Worksheet", row: int, column: int, value: float, book: Book) -> None:
    if abs(value) >= 10**_MOST_DIGITS:  # a spreadsheet would round it
        write_text(sheet, row, column, str(value), book)
    else:
        sheet.write_number(row, column, value, book.formats["number"])


def _width(value: CellValue) -> int:
    match value:
        case str():
            return min(len(value), _WIDEST) + 1
        case datetime():
            return 20
        case date():
            return 11
        case _:
            return _NARROWEST


def _fits(text: str, most: int) -> bool:
    """Return whether a text is at most so many UTF-16 units long."""
    if len(text) * 2 <= most:
        return True
    return len(text) + sum(character > "\uffff" for character in text) <= most


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text, at most so many UTF-16 units long."""
    beginning = text[:most]
    return beginning if _fits(beginning, most) else beginning[: most // 2]


def split_text(text: str, most: int) -> Iterator[str]:
    """Yield the text in parts of at most so many UTF-16 units."""
    while text:
        part = _cut(text, most)
        yield part
        text = text[len(part) :]
