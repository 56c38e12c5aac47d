"""Problems for reading: those of one code together, and of those the ones that say the same, with all their places."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from string import Formatter
from typing import Literal

from chalicelib.errors import Problem
from chalicelib.forms.problems import worst_first
from chalicelib.frozen import dataclass


@dataclass(frozen=True, slots=True)
class ColumnRows:
    """Rows of one column of a sheet: each pair is the first and the last of rows without a gap.

    No pairs mean the column, or the sheet, as a whole.
    """

    sheet: str
    column: str | None
    rows: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ProblemStatement:
    """At least one problem: they have the same message with the same parameters in it."""

    problems: tuple[Problem, ...]

    @property
    def parameters(self) -> Mapping[str, object]:
        """The parameters of the message."""
        return self.problems[0].parameters

    @property
    def cells(self) -> tuple[ColumnRows, ...]:
        """Where the problems are in a spreadsheet, by sheet and column, in the order in which these first occur."""
        rows: dict[tuple[str, str | None], set[int]] = {}
        for location in (each.location for each in self.problems):
            if location is not None:
                found = rows.setdefault((location.sheet, location.column), set())
                found.update(() if location.row is None else (location.row,))
        return tuple(
            ColumnRows(sheet, column, _without_gaps(numbers))
            for (sheet, column), numbers in rows.items()
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The questions' keys or JSON pointers of the problems that are in no spreadsheet."""
        return tuple(each.name for each in self.problems if each.location is None and each.name)


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """The problems of one code, severity and message, which may still differ in the message's parameters."""

    severity: Literal["error", "warning"]
    code: str
    message: str
    statements: tuple[ProblemStatement, ...]

    @property
    def count(self) -> int:
        """How many problems there are in the group."""
        return sum(len(statement.problems) for statement in self.statements)


def group_problems(problems: Iterable[Problem]) -> tuple[ProblemGroup, ...]:
    """Group the problems, errors first; groups and statements are in the order in which they first occur."""
    found: dict[tuple[Literal["error", "warning"], str, str], dict[str, list[Problem]]] = {}
    for each in worst_first(problems):
        statements = found.setdefault((each.severity, each.code, each.message), {})
        statements.setdefault(_visible_parameters(each), []).append(each)
    return tuple(
        ProblemGroup(*key, tuple(ProblemStatement(tuple(same)) for same in statements.values()))
        for key, statements in found.items()
    )


def _visible_parameters(problem: Problem) -> str:
    """Return the parameters that the message has, as a text to compare them by."""
    fields = {name for _, name, _, _ in Formatter().parse(problem.message) if name}
    return repr([(name, problem.parameters.get(name)) for name in sorted(fields)])


def _without_gaps(rows: Iterable[int]) -> tuple[tuple[int, int], ...]:
    runs = groupby(enumerate(sorted(rows)), key=lambda pair: pair[1] - pair[0])
    numbers = [[row for _, row in run] for _, run in runs]
    return tuple((run[0], run[-1]) for run in numbers)
