"""A reply lost after the commit leaves one row, one seat, one mail and the same receipt."""

from collections.abc import Callable

import pytest

from chalicelib import errors, wiring
from chalicelib.actions import stored_submissions, submissions
from chalicelib.actions.services import Services
from chalicelib.domain.submissions import Receipt
from chalicelib.storage.direct.retries import ATTEMPTS
from tests.actions.setting import (
    ORGANISER,
    answers_of_a_pupil,
    change,
    nth_id,
    register,
    respond,
)
from tests.faults.proxy import Faults

pytestmark = pytest.mark.dynoxide

Send = Callable[[Services], Receipt]


def send_response(services: Services) -> Receipt:
    return respond(services, nth_id(1))


def send_registration(services: Services) -> Receipt:
    return register(services, answers_of_a_pupil(), nth_id(1))


SENDERS = pytest.mark.parametrize(
    ("send", "form", "operation"),
    [
        (send_response, "impressions", "PutItem"),
        (send_registration, "registration", "TransactWriteItems"),
    ],
)


def assert_stored_once(services: Services, form: str, receipt: Receipt) -> None:
    page = stored_submissions.list_submissions(services, ORGANISER, "round-table", form)
    assert [(row.id, row.receipt, row.received_at) for row in page.rows] == [
        (receipt.id, receipt.receipt, receipt.received_at)
    ]
    if form == "registration":
        assert len(services.seats.holders("round-table", "pupil")) == 1
        assert len(list(services.outbox.waiting(before=wiring.now()))) == 1


@pytest.mark.both_clients
@SENDERS
@pytest.mark.parametrize(("replies_lost", "stall"), [(1, 0), (ATTEMPTS - 1, 0), (1, 1.5)])
def test_a_lost_reply_costs_a_retry_and_nothing_else(
    services: Services,
    faults: Faults,
    send: Send,
    form: str,
    operation: str,
    replies_lost: int,
    stall: float,
) -> None:
    faults.lose(operation, replies_lost, stall=stall)
    receipt = send(services)
    assert faults.forwarded[operation] == replies_lost + 1
    assert_stored_once(services, form, receipt)


@pytest.mark.both_clients
@SENDERS
def test_after_only_lost_replies_a_repeat_gets_the_receipt(
    services: Services, faults: Faults, send: Send, form: str, operation: str
) -> None:
    faults.lose(operation, 100)
    with pytest.raises(errors.Unavailable):
        send(services)
    faults.lose(operation, 0)
    receipt = send(services)
    assert not receipt.created
    assert_stored_once(services, form, receipt)
    assert send(services) == receipt.model_copy(update={"created": False})


@SENDERS
def test_after_only_lost_replies_a_repeat_gets_the_receipt_of_a_closed_event(
    services: Services, faults: Faults, send: Send, form: str, operation: str
) -> None:
    faults.lose(operation, 100)
    with pytest.raises(errors.Unavailable):
        send(services)
    faults.lose(operation, 0)
    change(services, state="closed")
    assert_stored_once(services, form, send(services))


def test_without_a_stable_id_a_lost_reply_makes_two_rows(
    services: Services, faults: Faults
) -> None:
    """Negative control: each attempt has a new id."""
    faults.lose("PutItem", 100)
    with pytest.raises(errors.Unavailable):
        respond(services)
    faults.lose("PutItem", 0)
    respond(services)
    page = stored_submissions.list_submissions(services, ORGANISER, "round-table", "impressions")
    assert len(page.rows) == 2


def test_a_change_of_an_event_is_applied_once_when_its_reply_is_lost(
    services: Services, faults: Faults
) -> None:
    faults.lose("TransactWriteItems", 1)
    assert change(services, title={"en": "Round table on reading"}).revision == 1
    stored = services.events.get("round-table")
    assert stored is not None
    assert stored.revision == 1


def test_a_read_is_repeated_when_its_reply_is_lost(services: Services, faults: Faults) -> None:
    send_response(services)
    faults.lose("GetItem", 2)
    assert submissions.show_receipt(services, "round-table", "impressions", nth_id(1)).id == nth_id(
        1
    )
