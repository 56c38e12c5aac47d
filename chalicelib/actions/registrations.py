"""Take a registration: a response that also takes a seat, in one transaction with its claims on the person.

Loaded with the first registration: a response needs none of it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import after_commit, confirmations, limits
from chalicelib.actions.admission import Attempts, repair
from chalicelib.actions.catalogue import Entry
from chalicelib.actions.seats import SeatSearch
from chalicelib.domain.registrations import Registration, claim_hashes
from chalicelib.domain.submissions import Response, Submission
from chalicelib.forms.intake import Answers, Form
from chalicelib.storage.claims import PersonTaken
from chalicelib.storage.outbox import MailRefused
from chalicelib.storage.submissions import AdmissionRefused, RegistrationConflict, SeatTaken

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.storage.table import Item


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
    limits.count_registration(services, entry, client)
    outcome = _register(services, entry, form, response, answers)
    if outcome.existing is not None:
        with after_commit.attempt("discount", outcome.sent):
            limits.discount_registration(services, entry, client)
    else:
        services.seat_counts.note(outcome.sent)
    return outcome


def _register(
    services: "Services", entry: Entry, form: Form, response: Response, answers: Answers
) -> RegistrationOutcome:
    """Take a seat: at random first, then one of those that are free, until there is none."""
    claims = claim_contacts(entry.key, entry.event.id, form, answers)
    letter = confirmations.Confirmation(services, entry, form, answers)
    attempts, seats = Attempts(services), SeatSearch(services, response)
    while True:
        seat = seats.choose(entry.event)
        now = services.clock()
        registration = Registration.of(
            response, received_at=now, seat=seat, claims=claims, confirm_by=letter.deadline(now)
        )
        try:
            existing = services.submissions.register(
                registration, letter.write(registration), attempts.copy
            )
            with after_commit.attempt("hurry the letter", registration):
                letter.hurry()
            return RegistrationOutcome(registration, existing)
        except PersonTaken as taken:
            confirmations.remind(services, entry.event, taken.holders)
            raise errors.AlreadyRegistered from None
        except MailRefused:
            letter.give_up()
        except SeatTaken:
            attempts.go_on()
            seats.look()
        except RegistrationConflict as conflict:
            attempts.pause()
            attempts.change_copy()
            if conflict.on_seat and seat is not None:
                seats.avoid(seat)
        except AdmissionRefused as refused:
            entry = _reread_open(services, entry, attempts.copy, refused.item)
            attempts.pause()


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
