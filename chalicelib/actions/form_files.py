"""Files attached to a form: a list becomes choices of the draft, labels show and play the other files.

A file belongs to the form, and can come before its definition. Publishing pins the files: a version
always shows those that it was published with.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.downloads import Download
from chalicelib.actions.drafts import read_choices, store_draft
from chalicelib.actions.permissions import admit, find_event
from chalicelib.domain.form_files import FormFile, prepare_file, refuse_form_name, refuse_too_many
from chalicelib.domain.permissions import Actor
from chalicelib.errors import Problem

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.audit import AuditCode
    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.forms.validation.source_document import SourceDocument
    from chalicelib.storage.table import Put


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that was attached, and the review's warnings about the list that it holds, if it is one."""

    file: FormFile
    warnings: tuple[Problem, ...] = ()


def attach_file(
    services: "Services", actor: Actor, event_id: str, form: str, name: str, content: bytes
) -> Attachment:
    """Attach a file to a form, in the place of one of the same name.

    A list that the draft (or else the newest version) asks for becomes part of the draft at once.

    Raises:
        errors.EventNotFound: there is no such event.
        errors.FormNotFound: no form can have that name.
        errors.RequestRefused: too long a name; a type that no form needs; content of another type; too many files.
        errors.FormRefused: every problem of a list, by row and column; the draft would be too large to be stored.
        errors.ChangedMeanwhile: the draft was changed in that moment.
    """
    event, record = services.forms.with_event(event_id, form)
    if event is None:
        raise errors.EventNotFound
    admit(actor, "forms.change", event)
    refuse_form_name(form)
    file, content = prepare_file(name, content)
    refuse_too_many({name, *services.form_files.all(event_id, form)})
    warnings = _store_list(services, actor, event, record, name, content) if file.is_list else ()
    store_file(services, actor, event_id, form, file, content)
    return Attachment(file, warnings)


def store_file(
    services: "Services", actor: Actor, event_id: str, form: str, file: FormFile, content: bytes
) -> None:
    """Store a file with its form; a list of choices must be in the draft already."""
    entry = _log(services, actor, "form.attach_file", event_id, form, file)
    services.form_files.attach(event_id, form, file, content, along=[entry])


def _log(
    services: "Services", actor: Actor, code: "AuditCode", event_id: str, form: str, file: FormFile
) -> "Put":
    """Name the file by its content: its name may hold anything."""
    return audit_operation(
        services, actor, code, event=event_id, form=form, subject=file.digest[:16]
    )


def _store_list(
    services: "Services",
    actor: Actor,
    event: "Event",
    record: "FormRecord | None",
    name: str,
    content: bytes,
) -> tuple[Problem, ...]:
    """Put a list into the draft where that asks for it; return the warnings about the list."""
    source = _newest_document(services, record)
    choices = read_choices(source, name, content)
    if choices.is_refused:
        raise errors.FormRefused(problems=choices.problems)
    if record is None or name not in source.requested_lists():
        return choices.problems
    source = source.with_list(name, choices)
    _, about = services.forms.draft_with_warnings(event.id, record.name)
    saved = store_draft(
        services,
        actor,
        event,
        record.name,
        source,
        revision=record.revision,
        files=[name],
        earlier_warnings=[
            each for each in about if each.location is None or each.location.sheet != name
        ],
    )
    return tuple(each for each in saved.warnings if each.location and each.location.sheet == name)


def _newest_document(services: "Services", record: "FormRecord | None") -> "SourceDocument":
    """Return the draft's document, else the newest version's, else an empty one."""
    from chalicelib.forms.definition import dump
    from chalicelib.forms.validation.source_document import SourceDocument

    if record is None:
        return SourceDocument({})
    newest = services.forms.draft(record.event, record.name) if record.has_draft else None
    if newest is None and record.version:
        newest = services.forms.version(record, record.version)
    return SourceDocument.of(dump(newest)) if newest else SourceDocument({})


def list_files(services: "Services", actor: Actor, event_id: str, form: str) -> list[FormFile]:
    """Return the files attached to a form now, sorted by name.

    Raises:
        errors.EventNotFound: there is no such event.
        errors.FormNotFound: no form can have that name.
    """
    find_event(services, actor, event_id, "forms.change")
    refuse_form_name(form)
    return sorted(services.form_files.all(event_id, form).values(), key=lambda file: file.name)


def read_file(services: "Services", actor: Actor, event_id: str, form: str, name: str) -> Download:
    """Return a file attached to a form, as it was sent; raise ``NotFound`` where there is none."""
    find_event(services, actor, event_id, "forms.change")
    refuse_form_name(form)
    file = services.form_files.all(event_id, form).get(name)
    return _download(services, event_id, form, file)


def remove_file(services: "Services", actor: Actor, event_id: str, form: str, name: str) -> None:
    """Remove a file from a form; a draft loses the list too, published versions keep their files.

    Raises:
        errors.FormNotFound, errors.FileNotFound: there is none of that name.
        errors.ChangedMeanwhile: the draft was changed in that moment.
    """
    find_event(services, actor, event_id, "forms.change")
    refuse_form_name(form)
    file = services.form_files.all(event_id, form).get(name)
    if file is None:
        raise errors.FileNotFound
    entry = _log(services, actor, "form.remove_file", event_id, form, file)
    services.form_files.remove(event_id, form, name, along=[entry])
    record = services.forms.record(event_id, form)
    draft = services.forms.draft(event_id, form) if record and record.has_draft else None
    if record and draft and (name in draft.choices or name in draft.data):
        left = {
            "choices": {other: each for other, each in draft.choices.items() if other != name},
            "data": {other: each for other, each in draft.data.items() if other != name},
        }
        entry = audit_operation(services, actor, "form.save_draft", event=event_id, form=form)
        services.forms.change_draft(record, draft.model_copy(update=left), along=[entry])


def show_file(
    services: "Services", event_id: str, form: str, name: str, version: int | None = None
) -> Download:
    """Return a file that a published version shows, for anyone; the newest version's without a number.

    Raises:
        errors.NotFound: no such event, form or file; lists are for organisers.
        errors.VersionUnknown: no such version.
    """
    entry = services.catalogue.entry(event_id, form)
    number = version or entry.record.version
    entry.record.refuse_unpublished(number)
    file = services.catalogue.files(entry.record, number).get(name)
    if file is not None and file.is_list:
        file = None
    return _download(services, event_id, form, file)


def _download(services: "Services", event_id: str, form: str, file: FormFile | None) -> Download:
    content = services.form_files.content(event_id, form, file) if file else None
    if file is None or content is None:
        raise errors.FileNotFound
    return Download(file.name, file.content_type, body=content)
