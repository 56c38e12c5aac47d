"""Materials of an event that are files: upload, remove, download them.

A large file is announced, goes to the bucket by itself, and is finished: checked, copied to where it stays, and named by
the event. Nobody sees it before. A content that no event names, because a process ended in between or because it was
removed, is erased by the next sweep an hour later.
"""

import json
import logging
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions.downloads import LARGEST_BODY, Download
from chalicelib.actions.events import save_changed, show_event
from chalicelib.actions.permissions import find_event
from chalicelib.domain.events.materials import (
    AnnouncedMaterial,
    accept_material,
    check_material,
    describe_material,
    prepare_material,
    with_material,
    without_material,
)
from chalicelib.domain.form_files import refuse_file
from chalicelib.domain.permissions import Actor
from chalicelib.domain.uploads import UploadGrant
from chalicelib.forms.text_types import Localized

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.events.programme import MaterialFile
    from chalicelib.storage.file_tasks import MaterialCheck
    from chalicelib.storage.materials import WaitingMaterial

_UPLOAD_ID: Final = re.compile(r"[0-9a-f-]{36}")
_IN_FLIGHT: Final = timedelta(minutes=10)
"""Longer than any request that has stored a content and is about to name it."""

_log = logging.getLogger("pikir.files")


def upload_material(
    services: "Services",
    actor: Actor,
    event_id: str,
    name: str,
    content: bytes,
    *,
    title: Localized | None = None,
) -> "Event":
    """Store a file and name it among the event's materials; it takes the place of one of the same name.

    Without a title it is called as the file is, without the ending. The content is stored first: after a crash the
    event is as it was, and the same upload again finishes.

    Raises:
        errors.RequestRefused: a type that is no material; content of another type; too many materials.
        errors.ChangedMeanwhile: somebody else changed the event in that moment.
    """
    event = find_event(services, actor, event_id, "events.change")
    file, content = prepare_material(name, content)
    changed = with_material(event, title or _title(event, file), file)
    if changed is not event:
        _note_check(services, event_id, file, services.clock())
        services.materials.put(event_id, file, content)
        save_changed(services, actor, event, changed)
    return changed


def announce_material(
    services: "Services", actor: Actor, event_id: str, announced: AnnouncedMaterial
) -> UploadGrant:
    """Let a page or a program send a file to the bucket by itself; ``finish_material`` makes it a material.

    Raises:
        errors.RequestRefused: a type that is no material; an empty or too large file.
    """
    from chalicelib.storage.materials import POST_LIFETIME

    find_event(services, actor, event_id, "events.change")
    accepted = accept_material(announced)
    id = services.new_id()  # noqa: A001 -- its name everywhere
    post = services.materials.presign(event_id, id, accepted, announced.size)
    return UploadGrant(
        id=id, url=post.url, fields=post.fields, expires_at=services.clock() + POST_LIFETIME
    )


def check_upload(services: "Services", actor: Actor, event_id: str, upload: str) -> None:
    """Raise if ``finish_material`` would refuse the uploaded file; only its beginning or its directory is read.

    Raises:
        errors.RequestRefused: nothing was uploaded under that id, or content of another type.
    """
    event = find_event(services, actor, event_id, "events.change")
    if find_finished(services, event, upload) is None:
        waiting = _find_waiting(services, event_id, upload)
        check_material(waiting.accepted, waiting.file)


def finish_material(
    services: "Services",
    actor: Actor,
    event_id: str,
    upload: str,
    *,
    title: Localized | None = None,
) -> "Event":
    """Check an uploaded file and name it among the event's materials, as ``upload_material`` does.

    The same again changes nothing more. After a crash before the event is saved, the file still waits.

    Raises:
        errors.RequestRefused: nothing was uploaded under that id; content of another type; too many materials.
        errors.ChangedMeanwhile: somebody else changed the event in that moment.
    """
    event = find_event(services, actor, event_id, "events.change")
    if find_finished(services, event, upload):
        return event
    waiting = _find_waiting(services, event_id, upload)
    check_material(waiting.accepted, waiting.file)
    file, content = _describe(waiting)
    changed = with_material(event, title or _title(event, file), file)
    if changed is not event:
        _note_check(services, event_id, file, services.clock())
        if content is not None:
            services.materials.put(event_id, file, content)
        elif not services.materials.keep(event_id, upload, waiting, file):
            raise refuse_file("file.unknown_upload")
        save_changed(services, actor, event, changed)
    _finish(services, event_id, upload, file)
    return changed


def find_finished(services: "Services", event: "Event", upload: str) -> "MaterialFile | None":
    """Return the uploaded file if it is among the event's materials already."""
    is_id = _UPLOAD_ID.fullmatch(upload) is not None
    file = services.materials.find_finished(event.id, upload) if is_id else None
    return file if file is not None and event.file(file.name) == file else None


def remove_material(services: "Services", actor: Actor, event_id: str, name: str) -> "Event":
    """Take a file from the event's materials: from then on nobody can download it.

    Raises:
        errors.ChangedMeanwhile: somebody else changed the event in that moment.
    """
    event = find_event(services, actor, event_id, "events.change")
    changed = without_material(event, name)
    save_changed(services, actor, event, changed)
    return changed


def show_material(services: "Services", actor: Actor, event_id: str, name: str) -> Download:
    """Return an event's file; raise ``FileNotFound`` where the event names none of that name."""
    event = show_event(services, actor, event_id)
    file = event.file(name)
    if file is None:
        raise errors.FileNotFound
    if file.size > LARGEST_BODY:
        return Download(file.name, file.type, link=services.materials.link(event_id, file))
    content = services.materials.content(event_id, file)
    if content is None:
        raise errors.FileNotFound
    return Download(file.name, file.type, body=content)


def erase_unless_named(services: "Services", check: "MaterialCheck") -> None:
    """Erase a content that its event does not name; one that was stored just now has a check of its own."""
    before = services.clock() - _IN_FLIGHT
    event = services.events.get(check.event)
    named = event.materials if event else ()
    if not any(each.file and each.file.sha256 == check.digest for each in named):
        services.materials.erase(check.event, check.digest, before=before)


def _title(event: "Event", file: "MaterialFile") -> Localized:
    return {event.languages[0]: file.name.rpartition(".")[0] or file.name}


def _find_waiting(services: "Services", event_id: str, upload: str) -> "WaitingMaterial":
    is_id = _UPLOAD_ID.fullmatch(upload) is not None
    waiting = services.materials.open_waiting(event_id, upload) if is_id else None
    if waiting is None:
        raise refuse_file("file.unknown_upload")
    accept_material(AnnouncedMaterial(name=waiting.accepted.name, size=waiting.size))
    return waiting


def _describe(waiting: "WaitingMaterial") -> "tuple[MaterialFile, bytes | None]":
    """Return what the event says of the file, and its content where it is to be another: without a picture's location."""
    if not waiting.accepted.content_type.startswith("image/"):
        return describe_material(waiting.accepted, waiting.file), None
    waiting.file.seek(0)
    content = waiting.file.read()
    file, stripped = prepare_material(waiting.accepted.name, content)
    return file, None if stripped == content else stripped


def _note_check(services: "Services", event_id: str, file: "MaterialFile", now: "datetime") -> None:
    from chalicelib.storage.file_tasks import MaterialCheck

    services.file_tasks.note(MaterialCheck.of(event_id, file.sha256, now))


def _finish(services: "Services", event_id: str, upload: str, file: "MaterialFile") -> None:
    """Remove the file from where it waited: the event is saved, so a failure refuses nothing; the bucket's rule does it."""
    try:
        services.materials.finish(event_id, upload, file)
    except errors.Unavailable:
        about = {"after_commit": "finish material", "event": event_id, "upload": upload}
        _log.warning("%s", json.dumps(about))
