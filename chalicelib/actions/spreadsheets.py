"""Forms sent as a file: a spreadsheet or a definition's JSON becomes a draft, with the files beside it.

What is sent for a form that is there waits in the bucket until its author has seen what it changes: nothing of the form is stored before.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from chalicelib import errors
from chalicelib.actions.drafts import SavedForm, read_choices, review_source, store_draft
from chalicelib.actions.form_files import store_file
from chalicelib.actions.permissions import find_event
from chalicelib.domain.form_files import identify_file, prepare_file, refuse_too_many
from chalicelib.domain.permissions import Actor
from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.validation.source_document import SourceDocument

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.domain.versions import Change
    from chalicelib.forms.definition import Definition


@dataclass(frozen=True, slots=True)
class FormUpload:
    """What an organiser sends: a workbook or a definition as JSON, and the files that it names.

    ``purpose`` counts where the file itself names none.
    """

    content: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)
    purpose: str | None = None

    @property
    def is_json(self) -> bool:
        """Whether it is a definition as JSON: no workbook begins like that."""
        return self.content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"

    def to_bytes(self) -> bytes:
        """Return the upload as it waits."""
        files = {name: b64encode(content).decode() for name, content in self.files.items()}
        content = b64encode(self.content).decode()
        return json.dumps({"content": content, "files": files, "purpose": self.purpose}).encode()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """Read what ``to_bytes`` wrote."""
        raw = json.loads(stored)
        files = {name: b64decode(content) for name, content in raw["files"].items()}
        return cls(b64decode(raw["content"]), files, raw["purpose"])


@dataclass(frozen=True, slots=True)
class UploadComparison:
    """What an upload would change of a form, compared with its draft, without one with its newest version.

    ``id`` is where the upload waits; ``files`` are the names of those that come with it.
    """

    event: "Event"
    record: "FormRecord"
    definition: "Definition"
    changes: "tuple[Change, ...]"
    warnings: tuple[Problem, ...]
    files: tuple[str, ...]
    id: str


def compare_upload(
    services: "Services", actor: Actor, event_id: str, name: str, upload: FormUpload
) -> UploadComparison:
    """Show what an upload would change of a form; it waits for ``take_upload``, and nothing of the form is stored.

    Raises:
        errors.EventNotFound, errors.FormNotFound: there is no such event or form.
        errors.Malformed, errors.FormRefused: as ``save_upload`` does.
        errors.Unavailable: the bucket did not answer in time.
    """
    compared = _compare(services, actor, event_id, name, upload, services.new_id())
    services.form_files.park_upload(event_id, name, compared.id, upload.to_bytes())
    return compared


def compare_parked(
    services: "Services", actor: Actor, event_id: str, name: str, upload_id: str
) -> UploadComparison:
    """Show what an upload that waits would change of the form as it is now.

    Raises:
        errors.EventNotFound, errors.FormNotFound: there is no such event or form.
        errors.FileNotFound: the upload waits no more.
        errors.FormRefused: it does not fit the form or the event any more.
    """
    upload = _find_parked(services, actor, event_id, name, upload_id)
    return _compare(services, actor, event_id, name, upload, upload_id)


def take_upload(
    services: "Services",
    actor: Actor,
    event_id: str,
    name: str,
    upload_id: str,
    *,
    revision: int,
) -> SavedForm:
    """Save an upload that waits as the form's draft; the same again changes nothing.

    Raises:
        errors.EventNotFound, errors.FormNotFound: there is no such event or form.
        errors.FileNotFound: the upload waits no more.
        errors.FormRefused, errors.ChangedMeanwhile: as ``save_upload`` does.
    """
    upload = _find_parked(services, actor, event_id, name, upload_id)
    return save_upload(services, actor, event_id, name, upload, revision=revision)


def _find_parked(
    services: "Services", actor: Actor, event_id: str, name: str, upload_id: str
) -> FormUpload:
    find_event(services, actor, event_id, "forms.change")
    stored = services.form_files.find_parked(event_id, name, upload_id)
    if stored is None:
        raise errors.FileNotFound
    return FormUpload.from_bytes(stored)


def _compare(
    services: "Services",
    actor: Actor,
    event_id: str,
    name: str,
    upload: FormUpload,
    upload_id: str,
) -> UploadComparison:
    from chalicelib.domain.drafts import target_form, with_event_categories
    from chalicelib.domain.versions import compare
    from chalicelib.forms.intake import Form

    event = find_event(services, actor, event_id, "forms.change")
    record = services.forms.record(event_id, name)
    if record is None:
        raise errors.FormNotFound
    before = _read_newest(services, record)
    source = _read_source(services, event_id, name, record, upload)
    target = target_form(name, record, before, is_new=False)
    found = review_source(services, event, target, source, upload.files)
    after = found.require()
    old, new = (
        Form(with_event_categories(each, event), record.version, time_zone=event.time_zone)
        for each in (before, after)
    )
    return UploadComparison(
        event, record, after, compare(old, new), found.problems, tuple(upload.files), upload_id
    )


def _read_newest(services: "Services", record: "FormRecord") -> "Definition":
    """Return the draft, without one the newest version."""
    draft = services.forms.draft(record.event, record.name) if record.has_draft else None
    newest = draft or services.forms.version(record, record.version)
    if newest is None:
        raise errors.FormNotFound
    return newest


def save_upload(
    services: "Services",
    actor: Actor,
    event_id: str,
    name: str | None,
    upload: FormUpload,
    *,
    revision: int,
) -> SavedForm:
    """Save an upload as the draft of the form of that name, or of a new one without a name.

    ``revision`` is that of the form when its author last saw it. Nothing is saved unless all of it,
    the files included, can be.

    Raises:
        errors.EventNotFound, errors.FormNotFound: there is no such event or form.
        errors.Malformed: a file that is not strict JSON.
        errors.FormRefused: every problem, by sheet and row; a new form has the name of another one of
            the event; a file cannot be attached.
        errors.ChangedMeanwhile: the form has changed since that revision.
    """
    event = find_event(services, actor, event_id, "forms.change")
    known = services.forms.record(event_id, name) if name else None
    if name is not None and known is None:
        raise errors.FormNotFound
    source = _read_source(services, event_id, name, known, upload)
    form = name or str(source.head.get("name", ""))
    saved = store_draft(
        services,
        actor,
        event,
        form,
        source,
        revision=revision,
        is_new=name is None,
        files=upload.files,
    )
    for file, content in upload.files.items():
        store_file(services, actor, event_id, saved.record.name, *prepare_file(file, content))
    return saved


def _read_source(
    services: "Services",
    event_id: str,
    name: str | None,
    known: "FormRecord | None",
    upload: FormUpload,
) -> SourceDocument:
    """Return the upload's document with what is wrong with its files."""
    published = known.purpose if known and known.version else None
    source = _read(upload, name, published)
    form = name or str(source.head.get("name", ""))
    return _with_files(source, upload, services.form_files.all(event_id, form))


def put_upload(
    services: "Services", actor: Actor, event_id: str, name: str, upload: FormUpload
) -> SavedForm:
    """Save an upload without files as the draft of the form of that name, whatever was there before.

    Raises:
        errors.FormRefused: every problem, by sheet and row.
    """
    event = find_event(services, actor, event_id, "forms.change")
    known = services.forms.record(event_id, name)
    published = known.purpose if known and known.version else None
    source = _read(upload, name, published)
    return store_draft(services, actor, event, name, source, revision=None)


def _read(upload: FormUpload, name: str | None, purpose: str | None) -> SourceDocument:
    """Return the upload's document; ``name`` and ``purpose`` override those of a spreadsheet."""
    if upload.is_json:
        source = SourceDocument.of(upload.content.removeprefix(b"\xef\xbb\xbf"))
        given = {"purpose": upload.purpose} if upload.purpose else {}
        return replace(source, content={**given, **source.head})
    from chalicelib.xlsform import read_xlsform

    source = read_xlsform(upload.content, files=upload.files, name=name, purpose=purpose)
    names_purpose = purpose or "/purpose" in source.source_map.locations
    if source.is_readable and upload.purpose and not names_purpose:
        return replace(source, content={**source.head, "purpose": upload.purpose})
    return source


def _with_files(
    source: SourceDocument, upload: FormUpload, attached: Collection[str]
) -> SourceDocument:
    """Add what is wrong with the files, and the lists that a definition's JSON asks for.

    A spreadsheet's reader has put the lists that it asks for into the document already.
    """
    problems = list(_count_problems({*attached, *upload.files}))
    for name, content in upload.files.items():
        try:
            file = identify_file(name, content)
        except errors.RequestRefused as refusal:
            problems += (replace(each, location=SourceLocation(name)) for each in refusal.problems)
            continue
        if file.is_list and upload.is_json and name in source.requested_lists():
            source = source.with_list(name, read_choices(source, name, content))
    return replace(source, problems=(*source.problems, *problems))


def _count_problems(names: set[str]) -> tuple[Problem, ...]:
    try:
        refuse_too_many(names)
    except errors.RequestRefused as refusal:
        return refusal.problems
    return ()
