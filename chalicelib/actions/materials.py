"""Materials of an event that are files: upload, remove, download them."""

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions.downloads import Download
from chalicelib.actions.events import save_changed, show_event
from chalicelib.actions.permissions import find_event
from chalicelib.domain.events.materials import prepare_material, with_material, without_material
from chalicelib.domain.permissions import Actor
from chalicelib.forms.text import Localized

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event


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
    called = title or {event.languages[0]: file.name.rpartition(".")[0] or file.name}
    changed = with_material(event, called, file)
    if changed is not event:
        services.materials.put(event_id, file, content)
        save_changed(services, actor, event, changed)
    return changed


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
    content = services.materials.content(event_id, file) if file else None
    if file is None or content is None:
        raise errors.FileNotFound
    return Download(file.name, file.type, body=content)
