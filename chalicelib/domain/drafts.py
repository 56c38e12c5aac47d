"""A definition on its way to being a version: checked as this form of this event, and fitted to it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from chalicelib import errors
from chalicelib.domain.events import Event
from chalicelib.domain.forms import FormRecord
from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.definition import Choice, Definition, dump
from chalicelib.forms.problems import problem, warnings_only
from chalicelib.forms.publishing import EVENT_CODES, event_problems, filled
from chalicelib.forms.tree import FormTree
from chalicelib.forms.types import TYPES
from chalicelib.forms.validation import reviewed
from chalicelib.forms.validation.media_checks import media_problems
from chalicelib.locales import N_

PROBLEMS: Mapping[str, str] = {
    "form.another_name": N_("The definition must have the form's name, “{name}”."),
    "form.another_purpose": N_("A published form keeps its purpose, “{purpose}”."),
    "form.name_taken": N_("The event already has a form “{name}”."),
}
"""What can be wrong beside ``forms.problems``: code and message."""


class Source(Protocol):
    """A spreadsheet that was read (``xlsform.Imported``): what is wrong, and where things stand."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that its reader found, our own review included."""

    def place(self, at: str, /) -> SourceLocation | None:
        """Where the part of that JSON pointer stands."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A definition that could be the form's draft, and what is worth a warning about it."""

    definition: Definition
    warnings: tuple[Problem, ...]


def checked(
    document: bytes | Mapping[str, Any],
    name: str,
    event: Event,
    record: FormRecord | None,
    *,
    imported: Source | None = None,
    stored: Definition | None = None,
    is_new: bool = False,
    attached: Collection[str] = (),
) -> Checked:
    """The definition in a document as the draft of that form of that event.

    ``imported`` is where the document came from, if from a spreadsheet: its problems count, and the
    others get their places there. ``is_new`` refuses the name of a form that is there, unless it has
    this very draft (``stored``). ``attached`` are the files of the form.

    Raises:
        errors.Malformed: the bytes are not strict JSON.
        errors.FormRefused: all that is wrong with it, by itself, as this form and for this event.
    """
    draft, problems = reviewed(document, languages=event.languages)
    if draft is not None:
        problems += [*_another(draft, name, record), *_in_event(draft, event)]
        problems += media_problems(draft, attached)
        if is_new and record and draft != stored:
            problems.append(_problem("form.name_taken", "/name", {"name": name}))
    warnings = warnings_only(_together(problems, imported) if imported else problems)
    if draft is None:  # pragma: no cover -- the review names whatever the model refuses
        raise errors.FormRefused
    return Checked(draft, warnings)


_TOLD_ANEW = ("form.not_in_language", "form.mostly_not_in_language", "form.no_file")
_OF_THE_EVENT = (
    *PROBLEMS,
    *EVENT_CODES,
    "form.language_absent",
    "form.no_media_file",
    *_TOLD_ANEW,
)


def _together(problems: Iterable[Problem], imported: Source) -> list[Problem]:
    """What the spreadsheet's reader found, and what only the event can tell, each in its place.

    The reader has reviewed the document already, but did not know the event's languages, nor what is attached.
    """
    before = [each for each in imported.problems if each.code not in _TOLD_ANEW]
    known = {(each.code, each.name) for each in before}
    return [
        *before,
        *(
            replace(each, place=imported.place(each.name))
            for each in problems
            if each.code in _OF_THE_EVENT and (each.code, each.name) not in known
        ),
    ]


def fitted(definition: Definition, event: Event) -> Definition:
    """The definition as it can be published for that event.

    Raises:
        errors.FormRefused: it does not go with the event, or a file that it needs is not attached.
    """
    fit = filled(definition, _categories(event))
    warnings_only([*_in_event(definition, event), *_without_file(fit)])
    return fit


def _without_file(definition: Definition) -> Iterator[Problem]:
    """The lists of choices whose file is missing: worth a warning before, an error at publishing."""
    for node in FormTree.of(definition.questions).nodes:
        name = node.row.list_name
        if name and TYPES[node.row.type].is_list_from_file and name not in definition.choices:
            found = problem("form.no_file", f"{node.pointer}/list_name", name=name)
            yield replace(found, severity="error")


def warnings_of(
    definition: Definition, event: Event, attached: Collection[str]
) -> tuple[Problem, ...]:
    """What is worth a warning about a definition that was taken before."""
    _, problems = reviewed(dump(definition), languages=event.languages)
    found = [*problems, *_in_event(definition, event), *media_problems(definition, attached)]
    return tuple(each for each in found if each.severity == "warning")


def _in_event(definition: Definition, event: Event) -> list[Problem]:
    return event_problems(
        definition,
        categories=_categories(event),
        programme=[item.name for item in event.programme],
    )


def _categories(event: Event) -> list[Choice]:
    return [Choice(name=each.name, label=each.label) for each in event.categories]


def _another(definition: Definition, name: str, record: FormRecord | None) -> Iterator[Problem]:
    """What tells that the definition is one for another form than that of that name."""
    if definition.name != name:
        yield _problem("form.another_name", "/name", {"name": name})
    if record and record.version and definition.purpose.value != record.purpose:
        yield _problem("form.another_purpose", "/purpose", {"purpose": record.purpose})


def _problem(code: str, name: str, parameters: Mapping[str, object]) -> Problem:
    return Problem(name=name, code=code, message=PROBLEMS[code], parameters=parameters)
