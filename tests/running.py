"""Pikir behind HTTP in this process, for programs that use its API."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chalice.app import Chalice

from chalicelib import wiring
from chalicelib.actions import access
from chalicelib.domain.permissions import Actor
from chalicelib.web.endpoint import Endpoint
from chalicelib.web.request import ANYWHERE
from chalicelib.web.routes import declare
from local.server import Server
from tests.web.client import ALL_ROUTES

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.settings import Settings


@dataclass(frozen=True)
class RunningPikir:
    """A running Pikir: its services, its address, and an organiser's token."""

    services: "Services"
    url: str
    token: str


@contextmanager
def running_pikir(settings: "Settings") -> Iterator[RunningPikir]:
    """Answer at a free port for the time of the block."""
    services = replace(wiring.make(settings), admission_copies=2)
    app = Chalice("pikir", configure_logs=False)
    app.api.binary_types = ["*/*"]
    app.register_blueprint(declare("tests", ALL_ROUTES, ANYWHERE))
    app.register_middleware(Endpoint(ALL_ROUTES, lambda: services), "http")
    server = Server(app, port=0, page=lambda _: None)
    server.start()
    token = access.create_token(services, Actor.owner("organiser@pikir.example"), "test").token
    try:
        yield RunningPikir(services, f"http://127.0.0.1:{server.port}", token)
    finally:
        server.stop()
