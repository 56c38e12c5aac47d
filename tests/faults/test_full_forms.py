"""A form whose item collection is full refuses further answers, and its organiser sees it."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib import errors, wiring
from chalicelib.actions import forms
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import ANYONE
from chalicelib.settings import Settings
from tests.actions.setting import (
    ORGANISER,
    answers_of_a_pupil,
    nth_id,
    open_event,
    register,
    respond,
)
from tests.proxy import Forward, ProxyReply, ProxyRequest, proxy_before

ERROR = "com.amazonaws.dynamodb.v20120810#"


class FullCollections:
    """Refuses every new submission as DynamoDB does when its item collection holds 10 GB."""

    def __init__(self) -> None:
        self.are_full = False

    def __call__(self, request: ProxyRequest, forward: Forward) -> ProxyReply:
        if self.are_full and b'"RESP#' in request.body:
            if request.operation == "PutItem":
                return refusal("ItemCollectionSizeLimitExceededException")
            if request.operation == "TransactWriteItems":
                full, none = {"Code": "ItemCollectionSizeLimitExceeded"}, {"Code": "None"}
                items = request.parameters["TransactItems"]
                reasons = [full if "RESP#" in json.dumps(each) else none for each in items]
                return refusal("TransactionCanceledException", CancellationReasons=reasons)
        return forward(request)


def refusal(name: str, **more: object) -> ProxyReply:
    return ProxyReply(400, json.dumps({"__type": ERROR + name, "message": "", **more}).encode())


@pytest.fixture
def collections() -> FullCollections:
    return FullCollections()


@pytest.fixture
def services(dynoxide_settings: Settings, collections: FullCollections) -> Iterator[Services]:
    assert dynoxide_settings.dynamodb_endpoint is not None
    with proxy_before(dynoxide_settings.dynamodb_endpoint, collections) as endpoint:
        settings = replace(dynoxide_settings, dynamodb_endpoint=endpoint)
        services = wiring.make(settings)
        open_event(services, ends_at="2099-06-13T13:00:00+05:00")
        yield services


def test_a_full_form_refuses_new_answers_and_repeats_first_receipts(
    services: Services, collections: FullCollections
) -> None:
    first = respond(services, nth_id(1))
    seat = register(services, answers_of_a_pupil(), nth_id(2))
    collections.are_full = True
    with pytest.raises(errors.FormFull):
        respond(services, nth_id(3))
    with pytest.raises(errors.FormFull):
        register(services, answers_of_a_pupil(2), nth_id(4))
    assert respond(services, nth_id(1)) == first.model_copy(update={"created": False})
    assert register(services, answers_of_a_pupil(), nth_id(2)) == seat.model_copy(
        update={"created": False}
    )
    for form in ("impressions", "registration"):
        record = forms.show_record(services, ANYONE, "round-table", form)
        assert record.full_at is not None
    assert len(services.seats.holders("round-table", "pupil")) == 1
    collections.are_full = False
    assert respond(services, nth_id(3)).created
    forms.reopen_form(services, ORGANISER, "round-table", "impressions")
    assert forms.show_record(services, ANYONE, "round-table", "impressions").full_at is None
