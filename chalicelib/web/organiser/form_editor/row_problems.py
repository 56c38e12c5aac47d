"""The problems of a form at the rows that they belong to, and at the fields of a row's page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib import locales
from chalicelib.forms.editing import NoSuchRow, RowPlace, find_row
from chalicelib.forms.fixes import find_fix
from chalicelib.forms.tree import FormTree
from chalicelib.web import i18n
from chalicelib.web.organiser.differences import COLUMN_WORDS
from chalicelib.web.organiser.form_editor.asked_questions import plain_label
from chalicelib.web.organiser.form_editor.fields import field_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from chalicelib.actions.form_edits import EditableForm
    from chalicelib.errors import Problem
    from chalicelib.forms.definition import Definition
    from chalicelib.locales import Language

_ROW: Final = re.compile(r"(?:/questions/\d+)+")
_LIST: Final = re.compile(r"/choices/([^/]+)")
_CHOICE: Final = re.compile(r"/choices/([^/]+)/(\d+)")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A problem in words: ``at`` is the JSON pointer of its row, ``field`` one of the row's page; both may be empty.

    ``name`` is the JSON pointer of the problem itself, ``fix`` says in words how it would be fixed by a step, empty for none.
    """

    at: str
    field: str
    severity: str
    message: str
    name: str = ""
    fix: str = ""

    @property
    def is_error(self) -> bool:
        """Whether the form cannot be published with it."""
        return self.severity == "error"

    @property
    def part(self) -> str:
        """The form's own text that it is about, as a message id; empty for anything else."""
        return COLUMN_WORDS.get(self.name.removeprefix("/").partition("/")[0], "")


def place_problems(shown: EditableForm, language: Language) -> list[RowProblem]:
    """Return the problems of a reviewed form in words, in the order of the review."""
    return place(shown.problems or (), shown.definition, shown.event.languages, language)


def place(
    problems: Iterable[Problem],
    definition: Definition,
    languages: Sequence[Language],
    language: Language,
) -> list[RowProblem]:
    """Return the problems of a definition in words, each at its row and the field of that row's page."""
    users = _first_users(definition)
    return [
        replace(
            _place(each, definition, users, languages, _say(each, definition, language)),
            name=each.name,
            fix=locales.translate(find_fix(each) or "", language),
        )
        for each in problems
    ]


def _say(problem: Problem, definition: Definition, language: Language) -> str:
    """Return a problem in words; that of a choice begins with the choice: a question has many."""
    message, found = i18n.localize(problem, language), _CHOICE.match(problem.name)
    listed = definition.choices.get(_unescape(found[1]), ()) if found else ()
    if found is None or int(found[2]) >= len(listed):
        return message
    choice = listed[int(found[2])]
    return f"{plain_label(choice.label, choice.name, language)}: {message}"


def _unescape(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


def _place(
    problem: Problem,
    definition: Definition,
    users: dict[str, str],
    languages: Sequence[Language],
    message: str,
) -> RowProblem:
    at, rest = _split(problem.name, users)
    try:
        row = find_row(definition, RowPlace.at(at))
    except NoSuchRow:
        return RowProblem("", "", problem.severity, message)
    field = _field_of(rest, field_names(row, languages))
    return RowProblem(at, field, problem.severity, message)


def _split(pointer: str, users: dict[str, str]) -> tuple[str, str]:
    """Return the pointer of a row, and the rest; a list belongs to the first row that uses it."""
    row, choices = _ROW.match(pointer), _LIST.match(pointer)
    if row:
        return row[0], pointer[row.end() + 1 :]
    if choices:
        return users.get(_unescape(choices[1]), ""), f"choices{pointer[choices.end() :]}"
    return "", ""


def _first_users(definition: Definition) -> dict[str, str]:
    users: dict[str, str] = {}
    for node in FormTree.of(definition.questions).nodes:
        if node.row.list_name:
            users.setdefault(node.row.list_name, node.pointer)
    return users


_FIELDS: Final[Mapping[str, str]] = {"list_name": "list", "parameters": "start"}
"""The fields of keys that have none of their name."""


def _field_of(rest: str, names: Sequence[str]) -> str:
    """Return the field for what a pointer names within a row, empty where its page has none."""
    key = rest.replace("parameters/", "")
    exact = key.replace("/", "_")
    if exact in names:
        return exact
    stem = _FIELDS.get(key.partition("/")[0], key.partition("/")[0])
    return next((name for name in names if stem and name.startswith(stem)), "")
