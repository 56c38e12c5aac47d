"""Forms: publish, close, reopen, set their times, show them."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions.admission import admit_form, save_form
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.drafts import SavedForm
from chalicelib.actions.permissions import find_event, find_form
from chalicelib.domain.events import Event
from chalicelib.domain.form_views import patch_times
from chalicelib.domain.forms import FormRecord, FormState
from chalicelib.domain.permissions import Actor
from chalicelib.forms.intake import Form

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.audit import AuditCode
    from chalicelib.errors import Problem
    from chalicelib.forms.definition import Definition

_ROUNDS: Final = 5


def publish_form(
    services: "Services",
    actor: Actor,
    event_id: str,
    name: str,
    *,
    shards: int = 1,
    revision: int | None = None,
    accepted: str | None = None,
) -> SavedForm:
    """Make the draft the form's next version; the first one opens the form.

    Without a draft nothing changes. ``shards`` counts at the first publication only; a form of
    registrations has one. ``revision`` is that of the form when its author last saw the draft. ``accepted`` is the digest of
    the warnings that its author has seen and accepts, empty for none; without it all warnings are accepted.

    Raises:
        errors.FormRefused: the draft does not fit the event as it is now, or is too large to be stored.
        errors.WarningsNotAccepted, errors.WarningsChanged: there are warnings that are not accepted.
        errors.NotPublished: there is nothing to publish.
        errors.ChangedMeanwhile: another draft has come since that revision.
    """
    from chalicelib.domain.drafts import version_candidate, version_warnings
    from chalicelib.forms.accepting_warnings import refuse_unaccepted

    event = find_event(services, actor, event_id, "forms.change")
    record, draft, about = _find_draft(services, event_id, name)
    files = services.form_files.all(event_id, name)
    if draft is None:
        record = record.move_to(record.state)
        newest = services.forms.version(record, record.version)
        return SavedForm(record, version_warnings(newest, event, files) if newest else ())
    if revision is not None and record.revision != revision:
        raise errors.ChangedMeanwhile
    candidate = version_candidate(draft, event, files, about)
    refuse_unaccepted(candidate.warnings, accepted)
    shards = 1 if record.takes_registrations else shards
    version = str(record.version + 1)
    entry = audit_operation(
        services, actor, "form.publish", event=event_id, form=name, subject=version
    )
    published = services.forms.publish(
        record, candidate.definition, services.clock(), shards, files, along=[entry]
    )
    services.catalogue.forget(event_id)
    if published.takes_registrations and record.version == 0:
        admit_form(services, published)
    return SavedForm(published, candidate.warnings)


def close_form(services: "Services", actor: Actor, event_id: str, name: str) -> FormRecord:
    """Take no more answers: registrations at once, responses within ten seconds.

    Raises:
        errors.NotPublished: the form has no version.
        errors.ChangedMeanwhile: somebody else changed the form first.
    """
    from chalicelib.actions.summaries import advance_checkpoint

    event, record = _move(services, actor, event_id, name, FormState.CLOSED)
    advance_checkpoint(services, event, record)
    return record


def reopen_form(services: "Services", actor: Actor, event_id: str, name: str) -> FormRecord:
    """Take answers again.

    Raises:
        errors.NotPublished: the form has no version.
        errors.ChangedMeanwhile: somebody else changed the form first.
    """
    _, record = _move(services, actor, event_id, name, FormState.OPEN)
    return record


def set_form_times(
    services: "Services", actor: Actor, event_id: str, name: str, patch: bytes
) -> FormRecord:
    """Change when the form takes answers by a merge patch of ``opens_at`` and ``closes_at``.

    Raises:
        errors.FormRefused: all that is wrong with the patch.
        errors.ChangedMeanwhile: somebody else changed the form first.
    """
    find_event(services, actor, event_id, "forms.change")
    record = _find_record(services, event_id, name)
    times = patch_times(record, patch)
    changed = replace(record, opens_at=times.opens_at, closes_at=times.closes_at)
    if changed == record:
        return record
    fields = [
        part for part in ("opens_at", "closes_at") if getattr(times, part) != getattr(record, part)
    ]
    entry = audit_operation(
        services, actor, "form.change_times", event=event_id, form=name, fields=fields
    )
    return save_form(services, record, changed, along=[entry])


def show_form(
    services: "Services", actor: Actor, event_id: str, name: str, version: int | None = None
) -> Form:
    """Return a published version, the newest unless another is asked for.

    Raises:
        errors.EventNotFound, errors.FormNotFound: unknown, or not for this actor.
        errors.NotPublished: there is only a draft, and the actor may change it.
        errors.VersionUnknown: no such version.
    """
    event, record = find_form(services, actor, event_id, name, "forms.show")
    if record.version == 0:
        raise errors.NotPublished
    return services.catalogue.form(event, record, record.version if version is None else version)


def show_record(services: "Services", actor: Actor, event_id: str, name: str) -> FormRecord:
    """Return the form's state, times and versions."""
    _, record = find_form(services, actor, event_id, name, "forms.show")
    return record


def list_forms(services: "Services", actor: Actor, event_id: str) -> list[FormRecord]:
    """The event's forms by name; those that were never published only for those who may change them."""
    event = find_event(services, actor, event_id, "forms.show")
    records = services.forms.records(event_id)
    if actor.may("forms.change", event):
        return records
    return [record.as_published() for record in records if record.version]


def _move(
    services: "Services", actor: Actor, event_id: str, name: str, state: FormState
) -> tuple[Event, FormRecord]:
    event = find_event(services, actor, event_id, "forms.change")
    record = _find_record(services, event_id, name)
    moved = record.move_to(state)
    if moved == record:
        return event, record
    code: AuditCode = "form.close" if state is FormState.CLOSED else "form.reopen"
    entry = audit_operation(services, actor, code, event=event_id, form=name)
    return event, save_form(services, record, moved, along=[entry])


def _find_draft(
    services: "Services", event_id: str, name: str
) -> "tuple[FormRecord, Definition | None, tuple[Problem, ...]]":
    """Return the form, its draft, None if it has none, and the warnings about the draft's file.

    A draft that was just published is looked for anew.
    """
    for _ in range(_ROUNDS):
        record = _find_record(services, event_id, name)
        if not record.has_draft:
            return record, None, ()
        draft, about = services.forms.draft_with_warnings(event_id, name)
        if draft is not None:
            return record, draft, about
    raise errors.ChangedMeanwhile


def _find_record(services: "Services", event_id: str, name: str) -> FormRecord:
    record = services.forms.record(event_id, name)
    if record is None:
        raise errors.FormNotFound
    return record
