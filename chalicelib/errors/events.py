"""Refusals of what an event's state or its revision does not allow."""

from chalicelib.errors.base import STILL_BELOW, Conflict, Refusal
from chalicelib.locales import N_


class EventNotYetOpen(Conflict):
    """The event does not take answers yet."""

    code = "event.not_yet_open"
    message = N_("This event is not taking answers yet.")
    form_hint = STILL_BELOW


class EventClosed(Conflict):
    """The event no longer takes answers."""

    code = "event.closed"
    message = N_("This event no longer takes answers.")
    form_hint = STILL_BELOW


class EventCancelled(Conflict):
    """The event was cancelled: it does not take place, and its forms take no answers."""

    code = "event.cancelled"
    message = N_("This event has been cancelled.")
    form_hint = STILL_BELOW


class EventExists(Conflict):
    """Another event has this id already."""

    code = "event.exists"
    message = N_("There already is an event with this id.")


class ChangedMeanwhile(Conflict):
    """Somebody else saved a change first."""

    code = "event.changed_meanwhile"
    message = N_("Someone else has changed this in the meantime. Please check and try again.")


class EventStillOpen(Conflict):
    """Only an event that takes no answers can be deleted."""

    code = "event.still_open"
    message = N_("This event is open. Close it before you delete it.")


class EventHasAnswers(Conflict):
    """Answers to the event's forms are stored: they are erased first."""

    code = "event.has_answers"
    message = N_("Answers to this event are stored. Delete them before you delete it.")


class BadTransition(Conflict):
    """The event's lifecycle has no such step. Parameters: ``old``, ``new``."""

    code = "event.bad_transition"
    message = N_("The event cannot go from its present state to that one.")


class CapacityBelowTaken(Conflict):
    """More people are registered than the new capacity. Parameters: ``category``, ``taken``, ``name``."""

    code = "event.capacity_below_taken"
    message = N_("“{category}” already has {taken} registered people.")


class PreconditionFailed(Refusal):
    """The request was made for another revision than the one that is stored (``If-Match``)."""

    code = "request.precondition_failed"
    status = 412
    message = N_("This has changed since it was read. Please read it again and repeat the change.")
