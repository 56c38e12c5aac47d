"""Whatever fails after a submission's commit: it is stored, and its sender gets the receipt."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from typing_extensions import override

from chalicelib import errors
from chalicelib.actions import stored_submissions, submissions
from chalicelib.actions.services import Services
from chalicelib.domain.submissions import Receipt, Submission
from chalicelib.settings import Settings
from chalicelib.storage.submissions import RegistrationConflict, SubmissionStore
from chalicelib.storage.table import Table
from tests.actions import photos
from tests.actions import test_unconfirmed_places as places
from tests.actions.setting import (
    CONFIRMING,
    ORGANISER,
    Clock,
    as_json,
    nth_id,
    publish,
    services_on,
)
from tests.actions.setting import register as register_place
from tests.calls import watching, watching_client

DENIED = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "PutItem")
STOPPED = EndpointConnectionError(endpoint_url="https://dynamodb.example")
MISTAKE = LookupError("a mistake of Pikir's own")
FAULTS = pytest.mark.parametrize(
    "fault", [DENIED, STOPPED, MISTAKE], ids=lambda fault: type(fault).__name__
)
RATING: dict[str, Any] = {
    "name": "ratings",
    "purpose": "impressions",
    "title": {"kk": "Баға"},
    "questions": [{"type": "range", "name": "overall", "label": {"kk": "Баға"}}],
}


@pytest.fixture
def services(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    services = services_on(local_settings, clock, local_table)
    photos.open_photos(services)
    publish(services, RATING)
    return services


def respond(services: Services) -> Receipt:
    body = as_json({"id": nth_id(1), "answers": {"overall": 5}})
    return submissions.submit_json(services, photos.EVENT, "ratings", body, "kk")


def register(services: Services) -> Receipt:
    answers = {"category": "teacher", "name": "Бота"}
    body = as_json({"id": nth_id(1), "answers": answers})
    return submissions.submit_json(
        services, photos.EVENT, "entrants", body, "kk", client="192.0.2.1"
    )


class MeetingAnother(SubmissionStore):
    """Its first transaction meets another one on the counter of the network."""

    met = False

    @override
    def register(self, *arguments: Any, **more: Any) -> Submission | None:
        if not self.met:
            self.met = True
            raise RegistrationConflict(on_seat=False, on_count=True)
        return super().register(*arguments, **more)


@contextmanager
def failing_after(services: Services, commit: str, fault: Exception) -> Iterator[list[str]]:
    """Let every call to AWS fail after the first one of that name; yield the names of that one and of those."""
    calls: list[str] = []

    def fail(operation: str, _: object) -> None:
        if commit in calls:
            calls.append(operation)
            raise fault
        if operation == commit:
            calls.append(operation)

    with (
        watching(services.table, fail),
        watching_client(services.bucket._client, fail),
        watching_client(services.mail_queue._client, fail),
    ):
        yield calls


@FAULTS
@pytest.mark.parametrize("send", [respond, register], ids=lambda send: send.__name__)
def test_a_stored_submission_is_answered_with_its_receipt(
    services: Services, send: Callable[[Services], Receipt], fault: Exception
) -> None:
    commit = "PutItem" if send is respond else "TransactWriteItems"
    with failing_after(services, commit, fault) as calls:
        receipt = send(services)
    assert receipt.created
    assert calls == [commit, "PutItem"]  # the note of the arrival failed
    assert send(services) == receipt.model_copy(update={"created": False})


@FAULTS
def test_files_of_a_stored_submission_are_kept_later(
    services: Services, clock: Clock, fault: Exception
) -> None:
    upload = photos.put_upload(services)
    with failing_after(services, "TransactWriteItems", fault) as calls:
        receipt = photos.send(services, nth_id(2), photo=upload)
    assert receipt.created
    assert calls[1:3] == ["PutItem", "UpdateItem"]  # the note, the limit's counter, then the bucket
    assert len(calls) > 3
    photos.sweep_all(services, clock.forward)
    kept = photos.list_kept_files(services)[receipt.id]
    assert photos.list_objects(services, "kept/") == kept


@FAULTS
def test_a_repeat_that_cannot_be_taken_off_the_limit_gets_its_receipt(
    services: Services, fault: Exception
) -> None:
    """It was counted apart, since it met another registration of its network."""
    first = register(services)
    services.__dict__["submissions"] = MeetingAnother(services.table)
    with failing_after(services, "TransactWriteItems", fault) as calls:
        again = register(services)
    assert calls == ["TransactWriteItems", "UpdateItem"]
    assert again == first.model_copy(update={"created": False})


def test_a_repeat_has_nothing_to_be_taken_off_the_limit(services: Services) -> None:
    first = register(services)
    with failing_after(services, "TransactWriteItems", MISTAKE) as calls:
        again = register(services)
    assert calls == ["TransactWriteItems"]
    assert again == first.model_copy(update={"created": False})


@FAULTS
def test_a_place_that_waits_for_its_letter_is_taken_and_confirmed(
    services: Services, fault: Exception
) -> None:
    publish(services, CONFIRMING)
    answers = {"category": "teacher", "name": "Бота", "email": "bota@pikir.example"}
    with failing_after(services, "TransactWriteItems", fault) as calls:
        receipt = register_place(services, answers, nth_id(3))
    assert (receipt.status, receipt.created) == ("awaiting_confirmation", True)
    assert calls == ["TransactWriteItems", "SendMessage", "PutItem"]
    with failing_after(services, "TransactWriteItems", fault) as calls:
        assert places.confirm_by_letter(services).status == "confirmed"
    assert calls == ["TransactWriteItems", "UpdateItem"]


@FAULTS
def test_an_erasure_is_done_although_what_follows_fails(
    services: Services, fault: Exception
) -> None:
    upload = photos.put_upload(services)
    receipt = photos.send(services, nth_id(2), photo=upload)
    with failing_after(services, "TransactWriteItems", fault):
        stored_submissions.erase_submission(services, ORGANISER, photos.EVENT, "photos", receipt.id)
    with pytest.raises(errors.SubmissionErased):
        submissions.show_receipt(services, photos.EVENT, "photos", receipt.id)


def test_the_log_names_the_step_and_nothing_that_was_typed(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    with failing_after(services, "TransactWriteItems", LookupError("Бота")):
        register(services)
    (line,) = [record.message for record in caplog.records if record.name == "pikir.submissions"]
    assert json.loads(line) == {
        "after_commit": "note",
        "event": photos.EVENT,
        "form": "entrants",
        "submission": nth_id(1),
        "failed": "LookupError",
    }
