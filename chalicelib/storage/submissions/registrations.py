"""The transaction that stores a registration with its seat and its claims, and what releases both.

Loaded with the first registration: a response needs none of it.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from chalicelib import errors
from chalicelib.domain.limits import REGISTRATIONS
from chalicelib.domain.registrations import Registration
from chalicelib.storage import keys
from chalicelib.storage.admission import admission_check
from chalicelib.storage.claims import ClaimHolder, PersonTaken, put_claim, release_claim
from chalicelib.storage.claims import from_item as from_claim
from chalicelib.storage.keys import Key
from chalicelib.storage.limits import LimitReached
from chalicelib.storage.outbox import LimitedMail, MailRefused
from chalicelib.storage.seats import free_seat, take_seat
from chalicelib.storage.submissions.items import to_item
from chalicelib.storage.submissions.refusals import (
    AdmissionRefused,
    RegistrationConflict,
    SeatTaken,
    raise_for_files,
)
from chalicelib.storage.table import ABSENT, Operation, Put, Reason

COUNT: Final = "count"
"""The name of the operation that counts the registration for its network."""
_CLAIM: Final = "claim "
"""Begins the name of an operation that claims a person."""


def name_operations(
    registration: Registration, mail: LimitedMail | None, copy: int
) -> dict[str, Operation]:
    """Return the operations of the transaction, each under the name of what it guards."""
    event, category = registration.event, registration.category
    holder = keys.submission(event, registration.form, registration.id)
    now, seat = registration.received_at, registration.seat
    own = ClaimHolder(registration.form, registration.id)
    parts: dict[str, Operation] = {
        "admission": admission_check(event, registration.form, copy, category, seat, now),
        "registration": Put(to_item(registration, 1), ABSENT),
    }
    for claim in registration.claims:
        parts[_CLAIM + claim] = put_claim(event, claim, own)
    if category is not None and seat is not None:
        parts["seat"] = take_seat(event, category, seat, holder)
    if mail is not None:
        parts["mail"], parts["mail count"] = mail.operations()
    if registration.confirm_by is not None:
        from chalicelib.storage import confirmations

        parts["unconfirmed"] = confirmations.note(registration)
    if registration.files:
        from chalicelib.storage.file_tasks import operations_to_keep

        parts |= operations_to_keep(registration)
    return parts


def operations_to_release(registration: Registration, holder: Key) -> Iterator[Operation]:
    """Yield the operations that free a registration's seat and its claims on the person."""
    event = registration.event
    if registration.category is not None and registration.seat is not None:
        yield free_seat(event, registration.category, registration.seat, holder)
    own = ClaimHolder(registration.form, registration.id)
    for claim in registration.claims:
        yield release_claim(event, claim, own)
    if registration.confirm_by is not None:
        from chalicelib.storage import confirmations

        yield confirmations.forget(registration)


def raise_for(reasons: Mapping[str, Reason], registration: Registration) -> None:
    """Raise why a registration was refused. The limit comes first, then admission: each explains what follows."""
    if COUNT in reasons and reasons[COUNT].condition_failed:
        raise LimitReached(REGISTRATIONS.window_end(registration.received_at))
    if reasons["admission"].condition_failed:
        raise AdmissionRefused(reasons["admission"].item)
    raise_for_files(reasons, registration)
    claims = [reason for part, reason in reasons.items() if part.startswith(_CLAIM)]
    if any(claim.condition_failed for claim in claims):
        items = [claim.item for claim in claims if claim.condition_failed and claim.item]
        raise PersonTaken(list(dict.fromkeys(from_claim(item) for item in items)))
    if "seat" in reasons and reasons["seat"].condition_failed:
        raise SeatTaken
    if "mail count" in reasons and reasons["mail count"].condition_failed:
        raise MailRefused
    if any(reason.conflicted for reason in reasons.values()):
        raise RegistrationConflict(
            on_seat="seat" in reasons and reasons["seat"].conflicted,
            on_count=COUNT in reasons and reasons[COUNT].conflicted,
        )
    raise errors.Unavailable
