"""Each of a category's last seats is taken exactly once, however many people come."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from random import Random

import pytest
from typing_extensions import override

from chalicelib import errors, wiring
from chalicelib.actions import events, submissions
from chalicelib.actions.services import Services
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import Receipt
from chalicelib.settings import Settings
from chalicelib.storage.outbox import LimitedMail
from chalicelib.storage.submissions import SubmissionStore
from chalicelib.storage.table import Operation, Put
from tests.actions.setting import (
    ORGANISER,
    REGISTRATION,
    answers_of_a_pupil,
    as_json,
    event_document,
    publish,
    register,
)
from tests.ids import new_id
from tests.races.racing import Race, run_racers

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

ROUNDS = int(os.environ.get("SEAT_ROUNDS", "20"))
"""Each takes half a second; ``SEAT_ROUNDS=1000`` tries longer."""
RACERS = 50
CATEGORIES = min(ROUNDS, 50)


class WithoutSeatCondition(SubmissionStore):
    """Negative control: takes a seat without the condition that it is free."""

    @override
    def _registration_parts(
        self, registration: Registration, mail: LimitedMail | None, copy: int
    ) -> dict[str, Operation]:
        parts = super()._registration_parts(registration, mail, copy)
        seat = parts["seat"]
        assert isinstance(seat, Put)
        return {**parts, "seat": replace(seat, condition=None)}


@pytest.fixture
def services(dynoxide_settings: Settings) -> Services:
    return wiring.make(dynoxide_settings)


@pytest.fixture(scope="module")
def race() -> Iterator[Race]:
    with run_racers(RACERS) as start:
        yield start


def open_event_with_categories(services: Services, number: int) -> dict[str, int]:
    """Create an event with many categories of one to nine seats; return each category's capacity."""
    random = Random(number)  # noqa: S311 -- the same in every run
    capacities = {f"c{n}": random.randint(1, 9) for n in range(CATEGORIES)}
    categories = [
        {"name": name, "label": {"kk": name}, "capacity": capacity}
        for name, capacity in capacities.items()
    ]
    document = event_document(id=f"event-{number}", categories=categories)
    events.create_event(services, ORGANISER, as_json(document))
    publish(services, REGISTRATION, f"event-{number}")
    return capacities


def fill_category(services: Services, race: Race, event: str, category: str) -> Counter[str]:
    """Let fifty people register at once; return the number of seats taken and of each refusal."""
    answers = {"category": category, "name": "Айша"}

    def register_one() -> Receipt:
        return register(services, answers, event=event)

    results = race([register_one] * RACERS)
    return Counter(each.code if isinstance(each, errors.Refusal) else "seat" for each in results)


@pytest.mark.parametrize("number", range(ROUNDS // CATEGORIES))
def test_fifty_at_once_fill_every_seat_exactly_once(
    services: Services, race: Race, number: int
) -> None:
    """In each round, neither too many nor too few seats are taken."""
    event = f"event-{number}"
    capacities = open_event_with_categories(services, number)
    for category, capacity in capacities.items():
        assert fill_category(services, race, event, category) == {
            "seat": capacity,
            "registration.category_full": RACERS - capacity,
        }
    stored = list(services.submissions.read_all(event, "registration", shards=1))
    assert Counter(each.category for each in stored) == capacities
    for category, capacity in capacities.items():
        assert sorted(services.seats.holders(event, category)) == list(range(1, capacity + 1))


def test_without_the_seats_condition_too_many_people_are_registered(
    services: Services, race: Race
) -> None:
    capacities = open_event_with_categories(services, 0)
    services.__dict__["submissions"] = WithoutSeatCondition(services.table)
    capacities_of_five = {f"c{n}": capacities[f"c{n}"] for n in range(5)}
    winners = {
        category: fill_category(services, race, "event-0", category)["seat"]
        for category in capacities_of_five
    }
    assert sum(winners.values()) > sum(capacities_of_five.values())


@pytest.mark.both_clients
def test_one_person_who_registers_many_times_at_once_gets_one_seat(
    services: Services, race: Race
) -> None:
    open_event_with_categories(services, 0)
    answers = {"category": "c1", "name": "Айша", "email": "aisha@pikir.example"}
    results = race([lambda: register(services, answers, event="event-0")] * RACERS)
    receipts = [each for each in results if isinstance(each, Receipt)]
    assert len(receipts) == 1
    codes = {each.code for each in results if isinstance(each, errors.Refusal)}
    assert codes <= {"registration.already_registered", "registration.category_full"}
    assert len(services.seats.holders("event-0", "c1")) == 1


@pytest.mark.both_clients
def test_lowering_the_capacity_during_registrations_keeps_every_confirmed_seat(
    services: Services, race: Race
) -> None:
    """Every confirmed registration has a seat within the new capacity, and no seat lies beyond it."""
    pupil, teacher = event_document()["categories"]
    open_to_all = {name: pupil[name] for name in pupil if name != "capacity"}
    events.create_event(
        services, ORGANISER, as_json(event_document(categories=[open_to_all, teacher]))
    )
    publish(services, REGISTRATION)
    limited = as_json({"categories": [{**pupil, "capacity": 30}, teacher]})

    def lower() -> None:
        for _ in range(20):
            try:
                events.change_event(services, ORGANISER, "round-table", limited)
            except errors.ChangedMeanwhile:
                continue
            return

    registering = [partial(register, services, answers_of_a_pupil(n)) for n in range(RACERS - 1)]
    results = race([lower, *registering])
    confirmed = [each for each in results if isinstance(each, Receipt)]
    event = services.events.get("round-table")
    assert event is not None
    holders = services.seats.holders("round-table", "pupil")
    assert len(holders) == len(confirmed)
    capacity = event.categories[0].capacity
    if capacity is not None:
        assert len(holders) <= capacity
        assert max(holders) <= capacity
    rows = list(services.submissions.read_all("round-table", "registration", shards=1))
    seats = {row.seat: row.id for row in rows if isinstance(row, Registration)}
    assert seats == {seat: holder.sk for seat, holder in holders.items()}


def test_nobody_registers_after_the_closing(services: Services, race: Race) -> None:
    events.create_event(services, ORGANISER, as_json(event_document()))
    publish(services, REGISTRATION)
    closed: list[float] = []

    def close() -> None:
        events.change_event(services, ORGANISER, "round-table", b'{"state": "closed"}')
        closed.append(wiring.now().timestamp())

    def register_repeatedly() -> Receipt | None:
        last = None
        for _ in range(10):
            began = wiring.now().timestamp()
            body = {"id": new_id(), "answers": {"category": "teacher", "name": "Бота"}}
            try:
                last = submissions.submit_json(
                    services, "round-table", "registration", as_json(body), "kk"
                )
            except errors.EventClosed:
                continue
            assert not closed or began < closed[0]
        return last

    race([close, *[register_repeatedly] * (RACERS - 1)])
    with pytest.raises(errors.EventClosed):
        register(services, answers_of_a_pupil())
