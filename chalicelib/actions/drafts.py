"""Drafts of forms: saved from a definition, previewed, compared, discarded."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.permissions import find_event
from chalicelib.domain.events import Event
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.permissions import Actor
from chalicelib.errors import Problem
from chalicelib.forms.accepting_warnings import digest_warnings
from chalicelib.forms.intake import Form
from chalicelib.frozen import dataclass

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.drafts import VersionCandidate
    from chalicelib.domain.form_files import FormFile
    from chalicelib.domain.versions import Change
    from chalicelib.domain.working_copies import WorkingCopy
    from chalicelib.forms.definition import Definition
    from chalicelib.forms.validation import Review, TargetForm
    from chalicelib.forms.validation.source_document import ChoiceList, SourceDocument


@dataclass(frozen=True, slots=True)
class SavedForm:
    """A form whose draft was saved or published, and the warnings of the review."""

    record: FormRecord
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class DraftPreview:
    """A draft as it would be published.

    ``form`` is None where it no longer fits the event; ``problems`` then say why, else they are
    warnings. ``changes`` are those since the newest version, None where there is none. ``is_correction`` says that
    they are of its wording alone, so that ``wording.correct_by_draft`` takes the draft.
    """

    event: Event
    record: FormRecord
    definition: "Definition"
    form: Form | None
    problems: tuple[Problem, ...]
    changes: "tuple[Change, ...] | None"
    is_correction: bool = False


def save_form(
    services: "Services",
    actor: Actor,
    event_id: str,
    name: str,
    document: bytes | Mapping[str, object],
    *,
    revision: int | None = None,
) -> SavedForm:
    """Save a definition as the form's draft; nobody sees it before it is published.

    ``revision`` is that of the form when its author last saw it, 0 for none; without it the draft
    replaces whatever is there. A draft that is there already stays as it is, whoever saved it.

    Raises:
        errors.Malformed: the bytes are not strict JSON.
        errors.FormRefused: every problem of the definition, by itself, for its event and as this form; it is too
            large to be stored.
        errors.ChangedMeanwhile: the form has changed since that revision.
    """
    from chalicelib.forms.validation.source_document import SourceDocument

    event = find_event(services, actor, event_id, "forms.change")
    source = SourceDocument.of(document)
    return store_draft(services, actor, event, name, source, revision=revision)


def store_draft(
    services: "Services",
    actor: Actor,
    event: Event,
    name: str,
    source: "SourceDocument",
    *,
    revision: int | None,
    is_new: bool = False,
    files: Collection[str] = (),
    earlier_warnings: Sequence[Problem] = (),
) -> SavedForm:
    """Review a document and store it as a form's draft; see ``save_form``.

    ``is_new`` refuses a name that another form of the event has. ``files`` are names of files that
    will be attached to the form right after. ``earlier_warnings`` about a file are kept beside those about this one.

    Raises:
        errors.FormRefused, errors.ChangedMeanwhile: as ``save_form`` does.
    """
    from chalicelib.domain.drafts import target_form

    record, stored, about = _stored_draft(services, event.id, name)
    target = target_form(name, record, stored, is_new=is_new)
    found = review_source(services, event, target, source, files)
    definition = found.require()
    warnings = (*earlier_warnings, *found.file_warnings)
    if record and stored == definition and digest_warnings(about) == digest_warnings(warnings):
        return SavedForm(record, found.problems)
    if record and revision is not None and record.revision != revision:
        raise errors.ChangedMeanwhile
    before = record or FormRecord(
        event=event.id,
        name=name,
        purpose=definition.purpose.value,
        title=definition.title,
    )
    entry = audit_operation(services, actor, "form.save_draft", event=event.id, form=name)
    try:
        saved = services.forms.save_draft(before, definition, file_warnings=warnings, along=[entry])
    except errors.ChangedMeanwhile:  # unless a button was only pressed twice
        record, stored, _ = _stored_draft(services, event.id, name)
        if record is None or stored != definition:
            raise
        saved = record
    return SavedForm(saved, found.problems)


def review_step(services: "Services", event: Event, record: FormRecord, step: bytes) -> "Review":
    """Review a definition as the draft of a form that is there."""
    from chalicelib.domain.drafts import target_form
    from chalicelib.forms.validation.source_document import SourceDocument

    target = target_form(record.name, record, None, is_new=False)
    return review_source(services, event, target, SourceDocument.of(step))


def review_source(
    services: "Services",
    event: Event,
    target: "TargetForm",
    source: "SourceDocument",
    files: Collection[str] = (),
) -> "Review":
    """Review a document as the draft of a form; ``files`` are names of files that come with it."""
    from chalicelib.domain.drafts import review_draft

    attached = services.form_files.all(event.id, target.name)
    source = _with_lists(services, event.id, target.name, source, attached)
    return review_draft(source, event, target, {*files, *attached})


def _with_lists(
    services: "Services",
    event_id: str,
    name: str,
    source: "SourceDocument",
    attached: "Mapping[str, FormFile]",
) -> "SourceDocument":
    """Add the lists that the document asks for and does not hold, from the attached files."""
    for file_name in list(source.missing_lists()):
        file = attached.get(file_name)
        content = services.form_files.content(event_id, name, file) if file else None
        if content is not None:
            source = source.with_list(file_name, read_choices(source, file_name, content))
    return source


def read_choices(source: "SourceDocument", name: str, content: bytes) -> "ChoiceList":
    """Read a file in the way that a document asks for.

    One that it does not ask for is read as choices, or as rows of data where it has no column of names.
    """
    from chalicelib.forms.validation.source_document import DATA, ListColumns
    from chalicelib.locales import LANGUAGES
    from chalicelib.xlsform.reader.list_files import is_nameless, read_list

    named = source.head.get("default_language")
    language = next((each for each in LANGUAGES if each == named), LANGUAGES[0])
    columns = source.requested_lists().get(name)
    choices = read_list(
        name, content, language=language, columns=columns or ListColumns(None, None)
    )
    if columns is None and is_nameless(choices):
        return read_list(name, content, language=language, columns=DATA)
    return choices


def _stored_draft(
    services: "Services", event_id: str, name: str
) -> "tuple[FormRecord | None, Definition | None, tuple[Problem, ...]]":
    record = services.forms.record(event_id, name)
    if record is None or not record.has_draft:
        return record, None, ()
    return record, *services.forms.draft_with_warnings(event_id, name)


def _find_draft(
    services: "Services", event_id: str, name: str
) -> "tuple[FormRecord, Definition, tuple[Problem, ...]]":
    """Return a form, its draft and the warnings about its file; raise ``FormNotFound`` where there is none."""
    record, draft, about = _stored_draft(services, event_id, name)
    if record is None or draft is None:
        raise errors.FormNotFound
    return record, draft, about


def discard_draft(
    services: "Services", actor: Actor, event_id: str, name: str, *, revision: int
) -> FormRecord | None:
    """Discard the draft, and what its editor keeps; return the form as it was published, or None where it never was.

    Without a draft nothing changes.

    Raises:
        errors.ChangedMeanwhile: the form has changed since that revision, or somebody works on it right now.
    """
    from chalicelib.storage.working_copies import removal_operations

    find_event(services, actor, event_id, "forms.change")
    record = services.forms.record(event_id, name)
    if record is None or not record.has_draft:
        return record
    if record.revision != revision:
        raise errors.ChangedMeanwhile
    newest = services.forms.version(record, record.version) if record.version else None
    entry = audit_operation(services, actor, "form.discard_draft", event=event_id, form=name)
    copy = services.working_copies.find(event_id, name)
    left = removal_operations(event_id, name, copy)
    return services.forms.discard_draft(record, newest, along=[entry, *left])


def show_draft(services: "Services", actor: Actor, event_id: str, name: str) -> Form:
    """Return the draft as it would be published.

    Raises:
        errors.FormNotFound: there is none.
        errors.FormRefused: it does not fit the event as it is now.
    """
    event = find_event(services, actor, event_id, "forms.change")
    record, draft, _ = _find_draft(services, event_id, name)
    return _compile(services, event, record, draft)[0]


def preview_draft(services: "Services", actor: Actor, event_id: str, name: str) -> DraftPreview:
    """Return the draft as it would be published; raise ``FormNotFound`` where there is none."""
    event = find_event(services, actor, event_id, "forms.change")
    record, draft, about = _find_draft(services, event_id, name)
    try:
        form, candidate = _compile(services, event, record, draft, about)
    except errors.FormRefused as refusal:
        return DraftPreview(event, record, draft, None, refusal.problems, None)
    if record.version == 0:
        return DraftPreview(event, record, draft, form, candidate.warnings, None)
    from chalicelib.domain.versions import compare
    from chalicelib.forms.wording import differs_in_wording_alone

    newest = services.catalogue.form(event, record, record.version)
    return DraftPreview(
        event,
        record,
        draft,
        form,
        candidate.warnings,
        compare(newest, form),
        differs_in_wording_alone(newest.definition, form.definition),
    )


def find_unfinished(
    services: "Services", actor: Actor, event_id: str, name: str
) -> "WorkingCopy | None":
    """Return the form's working copy if it holds changes that are in no draft."""
    find_event(services, actor, event_id, "forms.change")
    copy = services.working_copies.find(event_id, name)
    return copy if copy and copy.unfinished else None


def show_changes(
    services: "Services", actor: Actor, event_id: str, name: str, old: int, new: int | None
) -> "tuple[Change, ...]":
    """Compare two published versions, or (without ``new``) one and the draft.

    Raises:
        errors.EventNotFound, errors.FormNotFound: unknown, or no draft.
        errors.VersionUnknown: never published.
        errors.FormRefused: the draft does not fit the event as it is now.
    """
    from chalicelib.domain.versions import compare

    event = find_event(services, actor, event_id, "forms.change")
    record = services.forms.record(event_id, name)
    if record is None:
        raise errors.FormNotFound
    before = services.catalogue.form(event, record, old)
    if new is not None:
        return compare(before, services.catalogue.form(event, record, new))
    record, draft, _ = _find_draft(services, event_id, name)
    return compare(before, _compile(services, event, record, draft)[0])


def _compile(
    services: "Services",
    event: Event,
    record: FormRecord,
    draft: "Definition",
    file_warnings: Sequence[Problem] = (),
) -> "tuple[Form, VersionCandidate]":
    from chalicelib.domain.drafts import version_candidate

    attached = services.form_files.all(event.id, record.name)
    candidate = version_candidate(draft, event, attached, file_warnings)
    form = Form(candidate.definition, record.version + 1, time_zone=event.time_zone)
    return form, candidate
