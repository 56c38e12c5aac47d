"""Letters about a place: that it is kept, that it is to be confirmed, or that the same person was entered again.

Where a form asks for confirmation, a place is taken at once and waits for two days. The link in the letter shows the
place, and a button confirms it; a sweep releases what was not confirmed. Whoever enters somebody's contacts learns
nothing from a letter, which goes to the address that was stored with the place. A link is valid for that address alone:
where an organiser corrects it, another letter goes to the new one. `errors.AlreadyRegistered` says only that there may be one.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from chalicelib import errors, metering
from chalicelib.actions import after_commit
from chalicelib.actions.admission import Attempts
from chalicelib.actions.limits import minutes_until
from chalicelib.actions.sweeps import Sweep
from chalicelib.auth import secrets
from chalicelib.domain import limits
from chalicelib.domain.events import Event
from chalicelib.domain.limits import Limit
from chalicelib.domain.mail import Mail, Template
from chalicelib.domain.registrations import (
    CONFIRMATION_TIME,
    LINK_MARK_LENGTH,
    Registration,
    confirmation_token,
    link_mark,
)
from chalicelib.domain.submissions import Receipt, keyed_hash
from chalicelib.forms.intake import Answers, Form
from chalicelib.forms.text import in_language
from chalicelib.storage.limits import count_uses
from chalicelib.storage.outbox import LimitedMail, MailRefused

if TYPE_CHECKING:
    from chalicelib.actions.catalogue import Entry
    from chalicelib.actions.services import Services
    from chalicelib.storage.claims import ClaimHolder
    from chalicelib.storage.confirmations import PendingConfirmation


class Confirmation:
    """The letter about a new registration: none without an address, and one a day to each address.

    It says that the place is kept, or asks to confirm it.
    """

    def __init__(self, services: "Services", entry: "Entry", form: Form, answers: Answers) -> None:
        self._services = services
        self._entry = entry
        self._answers = answers
        self._is_demanded = form.definition.confirm_email
        self._is_wanted = bool(answers.text_by_role("email"))

    def deadline(self, now: datetime) -> datetime | None:
        """Return until when a registration of that moment is to be confirmed; None if it need not be."""
        return now + CONFIRMATION_TIME if self._is_demanded else None

    def write(self, registration: Registration) -> LimitedMail | None:
        """Return the letter, in the language in which the form was filled in; None if there is none to be sent."""
        if not self._is_wanted:
            return None
        letter = _letter(
            self._services,
            self._entry,
            registration,
            self._answers,
            _template(registration, "registered"),
            registration.received_at,
        )
        return _limit(self._services, letter, limits.CONFIRMATIONS)

    def give_up(self) -> None:
        """Send no letter: the address had its letter of the day.

        Raises:
            errors.TooManyLetters: without one the place cannot be confirmed.
        """
        if self._is_demanded:
            now = self._services.clock()
            raise errors.TooManyLetters(
                minutes=minutes_until(limits.CONFIRMATIONS.window_end(now), now)
            )
        self._is_wanted = False

    def hurry(self) -> None:
        """Have the letter sent now if somebody waits for its link."""
        if self._is_demanded:
            self._services.mail_queue.notify()


def write_to_new_address(
    services: "Services", registration: Registration, answers: Answers
) -> LimitedMail:
    """Return the letter by which a place is confirmed at an address that an organiser has corrected."""
    entry = services.catalogue.entry(registration.event, registration.form)
    now = services.clock()
    letter = _letter(services, entry, registration, answers, "confirm_registration", now)
    return _limit(services, letter, limits.CONFIRMATIONS)


def remind(services: "Services", event: Event, holders: "Iterable[ClaimHolder]") -> None:
    """Leave a letter for each of those who hold a place, at their stored address, at most one a day each."""
    for holder in holders:
        registration = services.submissions.get(event.id, holder.form, holder.id, shards=1)
        if isinstance(registration, Registration):
            _remind(services, event, registration)


def _remind(services: "Services", event: Event, registration: Registration) -> None:
    """Leave the letter, unless the registration holds no address or the address had one today."""
    entry = services.catalogue.entry(event.id, registration.form)
    answers = _answers_of(services, entry, registration)
    if not answers.text_by_role("email"):
        return
    template = _template(registration, "already_registered")
    letter = _letter(services, entry, registration, answers, template, services.clock())
    with suppress(MailRefused):
        services.outbox.add_limited(_limit(services, letter, limits.REMINDERS))


def show_confirmation(
    services: "Services",
    event_id: str,
    form_name: str,
    id: str,  # noqa: A002 -- its name everywhere
    token: str,
) -> Receipt:
    """Return the receipt of the registration whose letter had that link; nothing changes.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.SubmissionNotFound: the link is none of Pikir's.
        errors.SubmissionErased: the place was not confirmed in time, or the registration was erased.
        errors.ConfirmationLinkReplaced: the registration has another address now.
    """
    _, registration, _ = _find(services, event_id, form_name, id, token)
    return Receipt.of(registration, created=False)


def confirm(
    services: "Services",
    event_id: str,
    form_name: str,
    id: str,  # noqa: A002 -- its name everywhere
    token: str,
) -> Receipt:
    """Confirm the place, and leave the letter that says so. Whoever confirms again gets the same answer.

    Somebody who reads the letters to an address may have another one sent to it today.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.SubmissionNotFound: the link is none of Pikir's.
        errors.SubmissionErased: the place was not confirmed in time, or the registration was erased.
        errors.ConfirmationLinkReplaced: the registration has another address now.
    """
    attempts = Attempts(services)
    while True:
        entry, registration, answers = _find(services, event_id, form_name, id, token)
        confirmed = replace(registration, confirm_by=None)
        if registration.confirm_by is None:
            return Receipt.of(confirmed, created=False)
        now = services.clock()
        letter = _letter(services, entry, confirmed, answers, "registered", now)
        try:
            is_new = services.submissions.confirm(registration, letter)
        except errors.ChangedMeanwhile:
            attempts.pause()  # an organiser corrected it; if it was the address, the link is not valid any more
            continue
        if is_new:
            with after_commit.attempt("discount", registration):
                _allow_next_letter(services, letter.to, now)
        return Receipt.of(confirmed, created=False)


def release_unconfirmed(services: "Services") -> int:
    """Erase the registrations that were not confirmed in time, and free their places. Return their number.

    Raises:
        SweepIncomplete: some of them failed, after all others were done.
    """
    sweep = Sweep("unconfirmed registrations")
    for pending in services.confirmations.due(services.clock()):
        with sweep.attempt(pending.id), metering.for_event(pending.event):
            sweep.done += _release(services, pending)
    return sweep.finish()


def _release(services: "Services", pending: "PendingConfirmation") -> bool:
    """Release the place; False if it was confirmed or erased meanwhile."""
    event, form = pending.event, pending.form
    registration = services.submissions.get(event, form, pending.id, shards=1)
    if not isinstance(registration, Registration) or registration.confirm_by != pending.due:
        services.confirmations.remove(pending)  # confirmed, erased, or to be confirmed later
        return False
    now = services.clock()
    try:
        services.submissions.release(registration, now)
        services.seat_counts.forget(registration.event, registration.category)
    except errors.ChangedMeanwhile:
        return False
    with after_commit.attempt("note", registration):
        services.arrivals.note(event, form, now)
    return True


def _find(
    services: "Services",
    event_id: str,
    form_name: str,
    id: str,  # noqa: A002 -- its name everywhere
    token: str,
) -> "tuple[Entry, Registration, Answers]":
    """Return the registration of a link, with its event and form and its answers."""
    entry = services.catalogue.entry(event_id, form_name)
    mark = link_mark(entry.key, event_id, form_name, id)
    if not secrets.same(mark, token[:LINK_MARK_LENGTH]):
        raise errors.SubmissionNotFound
    registration = services.submissions.find(event_id, form_name, id, shards=1)
    if not isinstance(registration, Registration):
        raise errors.SubmissionNotFound
    answers = _answers_of(services, entry, registration)
    if not secrets.same(_token(entry, registration, answers), token):
        raise errors.ConfirmationLinkReplaced
    return entry, registration, answers


def _token(entry: "Entry", registration: Registration, answers: Answers) -> str:
    address = answers.text_by_role("email") or ""
    return confirmation_token(
        entry.key, entry.event.id, registration.form, registration.id, address
    )


def _answers_of(services: "Services", entry: "Entry", registration: Registration) -> Answers:
    form = services.catalogue.form(entry.event, entry.record, registration.version)
    return form.restore(registration.answers)


def _template(registration: Registration, otherwise: Template) -> Template:
    return otherwise if registration.confirm_by is None else "confirm_registration"


def _limit(services: "Services", letter: Mail, limit: Limit) -> LimitedMail:
    """Return the letter with the operation that counts it for its address, which is stored as an HMAC."""
    counted = _hash_address(services, letter.to)
    return LimitedMail(letter, count_uses(limit, counted, letter.created_at))


def _allow_next_letter(services: "Services", address: str, now: datetime) -> None:
    services.limits.discount(limits.CONFIRMATIONS, _hash_address(services, address), now)


def _hash_address(services: "Services", address: str) -> str:
    return keyed_hash(services.installation_key, "mail", address.casefold())


def _letter(
    services: "Services",
    entry: "Entry",
    registration: Registration,
    answers: Answers,
    template: Template,
    now: datetime,
) -> Mail:
    parameters = _facts(services, entry, registration, answers)
    return Mail(
        id=services.new_id(),
        event=registration.event,
        created_at=now,
        to=answers.text_by_role("email") or "",
        template=template,
        language=registration.language,
        parameters={name: value for name, value in parameters.items() if value},
    )


def _facts(
    services: "Services", entry: "Entry", registration: Registration, answers: Answers
) -> Mapping[str, str]:
    """Return what a letter about a place says; see ``mail.letters``."""
    event, language = entry.event, registration.language
    zone, until = ZoneInfo(event.time_zone), registration.confirm_by
    page = f"{services.settings.public_url}/e/{event.id}"
    token = _token(entry, registration, answers)
    category = event.category(registration.category or "")
    return {
        "event": in_language(event.title, language),
        "receipt": registration.receipt,
        "starts_at": event.starts_at.astimezone(zone).isoformat(),
        "time_zone": event.time_zone,
        "venue": in_language(event.venue, language),
        "category": in_language(category.label, language) if category else "",
        "link": page,
        "name": answers.text_by_role("name") or "",
        "confirm_by": until.astimezone(zone).isoformat() if until else "",
        "confirm_link": f"{page}/{registration.form}/confirm/{registration.id}/{token}"
        f"?lang={language}"
        if until
        else "",
    }
