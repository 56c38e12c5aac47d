"""Services behind the faulty proxy, with an open event."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib import wiring
from chalicelib.actions.services import Services
from chalicelib.settings import Settings
from chalicelib.storage.connection import client
from chalicelib.storage.direct.connection import Timeouts
from chalicelib.storage.table import Table
from tests.actions.setting import open_event, services_on
from tests.faults.proxy import Faults, proxy_before


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def services(dynoxide_settings: Settings, faults: Faults) -> Iterator[Services]:
    """Give services whose requests pass the faulty proxy, over connections that are already open."""
    endpoint = dynoxide_settings.dynamodb_endpoint
    assert endpoint is not None
    with proxy_before(endpoint, faults) as proxy:
        settings = replace(dynoxide_settings, dynamodb_endpoint=proxy)
        table = Table(client(settings, timeouts=Timeouts(connect=5, read=1)), settings.table)
        services = services_on(settings, wiring.now, table)
        open_event(services)
        for form in ("impressions", "registration"):
            entry = services.catalogue.entry("round-table", form)
            services.catalogue.form(entry.event, entry.record, 1)
        faults.forwarded.clear()
        yield services
