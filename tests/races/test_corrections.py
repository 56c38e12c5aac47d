"""Corrections at once, and beside registrations: a seat has one holder, a holder one seat."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from typing_extensions import override

from chalicelib import errors, wiring
from chalicelib.actions import confirmations, corrections, events, stored_submissions
from chalicelib.actions.services import Services
from chalicelib.domain.events import Event
from chalicelib.domain.registrations import Registration, confirmation_token
from chalicelib.domain.submissions import Receipt
from chalicelib.settings import Settings
from chalicelib.storage.submissions import SubmissionStore
from chalicelib.storage.table import Operation, Put, Table, Update
from tests.actions.setting import (
    CONFIRMING,
    ORGANISER,
    REGISTRATION,
    answers_of_a_pupil,
    as_json,
    event_document,
    nth_id,
    open_event,
    publish,
    register,
)
from tests.proxy import ProxyRequest
from tests.races.gates import gate_before, standing_still
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


class WithoutRevision(SubmissionStore):
    """Negative control: a correction is stored whatever the registration is by then."""

    @override
    def _correction_parts(
        self, before: Registration, after: Registration, event: Event
    ) -> dict[str, Operation]:
        parts = super()._correction_parts(before, after, event)
        registration = parts["registration"]
        assert isinstance(registration, Update)
        return {**parts, "registration": replace(registration, condition=None)}


class InPairs(WithoutRevision):
    """The same control, where two corrections have always read before either writes."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._both_have_read = Barrier(2)

    @override
    def _correction_parts(
        self, before: Registration, after: Registration, event: Event
    ) -> dict[str, Operation]:
        with suppress(BrokenBarrierError):  # the last of an odd number waits in vain
            self._both_have_read.wait(timeout=5)
        return super()._correction_parts(before, after, event)


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


def test_behind_the_conflict_layer_nobody_is_refused_for_another_reason(
    services: Services, dynoxide_settings: Settings, layer: str, race: Race
) -> None:
    """Corrections meet each other on the event's item, registrations never do."""
    conflicting = wiring.make(replace(dynoxide_settings, dynamodb_endpoint=layer))

    def come(number: int) -> Receipt:
        answers = {"category": "few", "name": "Айша", "email": f"b{number}@pikir.example"}
        return register(conflicting, answers)

    moves = [partial(move, conflicting, number, "few") for number in range(1, 5)]
    others = [partial(come, number) for number in range(RACERS - len(moves))]
    refused = Counter(
        each.code for each in race([*moves, *others]) if isinstance(each, errors.Refusal)
    )
    assert refused == {"registration.category_full": RACERS - SEATS}
    assert holders(services) == seats_of_registrations(services)


def correct_once(services: Services, race: Race) -> int:
    """Correct one registration many times for the same revision; return how many were told that it is stored."""

    def correct(number: int) -> None:
        correction = {"name": f"Айша {number}", "phone": f"+7 701 000 00 {number + 10}"}
        corrections.correct_registration(
            services,
            ORGANISER,
            "round-table",
            "registration",
            nth_id(1),
            correction,
            revisions={1},
        )

    results = race([partial(correct, number) for number in range(RACERS)])
    codes = Counter(each.code for each in results if isinstance(each, errors.Refusal))
    assert codes.keys() <= {errors.PreconditionFailed.code}
    return results.count(None)


def test_of_corrections_for_one_revision_one_is_stored_whole(
    services: Services, race: Race
) -> None:
    assert correct_once(services, race) == 1
    stored = services.submissions.get("round-table", "registration", nth_id(1), shards=1)
    assert stored
    assert stored.revision == 2
    name, phone = stored.answers["name"], stored.answers["phone"]
    assert int(name.rpartition(" ")[2]) + 10 == int(phone[-2:])


def test_without_the_revision_several_are_told_that_theirs_is_stored(
    services: Services, race: Race
) -> None:
    services.__dict__["submissions"] = InPairs(services.table)
    assert correct_once(services, race) > 1


class TestWhatHappensBeforeACorrectionArrives:
    """A correction stands still on its way while somebody erases, releases or confirms the registration."""

    def correct_late(
        self, settings: Settings, meanwhile: Callable[[Services], object], kind: type | None = None
    ) -> tuple[Services, errors.Refusal | None]:
        def is_correction(request: ProxyRequest) -> bool:
            return (
                request.operation == "TransactWriteItems" and b"submission.correct" in request.body
            )

        services = wiring.make(settings)
        open_event(services)
        publish(services, CONFIRMING)
        register(services, answers_of_a_pupil(), nth_id(1))
        with gate_before(settings.dynamodb_endpoint, is_correction) as (gate, address):
            slow = wiring.make(replace(settings, dynamodb_endpoint=address))
            if kind is not None:
                slow.__dict__["submissions"] = kind(slow.table)
            correct = partial(
                corrections.correct_registration,
                slow,
                ORGANISER,
                "round-table",
                "registration",
                nth_id(1),
                {"category": "teacher", "email": "new@pikir.example"},
            )
            with standing_still(gate, correct) as outcome:
                meanwhile(services)
        return services, outcome.refusal

    def left_of_the_person(self, services: Services) -> int:
        """Count the seats and claims of the event."""
        seats = (services.seats.holders("round-table", each) for each in ("pupil", "teacher"))
        return sum(map(len, seats)) + len(list(services.table.query("CLAIM#round-table")))

    @pytest.mark.parametrize("erase", ["an organiser", "the schedule"])
    def test_an_erased_registration_stays_erased_and_holds_nothing(
        self, dynoxide_settings: Settings, erase: str
    ) -> None:
        meanwhile = erase_by_hand if erase == "an organiser" else release
        services, refusal = self.correct_late(dynoxide_settings, meanwhile)
        assert isinstance(refusal, errors.SubmissionErased)
        assert self.left_of_the_person(services) == 0

    def test_without_the_revision_it_holds_a_seat_and_its_contacts(
        self, dynoxide_settings: Settings
    ) -> None:
        class Careless(WithoutRevision):
            @override
            def _correction_parts(
                self, before: Registration, after: Registration, event: Event
            ) -> dict[str, Operation]:
                parts = super()._correction_parts(before, after, event)
                return {
                    name: part
                    for name, part in parts.items()
                    if name != "old seat" and not name.startswith("released")
                }

        services, _ = self.correct_late(dynoxide_settings, erase_by_hand, Careless)
        assert self.left_of_the_person(services) > 0

    def test_a_confirmed_place_stays_confirmed_and_is_corrected(
        self, dynoxide_settings: Settings
    ) -> None:
        services, refusal = self.correct_late(dynoxide_settings, confirm)
        stored = services.submissions.get("round-table", "registration", nth_id(1), shards=1)
        assert stored
        assert (refusal, stored.status, stored.category) == (None, "confirmed", "teacher")
        assert self.left_of_the_person(services) == 2


def erase_by_hand(services: Services) -> None:
    stored_submissions.erase_submission(
        services, ORGANISER, "round-table", "registration", nth_id(1)
    )


def release(services: Services) -> None:
    later = replace(services, clock=lambda: wiring.now() + timedelta(hours=49))
    assert confirmations.release_unconfirmed(later) == 1


def confirm(services: Services) -> None:
    entry = services.catalogue.entry("round-table", "registration")
    address = str(answers_of_a_pupil()["email"])
    token = confirmation_token(entry.key, "round-table", "registration", nth_id(1), address)
    confirmations.confirm(services, "round-table", "registration", nth_id(1), token)
