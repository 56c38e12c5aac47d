"""Store and erase submissions: the items that are written, and the conditions that refuse a write."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.domain.admission import Gate, GateOwner
from chalicelib.domain.limits import Limit
from chalicelib.domain.mail import Mail
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import IN_FLIGHT, Response, SubmissionFiles
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.admission import AdmissionStore
from chalicelib.storage.checkpoints import CheckpointStore
from chalicelib.storage.claims import PersonTaken
from chalicelib.storage.file_tasks import PATIENCE, FileTask, FileTaskStore
from chalicelib.storage.limits import count_uses
from chalicelib.storage.outbox import LimitedMail, MailRefused, Outbox
from chalicelib.storage.seats import SeatStore
from chalicelib.storage.submissions import (
    AdmissionRefused,
    SeatTaken,
    SubmissionStore,
    UploadTaken,
)
from chalicelib.storage.table import Table, Update, address, number, string
from tests.domain.test_submissions import FILES, RESPONSE
from tests.storage.test_submissions import REGISTRATION
from tests.storage.test_table import conflict, script_table

SHARDS = 16
EVENT, FORM, NOW = RESPONSE.event, RESPONSE.form, RESPONSE.received_at
OTHER_ID = "5d3c2f0a-1b7e-4c88-8a51-2d9f0e6b7c33"
WITH_FILES = replace(RESPONSE, files=FILES)
OWN_FILES = SubmissionFiles(EVENT, FORM, RESPONSE.id, FILES)
PUPIL = replace(REGISTRATION, category="pupil")
PUPIL_WITH_FILES = replace(PUPIL, files=FILES)
PLAIN = replace(REGISTRATION, seat=None, claims=())
"""A registration without a seat and a claim: only its own id can be taken."""
MAIL = Mail(
    id="mail-1",
    created_at=NOW,
    to="aisha@pikir.example",
    template="registered",
    language="kk",
    parameters={"receipt": RESPONSE.receipt},
)
COUNT = count_uses(Limit("test", 9), "someone", NOW)
LETTER = LimitedMail(MAIL, COUNT)
COPY = 5
"""The number of the admission copy that the registrations check."""
EVENT_GATE = Gate(GateOwner.EVENT, 1, True, None, None, {"pupil": 3})
FORM_GATE = Gate(GateOwner.FORM, 1, True, None, None)
CLOSED_EVENT = replace(EVENT_GATE, is_open=False)
TWO_SEATS = replace(EVENT_GATE, capacities={"pupil": 2})
CLOSED_FORM = replace(FORM_GATE, is_open=False)


@pytest.fixture
def table(local_table: Table) -> Table:
    """Return a table with the admission copies of an open form; the event's category has three seats."""
    AdmissionStore(local_table, COPY + 1).create(EVENT, FORM, (EVENT_GATE, FORM_GATE))
    return local_table


@pytest.fixture
def store(table: Table) -> SubmissionStore:
    return SubmissionStore(table)


def read_upload_holder(table: Table, file: str) -> str | None:
    """Return the id of the submission that the file belongs to."""
    item = table.get(keys.upload(EVENT, FORM, file))
    return None if item is None else str(item["holder"]["S"])


def read_file_tasks(table: Table) -> list[FileTask]:
    due = FileTaskStore(table).due(NOW + timedelta(days=30))
    return [task for task in due if isinstance(task, FileTask)]


def give_file_to_another(table: Table, file: str) -> None:
    table.put({**address(keys.upload(EVENT, FORM, file)), "holder": string(OTHER_ID)})


# Responses


@pytest.mark.parametrize("response", [RESPONSE, WITH_FILES])
def test_a_response_is_stored_once(store: SubmissionStore, response: Response) -> None:
    assert store.respond(response, shards=SHARDS) is None
    repeat = replace(response, answers={"overall": 1}, payload_hash="def")
    assert store.respond(repeat, shards=SHARDS) == response
    assert store.get(EVENT, FORM, response.id, shards=SHARDS) == response


def test_files_become_the_responses_own_and_are_to_be_kept(
    table: Table, store: SubmissionStore
) -> None:
    store.respond(WITH_FILES, shards=SHARDS)
    assert [read_upload_holder(table, file) for file in ("a", "b")] == [RESPONSE.id, RESPONSE.id]
    key = keys.files(to_timestamp(NOW + PATIENCE), RESPONSE.id)
    assert read_file_tasks(table) == [FileTask("keep", OWN_FILES, key)]


def test_a_response_with_another_submissions_file_is_not_stored(
    table: Table, store: SubmissionStore
) -> None:
    give_file_to_another(table, "b")
    with pytest.raises(UploadTaken) as refused:
        store.respond(WITH_FILES, shards=SHARDS)
    assert refused.value.ids == ("b",)
    assert store.get(EVENT, FORM, RESPONSE.id, shards=SHARDS) is None
    assert read_upload_holder(table, "a") is None


def test_a_response_whose_transaction_meets_a_conflict_and_throttling_is_unavailable() -> None:
    cancelled = conflict("None", "TransactionConflict", "ThrottlingError", "None")
    table, _, _ = script_table(cancelled)
    with pytest.raises(errors.Unavailable):
        SubmissionStore(table).respond(WITH_FILES, shards=SHARDS)


# Registrations


def test_a_registration_is_stored_with_its_seat_its_claims_and_its_mail(
    table: Table, store: SubmissionStore
) -> None:
    assert store.register(PUPIL, LETTER, COPY) is None
    assert store.get(EVENT, FORM, PUPIL.id, shards=1) == PUPIL
    holder = keys.submission(EVENT, FORM, PUPIL.id)
    assert SeatStore(table).holders(EVENT, "pupil") == {3: holder}
    for claim in (keys.claim(EVENT, "aa"), keys.claim(EVENT, "bb")):
        assert table.get(claim) == {
            **address(claim),
            "form": string(FORM),
            "holder": string(PUPIL.id),
        }
    assert list(Outbox(table).waiting(before=NOW + timedelta(days=1))) == [MAIL]


def test_a_registration_without_seat_and_person_is_stored_alone(
    table: Table, store: SubmissionStore
) -> None:
    registration = replace(PLAIN, category="pupil")
    assert store.register(registration, None, COPY) is None
    assert store.get(EVENT, FORM, registration.id, shards=1) == registration
    assert SeatStore(table).holders(EVENT, "pupil") == {}
    assert list(Outbox(table).waiting(before=NOW + timedelta(days=1))) == []


def test_a_mail_beyond_its_limit_refuses_the_registration_that_brings_it(
    table: Table, store: SubmissionStore
) -> None:
    letter = LimitedMail(MAIL, count_uses(Limit("test", 1), "someone", NOW))
    table.update(letter.count)
    with pytest.raises(MailRefused):
        store.register(PUPIL, letter, COPY)
    assert store.get(EVENT, FORM, PUPIL.id, shards=1) is None
    assert store.register(PUPIL, None, COPY) is None
    assert list(Outbox(table).waiting(before=NOW + timedelta(days=1))) == []


@pytest.mark.parametrize("registration", [PLAIN, PUPIL, PUPIL_WITH_FILES])
def test_a_registration_is_stored_once(
    table: Table, store: SubmissionStore, registration: Registration
) -> None:
    store.register(registration, LETTER, COPY)
    repeat = replace(registration, answers={"overall": 1}, payload_hash="def")
    assert (
        store.register(repeat, replace(LETTER, mail=replace(MAIL, id="mail-2")), COPY)
        == registration
    )
    assert store.get(EVENT, FORM, registration.id, shards=1) == registration
    assert list(Outbox(table).waiting(before=NOW + timedelta(days=1))) == [MAIL]


def test_files_become_the_registrations_own_and_are_to_be_kept(
    table: Table, store: SubmissionStore
) -> None:
    assert store.register(PUPIL_WITH_FILES, None, COPY) is None
    assert store.get(EVENT, FORM, PUPIL.id, shards=1) == PUPIL_WITH_FILES
    assert [read_upload_holder(table, file) for file in ("a", "b")] == [PUPIL.id, PUPIL.id]
    key = keys.files(to_timestamp(NOW + PATIENCE), PUPIL.id)
    assert read_file_tasks(table) == [FileTask("keep", OWN_FILES, key)]


@pytest.mark.parametrize(
    ("second", "refusal"),
    [
        (replace(PUPIL, id=OTHER_ID, seat=2), PersonTaken),
        (replace(PUPIL, id=OTHER_ID, claims=("cc",)), SeatTaken),
        (replace(PUPIL, id=OTHER_ID), PersonTaken),
    ],
)
def test_a_person_or_a_seat_is_registered_once(
    store: SubmissionStore, second: Registration, refusal: type[Exception]
) -> None:
    store.register(PUPIL, None, COPY)
    with pytest.raises(refusal):
        store.register(second, None, COPY)
    assert store.get(EVENT, FORM, OTHER_ID, shards=1) is None


def test_a_registration_with_another_submissions_file_is_not_stored(
    table: Table, store: SubmissionStore
) -> None:
    give_file_to_another(table, "a")
    with pytest.raises(UploadTaken) as refused:
        store.register(PUPIL_WITH_FILES, None, COPY)
    assert refused.value.ids == ("a",)
    assert store.get(EVENT, FORM, PUPIL.id, shards=1) is None


@pytest.mark.parametrize(
    "gates",
    [(CLOSED_EVENT, FORM_GATE), (TWO_SEATS, FORM_GATE), (EVENT_GATE, CLOSED_FORM)],
    ids=["event-closed", "no-such-seat", "form-closed"],
)
def test_refused_admission_carries_the_admission_copy(
    table: Table, store: SubmissionStore, gates: tuple[Gate, Gate]
) -> None:
    key = keys.admission(EVENT, FORM, COPY)
    AdmissionStore(table, COPY + 1).repair(EVENT, FORM, COPY, table.get(key), gates)
    with pytest.raises(AdmissionRefused) as refused:
        store.register(PUPIL, None, COPY)
    assert refused.value.item == table.get(key)
    assert store.get(EVENT, FORM, PUPIL.id, shards=1) is None


def test_only_the_given_admission_copy_is_checked(table: Table, store: SubmissionStore) -> None:
    other = table.get(keys.admission(EVENT, FORM, 0))
    AdmissionStore(table, COPY + 1).repair(EVENT, FORM, 0, other, (CLOSED_EVENT, CLOSED_FORM))
    assert store.register(PUPIL, None, COPY) is None


def test_a_missing_admission_copy_admits_nobody(store: SubmissionStore) -> None:
    with pytest.raises(AdmissionRefused) as refused:
        store.register(PUPIL, None, COPY + 1)
    assert refused.value.item is None


@pytest.mark.parametrize(
    "store_submission",
    [
        lambda store: store.respond(WITH_FILES, shards=SHARDS),
        lambda store: store.register(PUPIL, None, COPY),
    ],
    ids=["respond", "register"],
)
def test_a_cancellation_must_give_a_reason_for_each_operation(
    store_submission: Callable[[SubmissionStore], object],
) -> None:
    table, _, _ = script_table(conflict("ConditionalCheckFailed", "None"))
    with pytest.raises(ValueError, match="shorter"):
        store_submission(SubmissionStore(table))


# Erasing


def test_erasing_a_registration_frees_its_seat_and_its_claims_and_raises_the_epoch(
    table: Table, store: SubmissionStore
) -> None:
    store.register(PUPIL, None, COPY)
    store.erase(PUPIL, shards=1, now=NOW)
    assert store.get(EVENT, FORM, PUPIL.id, shards=1) is None
    assert SeatStore(table).holders(EVENT, "pupil") == {}
    assert [table.get(keys.claim(EVENT, claim)) for claim in ("aa", "bb")] == [None, None]
    assert CheckpointStore(table).read(EVENT, FORM).epoch == 1
    assert read_file_tasks(table) == []


def test_a_registration_without_seat_and_person_is_erased_alone(
    table: Table, store: SubmissionStore
) -> None:
    registration = replace(PLAIN, category="pupil")
    store.register(registration, None, COPY)
    store.erase(registration, shards=1, now=NOW)
    assert store.get(EVENT, FORM, registration.id, shards=1) is None


@pytest.mark.parametrize("shards", [1, SHARDS])
def test_erasing_a_response_raises_the_epoch_of_its_form(
    table: Table, store: SubmissionStore, shards: int
) -> None:
    for epoch, response in ((1, RESPONSE), (2, replace(RESPONSE, id=OTHER_ID))):
        store.respond(response, shards=shards)
        store.erase(response, shards=shards, now=NOW)
        assert store.get(EVENT, FORM, response.id, shards=shards) is None
        assert CheckpointStore(table).read(EVENT, FORM).epoch == epoch


@pytest.mark.parametrize("submission", [WITH_FILES, PUPIL_WITH_FILES])
def test_the_files_of_an_erased_submission_are_to_be_erased_and_no_longer_kept(
    table: Table, store: SubmissionStore, submission: Response | Registration
) -> None:
    if isinstance(submission, Registration):
        store.register(submission, None, COPY)
    else:
        store.respond(submission, shards=1)
    now = NOW + timedelta(hours=1)
    store.erase(submission, shards=1, now=now)
    assert store.get(EVENT, FORM, submission.id, shards=1) is None
    assert [read_upload_holder(table, file) for file in ("a", "b")] == [None, None]
    key = keys.files(to_timestamp(now + IN_FLIGHT), submission.id)
    assert read_file_tasks(table) == [FileTask("erase", OWN_FILES, key)]


HOLDER = keys.submission(EVENT, FORM, PUPIL.id)
TO_ANOTHER_HASH = Update(HOLDER, "SET payload_hash = :new", values={":new": string("def")})
TO_ANOTHER_PERSON = Update(
    keys.claim(EVENT, "aa"), "SET holder = :new", values={":new": string(OTHER_ID)}
)
TO_ANOTHER_SEAT_HOLDER = Update(
    keys.seat(EVENT, "pupil", 3), "SET holder_sk = :new", values={":new": string(OTHER_ID)}
)


TO_ANOTHER_REVISION = Update(HOLDER, "SET revision = :two", values={":two": number(2)})


@pytest.mark.parametrize(
    "change",
    [TO_ANOTHER_HASH, TO_ANOTHER_PERSON, TO_ANOTHER_SEAT_HOLDER, TO_ANOTHER_REVISION],
)
def test_a_registration_that_changed_since_it_was_read_is_not_erased(
    table: Table, store: SubmissionStore, change: Update
) -> None:
    store.register(PUPIL, None, COPY)
    table.update(change)
    with pytest.raises(errors.ChangedMeanwhile):
        store.erase(PUPIL, shards=1, now=NOW)
    assert store.get(EVENT, FORM, PUPIL.id, shards=1) is not None
    assert CheckpointStore(table).read(EVENT, FORM).epoch == 0


def test_erasing_is_one_transaction() -> None:
    table, client, _ = script_table({})
    SubmissionStore(table).erase(PUPIL, shards=1, now=NOW)
    return_old_item = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    assert client.requests == [
        {
            "method": "transact_write_items",
            "TransactItems": [
                {
                    "Put": {
                        "TableName": "pikir",
                        "Item": {
                            **address(HOLDER),
                            "kind": string("erased"),
                            "erased_at": string(to_timestamp(NOW)),
                        },
                        "ConditionExpression": "payload_hash = :hash AND "
                        "(attribute_not_exists(revision) OR revision = :revision)",
                        "ExpressionAttributeValues": {
                            ":hash": string("abc"),
                            ":revision": number(1),
                        },
                        **return_old_item,
                    }
                },
                {
                    "Update": {
                        "TableName": "pikir",
                        "Key": address(keys.checkpoint(EVENT, FORM)),
                        "UpdateExpression": "ADD epoch :one",
                        "ExpressionAttributeValues": {":one": number(1)},
                    }
                },
                {
                    "Delete": {
                        "TableName": "pikir",
                        "Key": address(keys.seat(EVENT, "pupil", 3)),
                        "ConditionExpression": "holder_pk = :pk AND holder_sk = :sk",
                        "ExpressionAttributeValues": {
                            ":pk": string(HOLDER.pk),
                            ":sk": string(HOLDER.sk),
                        },
                        **return_old_item,
                    }
                },
                {
                    "Delete": {
                        "TableName": "pikir",
                        "Key": address(keys.claim(EVENT, "aa")),
                        "ConditionExpression": "holder = :id",
                        "ExpressionAttributeValues": {":id": string(PUPIL.id)},
                        **return_old_item,
                    }
                },
                {
                    "Delete": {
                        "TableName": "pikir",
                        "Key": address(keys.claim(EVENT, "bb")),
                        "ConditionExpression": "holder = :id",
                        "ExpressionAttributeValues": {":id": string(PUPIL.id)},
                        **return_old_item,
                    }
                },
            ],
        }
    ]
