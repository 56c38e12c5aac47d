"""A CSV file as a list of choices: read strictly, with every problem at its row and column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.definition import MAX_CHOICES
from chalicelib.forms.types import find_type
from chalicelib.locales import Language
from chalicelib.xlsform.guards.refusal import WorkbookRefused
from chalicelib.xlsform.problems import found
from chalicelib.xlsform.reader.attached_lists import choices_of, csv_sheet
from chalicelib.xlsform.reader.columns import columns_of
from chalicelib.xlsform.reader.languages import Speech
from chalicelib.xlsform.reader.sheets import Sheet

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """The choices in a file, as a definition has them; ``places`` by pointer within the list."""

    choices: tuple[Document, ...]
    places: Mapping[str, SourceLocation]
    problems: tuple[Problem, ...]


def wanted_columns(rows: Any, name: str) -> Iterator[tuple[str | None, str | None]]:  # noqa: ANN401 -- a definition's JSON
    """The columns that the questions of a file name by ``parameters``: of values, and of labels."""
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        kind = find_type(row.get("type"))
        if kind and kind.is_list_from_file and row.get("list_name") == name:
            parameters = row.get("parameters")
            named = parameters if isinstance(parameters, dict) else {}
            yield named.get("value"), named.get("label")
        yield from wanted_columns(row.get("questions"), name)


def read_list(
    name: str,
    content: bytes,
    *,
    language: Language,
    value: str | None = None,
    label: str | None = None,
) -> Listed:
    """The choices in a CSV file in UTF-8, separated by commas, semicolons or tabs.

    ``value`` and ``label`` are the columns that the form names, else ``name`` (or ``value``) and
    ``label``; texts without a language are in ``language``. Never raises for what a file holds.
    """
    try:
        sheet = renamed(csv_sheet(name, content), value, label)
    except WorkbookRefused as unusable:
        return Listed((), {}, (unusable.problem,))
    columns = columns_of(sheet, "choices")
    if columns.header("name") is None:
        problem = found("form.list_without_names", sheet.place(1), columns=value or "name, value")
        return Listed((), {}, (problem,))
    spoken = [language_ for _, _, language_ in columns.texts()]
    speech = Speech.of(spoken, language, ())
    choices, places, problems = choices_of(sheet, speech)
    if not choices and not problems:
        problems = [found("form.list_without_rows", sheet.place())]
    if len(choices) > MAX_CHOICES:
        place = places[f"/{MAX_CHOICES}"]
        problems = [*problems, found("form.list_too_long", place, limit=MAX_CHOICES)]
    return Listed(tuple(choices), places, tuple(problems))


def renamed(sheet: Sheet, value: str | None, label: str | None) -> Sheet:
    """The columns that the form names under the names that all lists have."""
    new = {old: own for old, own in ((value, "name"), (label, "label")) if old in sheet.headers}
    if not new:
        return sheet
    left_out = set(new.values()) - set(new)

    def cells(row: Mapping[str, str]) -> dict[str, str]:
        return {new.get(key, key): text for key, text in row.items() if key not in left_out}

    headers = (new.get(header, header) for header in sheet.headers if header not in left_out)
    return replace(sheet, headers=tuple(headers), rows=tuple(cells(row) for row in sheet.rows))
