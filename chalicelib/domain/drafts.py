"""A form's draft: reviewed for its event when it is saved, and once more when it becomes a version."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from chalicelib.domain.events import Event
from chalicelib.domain.forms import FormRecord
from chalicelib.errors import Problem
from chalicelib.forms.definition import Choice, Definition, dump
from chalicelib.forms.publishing import fill_categories
from chalicelib.forms.validation import EventFacts, Review, SourceDocument, TargetForm, review


@dataclass(frozen=True, slots=True)
class VersionCandidate:
    """A definition that can be published as it is, and the warnings that publishing accepts."""

    definition: Definition
    warnings: tuple[Problem, ...]


def review_draft(
    source: SourceDocument,
    event: Event,
    target: TargetForm,
    attachments: Collection[str],
) -> Review:
    """Review a document as the draft of a form; ``attachments`` are the names of the form's files."""
    return review(source, event=event_facts(event), target=target, attachments=attachments)


def target_form(
    name: str, record: FormRecord | None, draft: Definition | None, *, is_new: bool
) -> TargetForm:
    """Return the form that a definition is sent as: the one of the record, or a new one."""
    return TargetForm(
        name=name,
        published_purpose=record.purpose if record and record.version else None,
        is_taken=is_new and record is not None,
        draft=draft,
    )


def version_candidate(
    draft: Definition,
    event: Event,
    attachments: Collection[str],
    file_warnings: Sequence[Problem] = (),
) -> VersionCandidate:
    """Review a draft for publishing and write into it what it takes from the event.

    ``file_warnings`` are those about the file that it was read from.

    Raises:
        errors.FormRefused: it does not fit the event as it is now, or a list's file is missing; it
            has every problem, warnings too.
    """
    found = review(
        dump(draft), event=event_facts(event), attachments=attachments, is_publishing=True
    )
    found.require()
    filled = fill_categories(draft, category_choices(event))
    return VersionCandidate(filled, (*file_warnings, *found.problems))


def with_event_categories(draft: Definition, event: Event) -> Definition:
    """Return a draft with what it would take from the event, to be compared with a version."""
    return fill_categories(draft, category_choices(event))


def version_warnings(
    version: Definition, event: Event, attachments: Collection[str]
) -> tuple[Problem, ...]:
    """Return the warnings of a published version, by the same review."""
    found = review(dump(version), event=event_facts(event), attachments=attachments)
    return tuple(each for each in found.problems if each.severity == "warning")


def event_facts(event: Event) -> EventFacts:
    """Return what a review needs to know of an event."""
    return EventFacts(
        languages=tuple(event.languages),
        categories=tuple(category_choices(event)),
        programme=frozenset(item.name for item in event.programme),
    )


def category_choices(event: Event) -> list[Choice]:
    """Return the event's categories as the choices of a list."""
    return [Choice.model_construct(name=each.name, label=each.label) for each in event.categories]
