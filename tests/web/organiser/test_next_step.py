"""The next step of an event's work: whose event it is, and what they may do."""

import json

import pytest

from chalicelib.actions import events
from chalicelib.domain.permissions import Actor
from tests.web.organiser.conftest import ORGANISER, Console, sign_in
from tests.web.organiser.test_overview import EVENT_PAGE, next_step

COMING = {"starts_at": "2099-06-13T10:00:00+05:00", "ends_at": "2099-06-13T13:00:00+05:00"}
ACTOR = Actor.owner(ORGANISER)


def change(console: Console, **patch: object) -> None:
    events.change_event(console.services, ACTOR, "round-table", json.dumps(patch).encode())


def colleague(console: Console, role: str) -> Console:
    """Return the console of somebody who has this role alone."""
    fields = {"email": "aigul@pikir.example", "name": "Айгүл", "role": role, "language": "kk"}
    scope = {"scope": "event:round-table"}
    reply = console.send_form("/console/settings/members/invite", {**fields, **scope})
    assert reply.status == 303
    return sign_in(console, "aigul@pikir.example")


def test_a_coming_event_is_shared(console: Console) -> None:
    change(console, **COMING, closes_at="2099-06-13T13:00:00+05:00", state="open")
    assert next_step(console) == (f"{EVENT_PAGE}/sharing", "Іс-шарамен бөлісу")


def test_a_colleague_who_may_not_share_it_is_led_to_its_page(console: Console) -> None:
    change(console, **COMING, closes_at="2099-06-13T13:00:00+05:00", state="open")
    door = colleague(console, "door")
    assert next_step(door) == ("/e/round-table", "Іс-шараның жалпыға қолжетімді беті")


def test_an_event_without_a_form_gets_one(console: Console) -> None:
    document = {
        "id": "empty",
        "kind": "round_table",
        "title": {"kk": "Бос"},
        "incomplete_languages": ["ru", "en"],
        **COMING,
    }
    events.create_event(console.services, ACTOR, json.dumps(document).encode())
    page = console.get("/console/events/empty").text
    assert 'class="button" href="/console/events/empty/new-form"' in page


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_a_colleague_who_may_not_do_the_next_step_is_shown_none(
    console: Console, state: str
) -> None:
    for each in ("open", "closed") if state == "closed" else ():
        change(console, state=each)
    page = colleague(console, "door").get(EVENT_PAGE).text
    assert "Мектеп пен отбасы" in page
    assert "Келесі қадам" not in page
