"""A submission sent many times at once is stored once and has one receipt."""

from collections.abc import Iterator
from functools import partial

import pytest
from typing_extensions import override

from chalicelib import errors, wiring
from chalicelib.actions.services import Services
from chalicelib.domain.submissions import Receipt, Response, Submission
from chalicelib.settings import Settings
from chalicelib.storage.submissions import SubmissionStore
from chalicelib.storage.submissions.items import to_item
from tests.actions.setting import answers_of_a_pupil, nth_id, open_event, register, respond
from tests.races.racing import Race, Result, run_racers

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

RACERS = 20
ROUNDS = 20


class WithoutIdCondition(SubmissionStore):
    """Negative control: puts a response without the condition that its id is new."""

    @override
    def respond(self, response: Response, *, shards: int) -> Submission | None:
        self._table.put(to_item(response, shards))
        return None


@pytest.fixture
def services(dynoxide_settings: Settings) -> Services:
    services = wiring.make(dynoxide_settings)
    open_event(services)
    return services


@pytest.fixture(scope="module")
def race() -> Iterator[Race]:
    with run_racers(RACERS) as start:
        yield start


def receipts(results: list[Result]) -> list[Receipt]:
    accepted = [each for each in results if isinstance(each, Receipt)]
    assert len(accepted) == len(results)
    return accepted


@pytest.mark.both_clients
def test_one_response_sent_by_twenty_is_one_row(services: Services, race: Race) -> None:
    for number in range(1, ROUNDS + 1):
        results = receipts(race([partial(respond, services, nth_id(number))] * RACERS))
        assert sum(receipt.created for receipt in results) == 1
        assert len({receipt.model_copy(update={"created": False}) for receipt in results}) == 1
        stored = list(services.submissions.read_all("round-table", "impressions", shards=1))
        assert len(stored) == number


def test_one_registration_sent_by_twenty_is_one_row_and_one_seat(
    services: Services, race: Race
) -> None:
    for number in range(1, ROUNDS + 1):
        answers = {**answers_of_a_pupil(number), "category": "teacher"}
        results = receipts(race([partial(register, services, answers, nth_id(number))] * RACERS))
        assert sum(receipt.created for receipt in results) == 1
        assert len({receipt.model_copy(update={"created": False}) for receipt in results}) == 1
        stored = list(services.submissions.read_all("round-table", "registration", shards=1))
        assert len(stored) == number
        assert len(services.seats.holders("round-table", "teacher")) == number
        assert len(list(services.outbox.waiting(before=wiring.now()))) == number


@pytest.mark.both_clients
def test_of_two_payloads_under_one_id_one_is_stored(services: Services, race: Race) -> None:
    calls = [partial(respond, services, nth_id(1), overall=1 + n % 2) for n in range(RACERS)]
    results = race(calls)
    codes = [each.code for each in results if isinstance(each, errors.Refusal)]
    assert codes == ["submission.payload_differs"] * (RACERS // 2)


@pytest.mark.both_clients
def test_without_the_condition_a_response_is_stored_more_than_once(
    services: Services, race: Race
) -> None:
    services.__dict__["submissions"] = WithoutIdCondition(services.table)
    results = receipts(race([lambda: respond(services, nth_id(1))] * RACERS))
    assert sum(receipt.created for receipt in results) > 1
