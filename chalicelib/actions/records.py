"""The record of an event: read it, write its entries, remove them and take them back, put them in order."""

from collections.abc import Sequence, Set
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from chalicelib import errors
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.counts import count_event
from chalicelib.actions.events import list_events
from chalicelib.actions.permissions import find_event
from chalicelib.domain.forms import sort_by_purpose
from chalicelib.domain.permissions import Actor
from chalicelib.domain.records import UNDO_LIFETIME, Record, RecordEntry, RecordSection
from chalicelib.domain.records.facts import FormerPaper, RecordFacts, sort_by_nearness
from chalicelib.domain.records.stored import (
    StoredEntry,
    StoredRecord,
    is_possible_id,
    read_content,
)

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event, EventLine
    from chalicelib.domain.paragraph_edits import ParagraphEdit
    from chalicelib.domain.records.sections import Content
    from chalicelib.storage.table import Operation


_NEAREST: Final = 25
"""So many other events are asked for a paper, in one request."""
_PHOTOS_STAY: Final = UNDO_LIFETIME + timedelta(hours=1)
"""For so long the content of a photo that was removed is kept."""


def show_record(services: "Services", actor: Actor, event_id: str) -> Record:
    """Return an event's record, with the items of the programme that nobody has written about yet.

    Raises:
        errors.EventNotFound: there is no such event, or the actor may not read its record.
    """
    event = find_event(services, actor, event_id, "records.read")
    return services.records.read(event_id).compose(event, services.clock())


def gather_facts(services: "Services", actor: Actor, event_id: str) -> RecordFacts:
    """Return what Pikir knows already of what the record is about.

    Raises:
        errors.EventNotFound: there is no such event, or the actor may not read its record.
    """
    event = find_event(services, actor, event_id, "records.read")
    forms = [each for each in services.forms.records(event_id) if each.version]
    lines = list_events(services, actor).events
    return RecordFacts.of(
        event,
        count_event(services, actor, event_id),
        sort_by_purpose(forms),
        lines,
        _find_former_paper(
            services, event, [each for each in lines if actor.may("records.read", each)]
        ),
    )


def _find_former_paper(
    services: "Services", event: "Event", lines: "Sequence[EventLine]"
) -> FormerPaper | None:
    """Return the paper of the nearest of those events that has one."""
    nearest = sort_by_nearness(lines, event)[:_NEAREST]
    papers = services.records.papers([each.id for each in nearest])
    return next(
        (
            FormerPaper(event=each.id, title=each.title, paper=papers[each.id])
            for each in nearest
            if each.id in papers
        ),
        None,
    )


def save_entry(
    services: "Services",
    actor: Actor,
    event_id: str,
    section: str,
    entry_id: str,
    document: bytes,
    *,
    revisions: Set[int] | None = None,
) -> RecordEntry[Any]:
    """Write an entry, a new one or in the place of the one of that id, and return it.

    ``revisions`` are those that may be replaced, 0 for none; without them it replaces what is there. What is stored
    already is not written again, so a request whose answer was lost can be repeated. A photo keeps its file:
    ``record_photos.upload_photo`` stores one.

    Raises:
        errors.RecordEntryNotFound: a record has no such section, the section no entry of that id, or no such photo.
        errors.Malformed, errors.RecordRefused: the document is not what the section holds, or there is no room.
        errors.PreconditionFailed: the entry has another revision than those.
        errors.ChangedMeanwhile: somebody else wrote the entry at the same moment.
    """
    event = find_event(services, actor, event_id, "records.change")
    of = find_section(section, entry_id)
    record = services.records.read(event_id)
    stored = record.entries.get((of, entry_id))
    content = read_content(of, document, stored)
    if stored and not stored.is_removed and stored.content == content:
        return stored.show()
    refuse_other_revisions(stored, revisions)
    entry = next_entry(services, actor, of, entry_id, stored, content)
    record.refuse_overfull(entry)
    along = log_change(services, actor, event, record, of)
    services.records.save(event_id, entry, along=along)
    return entry.show()


def remove_entry(
    services: "Services",
    actor: Actor,
    event_id: str,
    section: str,
    entry_id: str,
    *,
    revisions: Set[int] | None = None,
) -> None:
    """Remove an entry; for a day it can be taken back. An item of the programme stands as the event has it again.

    Raises:
        errors.RecordEntryNotFound: nothing was written under this id.
        errors.PreconditionFailed: the entry has another revision than those.
        errors.ChangedMeanwhile: somebody else wrote the entry at the same moment.
    """
    event = find_event(services, actor, event_id, "records.change")
    from chalicelib.storage.file_tasks import PhotoCheck

    of = find_section(section, entry_id)
    record, stored = _find_stored(services, event_id, of, entry_id)
    if stored.is_removed:
        return
    refuse_other_revisions(stored, revisions)
    now = services.clock()
    removed = stored.follow(actor, now, is_removed=True)
    along = log_change(services, actor, event, record, of)
    if record.has_photos(of, entry_id):
        along.append(PhotoCheck.of(event_id, now + _PHOTOS_STAY).operation())
    services.records.save(event_id, removed, along=along)


def restore_entry(
    services: "Services", actor: Actor, event_id: str, section: str, entry_id: str
) -> RecordEntry[Any]:
    """Take back an entry that was removed; one that is there is returned as it is.

    Raises:
        errors.RecordEntryNotFound: nothing was written under this id, or it was removed more than a day ago.
        errors.RecordRefused: the record has no room for it any more.
        errors.ChangedMeanwhile: somebody else wrote the entry at the same moment.
    """
    event = find_event(services, actor, event_id, "records.change")
    of = find_section(section, entry_id)
    record, stored = _find_stored(services, event_id, of, entry_id)
    if not stored.is_removed:
        return stored.show()
    now = services.clock()
    if not stored.can_return(now):
        raise errors.RecordEntryNotFound
    restored = stored.follow(actor, now, is_removed=False)
    record.refuse_overfull(restored)
    services.records.save(event_id, restored, along=log_change(services, actor, event, record, of))
    return restored.show()


def order_entries(
    services: "Services", actor: Actor, event_id: str, section: str, order: Sequence[str]
) -> Record:
    """Put a section's entries in that order; those that are not named come last, in the order they had.

    Raises:
        errors.RecordEntryNotFound: a record has no such section.
    """
    event = find_event(services, actor, event_id, "records.change")
    of = find_section(section, section)
    record = services.records.read(event_id)
    now = services.clock()
    present = [each.id for each in entries_of(record.compose(event, now), of)]
    named = [each for each in dict.fromkeys(order) if each in present]
    ids = [*named, *(each for each in present if each not in named)]
    if ids != present:
        along = log_change(services, actor, event, record, of)
        services.records.put_order(event_id, of, ids, along=along)
        record = services.records.read(event_id)
    return record.compose(event, now)


def entries_of(record: Record, section: RecordSection) -> tuple[RecordEntry[Any], ...]:
    """Return a section's entries in their order, whether it can have one or many."""
    held = getattr(record, section.value)
    if isinstance(held, tuple):
        return held
    return () if held is None else (held,)


def find_section(section: str, entry_id: str) -> RecordSection:
    """Return the section of that name; raise ``RecordEntryNotFound`` if it can have no entry of that id."""
    try:
        found = RecordSection(section)
    except ValueError:
        raise errors.RecordEntryNotFound from None
    if not is_possible_id(found, entry_id):
        raise errors.RecordEntryNotFound
    return found


def _find_stored(
    services: "Services", event_id: str, section: RecordSection, entry_id: str
) -> tuple[StoredRecord, StoredEntry]:
    record = services.records.read(event_id)
    stored = record.entries.get((section, entry_id))
    if stored is None:
        raise errors.RecordEntryNotFound
    return record, stored


def refuse_other_revisions(
    stored: "StoredEntry | ParagraphEdit | None", revisions: Set[int] | None
) -> None:
    """Raise ``PreconditionFailed`` if what is stored has none of those revisions; None admits every one, 0 is that of nothing."""
    if revisions is not None and (stored.revision if stored else 0) not in revisions:
        raise errors.PreconditionFailed


def next_entry(
    services: "Services",
    actor: Actor,
    section: RecordSection,
    entry_id: str,
    stored: StoredEntry | None,
    content: "Content",
) -> StoredEntry:
    """Return the entry with that content, at the revision after the stored one."""
    now = services.clock()
    if stored is not None:
        return stored.follow(actor, now, content=content, is_removed=False)
    return StoredEntry(
        section=section,
        id=entry_id,
        content=content,
        revision=1,
        created_at=now,
        changed_by=actor.id,
        changed_by_name=actor.name or actor.id,
        changed_at=now,
    )


def log_change(
    services: "Services",
    actor: Actor,
    event: "Event",
    record: StoredRecord,
    section: RecordSection,
) -> "list[Operation]":
    """Return what the audit log gets along with a change; nothing if a line stands for it already."""
    from chalicelib.storage.records import sitting_operation

    now = services.clock()
    if record.is_logged(section, actor.id, now):
        return []
    entry = audit_operation(services, actor, "record.change", event=event.id, subject=section.value)
    return [entry, sitting_operation(event.id, section, actor.id, now)]
