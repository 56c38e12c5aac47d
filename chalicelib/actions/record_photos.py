"""Photos of school actions: upload one to the record of an event, show it, and erase what no record names.

A photo is checked, its content stored, and then its entry written: nobody sees it before. A content that no record names,
because a process ended in between or the photo was removed and its undo is over, is erased by a sweep (`erase_unnamed_photos`).
"""

from collections.abc import Set
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from chalicelib import errors
from chalicelib.actions.downloads import Download
from chalicelib.actions.permissions import find_event
from chalicelib.actions.records import (
    find_section,
    log_change,
    next_entry,
    refuse_other_revisions,
)
from chalicelib.domain.event_documents import read_object
from chalicelib.domain.permissions import Actor
from chalicelib.domain.records import RecordEntry, RecordSection
from chalicelib.domain.records.photos import prepare_photo, read_photo
from chalicelib.domain.records.sections import ActionPhoto

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.records.sections import PhotoFile

_IN_FLIGHT: Final = timedelta(minutes=10)
"""Longer than any request that has stored a content and is about to name it."""


def upload_photo(
    services: "Services",
    actor: Actor,
    event_id: str,
    section: str,
    entry_id: str,
    photo_id: str,
    content: bytes,
    *,
    document: bytes = b"{}",
    revisions: Set[int] | None = None,
) -> RecordEntry[Any]:
    """Store a photo of an action of the record, with what the document says of it, and return its entry.

    The same photo again changes nothing. ``revisions`` are those that may be replaced, as for ``save_entry``.

    Raises:
        errors.RecordEntryNotFound: the record has no such action, or there is no photo of such an id.
        errors.Malformed, errors.RecordRefused: the file or the document is refused, or there is no room.
        errors.PreconditionFailed: the photo has another revision than those.
        errors.ChangedMeanwhile: somebody else wrote the photo's entry at the same moment.
    """
    from chalicelib.storage.file_tasks import UNNAMED, PhotoCheck

    event = find_event(services, actor, event_id, "records.change")
    of = find_section(RecordSection.PHOTOS, photo_id)
    record = services.records.read(event_id)
    if section != RecordSection.ACTIONS or not record.has_action(entry_id):
        raise errors.RecordEntryNotFound
    file, content = prepare_photo(content)
    stored = record.entries.get((of, photo_id))
    if stored and not stored.is_removed and _shows(stored.content, entry_id, file):
        return stored.show()
    refuse_other_revisions(stored, revisions)
    fields = {**read_object(document, errors.RecordRefused), "action": entry_id}
    entry = next_entry(services, actor, of, photo_id, stored, read_photo(fields, file))
    record.refuse_overfull(entry)
    services.file_tasks.note(PhotoCheck.of(event_id, services.clock() + UNNAMED))
    services.photos.put(event_id, file, content)
    along = log_change(services, actor, event, record, of)
    services.records.save(event_id, entry, along=along)
    return entry.show()


def _shows(held: object, action: str, file: "PhotoFile") -> bool:
    return isinstance(held, ActionPhoto) and (held.action, held.file) == (action, file)


def show_photo(
    services: "Services", actor: Actor, event_id: str, section: str, entry_id: str
) -> Download:
    """Return a photo of the record.

    Raises:
        errors.EventNotFound: there is no such event, or the actor may not read its record.
        errors.RecordEntryNotFound: the record has no such photo.
    """
    find_event(services, actor, event_id, "records.read")
    record = services.records.read(event_id)
    photos = (
        each for entry, each in record.photos if entry.id == entry_id and not entry.is_removed
    )
    photo = next(photos, None)
    if section != RecordSection.PHOTOS or photo is None or not record.has_action(photo.action):
        raise errors.RecordEntryNotFound
    content = services.photos.read(event_id, photo.file)
    if content is None:
        raise errors.RecordEntryNotFound
    return Download(entry_id, photo.file.type, body=content)


def erase_unnamed_photos(services: "Services", event_id: str) -> None:
    """Erase the photos of a record that are not there and cannot be taken back; what was stored just now has its own check."""
    now = services.clock()
    record = services.records.read(event_id)
    named = set()
    for entry, photo in record.photos:
        if record.keeps_photo(entry, photo, now):
            named.add(photo.file.sha256)
        else:
            services.records.forget(event_id, entry)
    services.photos.erase_others(event_id, named, before=now - _IN_FLIGHT)
