"""A round table with two forms, on moto, and a client for its pages."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib import wiring
from chalicelib.actions import drafts, events, forms
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import Actor
from chalicelib.web.participant import ROUTES
from tests.web.client import Client, app_of

if TYPE_CHECKING:
    from chalicelib.settings import Settings

NOW = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)
ORGANISER = Actor.owner("organiser@pikir.example")

EVENT: dict[str, Any] = {
    "id": "round-table",
    "kind": "round_table",
    "title": {"kk": "Мектеп пен отбасы", "ru": "Школа и семья", "en": "School & <family>"},
    "aim": {"kk": "Бірге ойласу", "ru": "Подумать вместе", "en": "To think together"},
    "starts_at": "2026-06-13T10:00:00+05:00",
    "ends_at": "2026-06-13T13:30:00+05:00",
    "venue": {"kk": "Мәдениет үйі", "ru": "Дом культуры", "en": "House of culture"},
    "categories": [
        {"name": "pupil", "label": {"kk": "Оқушы", "ru": "Ученик", "en": "Pupil"}, "capacity": 1},
        {"name": "teacher", "label": {"kk": "Мұғалім", "ru": "Учитель", "en": "Teacher"}},
    ],
    "programme": [
        {
            "name": "first",
            "kind": "report",
            "title": {"kk": "Баяндама", "ru": "Доклад", "en": "A report"},
            "speakers": [{"name": {"kk": "Айгүл Серікова"}, "organisation": {"kk": "Мектеп"}}],
        }
    ],
    "materials": [{"title": {"kk": "Кеңес"}, "url": "https://pikir.example/advice.pdf"}],
    "state": "open",
    "incomplete_languages": ["ru", "en"],
}
WHO = {"type": "select_one", "name": "who", "list_name": "who", "role": "category"}
REGISTRATION: dict[str, Any] = {
    "name": "registration",
    "purpose": "registration",
    "title": {"kk": "Тіркелу", "ru": "Регистрация", "en": "Registration"},
    "thanks": {"kk": "Кездескенше!", "ru": "До встречи!", "en": "See you!"},
    "choices": {
        "who": [
            {"name": "pupil", "label": {"kk": "Оқушы", "ru": "Ученик", "en": "Pupil"}},
            {"name": "teacher", "label": {"kk": "Мұғалім", "ru": "Учитель", "en": "Teacher"}},
        ]
    },
    "questions": [
        {**WHO, "label": {"kk": "Сіз кімсіз?", "en": "Who are you?"}, "required": True},
        {"type": "text", "name": "name", "label": "Name", "role": "name", "required": True},
        {"type": "text", "name": "email", "label": "E-mail", "role": "email", "hint": "For news"},
    ],
}
EVERY: dict[str, Any] = {
    "name": "every",
    "purpose": "other",
    "title": "Every type",
    "choices": {"abc": [{"name": one, "label": one.upper()} for one in "abc"]},
    "questions": [
        {"type": "note", "name": "note", "label": "Read this"},
        {"type": "text", "name": "long", "label": "Long", "appearance": "multiline"},
        {
            "type": "begin_group",
            "name": "group",
            "label": "A group",
            "questions": [
                {"type": "integer", "name": "whole", "label": "Whole", "min": 1},
                {"type": "decimal", "name": "part", "label": "Part"},
            ],
        },
        {
            "type": "select_one",
            "name": "one",
            "label": "One",
            "list_name": "abc",
            "or_other": True,
        },
        {
            "type": "select_one",
            "name": "menu",
            "label": "Menu",
            "list_name": "abc",
            "appearance": "minimal",
        },
        {"type": "select_multiple", "name": "many", "label": "Many", "list_name": "abc"},
        {
            "type": "range",
            "name": "rating",
            "label": "Rating",
            "appearance": "rating",
            "parameters": {"start": 1, "end": 5, "step": 1},
        },
        {
            "type": "range",
            "name": "nps",
            "label": "NPS",
            "appearance": "nps",
            "required": True,
            "parameters": {"start": 0, "end": 10, "step": 1},
        },
        {
            "type": "range",
            "name": "wide",
            "label": "Wide",
            "parameters": {"start": 0, "end": 100, "step": 1},
        },
        {"type": "rank", "name": "order", "label": "Order", "list_name": "abc"},
        {"type": "date", "name": "day", "label": "Day", "min": "2026-01-01"},
        {"type": "time", "name": "hour", "label": "Hour"},
        {"type": "dateTime", "name": "moment", "label": "Moment"},
        {"type": "acknowledge", "name": "ok", "label": "Agreed", "required": True},
    ],
}


class Clock:
    """The server's clock, which tests set forward."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


@dataclass(frozen=True)
class Site:
    """A browser without a script, and the services behind the pages that it opens."""

    services: Services
    browser: Client
    clock: Clock

    def publish(self, document: dict[str, Any]) -> None:
        name = document["name"]
        drafts.save_form(
            self.services, ORGANISER, "round-table", name, json.dumps(document).encode()
        )
        forms.publish_form(self.services, ORGANISER, "round-table", name)

    def change(self, **patch: object) -> None:
        events.change_event(self.services, ORGANISER, "round-table", json.dumps(patch).encode())


@pytest.fixture
def site(local_settings: "Settings") -> Site:
    """Create an open event with a registration form and a form with most question types."""
    clock = Clock()
    services = replace(wiring.make(local_settings), clock=clock, admission_copies=2)
    site = Site(services, Client(app_of(ROUTES, services)), clock)
    events.create_event(services, ORGANISER, json.dumps(EVENT).encode())
    site.publish(REGISTRATION)
    site.publish(EVERY)
    return site
