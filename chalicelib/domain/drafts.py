"""A definition on its way to being a version: checked as this form of this event, and fitted to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib import errors
from chalicelib.domain.events import Event
from chalicelib.domain.forms import FormHead
from chalicelib.errors import N_, Problem
from chalicelib.forms.definition import Choice, Definition, dump
from chalicelib.forms.problems import warnings_only
from chalicelib.forms.publishing import event_problems, filled
from chalicelib.forms.review import reviewed

PROBLEMS: Mapping[str, str] = {
    "form.another_name": N_("The definition must have the form's name, “{name}”."),
    "form.another_purpose": N_("A published form keeps its purpose, “{purpose}”."),
}
"""What can be wrong beside ``forms.problems``: code and message."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A definition that could be the form's draft, and what is worth a warning about it."""

    definition: Definition
    warnings: tuple[Problem, ...]


def checked(
    document: bytes | Mapping[str, Any], name: str, event: Event, head: FormHead | None
) -> Checked:
    """The definition in a document as the draft of that form of that event.

    Raises:
        errors.Malformed: the bytes are not strict JSON.
        errors.FormRefused: all that is wrong with it, by itself, as this form and for this event.
    """
    draft, problems = reviewed(document, languages=event.languages)
    if draft is not None:
        problems += [*_another(draft, name, head), *_in_event(draft, event)]
    warnings = warnings_only(problems)
    if draft is None:  # pragma: no cover -- the review names whatever the model refuses
        raise errors.FormRefused
    return Checked(draft, warnings)


def fitted(definition: Definition, event: Event) -> Definition:
    """The definition as it can be published for that event; raises ``FormRefused``."""
    warnings_only(_in_event(definition, event))
    return filled(definition, _categories(event))


def warnings_of(definition: Definition, event: Event) -> tuple[Problem, ...]:
    """What is worth a warning about a definition that was taken before."""
    _, problems = reviewed(dump(definition), languages=event.languages)
    found = [*problems, *_in_event(definition, event)]
    return tuple(each for each in found if each.severity == "warning")


def _in_event(definition: Definition, event: Event) -> list[Problem]:
    return event_problems(
        definition,
        categories=_categories(event),
        programme=[item.name for item in event.programme],
    )


def _categories(event: Event) -> list[Choice]:
    return [Choice(name=each.name, label=each.label) for each in event.categories]


def _another(definition: Definition, name: str, head: FormHead | None) -> Iterator[Problem]:
    """What tells that the definition is one for another form than that of that name."""
    if definition.name != name:
        yield _problem("form.another_name", "/name", {"name": name})
    if head and head.version and definition.purpose.value != head.purpose:
        yield _problem("form.another_purpose", "/purpose", {"purpose": head.purpose})


def _problem(code: str, name: str, parameters: Mapping[str, object]) -> Problem:
    return Problem(name=name, code=code, message=PROBLEMS[code], parameters=parameters)
