"""Tell those registered that an event's time or place changed or that it was cancelled, or decide not to.

A letter goes to whoever registered before the decision, or so shortly after it that they may have been shown the
earlier facts (``catalogue.LONGEST``). The position passes nobody before whom a registration can still be written.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from chalicelib import deadlines, errors, metering
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.catalogue import LONGEST
from chalicelib.actions.permissions import find_event
from chalicelib.actions.sweeps import Sweep
from chalicelib.domain.events import announce
from chalicelib.domain.mail import Mail
from chalicelib.domain.notifications import (
    Notification,
    letter_parameters,
    mark_told,
    pending_announcement,
)
from chalicelib.domain.permissions import Actor
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import IN_FLIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.submissions import Submission
    from chalicelib.forms.intake import Answers
    from chalicelib.storage.notifications import AddressedMail

BATCH: Final = 20
"""Letters of one transaction, which may hold a hundred operations; each letter takes two."""
_ROUNDS: Final = 3
BUDGET: Final = timedelta(seconds=20)
"""How long a job begins new batches; well below the function's time limit."""
_AT_ONCE: Final = timedelta(seconds=3)
"""How long the request that asked for the letters writes them itself."""


def decide_letters(
    services: "Services", actor: Actor, event_id: str, *, write: bool, revision: int | None = None
) -> "Event":
    """Write to those registered what has changed since they were told, or let it be. Decided once.

    Where nothing is left to decide, nothing happens. ``revision`` is that of the event when the organiser saw it.

    Raises:
        errors.ChangedMeanwhile: somebody else changed the event since then.
    """
    from chalicelib.storage.notifications import put_notification

    event = find_event(services, actor, event_id, "events.change")
    before = pending_announcement(event)
    if before is None:
        return event
    if revision is not None and revision != event.revision:
        raise errors.ChangedMeanwhile
    told = mark_told(event)
    decision = "write" if write else "let_be"
    entry = audit_operation(services, actor, "event.notify", event=event_id, subject=decision)
    forms = _registration_forms(services, event_id) if write else []
    if not forms:
        services.events.save(told, along=[entry])
        services.catalogue.forget(event_id)
        return told
    notification = Notification(
        id=services.new_id(),
        created_at=services.clock(),
        event=event_id,
        before=before,
        now=announce(told),
        form=forms[0],
        further_forms=tuple(forms[1:]),
    )
    services.events.save(told, along=[put_notification(notification), entry])
    services.catalogue.forget(event_id)
    _begin_at_once(services, notification)
    return told


def count_addressees(services: "Services", actor: Actor, event_id: str) -> int:
    """Count the registrations for an event: about as many letters would be written."""
    find_event(services, actor, event_id, "events.change")
    return sum(
        services.checkpoints.count_rows(event_id, form, 1)
        for form in _registration_forms(services, event_id)
    )


def write_letters(services: "Services", budget: timedelta = BUDGET) -> int:
    """Write the letters that are still to be written, and return how many were.

    Raises:
        SweepIncomplete: storage failed at some notifications, after all others were tried.
    """
    sweep = Sweep("notifications")
    until = services.clock() + budget
    for notification in services.notifications.waiting():
        with sweep.attempt(notification.id), metering.for_event(notification.event):
            waiting: Notification | None = notification
            while waiting is not None and services.clock() < until:
                waiting, written = _write_batch(services, waiting)
                sweep.done += written
    return sweep.finish()


def _begin_at_once(services: "Services", notification: Notification) -> None:
    """Write the first letters; a job writes what is left."""
    waiting: Notification | None = notification
    until = services.clock() + _AT_ONCE
    with deadlines.extend():
        try:
            while waiting is not None and services.clock() < until:
                waiting, _ = _write_batch(services, waiting)
        except errors.Unavailable:
            return
    services.mail_queue.notify()


def _write_batch(
    services: "Services", notification: Notification
) -> tuple[Notification | None, int]:
    """Write the letters of a batch; return what is left to write now, and how many were written."""
    from chalicelib.storage.notifications import AddresseesChanged

    for _ in range(_ROUNDS):
        event = services.events.get(notification.event)
        if event is None:  # it was deleted meanwhile, with all that it held
            services.notifications.advance(notification, None, ())
            return None, 0
        batch = _read_batch(services, notification)
        if batch.after == notification:  # whoever comes next may still be registering
            return None, 0
        letters = _letters(services, notification, event, batch.submissions)
        try:
            has_moved = services.notifications.advance(notification, batch.after, letters)
        except AddresseesChanged:
            continue
        return (batch.after, len(letters)) if has_moved else (None, 0)
    raise errors.Unavailable


@dataclass(frozen=True, slots=True)
class _Batch:
    """Submissions of a form, and the notification behind them; None where nothing is left."""

    submissions: "Sequence[Submission]"
    after: Notification | None


def _read_batch(services: "Services", notification: Notification) -> _Batch:
    """Read the next submissions, as far as no earlier one can still be written."""
    from chalicelib.storage.notifications import at_next_form, behind, position_of

    settled_at, until = services.clock() - IN_FLIGHT, notification.created_at + LONGEST
    page = services.submissions.read_page(
        notification.event,
        notification.form,
        shards=1,
        limit=BATCH,
        start=position_of(notification),
    )
    addressed = [each for each in page.submissions if each.received_at < min(settled_at, until)]
    is_last = page.next is None or len(addressed) < len(page.submissions)
    if is_last and settled_at >= until:
        return _Batch(addressed, at_next_form(notification))
    return _Batch(addressed, behind(notification, addressed[-1]) if addressed else notification)


def _letters(
    services: "Services",
    notification: Notification,
    event: "Event",
    submissions: "Sequence[Submission]",
) -> "list[AddressedMail]":
    """Write to everybody with a confirmed place and an address."""
    from chalicelib.storage.notifications import AddressedMail

    places = [each for each in submissions if isinstance(each, Registration)]
    confirmed = [each for each in places if each.confirm_by is None]
    letters = [
        AddressedMail(each, _letter(services, notification, event, each)) for each in confirmed
    ]
    return [letter for letter in letters if letter.mail.to]


def _letter(
    services: "Services", notification: Notification, event: "Event", registration: Registration
) -> Mail:
    answers = _answers_of(services, event, registration)
    page = f"{services.settings.public_url}/e/{event.id}"
    return Mail(
        id=f"{notification.id}-{registration.id}",
        event=event.id,
        created_at=notification.created_at,
        to=answers.text_by_role("email") or "",
        template=notification.template,
        language=registration.language,
        parameters=letter_parameters(notification, event, registration, answers, page),
    )


def _answers_of(services: "Services", event: "Event", registration: Registration) -> "Answers":
    record = services.forms.record(event.id, registration.form)
    if record is None:
        raise errors.FormNotFound
    form = services.catalogue.form(event, record, registration.version)
    return form.restore(registration.answers)


def _registration_forms(services: "Services", event_id: str) -> list[str]:
    records = services.forms.records(event_id)
    return [each.name for each in records if each.version and each.takes_registrations]
