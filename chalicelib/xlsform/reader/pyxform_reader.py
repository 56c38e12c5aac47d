"""Reading a draft with pyxform, and finding the row of each refusal.

pyxform stops at its first refusal. So the refusal is noted at its row, the row is replaced by something harmless,
and pyxform reads again. The number of attempts is limited, and so are the rows of all of them together.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from chalicelib.errors import SourceLocation
from chalicelib.xlsform.problems import sheet_problem
from chalicelib.xlsform.reader.blame import find_row, replace_row
from chalicelib.xlsform.reader.pyxform_elements import PyxformElement
from chalicelib.xlsform.reader.reference_budget import shorten_choices, shorten_references
from chalicelib.xlsform.reader.sheet_draft import ROW, Line, SheetDraft, SheetTable
from chalicelib.xlsform.reader.type_names import begins, is_end

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
"""Where pyxform's refusals mention a question's name."""
_LONGEST_REASON = 500
_FAILURE = "\0"
"""Begins the text of an exception that is not pyxform's own refusal: it only tells failures apart, no person reads it."""
_NO_CALCULATION = "Missing calculation."
_MOST_CHOICES = 100
_MOST_CHOICES_OF_ALL = 1_000
_TYPE_COLUMNS = frozenset({"type", "name", "label", "hint"})
"""What is left of a row at the first attempt to replace it."""


@dataclass(frozen=True, slots=True)
class PyxformForm:
    """pyxform's reading of the form (None where it refused every attempt), and its warnings."""

    form: PyxformElement | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusalTarget:
    """The part of a sheet that a refusal is about; ``line`` is None where it mentions no row."""

    table: SheetTable
    line: Line | None
    column: str | None

    @property
    def location(self) -> SourceLocation:
        """The cell, the row or the sheet."""
        return self.table.sheet.locate(self.line.number if self.line else None, self.column)


def read_with_pyxform(draft: SheetDraft) -> PyxformForm:
    """Let pyxform read the draft, and note its refusals there."""
    form: PyxformElement | None = None
    attempts: dict[int, int] = {}
    rows = 0
    for _ in range(MAX_ATTEMPTS):
        warnings: list[str] = []
        rows += len(draft.survey.lines) + len(draft.choices.lines)
        form, refusal = _run_pyxform(draft, warnings)
        if refusal is None:
            return PyxformForm(form, tuple(warnings))
        target = _find_target(draft, refusal)
        if target.line is None and target.table is draft.survey:
            line, cost = find_row(draft, refusal, _run_pyxform, at_most=MAX_ROWS_READ - rows)
            rows += cost
            column = target.column or _parameters_header(draft, refusal)
            target = replace(target, line=line, column=column)
        if (
            target.table is not draft.survey
            or not target.line
            or target.line.number not in attempts
        ):
            _note_refusal(draft, refusal, target.location)  # else it is the same row once more
        if rows > MAX_ROWS_READ or not _replace_target(draft, target, attempts):
            break
    draft.note("form.more_problems", draft.survey.sheet.locate())
    return PyxformForm(form, ())


def _parameters_header(draft: SheetDraft, refusal: str) -> str | None:
    """Return the column of a refusal about parameters, which mentions no column."""
    return _header(draft.survey, "parameters") if refusal.startswith("Parameter") else None


def _note_refusal(draft: SheetDraft, refusal: str, location: SourceLocation) -> None:
    """Note a refusal, once: a row may need to be replaced a second time.

    The row that pyxform mentions counts a loop's rows once for each choice.
    """
    reason = _ROW.sub(f"[row : {location.row}]", refusal)
    problem = sheet_problem("form.xlsform", location, reason=reason[:_LONGEST_REASON])
    if refusal.startswith(_FAILURE):
        problem = sheet_problem("form.unreadable", location)
    elif _NO_CALCULATION in refusal:
        problem = sheet_problem("form.no_calculation", location)
    if problem not in draft.problems:
        draft.problems.append(problem)


def _run_pyxform(
    draft: SheetDraft, warnings: list[str]
) -> tuple[PyxformElement | None, str | None]:
    """Return pyxform's reading of the draft, and the reason where it refuses it."""
    from pyxform.builder import create_survey_element_from_dict
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json

    form: PyxformElement | None = None
    try:
        form = workbook_to_json(_definition_data(draft), warnings=warnings)
        create_survey_element_from_dict({**form, **_shortened_lists(form)}).xml()
    except PyXFormError as error:
        return form, str(error)
    except Exception as error:  # noqa: BLE001 -- pyxform fails with any exception on odd sheets
        return form, f"{_FAILURE}{type(error).__name__}: {error}"
    return form, None


def _shortened_lists(form: PyxformElement) -> Mapping[str, object]:
    """Return the lists cut short: pyxform finds nothing to refuse after the first choices."""
    choices = form.get("choices")
    if not choices:
        return {}
    each = max(1, min(_MOST_CHOICES, _MOST_CHOICES_OF_ALL // len(choices)))
    return {"choices": {name: options[:each] for name, options in choices.items()}}


def _definition_data(draft: SheetDraft) -> object:
    from pyxform.xls2json_backends import DefinitionData

    return DefinitionData(
        sheet_names=list(draft.book.names),
        survey=shorten_references(draft.survey, _rows(draft.survey, with_numbers=True)),
        survey_header=_headers(draft.survey, with_numbers=True),
        choices=shorten_choices(draft.choices, _rows(draft.choices, with_numbers=True)),
        choices_header=_headers(draft.choices, with_numbers=True),
        settings=_rows(draft.settings),
        settings_header=_headers(draft.settings),
        **_collecting_sheets(draft),
    )


def _collecting_sheets(draft: SheetDraft) -> dict[str, list[dict[str, str | None]]]:
    """Return the sheets that only forms for data collection apps have, unchanged."""
    sheets: dict[str, list[dict[str, str | None]]] = {}
    for name in ("external_choices", "entities", "osm"):
        sheet = draft.book.sheets.get(name)
        if sheet is not None:
            headers = [each for each in sheet.headers if name != "entities" or "::" not in each]
            sheets[name] = [
                {header: row[header] for header in headers if header in row} for row in sheet.rows
            ]
            sheets[f"{name}_header"] = [dict.fromkeys(headers)]
    return sheets


def _rows(table: SheetTable, *, with_numbers: bool = False) -> list[dict[str, str]]:
    return [
        {**line.cells, ROW: str(number)} if with_numbers and line.cells else dict(line.cells)
        for number, line in enumerate(table.lines, start=2)
    ]


def _headers(table: SheetTable, *, with_numbers: bool = False) -> list[dict[str, None]]:
    headers = dict.fromkeys(table.columns.meant)
    for line in table.lines:
        headers |= dict.fromkeys(line.cells)
    return [headers | ({ROW: None} if with_numbers else {})] if headers else []


def _find_target(draft: SheetDraft, refusal: str) -> RefusalTarget:
    if refusal.startswith(_FAILURE):
        return RefusalTarget(draft.survey, None, None)
    match = _SHEET.search(refusal)
    sheet = match[1] if match else "survey"
    table = {"choices": draft.choices, "settings": draft.settings}.get(sheet, draft.survey)
    row = _ROW.search(refusal)
    line = _line(table, int(row[1])) if row else None
    if line is None and table is draft.settings:
        line = table.lines[0] if table.lines else None
    elif line is None:
        table, line = _find_name(draft, refusal) or (table, None)
    column = _COLUMN.search(refusal)
    return RefusalTarget(table, line, _header(table, column[1]) if column else None)


def _line(table: SheetTable, number: int) -> Line | None:
    return table.lines[number - 2] if 2 <= number < len(table.lines) + 2 else None


def _header(table: SheetTable, column: str) -> str | None:
    """Return the header as it is written, by pyxform's name for the column."""
    if column in table.columns.meant:
        return column
    headers = (
        header
        for header, tokens in table.columns.meant.items()
        if column in (tokens[0], tokens[-1])
    )
    return next(headers, None)


def _find_name(draft: SheetDraft, refusal: str) -> tuple[SheetTable, Line] | None:
    """Return the row whose name a refusal without a row number mentions."""
    names = {draft.name(line): line for line, _ in reversed(list(draft.rows()))}
    for pattern in _NAMED:
        for match in pattern.finditer(refusal):
            if (line := names.get(match[1])) is not None:
                return draft.survey, line
    return None


def _replace_target(draft: SheetDraft, target: RefusalTarget, attempts: dict[int, int]) -> bool:
    """Put something harmless where a refusal points to; return False where that is not possible."""
    line = target.line
    if line is None:
        return False
    if target.table is not draft.survey:
        line.cells.clear()
        return True
    attempts[line.number] = attempts.get(line.number, 0) + 1
    draft.replaced_rows.add(line.number)
    copies = [each for each in draft.survey.lines if each.number == line.number]
    return all(_replace_line(draft, each, attempts[line.number]) for each in copies)


def _replace_line(draft: SheetDraft, line: Line, attempt: int) -> bool:
    """Empty the row but for type and texts at the first attempt, put a plain question there at the second."""
    survey = draft.survey
    kind = draft.clean(survey.value(line, "type") or "")
    is_bracket = is_end(kind) or begins(kind) is not None
    if attempt == 1 and kind != "calculate":
        survey.keep(line, _TYPE_COLUMNS)
        columns = {survey.columns.meant.get(header, (header,))[0] for header in line.cells}
        if not is_bracket and "label" not in columns:
            survey.put(line, ("label",), "-")
        return True
    if attempt <= 2 and not is_bracket:
        replace_row(draft, line)
        return True
    return False
