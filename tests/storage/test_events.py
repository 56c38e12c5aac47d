"""An event's key: made with it, kept through every change, used by its submissions, shown nowhere."""

import base64

import pytest

from chalicelib.actions.services import Services
from chalicelib.domain.submissions import receipt_code
from chalicelib.settings import Settings
from chalicelib.storage import keys
from tests.actions.setting import Clock, change, nth_id, open_event, respond, services_on


@pytest.fixture
def services(dynoxide_settings: Settings) -> Services:
    services = services_on(dynoxide_settings, Clock())
    open_event(services)
    open_event(services, id="another")
    return services


def stored_key(services: Services, event: str = "round-table") -> bytes:
    item = services.table.get(keys.event(event))
    assert item is not None
    return bytes(item["event_key"]["B"])


def test_each_event_has_a_random_key(services: Services) -> None:
    one, other = stored_key(services), stored_key(services, "another")
    assert len(one) == len(other) == 32
    assert one != other


def test_a_change_keeps_the_key_and_the_receipts(services: Services) -> None:
    key = stored_key(services)
    receipt = respond(services, nth_id(1)).receipt
    assert receipt == receipt_code(key, "round-table", "impressions", nth_id(1))
    categories = [{"name": "pupil", "label": {"kk": "Оқушы"}, "capacity": 1}]
    change(services, title={"kk": "Басқа атау"})
    change(services, categories=categories)  # under a hold
    assert stored_key(services) == key
    entry = services.catalogue.reread("round-table", "impressions")
    assert (entry.event.revision, entry.key) == (2, key)
    item = services.table.get(keys.event("round-table"))
    assert item is not None
    assert "held_by" not in item


def test_no_key_is_shown(services: Services) -> None:
    key = stored_key(services)
    event = services.events.get("round-table")
    assert event is not None
    lines = "".join(line.model_dump_json() for line in services.events.lines())
    entry = services.catalogue.entry("round-table", "impressions")
    shown = f"{event.model_dump_json()}{lines}{entry!r}"
    for spelled in (repr(key)[2:-1], key.hex(), base64.b64encode(key).decode()):
        assert spelled not in shown
