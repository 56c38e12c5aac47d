"""A new event from a starting point: the event as a draft, and its forms published, so that it can be opened."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.drafts import save_form
from chalicelib.actions.form_templates import read_template
from chalicelib.actions.forms import publish_form
from chalicelib.auth import secrets
from chalicelib.domain.event_documents import problem, validate
from chalicelib.domain.events import Event, Series
from chalicelib.domain.events.event_ids import make_event_id
from chalicelib.domain.events.starting_points import (
    OUTLINES,
    StartingPoint,
    form_times,
    outline_document,
)
from chalicelib.domain.permissions import Actor
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_ROUNDS: Final = 5


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A starting point, the event's languages (the main one first), and what was typed, as an event's document.

    ``series`` is the id of one that exists, empty for none. ``nonce`` came with the page, so that the same page sent twice makes one event.
    """

    start: StartingPoint
    languages: Sequence[Language]
    document: Mapping[str, object]
    nonce: str
    series: str = ""


@dataclass(frozen=True, slots=True)
class SeriesChoices:
    """The series in which an actor may make events, by their latest event; one must be chosen if ``is_needed``."""

    series: tuple[Series, ...]
    is_needed: bool

    def find(self, series_id: str) -> Series | None:
        """Return the series of that id."""
        return next((each for each in self.series if each.id == series_id), None)


def list_series(services: "Services", actor: Actor) -> SeriesChoices:
    """Return the series for a new event; raise ``PageNotFound`` for an actor who may make none.

    Whoever organises one series makes events in it once it has one; its first event is made by an organiser of everything.
    """
    lines = sorted(services.events.lines(), key=lambda line: line.starts_at, reverse=True)
    found = {
        line.series.id: line.series
        for line in lines
        if line.series and actor.may("events.create", line)
    }
    is_needed = not actor.may("events.create")
    if is_needed and not found:
        raise errors.PageNotFound
    return SeriesChoices(tuple(found.values()), is_needed=is_needed)


def start_event(services: "Services", actor: Actor, new: NewEvent) -> Event:
    """Create a draft event from a starting point, with its forms published.

    The id follows from what was sent: a page that is sent again finds its event and makes what is missing of it.
    The organiser is that of the latest event, because an office seldom changes its name.

    Raises:
        errors.PageNotFound: the actor may make no events, or none in this series.
        errors.EventRefused: all that is wrong with the document.
    """
    choices = list_series(services, actor)
    if new.series and choices.find(new.series) is None:
        raise errors.PageNotFound
    event = validate(Event, _document(services, actor, new, choices), errors.EventRefused)
    if choices.is_needed and event.series is None:
        raise errors.EventRefused(problems=[problem("event.missing", "/series")])
    stored = services.events.get(event.id)
    if stored is None:
        stored = _create(services, actor, event)
    for name in OUTLINES[new.start].forms:
        _make_form(services, actor, stored, name)
    return stored


def _document(
    services: "Services", actor: Actor, new: NewEvent, choices: SeriesChoices
) -> dict[str, object]:
    title = new.document.get("title")
    text = str(title.get(new.languages[0], "")) if isinstance(title, Mapping) else ""
    typed = (f"{name}={new.document[name]}" for name in sorted(new.document))
    unique = (new.start.value, ",".join(new.languages), new.series, *typed, new.nonce)
    series = choices.find(new.series)
    return {
        **outline_document(new.start, new.languages),
        **_organiser(services, actor),
        **({"series": series.model_dump(mode="json")} if series else {}),
        **new.document,
        "id": make_event_id(text, *unique),
        "languages": list(new.languages),
    }


def _organiser(services: "Services", actor: Actor) -> dict[str, object]:
    lines = [line for line in services.events.lines() if actor.may("events.read", line)]
    latest = max(lines, key=lambda line: (line.starts_at, line.id), default=None)
    event = services.events.get(latest.id) if latest else None
    if event is None or event.organiser is None:
        return {}
    return {"organiser": event.organiser.model_dump(mode="json", exclude_none=True)}


def _create(services: "Services", actor: Actor, event: Event) -> Event:
    """Store the event, or return the one that the same page made meanwhile."""
    try:
        entry = audit_operation(services, actor, "event.create", event=event.id)
        services.events.create(event, secrets.new_key(), along=[entry])
    except errors.EventExists:
        return services.events.get(event.id) or event
    return event


def _make_form(services: "Services", actor: Actor, event: Event, name: str) -> None:
    """Publish the form of a template with its times, as far as that was not done yet.

    The same page, sent at the same time by a second click, takes the same steps: whoever comes second goes on from
    what the first has done. A draft that the first has just published is gone, which looks like none.
    """
    for _ in range(_ROUNDS):
        with suppress(errors.ChangedMeanwhile, errors.NotPublished):
            _take_steps(services, actor, event, name)
            return
    raise errors.ChangedMeanwhile


def _take_steps(services: "Services", actor: Actor, event: Event, name: str) -> None:
    record = services.forms.record(event.id, name)
    if record is None:
        record = save_form(services, actor, event.id, name, read_template(name)).record
    if record.version:
        return
    times = form_times(record.purpose, event)
    timed = replace(record, opens_at=times.opens_at, closes_at=times.closes_at)
    if timed != record:
        entry = audit_operation(services, actor, "form.change_times", event=event.id, form=name)
        services.forms.save(timed, along=[entry])
    publish_form(services, actor, event.id, name)
