"""A registration: one person's place. Which seat it takes, and the claim on the person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final, Self

from chalicelib.domain.submissions import Submission, keyed_hash

UNLIMITED: Final = 999_999_999_999
"""Stands for an unlimited capacity where a number is needed."""

_ABOVE_ALL_CAPACITIES: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Submission):
    """A submission that takes a seat.

    ``seat`` is the seat's number in the category, None at an event without categories. ``person`` is the claim
    on the person, None where neither an e-mail address nor a phone number was given.
    """

    seat: int | None = None
    person: str | None = None

    @classmethod
    def of(
        cls,
        submission: Submission,
        *,
        received_at: datetime,
        seat: int | None,
        person: str | None,
    ) -> Self:
        """Return the submission as a registration that was received at that moment."""
        return cls(
            id=submission.id,
            event=submission.event,
            form=submission.form,
            version=submission.version,
            language=submission.language,
            received_at=received_at,
            category=submission.category,
            answers=submission.answers,
            stat_line=submission.stat_line,
            payload_hash=submission.payload_hash,
            receipt=submission.receipt,
            files=submission.files,
            seat=seat,
            person=person,
        )


def choose_seat(taken: Collection[int], capacity: int | None, chance: Random) -> int | None:
    """Return the number of a seat that is free as far as is known, None if there is none.

    The choice is random, so that people who come at the same moment seldom try the same seat. With an unlimited
    capacity, seats are numbered above any limit, so that a later limit can tell them apart.
    """
    if capacity is None:
        return chance.randint(_ABOVE_ALL_CAPACITIES + 1, UNLIMITED)
    if len(taken) >= capacity:
        return None
    if not taken:
        return chance.randint(1, capacity)
    free = [number for number in range(1, capacity + 1) if number not in taken]
    return chance.choice(free) if free else None


def claim_hash(secret: bytes, event: str, email: str | None, phone: str | None) -> str | None:
    """Return a keyed hash of the person who takes the seat, valid within the event.

    It is of the e-mail address where there is one, else of the phone number: a family may share a phone.
    """
    if email:
        return keyed_hash(secret, "claim", event, "email", email.casefold())
    return keyed_hash(secret, "claim", event, "phone", phone) if phone else None
