"""What is wrong with a form, as a table shows it to whoever works in the spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.forms.mending import how_to_mend
from chalicelib.web import i18n

if TYPE_CHECKING:
    from chalicelib.errors import Problem
    from chalicelib.forms.text import Language


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the table; ``pointer`` stands where no place in a spreadsheet is known."""

    is_error: bool
    sheet: str
    row: str
    column: str
    pointer: str
    what: str
    mending: str


def findings(problems: Iterable[Problem], language: Language) -> list[Finding]:
    """The rows of the table, in the organiser's language."""
    return [_finding(problem, language) for problem in problems]


def _finding(problem: Problem, language: Language) -> Finding:
    place, mending = problem.place, how_to_mend(problem)
    return Finding(
        is_error=problem.severity == "error",
        sheet=place.sheet if place else "",
        row=str(place.row) if place and place.row else "",
        column=(place.column or "") if place else "",
        pointer="" if place else problem.name,
        what=i18n.say(problem, language),
        mending=i18n.say(mending, language) if mending else "",
    )
