"""A client that is signed in to the console, and an event with a form."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from chalicelib import wiring
from chalicelib.actions import access, drafts, events, forms
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import SYSTEM, Actor
from chalicelib.web.organiser import ROUTES
from tests.web.client import Client, HttpResponse, app_of

if TYPE_CHECKING:
    from chalicelib.settings import Settings

ORGANISER = "organiser@pikir.example"
EVENT = {
    "id": "round-table",
    "kind": "round_table",
    "title": {"kk": "Мектеп пен отбасы"},
    "incomplete_languages": ["ru", "en"],
    "starts_at": "2026-06-13T10:00:00+05:00",
    "ends_at": "2026-06-14T13:30:00+05:00",
    "closes_at": "2099-06-14T13:30:00+05:00",
    "venue": "Мәдениет үйі",
    "categories": [
        {"name": "pupil", "label": {"kk": "Оқушы"}, "capacity": 3},
        {"name": "teacher", "label": {"kk": "Мұғалім"}},
    ],
}
FORM = {
    "name": "impressions",
    "purpose": "impressions",
    "title": {"kk": "Әсерлер"},
    "questions": [
        {
            "type": "range",
            "name": "rating",
            "label": {"kk": "Бағаңыз"},
            "parameters": {"start": 1, "end": 5, "step": 1},
        }
    ],
}


@dataclass(frozen=True)
class Console:
    """A client that is signed in to the console, and the services behind it."""

    services: Services
    client: Client
    cookie: str

    def get(self, address: str, **headers: str) -> HttpResponse:
        return self.client.get(address, Cookie=self.cookie, **headers)

    def csrf(self) -> str:
        """Return the session's token against cross-site requests, which every form holds."""
        match = re.search('name="_csrf" value="([0-9a-f]+)"', self.get("/console").text)
        assert match is not None
        return match[1]

    def send_parts(
        self,
        address: str,
        fields: Mapping[str, str],
        *files: tuple[str, str, str, bytes],
        **headers: str,
    ) -> HttpResponse:
        """Send a form with the token as ``multipart/form-data``."""
        pairs = {"_csrf": self.csrf(), **fields}
        return self.client.send_parts(
            address, list(pairs.items()), files, Cookie=self.cookie, **headers
        )

    def send_form(self, address: str, fields: Mapping[str, str], **headers: str) -> HttpResponse:
        """Send a form with the token as ``application/x-www-form-urlencoded``."""
        pairs = {"_csrf": self.csrf(), **fields}
        return self.client.send_form(address, list(pairs.items()), Cookie=self.cookie, **headers)


@pytest.fixture
def console(local_settings: "Settings") -> Console:
    """Create a draft event with a published form, and sign an organiser in."""
    services = replace(wiring.make(local_settings), admission_copies=2)
    actor = Actor.owner(ORGANISER)
    events.create_event(services, actor, json.dumps(EVENT).encode())
    drafts.save_form(services, actor, "round-table", "impressions", json.dumps(FORM).encode())
    forms.publish_form(services, actor, "round-table", "impressions")
    client = Client(app_of(ROUTES, services))
    link = access.make_sign_in_link(services, SYSTEM, "kk").removeprefix("https://pikir.example")
    reply = client.send_form(link, b"")
    assert reply.headers["location"] == "/console"
    return Console(services, client, reply.cookies[0].partition(";")[0])


def sign_in(console: Console, address: str) -> Console:
    """Return another browser, signed in by the link that is mailed to the address."""
    console.client.send_form("/console/sign-in", [("email", address)])
    later = console.services.clock() + timedelta(seconds=1)
    (mail,) = (m for m in console.services.outbox.waiting(before=later) if m.template == "sign_in")
    reply = console.client.send_form(mail.parameters["link"].partition(".example")[2], b"")
    return Console(console.services, console.client, reply.cookies[0].partition(";")[0])
