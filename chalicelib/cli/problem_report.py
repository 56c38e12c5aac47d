"""The problems of forms on a stream: one JSON object a line, or grouped and in colour where people read it.

A terminal is read by people. `NO_COLOR` (https://no-color.org) and `TERM=dumb` turn the colours off.
"""

import json
import os
import shutil
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from chalicelib import locales
from chalicelib.errors import Problem
from chalicelib.forms.problem_groups import (
    ColumnRows,
    ProblemGroup,
    ProblemStatement,
    group_problems,
)
from chalicelib.forms.remedies import find_remedy
from chalicelib.forms.text import in_language
from chalicelib.locales import N_, Language

_SEVERITIES = {"error": N_("error"), "warning": N_("warning")}
_COUNTS = N_("errors: {errors}, warnings: {warnings}")
_NO_PROBLEMS = N_("no problems")
_ROW, _ROWS = N_("row {rows}"), N_("rows {rows}")
_BOLD, _RED, _YELLOW, _FAINT = "1", "1;31", "1;33", "2"
_WIDEST = 100
_MOST_PLACES = 12


@dataclass(frozen=True, slots=True)
class ProblemReport:
    """Writes problems to a stream, with messages in that language."""

    stream: TextIO
    language: Language

    @property
    def is_for_people(self) -> bool:
        """Whether the stream is a terminal."""
        return self.stream.isatty()

    def write(self, problems: Sequence[Problem], file: str | None = None) -> None:
        """Write the problems of a form; ``file`` is its path where there are several."""
        if self.is_for_people:
            self.stream.writelines(f"{line}\n" for line in self._text(problems))
        else:
            self.stream.writelines(_json_lines(problems, self.language, file))
        self.stream.flush()

    def _text(self, problems: Sequence[Problem]) -> Iterator[str]:
        for group in group_problems(problems):
            yield from self._group(group)
            yield ""

    def _group(self, group: ProblemGroup) -> Iterator[str]:
        severity = self._translate(_SEVERITIES[group.severity])
        times = f" ×{group.count}" if group.count > 1 else ""
        colour = _RED if group.severity == "error" else _YELLOW
        yield f"{self._paint(severity, colour)} {group.code}{self._paint(times, _BOLD)}"
        for statement in group.statements:
            yield from _wrap(localize(statement.problems[0], self.language), indent=2)
            yield from self._places(statement)
        remedy = find_remedy(group.statements[0].problems[0])
        if remedy is not None:
            words = localize(remedy, self.language)
            yield from (self._paint(line, _FAINT) for line in _wrap(f"→ {words}", indent=2))

    def _places(self, statement: ProblemStatement) -> Iterator[str]:
        places = [self._place(each) for each in statement.cells]
        places += [_printable(name) for name in statement.names]
        for place in places[:_MOST_PLACES]:
            yield f"    {place}"
        if len(places) > _MOST_PLACES:
            yield f"    … +{len(places) - _MOST_PLACES}"

    def _place(self, place: ColumnRows) -> str:
        runs = [str(first) if first == last else f"{first}–{last}" for first, last in place.rows]
        message = _ROWS if len(runs) > 1 or "–" in "".join(runs) else _ROW
        rows = self._translate(message, {"rows": ", ".join(runs)}) if runs else ""
        parts = (place.sheet, rows, place.column)
        return " · ".join(_printable(part) for part in parts if part)

    def _translate(self, message: str, parameters: Mapping[str, object] | None = None) -> str:
        return locales.translate(message, self.language, parameters)

    def _paint(self, text: str, style: str) -> str:
        has_colours = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return f"\x1b[{style}m{text}\x1b[0m" if text and has_colours else text


def count_problems(problems: Iterable[Problem], language: Language) -> str:
    """Return how many errors and warnings there are, in words."""
    severities = [each.severity for each in problems]
    if not severities:
        return locales.translate(_NO_PROBLEMS, language)
    errors, warnings = severities.count("error"), severities.count("warning")
    return locales.translate(_COUNTS, language, {"errors": errors, "warnings": warnings})


def localize(each: Problem, language: Language) -> str:
    """Return the problem's message, with parameters of several languages in this one."""
    parameters = {
        name: in_language(value, language) if isinstance(value, Mapping) else value
        for name, value in each.parameters.items()
    }
    return locales.translate(each.message, language, parameters)


def _json_lines(problems: Iterable[Problem], language: Language, file: str | None) -> Iterator[str]:
    for each in problems:
        location = each.location
        line: dict[str, object] = {
            **({} if file is None else {"file": file}),
            "severity": each.severity,
            "code": each.code,
            "message": localize(each, language),
            "sheet": location.sheet if location else None,
            "row": location.row if location else None,
            "column": location.column if location else None,
            "name": each.name,
        }
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _wrap(text: str, *, indent: int) -> list[str]:
    space = " " * indent
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    return textwrap.wrap(
        _printable(" ".join(text.split())),
        width=max(width, 40),
        initial_indent=space,
        subsequent_indent=space,
        break_on_hyphens=False,
    )


def _printable(text: str) -> str:
    """Return the text without what could steer a terminal: a cell or a file's name can hold anything."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
