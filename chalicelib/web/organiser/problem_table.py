"""The table of a form's problems, for the author who works in the spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.forms.remedies import find_remedy
from chalicelib.forms.text import in_language
from chalicelib.forms.tree import FormTree
from chalicelib.web import i18n

if TYPE_CHECKING:
    from chalicelib.errors import Problem
    from chalicelib.forms.definition import Definition
    from chalicelib.locales import Language


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the table; ``part`` names the question and column where no cell is known, ``label`` is what people read."""

    is_error: bool
    sheet: str
    row: str
    column: str
    part: str
    label: str
    what: str
    mending: str


def findings(
    problems: Iterable[Problem], language: Language, definition: Definition | None = None
) -> list[Finding]:
    """Return the rows of the table, in the organiser's language.

    With the definition, a problem without a cell gets its question and column.
    """
    parts = _name_parts(definition, language) if definition else {}
    return [_finding(problem, language, parts) for problem in problems]


class NamedPart(NamedTuple):
    """A question or a choice: its name as the spreadsheet has it, and its label."""

    name: str
    label: str


def _name_parts(definition: Definition, language: Language) -> dict[str, NamedPart]:
    """Return what each row's and each choice's JSON pointer stands for."""
    choices = {
        f"/choices/{name}/{number}": NamedPart(
            f"{name}/{choice.name}", in_language(choice.label, language)
        )
        for name, listed in definition.choices.items()
        for number, choice in enumerate(listed)
    }
    rows = {
        node.pointer: NamedPart("/".join(node.path), in_language(node.row.label, language))
        for node in FormTree.of(definition.questions).nodes
    }
    return {**choices, **rows}


def _finding(problem: Problem, language: Language, parts: Mapping[str, NamedPart]) -> Finding:
    cell, mending = problem.location, find_remedy(problem)
    part, label = ("", "") if cell else _part(problem.name, parts)
    return Finding(
        is_error=problem.severity == "error",
        sheet=cell.sheet if cell else "",
        row=str(cell.row) if cell and cell.row else "",
        column=(cell.column or "") if cell else "",
        part=part,
        label=label,
        what=i18n.localize(problem, language),
        mending=i18n.localize(mending, language) if mending else "",
    )


def _part(pointer: str, parts: Mapping[str, NamedPart]) -> NamedPart:
    at, column = pointer, ""
    while at and at not in parts:
        at, _, step = at.rpartition("/")
        column = f"{step}::{column}" if column else step
    if not at:
        return NamedPart(pointer, "")
    name, label = parts[at]
    return NamedPart(f"{name} · {column}" if column else name, label)
