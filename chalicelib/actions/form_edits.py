"""Editing a form: its draft, or what a draft of it would begin as."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions.copies import read_newest
from chalicelib.actions.permissions import find_event
from chalicelib.domain.events import Event
from chalicelib.domain.events.copying import without_categories
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.permissions import Actor
from chalicelib.forms.definition import Definition

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


@dataclass(frozen=True, slots=True)
class EditableForm:
    """A form and the definition that an edit starts from: the draft, without one the newest version.

    ``drafts.save_form`` takes the edited definition with the record's revision.
    """

    event: Event
    record: FormRecord
    definition: Definition


def open_form(services: "Services", actor: Actor, event_id: str, name: str) -> EditableForm:
    """Return a form to be edited; nothing is stored.

    Raises:
        errors.EventNotFound, errors.FormNotFound: there is no such event or form, or the actor may not change its forms.
    """
    event = find_event(services, actor, event_id, "forms.change")
    record = services.forms.record(event_id, name)
    if record is None:
        raise errors.FormNotFound
    draft = services.forms.draft(event_id, name) if record.has_draft else None
    if draft is None:
        draft, _ = read_newest(services, record)
        if draft is None:
            raise errors.FormNotFound
        draft = without_categories(draft, event)
    return EditableForm(event, record, draft)
