"""pyxform as the reader: its result, and each of its refusals with the row that it is about.

pyxform refuses one thing at a time. So the row is noted and stood in for, and it is asked again; how
often is bounded, by number and by how many rows that makes together.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.errors import SourceLocation
from chalicelib.xlsform.precheck.names import begins, is_end
from chalicelib.xlsform.problems import found
from chalicelib.xlsform.reader.blame import blame, stand_in
from chalicelib.xlsform.reader.sheet_draft import ROW, Line, SheetDraft, SheetTable

MAX_ATTEMPTS = 30
MAX_ROWS_READ = 6_000
"""Rows of all attempts together; the first attempt is always made."""

_ROW = re.compile(r"\[row : (\d+)\]")
_SHEET = re.compile(r"'(survey|choices|settings|entities)' sheet")
_COLUMN = re.compile(r"'([\w ]+)' (?:value|column)")
_NAMED = (
    re.compile(r"trigger for question \$\{([^}]+)\}"),
    re.compile(r"\$\{([^}]+)\}"),
    re.compile(r"'([^']+)'"),
    re.compile(r"named (\S+?)\.?(?:$|\s)"),
    re.compile(r"\[([^\]]+)\]"),
)
_MOST_TOLD = 500
_NO_CALCULATION = "Missing calculation."
_MOST_CHOICES = 100


@dataclass(frozen=True, slots=True)
class PyxformResult:
    """What pyxform made of the form (None where it refused to the end), and its warnings."""

    form: Mapping[str, Any] | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a refusal points to; no line where it says nothing of one."""

    table: SheetTable
    line: Line | None
    column: str | None

    @property
    def place(self) -> SourceLocation:
        return self.table.sheet.place(self.line.number if self.line else None, self.column)


def taken(draft: SheetDraft) -> PyxformResult:
    """Let pyxform read the draft; its refusals are noted there."""
    form: Mapping[str, Any] | None = None
    tried: dict[int, int] = {}
    rows = 0
    for _ in range(MAX_ATTEMPTS):
        warnings: list[str] = []
        rows += len(draft.survey.lines) + len(draft.choices.lines)
        form, refusal = _asked(draft, warnings)
        if refusal is None:
            return PyxformResult(form, tuple(warnings))
        spot = _spot(draft, refusal)
        if spot.line is None and spot.table is draft.survey:
            blamed, read = blame(draft, refusal, _asked, at_most=MAX_ROWS_READ - rows)
            rows += read
            spot = replace(spot, line=blamed, column=spot.column or _parameters(draft, refusal))
        if spot.table is not draft.survey or not spot.line or spot.line.number not in tried:
            _say(draft, refusal, spot.place)  # else the row was stood in for, and not well enough
        if rows > MAX_ROWS_READ or not _stood_in(draft, spot, tried):
            break
    draft.say("form.more_problems", draft.survey.sheet.place())
    return PyxformResult(form, ())


def _parameters(draft: SheetDraft, refusal: str) -> str | None:
    """The column of what pyxform calls a parameter without saying where."""
    return _header(draft.survey, "parameters") if refusal.startswith("Parameter") else None


def _say(draft: SheetDraft, refusal: str, place: SourceLocation) -> None:
    """Note the refusal once: a row may need to be stood in for a second time."""
    told = found("form.xlsform", place, reason=refusal[:_MOST_TOLD])
    if _NO_CALCULATION in refusal:
        told = found("form.no_calculation", place)
    if told not in draft.problems:
        draft.problems.append(told)


def _asked(draft: SheetDraft, warnings: list[str]) -> tuple[Mapping[str, Any] | None, str | None]:
    """What pyxform makes of the draft, and why it refuses it, if it does."""
    from pyxform.builder import create_survey_element_from_dict
    from pyxform.xls2json import workbook_to_json

    form: Mapping[str, Any] | None = None
    try:
        form = workbook_to_json(_data(draft), warnings=warnings)
        create_survey_element_from_dict({**form, **_fewer_choices(form)}).xml()
    except Exception as error:  # noqa: BLE001 -- pyxform stumbles over odd sheets with any exception
        return form, str(error) or type(error).__name__
    return form, None


def _fewer_choices(form: Mapping[str, Any]) -> dict[str, Any]:
    """The lists cut short: beyond their first choices there is nothing that pyxform could refuse."""
    choices = form.get("choices")
    if not choices:
        return {}
    return {"choices": {name: options[:_MOST_CHOICES] for name, options in choices.items()}}


def _data(draft: SheetDraft) -> Any:  # noqa: ANN401 -- pyxform has no types
    from pyxform.xls2json_backends import DefinitionData

    return DefinitionData(
        sheet_names=list(draft.book.names),
        survey=_rows(draft.survey, marked=True),
        survey_header=_headers(draft.survey, marked=True),
        choices=_rows(draft.choices, marked=True),
        choices_header=_headers(draft.choices, marked=True),
        settings=_rows(draft.settings),
        settings_header=_headers(draft.settings),
        **_others(draft),
    )


def _others(draft: SheetDraft) -> dict[str, Any]:
    """The sheets that only forms for collecting apps have, as they are."""
    found: dict[str, Any] = {}
    for name in ("external_choices", "entities", "osm"):
        sheet = draft.book.sheets.get(name)
        if sheet is not None:
            found[name] = [dict(row) for row in sheet.rows]
            found[f"{name}_header"] = [dict.fromkeys(sheet.headers)]
    return found


def _rows(table: SheetTable, *, marked: bool = False) -> list[dict[str, str]]:
    return [
        {**line.cells, ROW: str(line.number)} if marked and line.cells else dict(line.cells)
        for line in table.lines
    ]


def _headers(table: SheetTable, *, marked: bool = False) -> list[dict[str, None]]:
    headers = dict.fromkeys(table.columns.meant)
    for line in table.lines:
        headers |= dict.fromkeys(line.cells)
    return [headers | ({ROW: None} if marked else {})] if headers else []


def _spot(draft: SheetDraft, refusal: str) -> _Spot:
    sheet = _SHEET.search(refusal)
    named = sheet[1] if sheet else "survey"
    table = {"choices": draft.choices, "settings": draft.settings}.get(named, draft.survey)
    row = _ROW.search(refusal)
    line = _line(table, int(row[1])) if row else None
    if line is None and table is draft.settings:
        line = table.lines[0] if table.lines else None
    elif line is None:
        table, line = _by_name(draft, refusal) or (table, None)
    column = _COLUMN.search(refusal)
    return _Spot(table, line, _header(table, column[1]) if column else None)


def _line(table: SheetTable, number: int) -> Line | None:
    return table.lines[number - 2] if 2 <= number < len(table.lines) + 2 else None


def _header(table: SheetTable, column: str) -> str | None:
    """The header as it is written, by pyxform's name for the column."""
    if column in table.columns.meant:
        return column
    found = [
        header for header, meant in table.columns.meant.items() if column in (meant[0], meant[-1])
    ]
    return found[0] if found else None


def _by_name(draft: SheetDraft, refusal: str) -> tuple[SheetTable, Line] | None:
    """The row whose name a refusal without a row speaks of."""
    names = {draft.name(line): line for line, _ in reversed(list(draft.rows()))}
    for pattern in _NAMED:
        for match in pattern.finditer(refusal):
            if (line := names.get(match[1])) is not None:
                return draft.survey, line
    return None


def _stood_in(draft: SheetDraft, spot: _Spot, tried: dict[int, int]) -> bool:
    """Whether something harmless could be put where the refusal points to."""
    line = spot.line
    if line is None:
        return False
    if spot.table is not draft.survey:
        line.cells.clear()
        return True
    tried[line.number] = tried.get(line.number, 0) + 1
    draft.stood_in.add(line.number)
    return _row_stood_in(draft, line, tried[line.number])


_KEPT = frozenset({"type", "name", "label", "hint"})


def _row_stood_in(draft: SheetDraft, line: Line, times: int) -> bool:
    survey = draft.survey
    kind = draft.clean(survey.value(line, "type") or "")
    ends_or_begins = is_end(kind) or begins(kind) is not None
    if times == 1 and kind != "calculate":
        survey.keep(line, _KEPT)
        if not ends_or_begins and "label" not in {
            survey.columns.meant.get(header, (header,))[0] for header in line.cells
        }:
            survey.put(line, ("label",), "-")
        return True
    if times <= 2 and not ends_or_begins:
        stand_in(draft, line)
        return True
    return False
