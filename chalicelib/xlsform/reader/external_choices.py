"""The sheet ``external_choices``, whose lists ``select_one_external`` asks of, read as files of choices.

Each list that a question asks of becomes a list named like a file, ``towns.csv``, and the question one of the type
``select_one_from_file``. Other tools take rows of a list for what they are, however often they repeat.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from chalicelib.errors import Problem
from chalicelib.xlsform.problems import sheet_problem
from chalicelib.xlsform.reader.columns import columns_of
from chalicelib.xlsform.reader.sheet_draft import SheetDraft
from chalicelib.xlsform.reader.sheets import Sheet

SHEET = "external_choices"
_LIST, _NAME = "list name", "name"


def external_lists(draft: SheetDraft) -> Mapping[str, Sheet]:
    """Return the rows of each list of the sheet by the list's name, without the column that names it."""
    sheet = draft.book.sheets.get(SHEET)
    header = columns_of(sheet, "choices").header(_LIST) if sheet else None
    if sheet is None or header is None:
        return {}
    rows: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for number, cells in sheet.numbered_rows():
        if header in cells:
            others = {column: text for column, text in cells.items() if column != header}
            rows.setdefault(cells[header], []).append((number, others))
    headers = tuple(column for column in sheet.headers if column != header)
    return {name: _list(replace(sheet, headers=headers), found) for name, found in rows.items()}


def _list(sheet: Sheet, rows: list[tuple[int, dict[str, str]]]) -> Sheet:
    """Return a list of the sheet, without the rows that are there already; the workbook has the sheet's own problems."""
    first: dict[tuple[tuple[str, str], ...], tuple[int, dict[str, str]]] = {}
    again: list[tuple[int, dict[str, str]]] = []
    text_headers = _text_headers(sheet)
    for number, cells in rows:
        identity = tuple(
            (column, text) for column, text in cells.items() if column not in text_headers
        )
        if identity in first:
            again.append((number, cells))
        first.setdefault(identity, (number, cells))
    return replace(
        sheet,
        rows=tuple(cells for _, cells in first.values()),
        lines=tuple(number for number, _ in first.values()),
        problems=tuple(_repetitions(sheet, again)),
    )


def _text_headers(sheet: Sheet) -> frozenset[str]:
    columns = columns_of(sheet, "choices")
    texts = (*columns.texts(), *columns.media())
    return frozenset(header for header, _, _ in texts)


def _repetitions(sheet: Sheet, rows: list[tuple[int, dict[str, str]]]) -> Iterator[Problem]:
    """Yield a warning for each choice that no filter could tell from one before it."""
    header = columns_of(sheet, "choices").header(_NAME)
    for number, cells in rows:
        if header in cells:
            location = sheet.locate(number, header)
            problem = sheet_problem("form.duplicate_choice", location, name=cells[header])
            yield replace(problem, severity="warning")
