"""What is missing before an event opens: texts in one of its languages stop it, the rest is advice.

Texts may be missing in the event's ``incomplete_languages``: that is how an organiser goes on without Russian. A document that
names no languages promises texts in one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from chalicelib.domain.event_documents import problem
from chalicelib.domain.events import Event, EventState
from chalicelib.domain.forms import FormRecord
from chalicelib.errors import Problem
from chalicelib.frozen import dataclass
from chalicelib.locales import LANGUAGES, Language, in_languages

_WRITTEN_BY_PIKIR: Final = frozenset({"announced"})


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """A form of the event, and the document of its newest version; empty for one that was never published."""

    record: FormRecord
    document: Mapping[str, object]


def opening_problems(
    event: Event, forms: Iterable[PublishedForm], now: datetime
) -> tuple[Problem, ...]:
    """Return everything that is missing: errors, which stop the opening, then warnings.

    A problem's name is ``/<field>`` of the event's document or ``/forms/<form>``.
    """
    forms = list(forms)
    return (
        *_missing_texts(event),
        *(each for form in forms for each in _missing_in_form(event, form)),
        *_advice(event, forms, now),
    )


def is_first_opening(new: Event, before: Event | None) -> bool:
    """Return whether an event opens that people were never told of; ``before`` is None for a new one."""
    was_open = before is not None and (
        before.state is EventState.OPEN or before.announced is not None
    )
    return new.state is EventState.OPEN and not was_open


def with_complete_language(event: Event) -> Event:
    """Return a new event whose document may name no languages: its texts then are complete in its title's first alone.

    Whoever names languages promises their texts; a default promises nothing.
    """
    if event.model_fields_set & {"languages", "incomplete_languages"}:
        return event
    complete = next(one for one in event.languages if one in event.title)
    incomplete = tuple(one for one in event.languages if one != complete)
    return event.model_copy(update={"incomplete_languages": incomplete})


def opened_without(event: Event, languages: Collection[Language]) -> Event:
    """Return the event with texts in these languages allowed to be missing; one of its languages stays complete."""
    incomplete = tuple(
        one for one in event.languages if one in event.incomplete_languages or one in languages
    )
    if len(incomplete) == len(event.languages):
        return event
    return event.model_copy(update={"incomplete_languages": incomplete})


def lacking_languages(problems: Iterable[Problem]) -> tuple[Language, ...]:
    """Return the languages in which a text is missing, so that somebody may go on without them."""
    found = {
        language
        for each in problems
        for language in LANGUAGES
        if each.code in _TEXT_CODES and language in str(each.parameters["lacking"]).split()
    }
    return tuple(language for language in LANGUAGES if language in found)


_TEXT_CODES: Final = frozenset({"event.text_missing", "event.form_text_missing"})


def _missing_texts(event: Event) -> Iterator[Problem]:
    for name, value in event.model_dump(mode="json", exclude_none=True).items():
        if name in _WRITTEN_BY_PIKIR:
            continue
        if lacking := _lacking(value, event):
            yield problem(
                "event.text_missing",
                f"/{name}",
                languages=in_languages(lacking),
                lacking=" ".join(lacking),
            )


def _missing_in_form(event: Event, form: PublishedForm) -> Iterator[Problem]:
    record = form.record
    if lacking := _lacking(form.document, event):
        yield problem(
            "event.form_text_missing",
            f"/forms/{record.name}",
            form=record.title,
            languages=in_languages(lacking),
            lacking=" ".join(lacking),
        )


def _lacking(document: object, event: Event) -> list[Language]:
    """Return the languages in which a text of the document is missing, and none may be."""
    wanted = [one for one in event.languages if one not in event.incomplete_languages]
    texts = list(_iter_texts(document))
    return [one for one in wanted if any(one not in text for text in texts)]


def _iter_texts(document: object) -> Iterator[Mapping[str, object]]:
    """Yield every text in several languages of a document: an object whose keys are languages."""
    if isinstance(document, Mapping):
        if document and set(document) <= set(LANGUAGES):
            yield document
            return
        for value in document.values():
            yield from _iter_texts(value)
    elif isinstance(document, list | tuple):
        for value in document:
            yield from _iter_texts(value)


def _advice(event: Event, forms: list[PublishedForm], now: datetime) -> Iterator[Problem]:
    if not any(form.record.version for form in forms):
        yield problem("event.no_forms", "/forms")
    for form in forms:
        if form.record.version == 0:
            name = f"/forms/{form.record.name}"
            yield problem("event.form_unpublished", name, form=form.record.title)
    if event.ends_at <= now:
        yield problem("event.is_over", "/ends_at")
    if event.venue is None:
        yield problem("event.no_venue", "/venue")
    if event.organiser is None:
        yield problem("event.no_organiser", "/organiser")
