"""Pikir over HTTP with S3 from moto: services, callers with and without a token, an event with forms."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.web.api import samples
from tests.web.client import ALL_ROUTES, Client, app_of

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.settings import Settings


@pytest.fixture
def services(files_settings: "Settings") -> "Services":
    from chalicelib import wiring

    return replace(wiring.make(files_settings), admission_copies=2)


@pytest.fixture
def anyone(services: "Services") -> Client:

    return Client(app_of(ALL_ROUTES, services))


@pytest.fixture
def organiser(services: "Services") -> Client:
    from chalicelib.actions import access
    from chalicelib.domain.permissions import Actor

    actor = Actor(kind="organiser", id="organiser@pikir.example")
    secret = access.create_token(services, actor, "tests").token
    return Client(app_of(ALL_ROUTES, services), token=secret)


@pytest.fixture
def filled(organiser: Client) -> Client:
    """An organiser with an open event whose forms are both published."""
    fill(organiser)
    return organiser


def fill(organiser: Client) -> None:
    address = "/api/v1/events/round-table"
    assert organiser.send_json("POST", "/api/v1/events", samples.EVENT).status == 201
    for form in (samples.IMPRESSIONS, samples.REGISTRATION):
        there = f"{address}/forms/{form['name']}"
        assert organiser.send_json("PUT", there, form).status == 200
        assert organiser.request("POST", f"{there}/publish").status == 200
    assert organiser.send_json("PATCH", address, {"state": "open"}).status == 200
