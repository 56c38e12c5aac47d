"""Delete an event with everything of it: a draft, or one without answers."""

from collections.abc import Set
from contextlib import suppress
from typing import TYPE_CHECKING

from chalicelib import errors, metering
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.permissions import find_event
from chalicelib.actions.sweeps import Sweep
from chalicelib.domain.events import EventState
from chalicelib.domain.permissions import Actor
from chalicelib.storage.deletions import Deletion

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event


def delete_event(
    services: "Services", actor: Actor, event_id: str, *, revisions: Set[int] | None = None
) -> None:
    """Delete an event: a draft, or one that takes no answers and whose answers were all erased.

    Nobody finds it from that moment on. What is stored of it is removed at once as far as there is time, and by
    ``finish_deletions`` after a crash. ``revisions`` are those that may be deleted (``If-Match``), None for any.

    Raises:
        errors.PreconditionFailed: the event has another revision than those.
        errors.EventStillOpen: it is open.
        errors.EventHasAnswers: somebody's answers are stored.
        errors.ChangedMeanwhile: somebody else changed the event first.
    """
    event = find_event(services, actor, event_id, "events.delete")
    if revisions is not None and event.revision not in revisions:
        raise errors.PreconditionFailed
    refuse_with_answers(services, event)
    deletion = Deletion.of(event, services.forms.records(event_id), services.clock())
    entry = audit_operation(services, actor, "event.delete", event=event_id)
    services.deletions.begin(event, deletion, along=[entry])
    services.catalogue.forget(event_id)
    with suppress(errors.Unavailable, errors.ChangedMeanwhile):  # a sweep does what is left
        _remove(services, deletion)


def count_promises(services: "Services", event_id: str) -> int:
    """Return how many accepted proposals would go with the event."""
    return sum(each.is_accepted for each in services.proposals.all(event_id))


def refuse_with_answers(services: "Services", event: "Event") -> None:
    """Raise ``EventStillOpen`` or ``EventHasAnswers`` for an event that must not be deleted."""
    if event.state is EventState.OPEN:
        raise errors.EventStillOpen
    if event.state is EventState.DRAFT:
        return
    for record in services.forms.records(event.id):
        if services.checkpoints.count_rows(event.id, record.name, record.shards):
            raise errors.EventHasAnswers


def finish_deletions(services: "Services") -> int:
    """Remove what is left of deleted events, and return how many are finished.

    Raises:
        SweepIncomplete: storage failed at some of them, after all others were tried.
    """
    sweep = Sweep("deletions")
    now = services.clock()
    for deletion in services.deletions.all():
        with sweep.attempt(deletion.event), metering.for_event(deletion.event):
            _remove(services, deletion)
            if deletion.is_settled(now):
                services.deletions.forget(deletion)
                sweep.done += 1
    return sweep.finish()


def _remove(services: "Services", deletion: Deletion) -> None:
    from chalicelib.actions.members import end_event_grants
    from chalicelib.storage.keys import event_objects

    end_event_grants(services, deletion.event)
    services.deletions.remove_items(deletion)
    for prefix in event_objects(deletion.event):
        services.bucket.erase(prefix)
