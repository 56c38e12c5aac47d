"""Fixtures for races: services behind a layer that lets simultaneous transactions conflict as DynamoDB does."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib import wiring
from chalicelib.actions.services import Services
from chalicelib.settings import Settings
from tests.actions.setting import open_event
from tests.conflicts import conflicts_before
from tests.races.racing import Race, run_racers


@pytest.fixture(scope="module")
def layer(dynoxide_endpoint: str) -> Iterator[str]:
    """Run the conflict layer and give its address."""
    with conflicts_before(dynoxide_endpoint, 0.004) as address:
        yield address


@pytest.fixture
def services(dynoxide_settings: Settings, layer: str) -> Services:
    """Give services whose requests pass the conflict layer, and an open event."""
    services = wiring.make(replace(dynoxide_settings, dynamodb_endpoint=layer))
    open_event(services)
    return services


@pytest.fixture(scope="module")
def race() -> Iterator[Race]:
    """Give a function that runs two calls at once."""
    with run_racers(2) as start:
        yield start
