"""Corrections at once, and beside registrations: a seat has one holder, a holder one seat."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from typing_extensions import override

from chalicelib import errors, wiring
from chalicelib.actions import corrections, events
from chalicelib.actions.services import Services
from chalicelib.domain.events import Event
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import Receipt
from chalicelib.settings import Settings
from chalicelib.storage.submissions import SubmissionStore
from chalicelib.storage.table import Operation, Put
from tests.actions.setting import (
    ORGANISER,
    REGISTRATION,
    as_json,
    event_document,
    nth_id,
    publish,
    register,
)
from tests.races.racing import Race, run_racers

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

RACERS = 20
SEATS = 3


class WithoutSeatCondition(SubmissionStore):
    """Negative control: a correction takes a seat without the condition that it is free."""

    @override
    def _correction_parts(
        self, before: Registration, after: Registration, event: Event
    ) -> dict[str, Operation]:
        parts = super()._correction_parts(before, after, event)
        seat = parts.get("seat")
        return {**parts, "seat": replace(seat, condition=None)} if isinstance(seat, Put) else parts


@pytest.fixture
def services(dynoxide_settings: Settings) -> Services:
    """Return services with twenty people in a category without limit, beside one with three seats."""
    services = wiring.make(dynoxide_settings)
    categories = [
        {"name": "few", "label": {"kk": "few"}, "capacity": SEATS},
        {"name": "many", "label": {"kk": "many"}},
    ]
    events.create_event(services, ORGANISER, as_json(event_document(categories=categories)))
    publish(services, REGISTRATION)
    for number in range(RACERS):
        answers = {"category": "many", "name": "Айша", "email": f"a{number}@pikir.example"}
        register(services, answers, nth_id(number + 1))
    return services


@pytest.fixture(scope="module")
def race() -> Iterator[Race]:
    with run_racers(RACERS) as start:
        yield start


def move(services: Services, number: int, category: str) -> None:
    corrections.correct_registration(
        services, ORGANISER, "round-table", "registration", nth_id(number), {"category": category}
    )


def holders(services: Services) -> dict[str, tuple[str, int]]:
    """Return the category and the seat of each registration, as the seats have it."""
    return {
        holder.sk: (category, seat)
        for category in ("few", "many")
        for seat, holder in services.seats.holders("round-table", category).items()
    }


def seats_of_registrations(services: Services) -> dict[str, tuple[str | None, int | None]]:
    """Return the same as the registrations have it."""
    return {
        each.id: (each.category, each.seat)
        for each in services.submissions.read_all("round-table", "registration", shards=1)
        if isinstance(each, Registration)
    }


def test_the_last_seats_are_taken_once_by_corrections_and_registrations(
    services: Services, race: Race
) -> None:
    def come(number: int) -> Receipt:
        answers = {"category": "few", "name": "Айша", "email": f"b{number}@pikir.example"}
        return register(services, answers)

    moves = [partial(move, services, number, "few") for number in range(RACERS // 2, RACERS)]
    results = race([*moves, *(partial(come, number) for number in range(RACERS // 2))])
    refused = Counter(each.code for each in results if isinstance(each, errors.Refusal))
    assert refused == {"registration.category_full": RACERS - SEATS}
    assert sum(category == "few" for category, _ in holders(services).values()) == SEATS
    assert holders(services) == seats_of_registrations(services)


def test_without_the_seats_condition_corrections_share_a_seat(
    services: Services, race: Race
) -> None:
    services.__dict__["submissions"] = WithoutSeatCondition(services.table)
    race([partial(move, services, number, "few") for number in range(1, RACERS + 1)])
    assert holders(services) != seats_of_registrations(services)


def test_one_registration_moved_to_and_fro_at_once_keeps_one_seat(
    services: Services, race: Race
) -> None:
    race([partial(move, services, 1, ("few", "many")[number % 2]) for number in range(RACERS)])
    assert holders(services) == seats_of_registrations(services)
    assert len(holders(services)) == RACERS
