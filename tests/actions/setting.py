"""A clock, services, an event with two forms and invented people, for the tests of actions."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from chalicelib.actions import drafts, events, forms, submissions
from chalicelib.actions.services import Services
from chalicelib.domain.events import Event
from chalicelib.domain.permissions import Actor
from chalicelib.domain.submissions import Receipt
from chalicelib.settings import Settings
from chalicelib.storage.table import Table, connect
from tests.ids import new_id

ORGANISER = Actor.owner("organiser@pikir.example")
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


def nth_id(number: int) -> str:
    return str(UUID(int=number, version=4))


def services_on(
    settings: Settings, clock: Callable[[], datetime], table: Table | None = None
) -> Services:
    return Services(
        settings=settings,
        table=table or connect(settings),
        clock=clock,
        new_id=new_id,
        random=Random(20260601),  # noqa: S311 -- the same in every run
        pause=lambda _: None,
        admission_copies=2,
    )


def event_document(**changes: object) -> dict[str, Any]:
    document = {
        "id": "round-table",
        "kind": "round_table",
        "title": {"kk": "Дөңгелек үстел", "ru": "Круглый стол", "en": "Round table"},
        "starts_at": "2026-06-13T10:00:00+05:00",
        "ends_at": "2026-06-13T13:00:00+05:00",
        "venue": {"kk": "Облыстық кітапхана", "en": "Regional library"},
        "categories": [
            {
                "name": "pupil",
                "label": {"kk": "Оқушы", "en": "Pupil"},
                "capacity": 2,
                "minor": True,
            },
            {"name": "teacher", "label": {"kk": "Мұғалім", "en": "Teacher"}},
        ],
        "state": "open",
        **changes,
    }
    return {name: value for name, value in document.items() if value is not None}


def _question(kind: str, name: str, **keys: object) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": {"kk": name, "en": name}, **keys}


CATEGORY = _question(
    "select_one", "category", list_name="categories", role="category", required=True
)
REGISTRATION: dict[str, Any] = {
    "name": "registration",
    "purpose": "registration",
    "title": {"kk": "Тіркелу", "en": "Registration"},
    "questions": [
        CATEGORY,
        _question("text", "name", role="name", required=True),
        _question("text", "email", role="email"),
        _question("text", "phone", role="phone"),
    ],
}
CONFIRMING: dict[str, Any] = {
    **REGISTRATION,
    "confirm_email": True,
    "questions": [
        {**question, "required": True} if question["name"] == "email" else question
        for question in REGISTRATION["questions"]
    ],
}
IMPRESSIONS: dict[str, Any] = {
    "name": "impressions",
    "purpose": "impressions",
    "title": {"kk": "Әсерлер", "en": "Impressions"},
    "questions": [
        {**CATEGORY, "required": False},
        _question("range", "overall", parameters={"start": 1, "end": 5}, required=True),
        _question("text", "why", max_length=20_000),
        *(_question("text", f"more_{n}", max_length=20_000) for n in range(20)),
    ],
}


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def publish(services: Services, definition: dict[str, Any], event: str = "round-table") -> None:
    name = definition["name"]
    drafts.save_form(services, ORGANISER, event, name, as_json(definition))
    forms.publish_form(services, ORGANISER, event, name)


def open_event(services: Services, **changes: object) -> Event:
    """Create an open event with a registration form and an impressions form."""
    event = events.create_event(services, ORGANISER, as_json(event_document(**changes)))
    for definition in (REGISTRATION, IMPRESSIONS):
        publish(services, definition, event.id)
    return event


def change(services: Services, event: str = "round-table", **patch: object) -> Event:
    return events.change_event(services, ORGANISER, event, as_json(patch))


def answers_of_a_pupil(number: int = 1) -> dict[str, object]:
    return {"category": "pupil", "name": "Айша", "email": f"aisha{number}@pikir.example"}


def register(
    services: Services,
    answers: Mapping[str, object],
    submission: str | None = None,
    event: str = "round-table",
    *,
    client: str | None = None,
) -> Receipt:
    body = as_json({"id": submission or new_id(), "answers": answers})
    return submissions.submit_json(services, event, "registration", body, "kk", client=client)


def respond(
    services: Services, submission: str | None = None, event: str = "round-table", **answers: object
) -> Receipt:
    body = as_json({"id": submission or new_id(), "answers": {"overall": 5, **answers}})
    return submissions.submit_json(services, event, "impressions", body, "kk")
