"""Letters about a change, while people come and go: each person gets one, nobody who was erased gets any."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Lock

import pytest
from typing_extensions import override

from chalicelib import wiring
from chalicelib.actions import corrections, notifications, stored_submissions
from chalicelib.actions.services import Services
from chalicelib.domain.notifications import Notification
from chalicelib.settings import Settings
from chalicelib.storage.notifications import AddressedMail, NotificationStore
from chalicelib.storage.table import ConditionCheck, Operation
from tests.actions.setting import ORGANISER, change, nth_id, open_event, register
from tests.proxy import ProxyRequest
from tests.races.gates import Gate, gate_before, standing_still
from tests.races.racing import Race, run_racers

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

EVENT, FORM = "round-table", "registration"
PEOPLE, GOING, COMING, WRITERS = 12, 3, 2, 2
RACERS = 2 + WRITERS + GOING + COMING


class CountingNotifications(NotificationStore):
    """Counts the letters that are written to each address."""

    def __init__(self, services: Services) -> None:
        super().__init__(services.table)
        self.letters: Counter[str] = Counter()
        self._lock = Lock()

    @override
    def advance(
        self,
        notification: Notification,
        after: Notification | None,
        letters: Sequence[AddressedMail],
    ) -> bool:
        has_moved = super().advance(notification, after, letters)
        if has_moved:
            with self._lock:
                self.letters.update(letter.mail.to for letter in letters)
        return has_moved


class WithoutPosition(CountingNotifications):
    """Negative control: a batch is written whoever has written it before."""

    @override
    def _batch_operations(
        self,
        notification: Notification,
        after: Notification | None,
        letters: Sequence[AddressedMail],
    ) -> list[Operation]:
        return super()._batch_operations(notification, after, letters)[1:]


class WithoutChecks(CountingNotifications):
    """Negative control: a letter is written to whoever was read."""

    @override
    def _batch_operations(
        self,
        notification: Notification,
        after: Notification | None,
        letters: Sequence[AddressedMail],
    ) -> list[Operation]:
        operations = super()._batch_operations(notification, after, letters)
        return [each for each in operations if not isinstance(each, ConditionCheck)]


@pytest.fixture(scope="module")
def race() -> Iterator[Race]:
    with run_racers(RACERS) as start:
        yield start


def person(number: int) -> dict[str, object]:
    return {"category": "teacher", "name": "Дана", "email": f"dana{number}@pikir.example"}


def come(services: Services, number: int) -> None:
    register(services, person(number), nth_id(number))


def go(services: Services, number: int) -> None:
    stored_submissions.erase_submission(services, ORGANISER, EVENT, FORM, nth_id(number))


def decide(services: Services) -> None:
    notifications.decide_letters(services, ORGANISER, EVENT, write=True)


def later(services: Services, **by: float) -> Services:
    """Return services of another process, at another time."""
    return replace(services, clock=lambda: wiring.now() + timedelta(**by))


def fill(services: Services, people: int) -> None:
    """Let people register for an event, and move it later on."""
    before = later(services, minutes=-5)
    open_event(before)
    for number in range(1, people + 1):
        come(before, number)
    change(services, venue={"kk": "Басқа зал"})


def write_rest(services: Services, store: CountingNotifications) -> dict[str, int]:
    """Let the schedule write what is left; return the number of letters to each address."""
    afterwards = later(services, minutes=5)
    afterwards.__dict__["notifications"] = store
    notifications.write_letters(afterwards)
    assert list(store.waiting()) == []
    return dict(store.letters)


def send_at_once(
    services: Services, race: Race, monkeypatch: pytest.MonkeyPatch, store: CountingNotifications
) -> dict[str, int]:
    """Let two organisers decide and two schedules write, while people come and go."""
    monkeypatch.setattr(notifications, "BATCH", 3)
    fill(services, PEOPLE)
    services.__dict__["notifications"] = store
    race(
        [
            *[partial(decide, services)] * 2,
            *[partial(write, services)] * WRITERS,
            *(partial(go, services, number) for number in range(1, GOING + 1)),
            *(partial(come, services, PEOPLE + 1 + number) for number in range(COMING)),
        ]
    )
    return write_rest(services, store)


def write(services: Services) -> None:
    """Look for letters to write, as the schedule does, until somebody has decided and all are written."""
    for _ in range(6):
        notifications.write_letters(services)


def test_each_gets_one_letter_while_organisers_decide_and_people_come_and_go(
    dynoxide_settings: Settings, layer: str, race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = wiring.make(replace(dynoxide_settings, dynamodb_endpoint=layer))
    store = CountingNotifications(services)
    letters = send_at_once(services, race, monkeypatch, store)
    staying = {f"dana{number}@pikir.example" for number in range(GOING + 1, PEOPLE + COMING + 1)}
    assert set(letters.values()) == {1}
    assert letters.keys() >= staying


def test_without_the_position_letters_are_written_again(
    dynoxide_settings: Settings, layer: str, race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications, "_AT_ONCE", timedelta(0))
    services = wiring.make(replace(dynoxide_settings, dynamodb_endpoint=layer))
    store = WithoutPosition(services)
    fill(services, 2)
    decide(services)
    [waiting] = services.notifications.waiting()
    services.__dict__["notifications"] = store

    def write_batch() -> None:
        notifications._write_batch(services, waiting)

    race([write_batch] * RACERS)
    assert max(store.letters.values()) > 1


class TestWhoeverWasReadMeanwhile:
    """The batch stands still between its reading and its writing."""

    @pytest.fixture
    def gate(self, dynoxide_settings: Settings) -> Iterator[tuple[Gate, Services]]:
        """Give a gate that holds the first batch of letters, and the services of the process behind it."""

        def is_batch(request: ProxyRequest) -> bool:
            return request.operation == "TransactWriteItems" and b"OUTBOX" in request.body

        with gate_before(dynoxide_settings.dynamodb_endpoint, is_batch) as (gate, address):
            changed = replace(dynoxide_settings, dynamodb_endpoint=address)
            yield gate, wiring.make(changed)

    def letters(
        self,
        settings: Settings,
        gate: tuple[Gate, Services],
        kind: type[CountingNotifications] = CountingNotifications,
    ) -> dict[str, int]:
        """Let one person be erased and another one's address be corrected meanwhile."""
        others, (keeper, services) = wiring.make(settings), gate
        fill(others, 3)
        services.__dict__["notifications"] = store = kind(services)
        with standing_still(keeper, partial(decide, services)):
            go(others, 1)
            corrections.correct_registration(
                others, ORGANISER, EVENT, FORM, nth_id(2), {"email": "new@pikir.example"}
            )
        return write_rest(services, store)

    def test_the_erased_gets_none_and_the_corrected_address_gets_one(
        self, dynoxide_settings: Settings, gate: tuple[Gate, Services]
    ) -> None:
        letters = self.letters(dynoxide_settings, gate)
        assert letters == {"new@pikir.example": 1, "dana3@pikir.example": 1}

    def test_without_the_checks_they_are_written_to_as_they_were(
        self, dynoxide_settings: Settings, gate: tuple[Gate, Services]
    ) -> None:
        letters = self.letters(dynoxide_settings, gate, WithoutChecks)
        assert letters == {f"dana{number}@pikir.example": 1 for number in (1, 2, 3)}


class TestWhoeverIsStillRegistering:
    """Somebody was shown the earlier facts, and their registration arrives when all letters are written."""

    def letters(self, settings: Settings) -> dict[str, int]:
        def is_registration(request: ProxyRequest) -> bool:
            return request.operation == "TransactWriteItems" and b"ADMISSION" in request.body

        services = wiring.make(settings)
        fill(services, 1)
        with gate_before(settings.dynamodb_endpoint, is_registration) as (gate, address):
            slow = wiring.make(replace(settings, dynamodb_endpoint=address))
            services.__dict__["notifications"] = store = CountingNotifications(services)
            with standing_still(gate, partial(come, slow, 2)):
                decide(services)
                come(later(services, seconds=5), 3)
                notifications.write_letters(later(services, seconds=20))
        return write_rest(services, store)

    def test_they_get_their_letter_later(self, dynoxide_settings: Settings) -> None:
        everybody = {f"dana{number}@pikir.example": 1 for number in (1, 2, 3)}
        assert self.letters(dynoxide_settings) == everybody

    def test_without_the_horizon_they_are_passed_over(
        self, dynoxide_settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(notifications, "IN_FLIGHT", timedelta(0))
        assert "dana2@pikir.example" not in self.letters(dynoxide_settings)
