"""The support matrix in `docs/xlsform.md`: each name of ODK's, and what Pikir makes of a form that uses it.

Nothing of it is typed: a sample of each name is imported, and the problems at its cells are the answer. Since `make lint` makes the matrix again,
it cannot say anything else than the import does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from chalicelib import locales
from chalicelib.errors import Problem
from chalicelib.forms.types import TYPES
from chalicelib.forms.validation import Review, review
from chalicelib.xlsform import read_xlsform
from release import odk_names
from release.odk_names import Cells, OdkName

PAGE = Path(__file__).parent.parent / "docs" / "xlsform.md"
BEGIN, END = "<!-- support matrix: begin -->", "<!-- support matrix: end -->"
Rows = Sequence[Sequence[str | None]]
Verdict = Literal["yes", "warning", "no"]
_FILES = {
    "towns.csv": b"name,label\nalga,Alga\n",
    "towns.xml": b"<root><item><name>alga</name><label>Alga</label></item></root>",
    "t_csv_external.csv": b"code\na\n",
    "t_xml_external.xml": b"<root><item><code>a</code></item></root>",
}
_CHOICES = [
    ["list_name", "name", "label"],
    ["colours", "red", "Red"],
    ["colours", "blue", "Blue"],
]
_OUTSIDE = [["list_name", "name", "label", "town"], ["outside", "alga", "Alga", "a"]]
_SETTINGS = {"form_title": "A form", "form_id": "a_form", "default_language": "English (en)"}
_NAME: Cells = {"type": "text", "name": "name", "label": "Q"}
_OTHER: Cells = {**_NAME, "name": "other"}
_SHEETS: Mapping[str, Mapping[str, Rows]] = {"save_to": {"entities": odk_names.SHEETS["entities"]}}
"""The sheet that a column needs, where the problems with it are then."""
_OF_MISTAKES = frozenset({"allow_choice_duplicates"})
"""What has an effect only on a form that would have an error without it."""
_PAGES: tuple[Cells, ...] = tuple(
    row
    for number in "12"
    for row in (
        {"type": "begin_group", "name": f"group_{number}", "label": "Q"},
        {**(_NAME if number == "1" else _OTHER), "label": "Two  spaces"},
        {"type": "end_group"},
    )
)
"""A form of two pages."""
_SUBJECTS: tuple[Cells, ...] = (
    _NAME,
    {"type": "select_one colours", "name": "colour", "label": "Q"},
    {"type": "select_multiple colours", "name": "colours", "label": "Q"},
    {"type": "begin_repeat", "name": "people", "label": "Q"},
    {"type": "integer", "name": "age", "label": "Q"},
    {"type": "end_repeat"},
    {"type": "geoshape", "name": "shape", "label": "Q"},
    {"type": "geopoint", "name": "point", "label": "Q"},
    {"type": "csv-external", "name": "towns"},
)
"""The questions that the samples of functions name."""


@dataclass(frozen=True, slots=True)
class SupportRow:
    """A row of the matrix."""

    name: str
    of: str
    verdict: Verdict
    why: str


def judge(names: Sequence[OdkName], before: Sequence[Cells] = (_NAME,)) -> list[SupportRow]:
    """Import the samples together, and each one that has an error by itself."""
    together = _find_problems(names, before)
    return [
        _row(name, _find_problems([name], before)[0] if _has_error(problems) else problems)
        for name, problems in zip(names, together, strict=True)
    ]


def _find_problems(names: Sequence[OdkName], before: Sequence[Cells]) -> list[list[Problem]]:
    """Return the problems at the rows of each sample."""
    rows = [*before, *(row for name in names for row in name.rows)]
    found = import_form(rows).problems
    problems, last = [], 1 + len(before)
    for name in names:
        first, last = last + 1, last + len(name.rows)
        problems.append([each for each in found if _is_within(each, first, last)])
    return problems


def _is_within(problem: Problem, first: int, last: int) -> bool:
    cell = problem.location
    return cell is not None and cell.sheet == "survey" and first <= (cell.row or 0) <= last


def import_form(
    rows: Iterable[Cells],
    settings: Mapping[str, str] = MappingProxyType({}),
    sheets: Mapping[str, Rows] = MappingProxyType({}),
) -> Review:
    """Import a form of these rows, with further settings and sheets."""
    from tests.xlsform.workbooks import xlsx

    survey = list(rows)
    columns = list(dict.fromkeys(column for row in survey for column in row))
    given = {**_SETTINGS, **settings}
    book: dict[str, Rows] = {
        "survey": [columns, *([row.get(column) for column in columns] for row in survey)],
        "choices": _CHOICES,
        "external_choices": _OUTSIDE,
        "settings": [list(given), list(given.values())],
        **sheets,
    }
    return review(read_xlsform(xlsx(book), files=_FILES))


def _has_error(problems: Iterable[Problem]) -> bool:
    return any(each.severity == "error" for each in problems)


def _row(name: OdkName, problems: Sequence[Problem]) -> SupportRow:
    verdict: Verdict = "no" if _has_error(problems) else "warning" if problems else "yes"
    told = [each for each in problems if verdict != "no" or each.severity == "error"]
    sentences = dict.fromkeys(
        locales.translate(each.message, "en", each.parameters) for each in told
    )
    why = " ".join(sentences) if told else _note(name)
    return SupportRow(name.name, name.of, verdict, why)


def _note(name: OdkName) -> str:
    """Return what there is to say of an appearance without a problem that a page does not act on."""
    kind = TYPES.get(f"begin_{name.of}" if name.of == "group" else name.of)
    if kind is None or "=" in name.name:
        return ""
    word = "columns" if name.name.startswith("columns-") else name.name
    return "" if word in kind.appearances else "Without effect: asked in the usual way."


def setting_rows() -> list[SupportRow]:
    """Return the settings, each in a form of its own."""
    plain = import_form(_PAGES)
    return [
        _compare(setting, import_form(_PAGES, {setting: value}), plain, column=setting)
        for setting, value in odk_names.SETTINGS.items()
    ]


def column_rows() -> list[SupportRow]:
    """Return the columns of ``survey``, each in a form of its own."""
    plain = import_form([_NAME, _OTHER])
    return [
        _compare(
            column,
            import_form([_NAME, {**_OTHER, **cells}], sheets=_SHEETS.get(column, {})),
            plain,
            sheet=next(iter(_SHEETS.get(column, ())), "survey"),
        )
        for column, cells in odk_names.COLUMNS.items()
    ]


def sheet_rows() -> list[SupportRow]:
    """Return the sheets beside those of every form."""
    plain = import_form([_NAME])
    return [
        _compare(sheet, import_form([_NAME], sheets={sheet: content}), plain, sheet=sheet)
        for sheet, content in odk_names.SHEETS.items()
    ]


def _compare(
    name: str, found: Review, plain: Review, *, sheet: str = "settings", column: str | None = None
) -> SupportRow:
    """Return the row of a name whose problems are on that sheet; ``plain`` is the form without it."""
    problems = [
        each
        for each in found.problems
        if each.location and each.location.sheet == sheet and column in (None, each.location.column)
    ]
    row = _row(OdkName(name, ()), problems)
    has_effect = found.definition != plain.definition or name in _OF_MISTAKES
    return row if problems or has_effect else replace(row, why="Without effect.")


def function_rows() -> list[SupportRow]:
    """Return operators and functions, each as a calculation."""
    sums = [f"1 {operator} 2" for operator in odk_names.OPERATORS if operator != "|"]
    expressions = [*sums, "count(${age} | ${name})", *odk_names.FUNCTIONS]
    names = [
        OdkName(each, ({"type": "calculate", "name": f"calculated_{number}", "calculation": each},))
        for number, each in enumerate(expressions)
    ]
    return judge(names, _SUBJECTS)


def parameter_rows() -> list[SupportRow]:
    """Return the parameters; a form has one ``audit``."""
    names = list(odk_names.parameters())
    several = judge([name for name in names if name.of != "audit"])
    alone = [judge([name])[0] for name in names if name.of == "audit"]
    return [*several, *alone]


def matrix() -> dict[str, list[SupportRow]]:
    """Return the tables of the matrix by heading."""
    return {
        "Question types": judge(list(odk_names.types()), ({**_NAME, "name": "t_first"},)),
        "Appearances": judge(list(odk_names.appearances())),
        "Parameters": parameter_rows(),
        "Sheets": sheet_rows(),
        "Settings": setting_rows(),
        "Columns of `survey`": column_rows(),
        "Operators and functions": function_rows(),
    }


def files() -> dict[Path, bytes]:
    """Return the page with the matrix between its marks."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    lines = "\n".join(_lines(matrix()))
    return {PAGE: f"{before}{BEGIN}\n{lines}\n{END}{after}".encode()}


def _lines(tables: Mapping[str, Sequence[SupportRow]]) -> Iterator[str]:
    for heading, rows in tables.items():
        has_owner = any(row.of for row in rows)
        yield f"\n### {heading}\n"
        yield (
            "| ODK | of | Pikir | why |\n|---|---|---|---|"
            if has_owner
            else "| ODK | Pikir | why |\n|---|---|---|"
        )
        for row in rows:
            owner = f" {row.of} |" if has_owner else ""
            yield f"| `{_cell(row.name)}` |{owner} **{row.verdict}** | {_cell(row.why)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
