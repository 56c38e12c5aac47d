"""A reply lost after the commit leaves one row, one seat, one mail and the same receipt."""

from collections.abc import Callable, Iterator

import pytest

from chalicelib import errors, wiring
from chalicelib.actions import stored_submissions, submissions
from chalicelib.actions.services import Services
from chalicelib.domain.submissions import Receipt
from chalicelib.settings import Settings
from chalicelib.storage.connection import ATTEMPTS, client
from chalicelib.storage.table import Table
from chalicelib.storage.transport import Timeouts
from tests.actions.setting import (
    ORGANISER,
    answers_of_a_pupil,
    change,
    nth_id,
    open_event,
    register,
    respond,
    services_on,
)
from tests.faults.proxy import Faults, proxy_before

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


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def services(dynoxide_settings: Settings, faults: Faults) -> Iterator[Services]:
    """Give services whose requests pass the faulty proxy, over connections that are already open."""
    endpoint = dynoxide_settings.dynamodb_endpoint
    assert endpoint is not None
    with proxy_before(endpoint, faults) as proxy:
        settings = dynoxide_settings.model_copy(update={"dynamodb_endpoint": proxy})
        table = Table(client(settings, Timeouts(connect=5, read=1)), settings.table)
        services = services_on(settings, wiring.now, table)
        open_event(services)
        for form in ("impressions", "registration"):
            entry = services.catalogue.entry("round-table", form)
            services.catalogue.form(entry.event, entry.record, 1)
        faults.carried_out.clear()
        yield services


def assert_there_is_one(services: Services, form: str, receipt: Receipt) -> None:
    page = stored_submissions.list_submissions(services, ORGANISER, "round-table", form)
    assert [(row.id, row.receipt, row.received_at) for row in page.rows] == [
        (receipt.id, receipt.receipt, receipt.received_at)
    ]
    if form == "registration":
        assert len(services.seats.holders("round-table", "pupil")) == 1
        assert len(list(services.outbox.waiting(before=wiring.now()))) == 1


@SENDERS
@pytest.mark.parametrize(("lost", "stall"), [(1, 0), (ATTEMPTS - 1, 0), (1, 1.5)])
def test_a_reply_that_is_lost_costs_a_retry_and_nothing_else(
    services: Services,
    faults: Faults,
    send: Send,
    form: str,
    operation: str,
    lost: int,
    stall: float,
) -> None:
    faults.lose(operation, lost, stall=stall)
    receipt = send(services)
    assert faults.carried_out[operation] == lost + 1
    assert_there_is_one(services, form, receipt)


@SENDERS
def test_when_every_reply_is_lost_the_sender_asks_again_and_gets_the_receipt(
    services: Services, faults: Faults, send: Send, form: str, operation: str
) -> None:
    faults.lose(operation, 100)
    with pytest.raises(errors.Unavailable):
        send(services)
    faults.lose(operation, 0)
    receipt = send(services)
    assert not receipt.created
    assert_there_is_one(services, form, receipt)
    assert send(services) == receipt.model_copy(update={"created": False})


@SENDERS
def test_the_receipt_is_there_even_if_the_form_closed_in_between(
    services: Services, faults: Faults, send: Send, form: str, operation: str
) -> None:
    faults.lose(operation, 100)
    with pytest.raises(errors.Unavailable):
        send(services)
    faults.lose(operation, 0)
    change(services, state="closed")
    assert_there_is_one(services, form, send(services))


def test_without_the_condition_a_lost_reply_makes_two(services: Services, faults: Faults) -> None:
    """Negative control: a new id for each attempt."""
    faults.lose("PutItem", 100)
    with pytest.raises(errors.Unavailable):
        respond(services)
    faults.lose("PutItem", 0)
    respond(services)
    page = stored_submissions.list_submissions(services, ORGANISER, "round-table", "impressions")
    assert len(page.rows) == 2


def test_a_change_of_an_event_is_applied_once_although_its_reply_is_lost(
    services: Services, faults: Faults
) -> None:
    faults.lose("TransactWriteItems", 1)
    assert change(services, title={"en": "Round table on reading"}).revision == 1
    kept = services.events.get("round-table")
    assert kept is not None
    assert kept.revision == 1


def test_a_read_whose_reply_is_lost_is_repeated(services: Services, faults: Faults) -> None:
    send_response(services)
    faults.lose("GetItem", 2)
    assert submissions.show_receipt(services, "round-table", "impressions", nth_id(1)).id == nth_id(
        1
    )
