"""Forms: drafted, published, closed, opened again, shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chalicelib import errors
from chalicelib.domain.events import Event, EventState
from chalicelib.domain.forms import FormRecord, FormState, patch_times
from chalicelib.domain.permissions import Actor, require
from chalicelib.errors import Problem
from chalicelib.forms.intake import Form

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.drafts import Source
    from chalicelib.forms.definition import Definition


@dataclass(frozen=True, slots=True)
class Saved:
    """A form whose draft was kept, and what is worth a warning about that."""

    record: FormRecord
    warnings: tuple[Problem, ...]


def save_form(
    services: "Services",
    actor: Actor,
    event_id: str,
    name: str,
    document: bytes | Mapping[str, Any],
    *,
    revision: int | None = None,
) -> Saved:
    """Keep a definition as the form's draft; nobody sees it before it is published.

    ``revision`` is that of the form when its author last saw it, 0 for none; without it whatever is
    there is replaced. The draft that is there already is kept as it is, whoever saved it.

    Raises:
        errors.FormRefused: all that is wrong with it; it does not fit the event; it changes the
            purpose of a form that was published.
        errors.ChangedMeanwhile: the form has moved on since that revision.
    """
    require(actor, "forms.change")
    event = event_of(services, actor, event_id)
    return keep_draft(services, event, name, document, revision=revision)


def keep_draft(
    services: "Services",
    event: Event,
    name: str,
    document: bytes | Mapping[str, Any],
    *,
    revision: int | None,
    imported: "Source | None" = None,
    is_new: bool = False,
    coming: Collection[str] = (),
) -> Saved:
    """See ``save_form``; ``is_new`` refuses a name that another form of the event has.

    ``coming`` are the files that will be attached to it at once.
    """
    from chalicelib.actions.form_files import with_lists
    from chalicelib.domain.drafts import checked

    document = with_lists(services, event.id, name, document)
    record, stored = _stored(services, event.id, name)
    draft = checked(
        document,
        name,
        event,
        record,
        imported=imported,
        stored=stored,
        is_new=is_new,
        attached={*coming, *services.form_files.all(event.id, name)},
    )
    if record and stored == draft.definition:
        return Saved(record, draft.warnings)
    if record and revision is not None and record.revision != revision:
        raise errors.ChangedMeanwhile
    kept = record or FormRecord(
        event=event.id,
        name=name,
        purpose=draft.definition.purpose.value,
        title=draft.definition.title,
    )
    try:
        return Saved(services.forms.save_draft(kept, draft.definition), draft.warnings)
    except errors.ChangedMeanwhile:  # unless a button was only pressed twice
        record, stored = _stored(services, event.id, name)
        if record is None or stored != draft.definition:
            raise
        return Saved(record, draft.warnings)


def _stored(
    services: "Services", event_id: str, name: str
) -> "tuple[FormRecord | None, Definition | None]":
    record = services.forms.record(event_id, name)
    return record, services.forms.draft(event_id, name) if record and record.has_draft else None


def publish_form(
    services: "Services",
    actor: Actor,
    event_id: str,
    name: str,
    *,
    shards: int = 1,
    revision: int | None = None,
) -> FormRecord:
    """Make the draft the form's next version; the first one opens the form. Warnings are accepted.

    Without a draft nothing changes. ``shards`` counts at the first publication only; a form of
    registrations has one. ``revision`` is that of the form when its draft was looked at.

    Raises:
        errors.FormRefused: the draft does not fit the event as it is now.
        errors.NotPublished: there is nothing to publish.
        errors.ChangedMeanwhile: another draft has come since that revision.
    """
    from chalicelib.domain.drafts import fitted

    require(actor, "forms.change")
    event = event_of(services, actor, event_id)
    record = _head(services, event_id, name)
    draft = services.forms.draft(event_id, name) if record.has_draft else None
    if draft is None:
        return record.move_to(record.state)
    if revision is not None and record.revision != revision:
        raise errors.ChangedMeanwhile
    shards = 1 if record.takes_registrations else shards
    files = services.form_files.all(event_id, name)
    return services.forms.publish(record, fitted(draft, event), services.clock(), shards, files)


def discard_draft(
    services: "Services", actor: Actor, event_id: str, name: str, *, revision: int
) -> FormRecord | None:
    """Throw the draft away: the form as it was published, or None where it never was.

    Without a draft nothing changes.

    Raises:
        errors.ChangedMeanwhile: the form has moved on since that revision.
    """
    require(actor, "forms.change")
    event_of(services, actor, event_id)
    record = services.forms.record(event_id, name)
    if record is None or not record.has_draft:
        return record
    if record.revision != revision:
        raise errors.ChangedMeanwhile
    newest = services.forms.version(event_id, name, record.version) if record.version else None
    return services.forms.discard_draft(record, newest)


def warnings_of_version(
    services: "Services", actor: Actor, event_id: str, name: str, version: int
) -> tuple[Problem, ...]:
    """What is worth a warning about a published version."""
    from chalicelib.domain.drafts import warnings_of

    require(actor, "forms.change")
    event = event_of(services, actor, event_id)
    kept = services.forms.version(event_id, name, version)
    return () if kept is None else warnings_of(kept, event, services.form_files.all(event_id, name))


def close_form(services: "Services", actor: Actor, event_id: str, name: str) -> FormRecord:
    """Take no more answers: registrations at once, responses within ten seconds."""
    from chalicelib.actions.summaries import advance_checkpoint

    event, record = _move(services, actor, event_id, name, FormState.CLOSED)
    advance_checkpoint(services, event, record)
    return record


def reopen_form(services: "Services", actor: Actor, event_id: str, name: str) -> FormRecord:
    """Take answers again."""
    _, record = _move(services, actor, event_id, name, FormState.OPEN)
    return record


def set_form_times(
    services: "Services", actor: Actor, event_id: str, name: str, patch: bytes
) -> FormRecord:
    """Change when the form takes answers by a merge patch of ``opens_at`` and ``closes_at``."""
    require(actor, "forms.change")
    event_of(services, actor, event_id)
    record = _head(services, event_id, name)
    times = patch_times(record, patch)
    changed = replace(record, opens_at=times.opens_at, closes_at=times.closes_at)
    return record if changed == record else services.forms.save(changed)


def show_form(
    services: "Services", actor: Actor, event_id: str, name: str, version: int | None = None
) -> Form:
    """A published version, the newest unless another is asked for.

    Raises:
        errors.EventNotFound, errors.FormNotFound: unknown, or not for this actor.
        errors.NotPublished: there is only a draft; said to those who may change it.
        errors.VersionUnknown: no such version.
    """
    event, record = _shown(services, actor, event_id, name)
    if record.version == 0:
        raise errors.NotPublished
    return services.catalogue.form(event, record, record.version if version is None else version)


def show_record(services: "Services", actor: Actor, event_id: str, name: str) -> FormRecord:
    """The form's state, times and versions."""
    _, record = _shown(services, actor, event_id, name)
    return record


def show_draft(services: "Services", actor: Actor, event_id: str, name: str) -> Form:
    """The draft as it would be published; raises ``FormNotFound`` where there is none."""
    from chalicelib.domain.drafts import fitted

    require(actor, "forms.change")
    event = event_of(services, actor, event_id)
    record = _head(services, event_id, name)
    draft = services.forms.draft(event_id, name) if record.has_draft else None
    if draft is None:
        raise errors.FormNotFound
    return Form(fitted(draft, event), record.version + 1, time_zone=event.time_zone)


def list_forms(services: "Services", actor: Actor, event_id: str) -> list[FormRecord]:
    """The event's forms by name; those that were never published only for those who may change them."""
    require(actor, "forms.show")
    event_of(services, actor, event_id)
    records = services.forms.records(event_id)
    return [record for record in records if record.version or actor.may("forms.change")]


def _shown(
    services: "Services", actor: Actor, event_id: str, name: str
) -> tuple[Event, FormRecord]:
    require(actor, "forms.show")
    event, record = services.forms.with_event(event_id, name)
    if event is None or (event.state is EventState.DRAFT and not actor.may("events.change")):
        raise errors.EventNotFound
    if record is None or (record.version == 0 and not actor.may("forms.change")):
        raise errors.FormNotFound
    return event, record


def _move(
    services: "Services", actor: Actor, event_id: str, name: str, state: FormState
) -> tuple[Event, FormRecord]:
    require(actor, "forms.change")
    event = event_of(services, actor, event_id)
    record = _head(services, event_id, name)
    moved = record.move_to(state)
    return event, record if moved == record else services.forms.save(moved)


def event_of(services: "Services", actor: Actor, event_id: str) -> Event:
    """The event; raises ``EventNotFound`` for one that this actor may not see."""
    event = services.events.get(event_id)
    if event is None or (event.state is EventState.DRAFT and not actor.may("events.change")):
        raise errors.EventNotFound
    return event


def _head(services: "Services", event_id: str, name: str) -> FormRecord:
    record = services.forms.record(event_id, name)
    if record is None:
        raise errors.FormNotFound
    return record
