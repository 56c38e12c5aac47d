"""A registration: one person's place. Which seat it takes, and the claims on the person."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final, Self

from chalicelib.domain.submissions import Status, Submission, keyed_hash
from chalicelib.frozen import dataclass
from chalicelib.override import override

UNLIMITED: Final = 999_999_999_999
"""Stands for an unlimited capacity where a number is needed."""

_ABOVE_ALL_CAPACITIES: Final = 1_000_000

CONFIRMATION_TIME: Final = timedelta(hours=48)
"""How long a place waits for its confirmation where the form demands one."""

LINK_MARK_LENGTH: Final = 20
"""Hexadecimal digits of each half of the token of a link that confirms a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Submission):
    """A submission that takes a seat.

    ``seat`` is the seat's number in the category, None at an event without categories. ``claims`` are the claims on
    the person, one for each contact given. ``confirm_by`` is set while the person has still to confirm the place by
    the link in a letter: until then.
    """

    seat: int | None = None
    claims: tuple[str, ...] = ()
    confirm_by: datetime | None = None

    @property
    @override
    def status(self) -> Status:
        return "confirmed" if self.confirm_by is None else "awaiting_confirmation"

    @classmethod
    def of(
        cls,
        submission: Submission,
        *,
        received_at: datetime,
        seat: int | None,
        claims: tuple[str, ...],
        confirm_by: datetime | None = None,
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
            list_line=submission.list_line,
            marks=submission.marks,
            files=submission.files,
            revision=submission.revision,
            seat=seat,
            claims=claims,
            confirm_by=confirm_by,
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


def claim_hashes(secret: bytes, event: str, contacts: Mapping[str, str]) -> tuple[str, ...]:
    """Return a keyed hash of each contact of the person who takes the seat, valid within the event.

    ``contacts`` are normalised answers by their role, ``email`` or ``phone``.
    """
    return tuple(
        keyed_hash(secret, "claim", event, role, contact.casefold())
        for role, contact in contacts.items()
    )


def confirmation_token(
    secret: bytes, event: str, form: str, registration: str, address: str
) -> str:
    """Return the secret part of the link that confirms a place: it shows that a letter to that address was read.

    Its first half is the registration's, by which a link is known as Pikir's even when the registration is erased;
    the second one changes with the address.
    """
    bound = keyed_hash(secret, "confirmation", event, form, registration, address.casefold())
    return link_mark(secret, event, form, registration) + bound[:LINK_MARK_LENGTH]


def link_mark(secret: bytes, event: str, form: str, registration: str) -> str:
    """Return the first half of the tokens of a registration."""
    return keyed_hash(secret, "confirmation", event, form, registration)[:LINK_MARK_LENGTH]
