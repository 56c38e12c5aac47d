"""Fixtures for tests over HTTP: services, clients with and without a token, and an event with forms.

The table is Dynoxide's; S3 is moto's.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.web.api import samples
from tests.web.client import ALL_ROUTES, Client, app_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.actions.services import Services
    from chalicelib.settings import Settings


@pytest.fixture
def services(files_settings: "Settings") -> "Services":
    from chalicelib import wiring

    return replace(wiring.make(files_settings), admission_copies=2)


@pytest.fixture
def anyone(services: "Services") -> Client:
    """Return a client without a token."""
    return Client(app_of(ALL_ROUTES, services))


@pytest.fixture
def organiser(services: "Services") -> Client:
    """Return a client with an organiser's API token."""
    from chalicelib.actions import access
    from chalicelib.domain.permissions import Actor

    actor = Actor.owner("organiser@pikir.example")
    secret = access.create_token(services, actor, "tests").token
    return Client(app_of(ALL_ROUTES, services), token=secret)


@pytest.fixture
def open_event(organiser: Client) -> None:
    """Create an event, publish both of its forms, and open it."""
    address = "/api/v1/events/round-table"
    assert organiser.send_json("POST", "/api/v1/events", samples.EVENT).status == 201
    for form in (samples.IMPRESSIONS, samples.REGISTRATION):
        form_address = f"{address}/forms/{form['name']}"
        assert organiser.send_json("PUT", form_address, form).status == 200
        assert organiser.request("POST", f"{form_address}/publish").status == 200
    assert organiser.send_json("PATCH", address, {"state": "open"}).status == 200


@pytest.fixture
def scan_table(
    dynoxide_client: "DynamoDBClient", dynoxide_settings: "Settings"
) -> Callable[[], object]:
    """Return a function that reads every item of the table without Pikir's own code."""

    def scan() -> object:
        return dynoxide_client.scan(TableName=dynoxide_settings.table)["Items"]

    return scan
