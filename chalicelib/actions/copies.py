"""Copy an event: a new draft with its forms, as they were published last, and its files."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.form_files import store_file
from chalicelib.actions.forms import publish_form
from chalicelib.actions.permissions import find_event
from chalicelib.auth import secrets
from chalicelib.domain.event_documents import problem
from chalicelib.domain.events import Event
from chalicelib.domain.events.copying import copy_of, without_categories
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.permissions import Actor

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.form_files import FormFile
    from chalicelib.forms.definition import Definition

_ROUNDS: Final = 5


@dataclass(frozen=True, slots=True)
class EventCopy:
    """What a copy is to be: its id, and when it takes place."""

    id: str
    starts_at: datetime
    ends_at: datetime

    @classmethod
    def at(cls, copy_id: str, starts_at: str, ends_at: str) -> "EventCopy":
        """Return a copy at these moments, written as RFC 3339 says."""
        return cls(copy_id, datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at))


@dataclass(frozen=True, slots=True)
class _FormCopy:
    """A form to be copied to an event: its definition, its files, and by how much its times move."""

    event: str
    record: FormRecord
    definition: "Definition"
    files: "Mapping[str, FormFile]"
    later_by: timedelta


def copy_event(services: "Services", actor: Actor, event_id: str, wanted: EventCopy) -> Event:
    """Make a draft event like this one, at another time; everything that has a time moves as the start does.

    The same copy again, where the first stopped halfway, makes what is missing of it, even if the event was changed since.

    Raises:
        errors.EventNotFound: there is no such event, or the actor may make none beside it.
        errors.EventRefused: the copy would end before it begins.
        errors.EventExists: another event has that id.
    """
    event = find_event(services, actor, event_id, "events.change")
    if not actor.may("events.create", event):
        raise errors.EventNotFound
    if wanted.ends_at <= wanted.starts_at:
        raise errors.EventRefused(problems=[problem("event.ends_before_its_start", "/ends_at")])
    copy = copy_of(event, wanted.id, wanted.starts_at, wanted.ends_at)
    _copy_materials(services, event, copy)
    entry = audit_operation(services, actor, "event.copy", event=copy.id, subject=event_id)
    copy = services.events.create(copy, secrets.new_key(), origin=event_id, along=[entry])
    for record in services.forms.records(event_id):
        _copy_form(services, actor, event, copy, record)
    return copy


def _copy_materials(services: "Services", event: Event, copy: Event) -> None:
    """Store the content of the copy's materials, before its document names them."""
    for material in copy.materials:
        if material.file:
            services.materials.copy(event.id, material.file, copy.id)


def _copy_form(
    services: "Services", actor: Actor, event: Event, copy: Event, record: FormRecord
) -> None:
    """Copy a form; whoever does the same at the same time takes the same steps.

    A draft that the other one has just published is gone, which looks like none.
    """
    definition, files = read_newest(services, record)
    if definition is None:
        return
    by = copy.starts_at - event.starts_at
    plan = _FormCopy(copy.id, record, without_categories(definition, event), files, by)
    for _ in range(_ROUNDS):
        with suppress(errors.ChangedMeanwhile, errors.NotPublished):
            _take_steps(services, actor, plan)
            return
    raise errors.ChangedMeanwhile


def read_newest(
    services: "Services", record: FormRecord
) -> "tuple[Definition | None, Mapping[str, FormFile]]":
    """Return the newest published version with its files, or else the draft with those attached."""
    if record.version:
        newest = services.forms.version(record, record.version)
        return newest, services.form_files.of_version(record.event, record.name, record.version)
    draft = services.forms.draft(record.event, record.name)
    return draft, services.form_files.all(record.event, record.name)


def _take_steps(services: "Services", actor: Actor, plan: "_FormCopy") -> None:
    record = plan.record
    made = services.forms.record(plan.event, record.name)
    if made is None:
        _copy_files(services, actor, plan)
        title = plan.definition.title
        blank = FormRecord(event=plan.event, name=record.name, purpose=record.purpose, title=title)
        entry = audit_operation(
            services, actor, "form.save_draft", event=plan.event, form=record.name
        )
        made = services.forms.save_draft(blank, plan.definition, along=[entry])
    if made.version or not record.version:
        return
    timed = _with_times(made, record, plan.later_by)
    if timed != made:
        services.forms.save(timed)  # a part of the copy, as the log has it
    with suppress(errors.FormRefused):  # it stays a draft, and its page says why
        publish_form(services, actor, plan.event, record.name, shards=record.shards)


def _with_times(made: FormRecord, record: FormRecord, by: timedelta) -> FormRecord:
    return replace(
        made,
        opens_at=record.opens_at + by if record.opens_at else None,
        closes_at=record.closes_at + by if record.closes_at else None,
    )


def _copy_files(services: "Services", actor: Actor, plan: "_FormCopy") -> None:
    record = plan.record
    for file in plan.files.values():
        content = services.form_files.content(record.event, record.name, file)
        if content is not None:
            store_file(services, actor, plan.event, record.name, file, content)
