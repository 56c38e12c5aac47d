"""Take a registration: a response that also takes a seat, in one transaction with its claims on the person.

Loaded with the first registration: a response needs none of it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import after_commit, confirmations, limits
from chalicelib.actions.admission import Attempts, repair
from chalicelib.actions.catalogue import Entry
from chalicelib.actions.seats import SeatSearch
from chalicelib.domain.registrations import Registration, claim_hashes
from chalicelib.domain.submissions import Response, Submission
from chalicelib.forms.intake import Answers, Form
from chalicelib.storage.claims import PersonTaken
from chalicelib.storage.limits import LimitReached
from chalicelib.storage.outbox import MailRefused
from chalicelib.storage.submissions import (
    AdmissionRefused,
    RegistrationConflict,
    SeatTaken,
    UploadTaken,
)

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.storage.table import Item

_ATTEMPTS: Final = (errors.Conflict, errors.AnswersRefused, errors.TooManyLetters, UploadTaken)
"""The refusals that count as a use of the network's limit."""
_REFUSED: Final = (
    *(LimitReached, PersonTaken, MailRefused, SeatTaken, AdmissionRefused, RegistrationConflict),
)
"""Why a transaction was refused."""


@dataclass(frozen=True, slots=True)
class RegistrationOutcome:
    """The registration that was to be stored, and the submission that had its id before, if there was one."""

    sent: Registration
    existing: Submission | None


def register(
    services: "Services",
    entry: Entry,
    form: Form,
    response: Response,
    answers: Answers,
    client: str | None,
) -> RegistrationOutcome:
    """Store the response as a registration with a seat, unless a submission has its id; a repeat is not counted.

    ``client`` is the client's address, by which registrations are limited; None is not limited.

    Raises:
        errors.TooManyRegistrations: the client's network has sent as many as an hour allows.
        errors.CategoryFull, errors.AlreadyRegistered: there is no seat, or the person has one.
        errors.TooManyLetters: the place has to be confirmed, and the address has had its letter of the day.
        errors.Conflict: event or form take no registrations any more.
    """
    count = limits.RegistrationCount(services, entry, client)
    registering = _Registering(services, entry, form, response, answers, count)
    try:
        outcome = registering.finish()
    except _ATTEMPTS:
        count.count_apart()  # so that nobody tries out contacts, or other people's files, without limit
        raise
    if outcome.existing is not None:
        with after_commit.attempt("discount", outcome.sent):
            count.discount()
    else:
        services.seat_counts.note(outcome.sent)
    return outcome


class _Registering:
    """One registration under way: it tries a seat at random first, then one of those that are free, until there is none."""

    def __init__(
        self,
        services: "Services",
        entry: Entry,
        form: Form,
        response: Response,
        answers: Answers,
        count: limits.RegistrationCount,
    ) -> None:
        self._services, self._entry, self._response = services, entry, response
        self._count = count
        self._claims = claim_contacts(entry.key, entry.event.id, form, answers)
        self._letter = confirmations.Confirmation(services, entry, form, answers)
        self._attempts, self._seats = Attempts(services), SeatSearch(services, response)

    def finish(self) -> RegistrationOutcome:
        """Try until it is stored; raises as ``register`` does."""
        while True:
            registration = self._choose()
            try:
                existing = self._services.submissions.register(
                    registration,
                    self._letter.write(registration),
                    self._attempts.copy,
                    self._count.operation(registration.received_at),
                )
            except _REFUSED as refused:
                self._go_on_after(refused, registration)
                continue
            with after_commit.attempt("hurry the letter", registration):
                self._letter.hurry()
            return RegistrationOutcome(registration, existing)

    def _choose(self) -> Registration:
        """Return the registration with a seat to try; raises ``CategoryFull``."""
        seat, now = self._seats.choose(self._entry.event), self._services.clock()
        return Registration.of(
            self._response,
            received_at=now,
            seat=seat,
            claims=self._claims,
            confirm_by=self._letter.deadline(now),
        )

    def _go_on_after(self, refused: Exception, registration: Registration) -> None:
        """Prepare the next attempt, or raise why there is none."""
        match refused:
            case LimitReached():
                minutes = limits.minutes_until(refused.free_at, registration.received_at)
                raise errors.TooManyRegistrations(minutes=minutes) from None
            case PersonTaken():
                confirmations.remind(self._services, self._entry.event, refused.holders)
                raise errors.AlreadyRegistered from None
            case MailRefused():
                self._letter.give_up()
            case SeatTaken():
                self._attempts.go_on()
                self._seats.look()
            case AdmissionRefused():
                copy = self._attempts.copy
                self._entry = _reread_open(self._services, self._entry, copy, refused.item)
                self._attempts.pause()
            case RegistrationConflict():
                self._avoid(refused, registration.seat)

    def _avoid(self, conflict: RegistrationConflict, seat: int | None) -> None:
        """Leave out of the next attempt what another transaction in flight has."""
        self._attempts.pause()
        self._attempts.change_copy()
        if conflict.on_count:
            self._count.count_apart()
        if conflict.on_seat and seat is not None:
            self._seats.avoid(seat)


def _reread_open(services: "Services", entry: Entry, copy: int, item: "Item | None") -> Entry:
    """Return event and form as they are now if they take registrations; else raise the exact refusal.

    The copy that refused although they do is brought up to date, unless they are being changed right now.
    """
    event, form = entry.event.id, entry.record.name
    fresh = services.catalogue.reread(event, form)
    now = services.clock()
    fresh.event.refuse_unless_open(now)
    fresh.record.refuse_unless_open(now)
    repair(services, event, form, copy, item)
    return fresh


def claim_contacts(key: bytes, event: str, form: Form, answers: Answers) -> tuple[str, ...]:
    """Return the claims on the person, by the contacts that the form counts; ``key`` is the event's."""
    given = {role: answers.text_by_role(role) for role in form.definition.contact_roles}
    contacts = {role: contact for role, contact in given.items() if contact}
    return claim_hashes(key, event, contacts)
