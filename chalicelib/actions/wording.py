"""Correct the wording of a published version: its texts alone, so that it stays the same questionnaire."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

from chalicelib import errors
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.carried_corrections import carry_into_copy, keep_copy
from chalicelib.actions.permissions import find_event
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.permissions import Actor
from chalicelib.forms.definition import Definition

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.forms.wording import Rewording, Texts
    from chalicelib.storage.table import Operation

_Result = TypeVar("_Result")

_ROUNDS: Final = 5
_MOST_FIELDS: Final = 100
"""Names of texts in one entry of the audit log."""


@dataclass(frozen=True, slots=True)
class VersionWording:
    """A published version as it reads now; ``wording`` counts the corrections so far."""

    event: "Event"
    record: FormRecord
    version: int
    wording: int
    definition: Definition


@dataclass(frozen=True, slots=True)
class WordingCorrection:
    """One correction of a version: when and by whom it was made, and the texts before and after it.

    ``by`` is empty where it was made before that was kept.
    """

    at: datetime
    by: str
    changes: "tuple[Rewording, ...]"


def show_wording(
    services: "Services", actor: Actor, event_id: str, name: str, version: int | None = None
) -> VersionWording:
    """Return a version, the newest unless another is asked for, to have its wording corrected.

    Raises:
        errors.EventNotFound, errors.FormNotFound: unknown, or not for this actor.
        errors.NotPublished: the form has no version.
        errors.VersionUnknown: no such version.
    """
    event = find_event(services, actor, event_id, "forms.change")
    return _read(services, event, name, version)


def _read(services: "Services", event: "Event", name: str, version: int | None) -> VersionWording:
    record = services.forms.record(event.id, name)
    if record is None:
        raise errors.FormNotFound
    if record.version == 0:
        raise errors.NotPublished
    number = record.version if version is None else version
    record.refuse_unpublished(number)
    definition = services.forms.version(record, number)
    if definition is None:
        raise errors.VersionUnknown
    return VersionWording(event, record, number, record.wording(number), definition)


def list_wording_corrections(
    services: "Services", actor: Actor, event_id: str, name: str, version: int | None = None
) -> tuple[WordingCorrection, ...]:
    """Return the corrections of a version, the newest first; raises as ``show_wording`` does."""
    from chalicelib.forms.wording import rewordings

    shown = show_wording(services, actor, event_id, name, version)
    found = []
    newer = shown.definition
    for wording in range(shown.wording, 0, -1):
        older = services.forms.version(shown.record, shown.version, wording - 1)
        correction = services.forms.correction(shown.record, shown.version, wording)
        if older is None or correction is None:
            break
        at, by = correction
        found.append(WordingCorrection(at, by, rewordings(older, newer)))
        newer = older
    return tuple(found)


def correct_wording(
    services: "Services",
    actor: Actor,
    event_id: str,
    name: str,
    patch: "Texts",
    *,
    version: int | None = None,
    wording: int | None = None,
) -> VersionWording:
    """Correct texts of a version, the newest unless another is named; the same again changes nothing.

    ``patch`` has texts by their JSON pointers; a text keeps the languages that are not given. The draft and the editor's
    unfinished changes get the new text as well, wherever they have the old one. ``wording`` is the number of corrections
    that its author has seen; without it the texts replace whatever is there.

    Raises:
        errors.EventNotFound, errors.FormNotFound: unknown, or not for this actor.
        errors.NotPublished, errors.VersionUnknown: there is no such version.
        errors.FormRefused: a text that the version has not, one that would be taken away, one that changes more than
            words; each by its pointer. Or the version would be too large to be stored.
        errors.ChangedMeanwhile: somebody else corrected one of these texts first.
    """
    from chalicelib.forms.wording import normalize_texts, rewordings, texts_of, with_texts

    event = find_event(services, actor, event_id, "forms.change")

    def attempt() -> VersionWording:
        shown = _read(services, event, name, version)
        known = texts_of(shown.definition)
        texts = {at: {**known.get(at, {}), **text} for at, text in patch.items()}
        _refuse_other_than_words(shown.definition, texts)
        corrected = with_texts(shown.definition, normalize_texts(texts))
        changes = rewordings(shown.definition, corrected)
        _refuse_if_corrected_meanwhile(services, shown, wording, changes)
        return store_correction(services, actor, shown, corrected)

    return retry_when_overtaken(attempt)


def store_correction(
    services: "Services", actor: Actor, shown: VersionWording, corrected: Definition
) -> VersionWording:
    """Store a version that differs in wording alone, and its texts wherever the form has the old ones.

    Without a difference nothing is stored.

    Raises:
        errors.FormRefused: the version, the draft or what is unfinished would be too large to be stored.
        errors.ChangedMeanwhile: somebody else changed the form first.
    """
    from chalicelib.forms.wording import carry_over, rewordings

    changes = rewordings(shown.definition, corrected)
    if not changes:
        return shown
    draft = _read_draft(services, shown.record)
    left = carry_over(draft, changes) if draft else None
    along = carry_into_copy(services, shown.record, shown.version, changes)
    return _store(services, actor, shown, corrected, changes, draft=left, along=along)


def correct_by_draft(
    services: "Services", actor: Actor, event_id: str, name: str, *, revision: int
) -> VersionWording:
    """Give the newest version the wording of the draft, which is gone then: it differs in nothing else.

    ``revision`` is that of the form when its author last saw the draft. Without a draft nothing changes.

    Raises:
        errors.EventNotFound, errors.FormNotFound: unknown, or not for this actor.
        errors.NotPublished, errors.VersionUnknown: there is no version.
        errors.FormRefused: the draft does not fit the event as it is now, or is too large to be stored.
        errors.ChangedMeanwhile: the form has changed since that revision, or the draft differs in more than words.
    """
    from chalicelib.domain.drafts import version_candidate
    from chalicelib.forms.wording import differs_in_wording_alone, rewordings

    event = find_event(services, actor, event_id, "forms.change")

    def attempt() -> VersionWording:
        shown = _read(services, event, name, None)
        draft = _read_draft(services, shown.record)
        if draft is None:
            return shown
        if shown.record.revision != revision:
            raise errors.ChangedMeanwhile
        attached = services.form_files.all(event_id, name)
        corrected = version_candidate(draft, event, attached).definition
        if not differs_in_wording_alone(shown.definition, corrected):
            raise errors.ChangedMeanwhile
        changes = rewordings(shown.definition, corrected)
        along = keep_copy(services, shown.record)
        return _store(services, actor, shown, corrected, changes, draft=None, along=along)

    return retry_when_overtaken(attempt)


def retry_when_overtaken(attempt: "Callable[[], _Result]") -> "_Result":
    """Try again where something else of the form was stored first: a version's places stay what they are."""
    for _ in range(_ROUNDS - 1):
        with suppress(errors.ChangedMeanwhile):
            return attempt()
    return attempt()


def _read_draft(services: "Services", record: FormRecord) -> Definition | None:
    draft = services.forms.draft(record.event, record.name) if record.has_draft else None
    if draft is None and record.has_draft:  # it was published or discarded between the two readings
        raise errors.ChangedMeanwhile
    return draft


def _refuse_other_than_words(definition: Definition, texts: "Texts") -> None:
    """Raise ``FormRefused`` for texts that would not be corrections, or that the review refuses at their places."""
    from chalicelib.forms.definition import dump
    from chalicelib.forms.validation import review
    from chalicelib.forms.wording import with_texts, wording_problems

    problems = wording_problems(definition, texts)
    if not problems:
        reviewed = review(dump(with_texts(definition, texts))).problems
        problems = [
            each
            for each in reviewed
            if each.severity == "error" and any(each.name.startswith(at) for at in texts)
        ]
    if problems:
        raise errors.FormRefused(problems=problems)


def _refuse_if_corrected_meanwhile(
    services: "Services",
    shown: VersionWording,
    wording: int | None,
    changes: "Sequence[Rewording]",
) -> None:
    """Raise ``ChangedMeanwhile`` if one of the texts is not as it was after that many corrections."""
    from chalicelib.forms.wording import texts_of

    if wording is None or wording == shown.wording:
        return
    seen = services.forms.version(shown.record, shown.version, wording)
    known = {} if seen is None else texts_of(seen)
    if any(known.get(each.pointer) != each.old for each in changes):
        raise errors.ChangedMeanwhile


def _store(
    services: "Services",
    actor: Actor,
    shown: VersionWording,
    corrected: Definition,
    changes: "Sequence[Rewording]",
    *,
    draft: Definition | None,
    along: "Sequence[Operation]",
) -> VersionWording:
    record = shown.record
    names = [f"{each.name}::{language}" for each in changes for language in each.languages]
    entry = audit_operation(
        services,
        actor,
        "form.correct_wording",
        event=record.event,
        form=record.name,
        subject=str(shown.version),
        fields=names[:_MOST_FIELDS],
    )
    by = actor.name or actor.id
    now, version = services.clock(), shown.version
    after = services.forms.correct_wording(
        record, version, corrected, now, by, draft=draft, along=[entry, *along]
    )
    services.catalogue.forget(record.event)
    return VersionWording(
        shown.event, after, shown.version, after.wording(shown.version), corrected
    )
