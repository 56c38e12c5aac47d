"""What a monitor is told at ``/healthz``."""

from typing import TYPE_CHECKING

from chalicelib import __version__
from tests.slowness import Stopwatch, on_slow_database
from tests.web.client import ALL_ROUTES, Client, app_of

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


def test_a_monitor_learns_the_version_at_the_price_of_one_read(services: "Services") -> None:
    clock = Stopwatch()
    counted, database = on_slow_database(services, clock, 0.01)
    reply = Client(app_of(ALL_ROUTES, counted, clock)).get("/healthz")
    assert (reply.status, reply.json) == (200, {"status": "ok", "version": __version__})
    assert reply.headers["cache-control"] == "no-store"
    assert database.calls == ["get_item"]


def test_a_monitor_learns_that_the_database_does_not_answer(services: "Services") -> None:
    clock = Stopwatch()
    stalled, _ = on_slow_database(services, clock, 60)
    reply = Client(app_of(ALL_ROUTES, stalled, clock)).get("/healthz")
    assert (reply.status, reply.code) == (503, "service.unavailable")
