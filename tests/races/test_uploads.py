"""A file that many answers name at once belongs to one; an answer that is sent many times keeps it once."""

from collections.abc import Iterator
from functools import partial

import pytest

from chalicelib import errors, wiring
from chalicelib.actions.services import Services
from chalicelib.domain.submissions import Receipt
from chalicelib.settings import Settings
from chalicelib.storage import file_tasks
from tests.actions.photos import noted, objects, open_photos, send, waits, whose
from tests.actions.setting import nth_id
from tests.ids import new_id
from tests.races.racing import Race, racers

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

RACERS = 12
ROUNDS = 5


@pytest.fixture
def services(files_settings: Settings) -> Services:
    services = wiring.make(files_settings)
    open_photos(services)
    return services


@pytest.fixture(scope="module")
def race() -> Iterator[Race]:
    with racers(RACERS) as start:
        yield start


def test_of_many_submissions_with_the_same_file_one_is_accepted(
    services: Services, race: Race
) -> None:
    for _ in range(ROUNDS):
        photo = waits(services)
        results = race([partial(send, services, new_id(), photo=photo) for _ in range(RACERS)])
        assert len([one for one in results if isinstance(one, Receipt)]) == 1
        refused = [one for one in results if isinstance(one, errors.AnswersRefused)]
        assert len(refused) == RACERS - 1
        codes = {each.code for one in refused for each in one.problems}
        assert codes <= {"answer.upload_used", "answer.unknown_upload"}
    assert sorted(key for keys in whose(services).values() for key in keys) == objects(
        services, "kept/"
    )


def test_a_submission_with_a_file_sent_many_times_is_one_row(
    services: Services, race: Race
) -> None:
    for number in range(1, ROUNDS + 1):
        photo = waits(services)
        results = race([partial(send, services, nth_id(number), photo=photo)] * RACERS)
        receipts = [one for one in results if isinstance(one, Receipt)]
        assert len(receipts) == RACERS
        assert sum(receipt.created for receipt in receipts) == 1
        assert len({receipt.model_copy(update={"created": False}) for receipt in receipts}) == 1
    assert len(whose(services)) == ROUNDS
    assert sorted(key for keys in whose(services).values() for key in keys) == objects(
        services, "kept/"
    )
    assert noted(services) == []


def test_without_the_claim_several_submissions_get_the_same_file(
    services: Services, race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the transaction does not claim the file."""
    kept = file_tasks.operations_to_keep
    monkeypatch.setattr(
        file_tasks,
        "operations_to_keep",
        lambda submission: {"keeping": kept(submission)["keeping"]},
    )
    monkeypatch.setattr("chalicelib.storage.submissions._raise_for_files", lambda *_: None)
    winners = 0
    for _ in range(ROUNDS):
        photo = waits(services)
        results = race([partial(send, services, new_id(), photo=photo) for _ in range(RACERS)])
        winners += len([one for one in results if isinstance(one, Receipt)])
    assert winners > ROUNDS
