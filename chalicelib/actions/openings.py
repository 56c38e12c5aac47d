"""Before an event opens: what is missing, for its organisers to see, and for the opening to refuse."""

import json
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions.permissions import find_event
from chalicelib.domain.permissions import Actor

if TYPE_CHECKING:
    from collections.abc import Collection

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.events.opening import PublishedForm
    from chalicelib.errors import Problem
    from chalicelib.locales import Language


def review_opening(
    services: "Services", actor: Actor, event_id: str
) -> "tuple[Event, tuple[Problem, ...]]":
    """Return the event and everything that is missing to open it, errors first."""
    event = find_event(services, actor, event_id, "events.change")
    return event, _problems(services, event)


def prepare_opening(
    services: "Services", new: "Event", before: "Event | None", without: "Collection[Language]"
) -> "Event":
    """Return the event as it opens: without those of the languages ``without`` in which a text is missing.

    Only the first opening asks: an event that was open once was complete then. ``before`` is the event before the
    change, None for a new one, which has no forms yet.

    Raises:
        errors.EventRefused: texts are missing in a language that the event is not to go on without.
    """
    from chalicelib.domain.events.opening import is_first_opening, lacking_languages, opened_without

    if not is_first_opening(new, before):
        return new
    forms = _published_forms(services, new) if before else []
    problems = _opening_problems(services, new, forms)
    new = opened_without(new, set(without) & set(lacking_languages(problems)))
    problems = _opening_problems(services, new, forms)
    if found := [each for each in problems if each.severity == "error"]:
        raise errors.EventRefused(problems=found)
    return new


def _problems(services: "Services", event: "Event") -> "tuple[Problem, ...]":
    return _opening_problems(services, event, _published_forms(services, event))


def _opening_problems(
    services: "Services", event: "Event", forms: "list[PublishedForm]"
) -> "tuple[Problem, ...]":
    from chalicelib.domain.events.opening import opening_problems

    return opening_problems(event, forms, services.clock())


def _published_forms(services: "Services", event: "Event") -> "list[PublishedForm]":
    from chalicelib.domain.events.opening import PublishedForm
    from chalicelib.forms.definition import dump

    found = []
    for record in services.forms.records(event.id):
        version = services.forms.version(record, record.version) if record.version else None
        found.append(PublishedForm(record, json.loads(dump(version)) if version else {}))
    return found
