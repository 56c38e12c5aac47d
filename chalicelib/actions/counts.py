"""Count an event's submissions by form, category and day, as the console shows them while they come in."""

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions.permissions import find_event
from chalicelib.actions.summaries import Folding, FormVersionMap, reading_budget
from chalicelib.domain.counts import EventCounts, count_categories, count_days
from chalicelib.domain.permissions import Actor

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.domain.stat_folds import FoldState


def count_event(services: "Services", actor: Actor, event_id: str) -> EventCounts:
    """Return what is stored for the event now.

    A form takes three requests, and one more for each 5,000 submissions since its checkpoint. A form whose lines take
    too long to fold has no count; the next call goes on from where this one stopped.
    """
    event = find_event(services, actor, event_id, "summaries.read")
    records = [record for record in services.forms.records(event_id) if record.version]
    now = services.clock()
    folds = {
        record.name: _fold(services, event, record, now + reading_budget()) for record in records
    }
    registrations = [folds[record.name] for record in records if record.takes_registrations]
    known = {name: fold for name, fold in folds.items() if fold is not None}
    return EventCounts(
        counted_at=now,
        forms={name: None if fold is None else fold.responses for name, fold in folds.items()},
        categories=count_categories(
            event, registrations, rows_are_open=actor.may("submissions.list", event)
        ),
        days=count_days(known, event.time_zone, now),
    )


def _fold(
    services: "Services", event: "Event", record: "FormRecord", deadline: "datetime"
) -> "FoldState | None":
    versions = FormVersionMap(services, event, record)
    try:
        return Folding(services, versions, deadline=deadline).fold_all()
    except (errors.Unavailable, errors.SummaryTooLarge):
        return None
