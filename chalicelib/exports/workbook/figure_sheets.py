"""The figures of a summary: a sheet to read, with a table and a native chart for each question, and one with every figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from chalicelib.domain.events import Event
from chalicelib.domain.summaries import Summary
from chalicelib.exports import labelled_figures
from chalicelib.exports.figures import NAMELESS, FigureRow, figure_rows
from chalicelib.exports.workbook.book import (
    Book,
    CellValue,
    Percentage,
    write_cell,
    write_headings,
    write_text,
)
from chalicelib.forms.text import in_language
from chalicelib.locales import N_

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_Value = int | float | str
_Line = tuple[str, str]
"""A figure, and the choice that it is of or nothing."""

_SUPPRESSED: Final = "suppressed"
_COUNT: Final = "count"
_CHARTED: Final = (_COUNT, "points")
"""The figures that charts show, the first one of these that a question has."""
_BARS: Final = ("select", "rank")
"""The beginnings of the types whose choices are drawn as bars, one below the other; others have columns."""
_MOST_CHARTED: Final = 60
_CHART_ROWS: Final = 15
"""The rows that a chart is high, at least."""
_ROW_PIXELS: Final = 20
_CHART_WIDTH: Final = 480
_BAR_COLOUR: Final = "#1F5FA8"
_LABEL_WIDTH, _VALUE_WIDTH, _WHOLE_WIDTH = 60, 18, 19
_A4: Final = 9


def write_figures(book: Book, summary: Summary, event: Event, title: str) -> None:
    """Write both sheets; small groups are suppressed in the summary already."""
    rows = list(figure_rows(summary, event, book.language))
    _FiguresSheet(book, event).write(rows, title)
    _write_table(book, rows, ZoneInfo(event.time_zone))


def _write_table(book: Book, rows: Sequence[FigureRow], zone: ZoneInfo) -> None:
    """Write every figure in a row, with its codes, exactly: for filters and pivot tables."""
    table = book.add_table(
        book.translate(N_("All figures")),
        [book.translate(name) for name in labelled_figures.HEADING[:-1]],
    )
    for row in rows:
        described = labelled_figures.describe(row, zone, book.language)
        table.add([*described, labelled_figures.read_value(row, zone)])


@dataclass(slots=True)
class _Block:
    """One question's figures, as a table: a line for each figure, a column for all and for each category."""

    label: str
    type: str
    lines: dict[_Line, dict[str, _Value]] = field(default_factory=dict)
    names: dict[_Line, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    def whole(self, line: _Line) -> _Value:
        """Return a line's value for all answers."""
        return self.lines[line].get("", 0)

    def sorted_lines(self) -> list[_Line]:
        """Return the lines with those of the same figure together, in the order of their first ones."""
        first: dict[str, int] = {}
        for figure, _ in self.lines:
            first.setdefault(figure, len(first))
        return sorted(self.lines, key=lambda line: first[line[0]])


class _FiguresSheet:
    """The sheet that people read."""

    def __init__(self, book: Book, event: Event) -> None:
        self._book = book
        self._event = event
        self._zone = ZoneInfo(event.time_zone)
        self._row = 0

    def write(self, rows: Sequence[FigureRow], title: str) -> None:
        book = self._book
        self._sheet: Worksheet = book.add_sheet(book.translate(N_("Figures")))
        self._sheet.set_column(0, 0, _LABEL_WIDTH)
        self._sheet.set_column(1, 1, _WHOLE_WIDTH)
        self._sheet.set_column(2, 50, _VALUE_WIDTH)
        self._sheet.hide_gridlines(2)
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        for text in (title, in_language(self._event.title, book.language)):
            write_text(self._sheet, self._row, 0, text, book, "title")
            self._row += 1
        self._row += 1
        blocks = [self._gather(list(group)) for _, group in groupby(rows, _subject)]
        if any(block.hidden or _hides_choices(block) for block in blocks):
            self._explain_suppression()
        for block in blocks:
            self._write_block(block)

    def _explain_suppression(self) -> None:
        text = self._book.translate(
            N_(
                "Groups with fewer than {threshold} answers are not shown (–), and others are hidden with them where"
                " they could be worked out from the rest. So nobody can be recognised."
            ),
            threshold=self._event.small_group_threshold,
        )
        write_text(self._sheet, self._row, 0, text, self._book, "soft")
        self._row += 2

    def _gather(self, rows: Sequence[FigureRow]) -> _Block:
        block = _Block(rows[0].label, rows[0].type)
        for row in rows:
            if row.category:
                block.categories[row.category] = row.category_label
            if row.category and row.figure == _SUPPRESSED:
                block.hidden.add(row.category)
            elif row.figure != "versions":
                line = (row.figure, row.choice)
                value = labelled_figures.read_value(row, self._zone)
                shown = NAMELESS if row.figure == _SUPPRESSED else value
                block.lines.setdefault(line, {})[row.category] = shown  # type: ignore[assignment] # a moment is one, too
                block.names.setdefault(line, self._name_line(row))
        return block

    def _name_line(self, row: FigureRow) -> str:
        _, choice = labelled_figures.name_choice(row, self._zone, self._book.language)
        if row.figure in (_COUNT, _SUPPRESSED) and row.choice:
            return choice
        figure = labelled_figures.name_figure(row.figure, self._book.language)
        number = f"{figure} {row.choice}" if row.figure == "version_responses" else figure
        return f"{choice}: {figure}" if row.choice and number == figure else number

    def _write_block(self, block: _Block) -> None:
        top = self._row
        if block.label:
            write_text(self._sheet, self._row, 0, block.label, self._book, "title")
            self._row += 1
        self._write_head(block)
        charted: dict[str, list[int]] = {}
        for line in block.sorted_lines():
            charted.setdefault(line[0], []).append(self._row)
            self._write_line(block, line)
        height = self._add_chart(block, top, charted)
        self._row = max(self._row, top + height) + 2

    def _write_head(self, block: _Block) -> None:
        names = [N_("Figure"), N_("All answers"), N_("Share")]
        heads = [self._book.translate(name) for name in names] + list(block.categories.values())
        write_headings(self._sheet, self._row, heads, self._book, width=_VALUE_WIDTH)
        self._row += 1

    def _write_line(self, block: _Block, line: _Line) -> None:
        values = block.lines[line]
        whole = values.get("")
        answered = block.lines.get(("answered", ""), {}).get("")
        cells: list[CellValue] = [block.names[line], _round(whole), None]
        if line[0] == _COUNT and isinstance(whole, int) and isinstance(answered, int) and answered:
            cells[2] = Percentage(whole / answered)
        cells += [
            NAMELESS if category in block.hidden else _round(values.get(category))
            for category in block.categories
        ]
        for column, value in enumerate(cells):
            if value == NAMELESS:
                write_text(self._sheet, self._row, column, NAMELESS, self._book, "right")
            else:
                write_cell(self._sheet, self._row, column, value, self._book)
        self._row += 1

    def _add_chart(self, block: _Block, top: int, rows: Mapping[str, list[int]]) -> int:
        """Add the chart beside the table; return the rows that it is high, 0 for none."""
        figure = next((each for each in _CHARTED if each in rows), None)
        lines = [line for line in block.sorted_lines() if line[0] == figure]
        if figure is None or len(lines) > _MOST_CHARTED or not any(map(block.whole, lines)):
            return 0
        is_bar = block.type.startswith(_BARS)
        first, last = rows[figure][0], rows[figure][-1]
        name = self._sheet.get_name()
        chart = self._book.workbook.add_chart({"type": "bar" if is_bar else "column"})
        chart.add_series(
            {
                "categories": [name, first, 0, last, 0],
                "values": [name, first, 1, last, 1],
                "categories_data": [block.names[line] for line in lines],
                "values_data": [block.whole(line) for line in lines],
                "fill": {"color": _BAR_COLOUR},
                "data_labels": {"value": True},
                "gap": 50,
            }
        )
        chart.set_title({"name": [name, top, 0], "data": [block.label], "name_font": {"size": 11}})
        chart.set_legend({"none": True})
        names = {"reverse": is_bar, "num_font": {"size": 9}}
        values = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
        chart.set_x_axis(values if is_bar else names)  # the horizontal one
        chart.set_y_axis(names if is_bar else values)
        height = max(_CHART_ROWS, len(lines) + 4 if is_bar else 0)
        chart.set_size({"width": _CHART_WIDTH, "height": height * _ROW_PIXELS})
        description = "; ".join(f"{block.names[line]}: {block.whole(line)}" for line in lines)
        self._sheet.insert_chart(
            top + 1,
            4 + len(block.categories),
            chart,
            {"description": f"{block.label}. {description}", "object_position": 1},
        )
        return height + 1


def _subject(row: FigureRow) -> tuple[str, str]:
    return row.question, row.type


def _hides_choices(block: _Block) -> bool:
    return any(figure == _SUPPRESSED for figure, _ in block.lines)


def _round(value: _Value | None) -> _Value | None:
    """Return a number as pages show it, with two decimals at most."""
    return round(value, 2) if isinstance(value, float) else value
