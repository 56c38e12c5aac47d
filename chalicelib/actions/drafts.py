"""Drafts: taken from a spreadsheet or a definition's file, looked at before they are published."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from chalicelib import errors
from chalicelib.actions.form_files import attach_file
from chalicelib.actions.forms import Saved, event_of, keep_draft
from chalicelib.domain.permissions import Actor, require
from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.intake import Form

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.drafts import Source
    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.domain.versions import Change
    from chalicelib.forms.definition import Definition


@dataclass(frozen=True, slots=True)
class SentSpreadsheet:
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


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as it would be published.

    ``form`` is None where it no longer fits the event; ``problems`` then say why, else they are
    warnings. ``changes`` are those since the newest version, None where there is none.
    """

    event: "Event"
    record: "FormRecord"
    definition: "Definition"
    form: Form | None
    problems: tuple[Problem, ...]
    changes: "tuple[Change, ...] | None"


def save_file(
    services: "Services",
    actor: Actor,
    event_id: str,
    name: str | None,
    sent: SentSpreadsheet,
    *,
    revision: int,
) -> Saved:
    """Keep what was sent as the draft of the form of that name, or of a new one without a name.

    ``revision`` is that of the form when its author last saw it.

    Raises:
        errors.Malformed: a file that is not strict JSON.
        errors.FormRefused: all that is wrong with it, by sheet and row; a new form has the name of
            another one of the event; a file cannot be attached.
        errors.ChangedMeanwhile: the form has moved on since that revision.
    """
    require(actor, "forms.change")
    event = event_of(services, actor, event_id)
    known = services.forms.record(event_id, name) if name else None
    if name is not None and known is None:
        raise errors.FormNotFound
    published = known.purpose if known and known.version else None
    document, imported = _read(sent, name, published)
    _refuse_unfit(sent.files)
    own = name or str(document.get("name", ""))
    saved = keep_draft(
        services,
        event,
        own,
        document,
        revision=revision,
        imported=imported,
        is_new=name is None,
        coming=sent.files,
    )
    for file, content in sent.files.items():
        attach_file(services, actor, event_id, saved.record.name, file, content)
    return saved


def _refuse_unfit(files: Mapping[str, bytes]) -> None:
    """Raise ``FormRefused`` for files that cannot be attached, each by its name."""
    from chalicelib.domain.form_files import type_of

    problems: list[Problem] = []
    for name, content in files.items():
        try:
            type_of(name, content)
        except errors.RequestRefused as refusal:
            problems += (replace(each, place=SourceLocation(name)) for each in refusal.problems)
    if problems:
        raise errors.FormRefused(problems=problems)


def put_file(
    services: "Services", actor: Actor, event_id: str, name: str, sent: SentSpreadsheet
) -> Saved:
    """Keep what was sent as the draft of the form of that name, whatever was there before.

    Raises:
        errors.FormRefused: all that is wrong with it, by sheet and row.
    """
    require(actor, "forms.change")
    event = event_of(services, actor, event_id)
    known = services.forms.record(event_id, name)
    published = known.purpose if known and known.version else None
    document, imported = _read(sent, name, published)
    return keep_draft(services, event, name, document, revision=None, imported=imported)


def _read(
    sent: SentSpreadsheet, name: str | None, purpose: str | None
) -> "tuple[dict[str, Any], Source | None]":
    """The definition's document and, from a spreadsheet, all that its reader says."""
    if sent.is_json:
        from chalicelib.forms.strict_json import read_json

        read = read_json(sent.content.removeprefix(b"\xef\xbb\xbf"))
        document = read if isinstance(read, dict) else {}
        return {**({"purpose": sent.purpose} if sent.purpose else {}), **document}, None
    from chalicelib.xlsform import read_xlsform

    imported = read_xlsform(sent.content, files=sent.files, name=name, purpose=purpose)
    document = imported.document
    if document and sent.purpose and not purpose and "/purpose" not in imported.places:
        document = {**document, "purpose": sent.purpose}
    return document, imported


def preview_draft(services: "Services", actor: Actor, event_id: str, name: str) -> Preview:
    """The draft as it would be published; raises ``FormNotFound`` where there is none."""
    from chalicelib.domain.drafts import fitted, warnings_of

    require(actor, "forms.change")
    event = event_of(services, actor, event_id)
    record = services.forms.record(event_id, name)
    draft = services.forms.draft(event_id, name) if record and record.has_draft else None
    if record is None or draft is None:
        raise errors.FormNotFound
    try:
        form = _compiled(fitted(draft, event), record.version + 1, event)
    except errors.FormRefused as refusal:
        return Preview(event, record, draft, None, refusal.problems, None)
    since = _changes_since(services, event, record, form) if record.version else None
    attached = services.form_files.all(event_id, name)
    return Preview(event, record, draft, form, warnings_of(draft, event, attached), since)


def _changes_since(
    services: "Services", event: "Event", record: "FormRecord", form: Form
) -> "tuple[Change, ...]":
    from chalicelib.domain.versions import changes

    return changes(services.catalogue.form(event, record, record.version), form)


def show_changes(
    services: "Services", actor: Actor, event_id: str, name: str, old: int, new: int | None
) -> "tuple[Change, ...]":
    """What differs between two published versions, or (without ``new``) between one and the draft.

    Raises:
        errors.EventNotFound, errors.FormNotFound: unknown, or no draft.
        errors.VersionUnknown: never published.
    """
    from chalicelib.domain.drafts import fitted
    from chalicelib.domain.versions import changes

    require(actor, "forms.change")
    event = event_of(services, actor, event_id)
    record = services.forms.record(event_id, name)
    if record is None:
        raise errors.FormNotFound
    before = services.catalogue.form(event, record, old)
    if new is not None:
        return changes(before, services.catalogue.form(event, record, new))
    draft = services.forms.draft(event_id, name) if record.has_draft else None
    if draft is None:
        raise errors.FormNotFound
    return changes(before, _compiled(fitted(draft, event), record.version + 1, event))


def _compiled(definition: "Definition", version: int, event: "Event") -> Form:
    return Form(definition, version, time_zone=event.time_zone)
