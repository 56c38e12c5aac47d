"""Forms sent as a file: a spreadsheet or a definition's JSON becomes a draft, with the files beside it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions.drafts import SavedForm, read_choices, store_draft
from chalicelib.actions.form_files import store_file
from chalicelib.actions.permissions import find_event
from chalicelib.domain.form_files import identify_file, prepare_file, refuse_too_many
from chalicelib.domain.permissions import Actor
from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.validation.source_document import SourceDocument

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


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
    published = known.purpose if known and known.version else None
    source = _read(upload, name, published)
    form = name or str(source.head.get("name", ""))
    source = _with_files(source, upload, services.form_files.all(event_id, form))
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
        if not file.is_list or not source.is_readable:
            continue
        if upload.is_json or name not in source.lists:
            choices = read_choices(source, name, content)
            if name in source.requested_lists():
                source = source.with_list(name, choices)
            elif choices.is_refused:
                problems += choices.problems
    return replace(source, problems=(*source.problems, *problems))


def _count_problems(names: set[str]) -> tuple[Problem, ...]:
    try:
        refuse_too_many(names)
    except errors.RequestRefused as refusal:
        return refusal.problems
    return ()
