"""A file named by many submissions at once belongs to one; a submission sent many times keeps it once."""

from collections.abc import Iterator
from functools import partial

import pytest

from chalicelib import errors, wiring
from chalicelib.actions.services import Services
from chalicelib.domain.submissions import Receipt
from chalicelib.settings import Settings
from chalicelib.storage import file_tasks
from tests.actions.photos import (
    list_file_tasks,
    list_kept_files,
    list_objects,
    open_photos,
    put_upload,
    send,
)
from tests.actions.setting import nth_id
from tests.ids import new_id
from tests.races.racing import Race, run_racers

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
    with run_racers(RACERS) as start:
        yield start


def test_of_many_submissions_with_the_same_file_one_is_accepted(
    services: Services, race: Race
) -> None:
    for _ in range(ROUNDS):
        photo = put_upload(services)
        results = race([partial(send, services, new_id(), photo=photo) for _ in range(RACERS)])
        assert len([result for result in results if isinstance(result, Receipt)]) == 1
        refused = [result for result in results if isinstance(result, errors.AnswersRefused)]
        assert len(refused) == RACERS - 1
        codes = {each.code for result in refused for each in result.problems}
        assert codes <= {"answer.upload_used", "answer.unknown_upload"}
    assert sorted(
        key for keys in list_kept_files(services).values() for key in keys
    ) == list_objects(services, "kept/")


def test_a_submission_with_a_file_sent_many_times_is_one_row(
    services: Services, race: Race
) -> None:
    for number in range(1, ROUNDS + 1):
        photo = put_upload(services)
        results = race([partial(send, services, nth_id(number), photo=photo)] * RACERS)
        receipts = [result for result in results if isinstance(result, Receipt)]
        assert len(receipts) == RACERS
        assert sum(receipt.created for receipt in receipts) == 1
        assert len({receipt.model_copy(update={"created": False}) for receipt in receipts}) == 1
    assert len(list_kept_files(services)) == ROUNDS
    assert sorted(
        key for keys in list_kept_files(services).values() for key in keys
    ) == list_objects(services, "kept/")
    assert list_file_tasks(services) == []


def test_without_the_claim_several_submissions_get_the_same_file(
    services: Services, race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the transaction does not claim the file."""
    operations_to_keep = file_tasks.operations_to_keep
    monkeypatch.setattr(
        file_tasks,
        "operations_to_keep",
        lambda submission: {"keeping": operations_to_keep(submission)["keeping"]},
    )
    monkeypatch.setattr("chalicelib.storage.submissions.raise_for_files", lambda *_: None)
    winners = 0
    for _ in range(ROUNDS):
        photo = put_upload(services)
        results = race([partial(send, services, new_id(), photo=photo) for _ in range(RACERS)])
        winners += len([result for result in results if isinstance(result, Receipt)])
    assert winners > ROUNDS
