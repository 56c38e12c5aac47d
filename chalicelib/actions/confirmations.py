"""Letters to whoever has a place: that it is kept, and, when the same person is entered again, that it was.

Whoever enters somebody's contacts learns nothing from a letter, which goes to the address that was stored with the
place. `errors.AlreadyRegistered` says only that there may be one.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from chalicelib.domain import limits
from chalicelib.domain.events import Event
from chalicelib.domain.limits import Limit
from chalicelib.domain.mail import Mail, Template
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import keyed_hash
from chalicelib.forms.intake import Answers
from chalicelib.forms.text import in_language
from chalicelib.storage.limits import count_uses
from chalicelib.storage.outbox import LimitedMail, MailRefused

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.storage.claims import ClaimHolder


class Confirmation:
    """The letter that confirms a registration: none without an address, and one a day to each address."""

    def __init__(self, services: "Services", event: Event, answers: Answers) -> None:
        self._services = services
        self._event = event
        self._answers = answers
        self._is_wanted = bool(answers.text_by_role("email"))

    def write(self, registration: Registration) -> LimitedMail | None:
        """Return the letter, in the language in which the form was filled in; None if there is none to be sent."""
        if not self._is_wanted:
            return None
        letter = _letter(
            self._services,
            self._event,
            registration,
            self._answers,
            "registered",
            registration.received_at,
        )
        return _limit(self._services, letter, limits.CONFIRMATIONS)

    def give_up(self) -> None:
        """Send no letter: the address had its letter of the day."""
        self._is_wanted = False


def remind(services: "Services", event: Event, holders: "Iterable[ClaimHolder]") -> None:
    """Leave a letter for each of those who hold a place, at their stored address, at most one a day each."""
    for holder in holders:
        registration = services.submissions.get(event.id, holder.form, holder.id, shards=1)
        if isinstance(registration, Registration):
            _remind(services, event, registration)


def _remind(services: "Services", event: Event, registration: Registration) -> None:
    """Leave the letter, unless the registration holds no address or the address had one today."""
    entry = services.catalogue.entry(event.id, registration.form)
    form = services.catalogue.form(entry.event, entry.record, registration.version)
    answers = form.restore(registration.answers)
    if not answers.text_by_role("email"):
        return
    letter = _letter(services, event, registration, answers, "already_registered", services.clock())
    with suppress(MailRefused):
        services.outbox.add_limited(_limit(services, letter, limits.REMINDERS))


def _limit(services: "Services", letter: Mail, limit: Limit) -> LimitedMail:
    """Return the letter with the operation that counts it for its address, which is stored as an HMAC."""
    counted = keyed_hash(services.installation_key, "mail", letter.to.casefold())
    return LimitedMail(letter, count_uses(limit, counted, letter.created_at))


def _letter(
    services: "Services",
    event: Event,
    registration: Registration,
    answers: Answers,
    template: Template,
    now: datetime,
) -> Mail:
    parameters = _facts(services, event, registration, answers)
    return Mail(
        id=services.new_id(),
        created_at=now,
        to=answers.text_by_role("email") or "",
        template=template,
        language=registration.language,
        parameters={name: value for name, value in parameters.items() if value},
    )


def _facts(
    services: "Services", event: Event, registration: Registration, answers: Answers
) -> Mapping[str, str]:
    """Return what a letter about a place says; see ``mail.letters``."""
    language = registration.language
    category = event.category(registration.category or "")
    return {
        "event": in_language(event.title, language),
        "receipt": registration.receipt,
        "starts_at": event.starts_at.astimezone(ZoneInfo(event.time_zone)).isoformat(),
        "time_zone": event.time_zone,
        "venue": in_language(event.venue, language),
        "category": in_language(category.label, language) if category else "",
        "link": f"{services.settings.public_url}/e/{event.id}",
        "name": answers.text_by_role("name") or "",
    }
