"""A registration: one person's place. Which seat it takes, and whom it is for."""

from collections.abc import Collection
from dataclasses import dataclass
from random import Random
from typing import Final

from chalicelib.domain.submissions import Submission, keyed

UNLIMITED: Final = 999_999_999_999
"""What stands for "as many as come" where a number must stand."""

_ABOVE_ALL_PLACES: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Submission):
    """One person's place.

    ``seat`` is the seat's number in the category, None at an event without categories; ``person`` is
    the claim on the person, None where neither an e-mail address nor a phone number was given.
    """

    seat: int | None = None
    person: str | None = None


def choose_seat(taken: Collection[int], places: int | None, chance: Random) -> int | None:
    """A seat that is free as far as is known, None if there is none.

    At random, so that people who come at the same moment seldom reach for the same seat. Where
    places are unlimited seats are numbered above any limit, so that a later limit can tell them apart.
    """
    if places is None:
        return chance.randint(_ABOVE_ALL_PLACES + 1, UNLIMITED)
    if len(taken) >= places:
        return None
    if not taken:
        return chance.randint(1, places)
    free = [number for number in range(1, places + 1) if number not in taken]
    return chance.choice(free) if free else None


def claim_on(secret: bytes, event: str, email: str | None, phone: str | None) -> str | None:
    """Who holds the place, as a keyed hash within the event.

    The e-mail address counts where there is one, else the phone number: a family may share a phone.
    """
    if email:
        return keyed(secret, "claim", event, "email", email.casefold())
    return keyed(secret, "claim", event, "phone", phone) if phone else None
