"""Whether a definition fits the event that it is for, and the form that it is to change."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from chalicelib.domain.events import Event
from chalicelib.domain.forms import FormHead
from chalicelib.errors import N_, Problem
from chalicelib.forms.definition import Definition, Purpose, Row
from chalicelib.forms.problems import DEFINITIONS

_RATING: Final = "rating_of:"

PROBLEMS: Mapping[str, str] = {
    "form.another_name": N_("The definition must have the form's name, “{name}”."),
    "form.another_purpose": N_("A published form keeps its purpose, “{purpose}”."),
}
"""What can be wrong beside ``forms.problems``: code and message."""


def misfits(
    definition: Definition, event: Event, head: FormHead | None, name: str
) -> list[Problem]:
    """All that keeps the definition from being that form of that event, by JSON pointers."""
    return [*_other_form(definition, head, name), *_other_event(definition, event)]


def _other_form(definition: Definition, head: FormHead | None, name: str) -> Iterator[Problem]:
    if definition.name != name:
        yield _problem("form.another_name", "/name", {"name": name})
    if head and head.version and definition.purpose.value != head.purpose:
        yield _problem("form.another_purpose", "/purpose", {"purpose": head.purpose})


def _other_event(definition: Definition, event: Event) -> Iterator[Problem]:
    programme = {item.name for item in event.programme}
    asks_category = False
    for pointer, row in _rows(definition.questions, "/questions"):
        role = row.role or ""
        if role == "category":
            asks_category = asks_category or row.required
            yield from _other_categories(definition, row, event)
        if role.startswith(_RATING) and role.removeprefix(_RATING) not in programme:
            named = {"name": role.removeprefix(_RATING)}
            yield _problem("form.not_on_programme", f"{pointer}/role", named)
    if definition.purpose is Purpose.REGISTRATION and event.categories and not asks_category:
        yield _problem("form.no_category_question", "/questions", {})


def _other_categories(definition: Definition, row: Row, event: Event) -> Iterator[Problem]:
    """An event without categories has no places either: the form's own choices do there."""
    if not event.categories:
        return
    for place, choice in enumerate(definition.choices.get(row.list_name or "", ())):
        if event.category(choice.name) is None:
            where = f"/choices/{row.list_name}/{place}/name"
            yield _problem("form.not_a_category", where, {"name": choice.name})


def _rows(rows: Iterable[Row], above: str) -> Iterator[tuple[str, Row]]:
    for place, row in enumerate(rows):
        pointer = f"{above}/{place}"
        yield pointer, row
        yield from _rows(row.questions, f"{pointer}/questions")


def _problem(code: str, name: str, parameters: Mapping[str, object]) -> Problem:
    message = PROBLEMS.get(code) or DEFINITIONS[code]
    return Problem(name=name, code=code, message=message, parameters=parameters)
