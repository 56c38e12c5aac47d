"""Correct a stored registration: its category or its contacts, with seat and claims following in one transaction."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

from chalicelib import errors
from chalicelib.actions import after_commit, confirmations
from chalicelib.actions.admission import Attempts, release_old_hold
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.limits import minutes_until
from chalicelib.actions.listings import StoredSubmission
from chalicelib.actions.permissions import find_event, find_published
from chalicelib.actions.registrations import claim_contacts
from chalicelib.actions.seats import SeatSearch
from chalicelib.domain import limits
from chalicelib.domain.events import Event
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.list_lines import ROLES, ListLine
from chalicelib.domain.permissions import Actor
from chalicelib.domain.registrations import CONFIRMATION_TIME, Registration
from chalicelib.forms.intake import Answers, Form
from chalicelib.storage.claims import PersonTaken
from chalicelib.storage.outbox import MailRefused
from chalicelib.storage.submissions import EventBusy, SeatTaken

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

CORRECTED_ROLES: Final = ("category", *ROLES)
"""The roles whose answers can be corrected; every other answer stays as the person gave it."""

Correction = Mapping[str, str | None]
"""The new answers by role; None takes an answer away. A role that is not in it stays as it is."""


class RegistrationCorrection(BaseModel):
    """What is corrected; what is left out stays, null takes an answer away."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, strict=True)

    category: str | None = None
    name: str | None = None
    organisation: str | None = None
    email: str | None = None
    phone: str | None = None

    def by_role(self) -> Correction:
        """Return what was sent, by role."""
        return self.model_dump(exclude_unset=True)


def corrected_keys(form: Form) -> dict[str, str]:
    """Return the keys of the questions whose answers can be corrected, by role, in the form's order."""
    by_key = {key: role for role, key in form.restore({}).roles.items() if role in CORRECTED_ROLES}
    return {by_key[key]: key for key in form.root.by_key if key in by_key}


def correct_registration(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    id: str,  # noqa: A002 -- its name everywhere
    correction: Correction,
    *,
    revisions: Set[int] | None = None,
) -> StoredSubmission:
    """Correct a registration, and return it as it is now. Its receipt and its payload stay.

    The link in its letter stays, unless its address is corrected while the place waits for its confirmation: then a
    letter with another link goes to the new address, which has two days of its own, and the old link confirms nothing.

    ``revisions`` are those for which the correction was made (``If-Match``), None for any. The same correction
    again, after its answer was lost, changes nothing.

    Raises:
        errors.SubmissionNotFound, errors.SubmissionErased: there is none, or no more.
        errors.OnlyRegistrations: the form takes no registrations.
        errors.PreconditionFailed: it has changed since it was read.
        errors.AnswersRefused: every new answer that the form does not accept.
        errors.CategoryFull: the new category has no seat left.
        errors.ContactTaken: somebody else is registered with the new contact.
        errors.CorrectionNeedsLetter: the new address has had its letter of the day.
    """
    event, record = find_published(services, actor, event_id, form_name, "submissions.change")
    if not record.takes_registrations:
        raise errors.OnlyRegistrations
    attempts = Attempts(services)
    while True:
        stored = _find(services, event, record, id)
        change = _Change.of(stored, correction)
        if not change.fields:
            if (
                revisions is None
                or {stored.submission.revision, stored.submission.revision - 1} & revisions
            ):
                return stored
            raise errors.PreconditionFailed
        if revisions is not None and stored.submission.revision not in revisions:
            raise errors.PreconditionFailed
        try:
            return _save(services, actor, change, attempts)
        except EventBusy:
            release_old_hold(services, event_id)
            attempts.pause()
            event = find_event(services, actor, event_id, "submissions.change")
        except errors.ChangedMeanwhile:
            attempts.pause()  # its seat was moved, it was confirmed, or somebody corrected it


@dataclass(frozen=True, slots=True)
class _Change:
    """A correction of one registration as it is stored now.

    ``fields`` are the roles whose answers change; ``needs_letter`` says that the place is to be confirmed at another
    address than before.
    """

    stored: StoredSubmission
    registration: Registration
    answers: Answers
    fields: tuple[str, ...]
    needs_letter: bool

    @classmethod
    def of(cls, stored: StoredSubmission, correction: Correction) -> "_Change":
        """Check the new answers; raise as ``correct_registration`` does."""
        registration, form = stored.submission, stored.form
        if not isinstance(registration, Registration):
            raise errors.SubmissionNotFound
        keys = corrected_keys(form)
        before = form.restore(registration.answers)
        if unknown := set(correction) - set(keys):
            raise errors.BadParameter(name=min(unknown))
        changes = {keys[role]: text or None for role, text in correction.items()}
        after = form.correct(before, changes)
        fields = tuple(role for role in keys if before.by_role(role) != after.by_role(role))
        waits = registration.confirm_by is not None
        return cls(
            stored, registration, after, fields, waits and _address(before) != _address(after)
        )


def _address(answers: Answers) -> str:
    """Return the address that letters go to, as it is compared."""
    return (answers.text_by_role("email") or "").casefold()


def _find(
    services: "Services",
    event: Event,
    record: FormRecord,
    id: str,  # noqa: A002 -- its name everywhere
) -> StoredSubmission:
    registration = services.submissions.find(event.id, record.name, id, shards=1)
    form = services.catalogue.form(event, record, registration.version)
    return StoredSubmission(event, record, form, registration)


def _save(
    services: "Services", actor: Actor, change: _Change, attempts: Attempts
) -> StoredSubmission:
    """Store the correction; look for a seat as long as others take those that are found."""
    event, before = change.stored.event, change.registration
    after = _apply_change(services, change)
    seats = SeatSearch(services, after)
    letter = None
    if change.needs_letter:
        letter = confirmations.write_to_new_address(services, after, change.answers)
    entry = audit_operation(
        services,
        actor,
        "submission.correct",
        event=event.id,
        form=before.form,
        subject=before.id,
        fields=change.fields,
    )
    while True:
        seat = before.seat if after.category == before.category else seats.choose(event)
        try:
            services.submissions.correct(before, replace(after, seat=seat), event, [entry], letter)
        except SeatTaken:
            attempts.go_on()
            seats.look()
            continue
        except PersonTaken:
            raise errors.ContactTaken from None
        except MailRefused:
            now = services.clock()
            end = limits.CONFIRMATIONS.window_end(now)
            raise errors.CorrectionNeedsLetter(minutes=minutes_until(end, now)) from None
        for category in {before.category, after.category}:
            services.seat_counts.forget(event.id, category)
        if letter is not None:
            with after_commit.attempt("hurry the letter", after):
                services.mail_queue.notify()
        with after_commit.attempt("note", after):
            services.arrivals.note(event.id, after.form, services.clock())
        return replace(change.stored, submission=replace(after, seat=seat))


def _apply_change(services: "Services", change: _Change) -> Registration:
    """Return the registration with the new answers and all that is made of them, but for its seat."""
    before, form, answers = change.registration, change.stored.form, change.answers
    key = services.catalogue.entry(before.event, before.form).key
    confirm_by = before.confirm_by
    if change.needs_letter:
        confirm_by = services.clock() + CONFIRMATION_TIME
    line = ListLine.of(before.language, before.receipt, answers.texts_by_role(ROLES))
    return replace(
        before,
        answers=answers.values,
        category=answers.category,
        stat_line=form.stat_line(answers),
        list_line=str(line),
        claims=claim_contacts(key, before.event, form, answers),
        confirm_by=confirm_by,
        revision=before.revision + 1,
    )
