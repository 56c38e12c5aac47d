"""Ask whether an actor may do something, before anything else is done.

To an actor, an event that is forbidden and one that does not exist look the same: both raise ``EventNotFound``.
"""

from typing import TYPE_CHECKING

from chalicelib import errors

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.domain.permissions import Actor, Permission, Placed


def admit(actor: "Actor", permission: "Permission", event: "Placed | None" = None) -> None:
    """Raise ``EventNotFound`` unless the actor has the permission for the event; ``PageNotFound`` without one."""
    if not actor.may(permission, event):
        raise errors.PageNotFound if event is None else errors.EventNotFound


def find_event(
    services: "Services", actor: "Actor", event_id: str, permission: "Permission"
) -> "Event":
    """Return the event; raise ``EventNotFound`` where there is none, or the actor lacks the permission for it."""
    event = services.events.get(event_id)
    if event is None:
        raise errors.EventNotFound
    admit(actor, permission, event)
    return event


def find_form(
    services: "Services", actor: "Actor", event_id: str, name: str, permission: "Permission"
) -> "tuple[Event, FormRecord]":
    """Return an event and a form of it, with its draft only for those who may change it.

    Raises:
        errors.EventNotFound: there is no such event, or the actor lacks the permission for it.
        errors.FormNotFound: there is no such form, or only a draft that the actor may not see.
    """
    event, record = services.forms.with_event(event_id, name)
    if event is None:
        raise errors.EventNotFound
    admit(actor, permission, event)
    if record is None:
        raise errors.FormNotFound
    if actor.may("forms.change", event):
        return event, record
    if record.version == 0:
        raise errors.FormNotFound
    return event, record.as_published()


def find_published(
    services: "Services", actor: "Actor", event_id: str, name: str, permission: "Permission"
) -> "tuple[Event, FormRecord]":
    """Return an event and a published form of it; raise as ``find_form`` does, or ``NotPublished``."""
    event, record = find_form(services, actor, event_id, name, permission)
    if record.version == 0:
        raise errors.NotPublished
    return event, record
