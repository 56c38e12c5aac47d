"""Letters to whoever has a place: that it is kept, and, when the same person is entered again, that it was.

Whoever enters somebody's contacts learns nothing from a letter, which goes to the address that was stored with the
place. `errors.AlreadyRegistered` says only that there may be one.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from chalicelib.domain import limits
from chalicelib.domain.events import Event
from chalicelib.domain.mail import Mail, Template
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import keyed_hash
from chalicelib.forms.intake import Answers
from chalicelib.forms.text import in_language
from chalicelib.storage.limits import count_uses

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.storage.claims import ClaimHolder


def write_letter(
    services: "Services", event: Event, registration: Registration, answers: Answers
) -> Mail:
    """Return the letter that confirms a registration, in the language in which the form was filled in."""
    return _letter(services, event, registration, answers, "registered", registration.received_at)


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
    email = answers.text_by_role("email")
    if not email:
        return
    now = services.clock()
    counted = keyed_hash(services.installation_key, "reminder", email.casefold())
    letter = _letter(services, event, registration, answers, "already_registered", now)
    services.outbox.add_within(letter, count_uses(limits.REMINDERS, counted, now))


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
