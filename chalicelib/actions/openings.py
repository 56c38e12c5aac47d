"""Before an event opens: what is missing, for its organisers to see, and for the opening to refuse."""

import json
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions.permissions import find_event
from chalicelib.domain.permissions import Actor

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.events.opening import PublishedForm
    from chalicelib.errors import Problem


def review_opening(
    services: "Services", actor: Actor, event_id: str
) -> "tuple[Event, tuple[Problem, ...]]":
    """Return the event and everything that is missing to open it, errors first."""
    event = find_event(services, actor, event_id, "events.change")
    return event, _problems(services, event)


def refuse_incomplete(services: "Services", event: "Event") -> None:
    """Raise ``EventRefused`` where texts are missing in a language that the event is not to go on without."""
    found = [each for each in _problems(services, event) if each.severity == "error"]
    if found:
        raise errors.EventRefused(problems=found)


def _problems(services: "Services", event: "Event") -> "tuple[Problem, ...]":
    from chalicelib.domain.events.opening import opening_problems

    return opening_problems(event, _published_forms(services, event), services.clock())


def _published_forms(services: "Services", event: "Event") -> "list[PublishedForm]":
    from chalicelib.domain.events.opening import PublishedForm
    from chalicelib.forms.definition import dump

    found = []
    for record in services.forms.records(event.id):
        version = (
            services.forms.version(event.id, record.name, record.version)
            if record.version
            else None
        )
        found.append(PublishedForm(record, json.loads(dump(version)) if version else {}))
    return found
