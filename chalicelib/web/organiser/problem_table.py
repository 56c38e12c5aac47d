"""The table of a form's problems, for the author who works in the spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.forms.remedies import find_remedy
from chalicelib.forms.tree import FormTree
from chalicelib.web import i18n

if TYPE_CHECKING:
    from chalicelib.errors import Problem
    from chalicelib.forms.definition import Definition
    from chalicelib.locales import Language


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the table; ``part`` names the question and column where no cell is known."""

    is_error: bool
    sheet: str
    row: str
    column: str
    part: str
    what: str
    mending: str


def findings(
    problems: Iterable[Problem], language: Language, definition: Definition | None = None
) -> list[Finding]:
    """Return the rows of the table, in the organiser's language.

    With the definition, a problem without a cell gets its question and column.
    """
    names = _names(definition) if definition else {}
    return [_finding(problem, language, names) for problem in problems]


def _names(definition: Definition) -> dict[str, str]:
    """Return what each row's and each choice's JSON pointer stands for: names, as the spreadsheet has them."""
    nodes = FormTree.of(definition.questions).nodes
    choices = {
        f"/choices/{name}/{number}": f"{name}/{choice.name}"
        for name, listed in definition.choices.items()
        for number, choice in enumerate(listed)
    }
    return {**choices, **{node.pointer: "/".join(node.path) for node in nodes}}


def _finding(problem: Problem, language: Language, names: Mapping[str, str]) -> Finding:
    cell, mending = problem.location, find_remedy(problem)
    return Finding(
        is_error=problem.severity == "error",
        sheet=cell.sheet if cell else "",
        row=str(cell.row) if cell and cell.row else "",
        column=(cell.column or "") if cell else "",
        part="" if cell else _part(problem.name, names),
        what=i18n.localize(problem, language),
        mending=i18n.localize(mending, language) if mending else "",
    )


def _part(pointer: str, names: Mapping[str, str]) -> str:
    at, column = pointer, ""
    while at and at not in names:
        at, _, step = at.rpartition("/")
        column = f"{step}::{column}" if column else step
    if not at:
        return pointer
    return f"{names[at]} · {column}" if column else names[at]
