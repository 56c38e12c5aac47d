"""A form's summary with what stands beside it at first sight: when its answers arrived, and how many are registered."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions.permissions import find_published
from chalicelib.actions.summaries import Folding, FormVersionMap, reading_budget, summarise_form
from chalicelib.domain.counts import Arrivals, bin_arrivals
from chalicelib.domain.permissions import Actor
from chalicelib.domain.summaries import Summary

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event


@dataclass(frozen=True, slots=True)
class SummaryDigest:
    """The summary, its arrivals (None before the first), and the event's number of registrations.

    ``registered`` is None for a form that takes registrations itself, for an event without such a form, and if
    counting took too long.
    """

    summary: Summary
    arrivals: Arrivals | None
    registered: int | None


def read_digest(services: "Services", actor: Actor, event_id: str, form_name: str) -> SummaryDigest:
    """Return the form's summary as its page begins with it.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there is none.
        errors.SummaryUnfinished: more to fold than fits the time; what was done is kept.
    """
    event, record = find_published(services, actor, event_id, form_name, "summaries.read")
    summary, state = summarise_form(services, event, record)
    return SummaryDigest(
        summary=summary,
        arrivals=bin_arrivals(state.hours, event.time_zone),
        registered=None if record.takes_registrations else _count_registered(services, event),
    )


def _count_registered(services: "Services", event: "Event") -> int | None:
    deadline = services.clock() + reading_budget()
    records = [
        record
        for record in services.forms.records(event.id)
        if record.version and record.takes_registrations
    ]
    if not records:
        return None
    try:
        return sum(
            Folding(services, FormVersionMap(services, event, record), deadline=deadline)
            .fold_all()
            .responses
            for record in records
        )
    except (errors.Unavailable, errors.SummaryTooLarge):
        return None
