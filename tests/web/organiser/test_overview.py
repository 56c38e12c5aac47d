"""An event's overview: the next step, the counts now, the arrivals, and the steps of the lifecycle."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from chalicelib.actions import drafts, forms, submissions
from chalicelib.auth import secrets
from chalicelib.domain.access import SESSION_TOUCH
from chalicelib.domain.permissions import Actor
from chalicelib.web.organiser import ROUTES
from tests.web.client import Client, app_of
from tests.web.organiser.conftest import FORM, ORGANISER, Console

EVENT_PAGE = "/console/events/round-table"
ACTOR = Actor.owner(ORGANISER)
REGISTRATION = {
    "name": "registration",
    "purpose": "registration",
    "title": {"kk": "Тіркелу"},
    "choices": {
        "who": [
            {"name": "pupil", "label": {"kk": "Оқушы"}},
            {"name": "teacher", "label": {"kk": "Мұғалім"}},
        ]
    },
    "questions": [
        {
            "type": "select_one",
            "list_name": "who",
            "name": "who",
            "role": "category",
            "required": True,
            "label": {"kk": "Сіз кімсіз?"},
        }
    ],
}


def save_form(console: Console, form: Mapping[str, object], *, publish: bool = True) -> None:
    name = str(form["name"])
    drafts.save_form(console.services, ACTOR, "round-table", name, json.dumps(form).encode())
    if publish:
        forms.publish_form(console.services, ACTOR, "round-table", name)


def open_with_registrations(console: Console, *categories: str) -> None:
    save_form(console, REGISTRATION)
    console.send_form(f"{EVENT_PAGE}/state", {"state": "open"})
    for category in categories:
        body = json.dumps({"answers": {"who": category}}).encode()
        submissions.submit_json(console.services, "round-table", "registration", body, "kk")


def next_step(console: Console) -> tuple[str, str]:
    """Return the address and the label of the overview's one primary action."""
    page = console.get(EVENT_PAGE).text.partition("<main")[2]
    (step,) = re.findall(r'<a class="button" href="([^"]+)">([^<]+)</a>', page)
    return str(step[0]), str(step[1])


def test_the_next_step_goes_from_publishing_to_opening_and_sharing(console: Console) -> None:
    save_form(console, {**FORM, "name": "other"}, publish=False)
    assert next_step(console) == (f"{EVENT_PAGE}/forms/other/draft", "Формаларды жариялау")
    save_form(console, {**FORM, "name": "more"}, publish=False)
    assert next_step(console)[0] == f"{EVENT_PAGE}/forms"
    for name in ("other", "more"):
        forms.publish_form(console.services, ACTOR, "round-table", name)
    assert next_step(console) == (f"{EVENT_PAGE}/open", "Іс-шараны ашу")


def test_the_next_step_of_an_event_that_is_over_is_its_summary(console: Console) -> None:
    for state in ("open", "closed", "archived"):
        console.send_form(f"{EVENT_PAGE}/state", {"state": state})
        assert next_step(console)[0] == f"{EVENT_PAGE}/forms/impressions/summary"


def test_an_event_that_is_cancelled_has_no_next_step(console: Console) -> None:
    for state in ("open", "cancelled"):
        console.send_form(f"{EVENT_PAGE}/state", {"state": state})
    console.send_form(f"{EVENT_PAGE}/letters", {"letters": "let_be"})
    assert "Келесі қадам" not in console.get(EVENT_PAGE).text


def test_an_unlimited_category_shows_how_many_registered(console: Console) -> None:
    open_with_registrations(console, "pupil", "teacher", "teacher")
    page = console.get(EVENT_PAGE).text
    cells = re.findall(r'data-live="category\.([^"]+)">([^<]+)<', page)
    assert cells == [("pupil", "1"), ("teacher", "2")]


def test_the_counts_are_the_texts_of_the_page(console: Console) -> None:
    open_with_registrations(console, "teacher")
    texts = console.get(f"{EVENT_PAGE}/counts").json["texts"]
    assert texts.pop("as_of")
    assert texts == {
        "form.impressions": "0",
        "form.registration": "1",
        "category.pupil": "0",
        "category.teacher": "1",
    }
    assert console.client.get(f"{EVENT_PAGE}/counts").status == 303


def test_a_window_that_is_left_open_does_not_prolong_the_session(console: Console) -> None:
    digest = secrets.digest(console.cookie.partition("=")[2])
    later = console.services.clock() + SESSION_TOUCH
    services = replace(console.services, clock=lambda: later)
    client = Client(app_of(ROUTES, services))
    seen = []
    for path in ("/counts", ""):
        assert client.get(f"{EVENT_PAGE}{path}", Cookie=console.cookie).status == 200
        session = console.services.sessions.find(digest)
        assert session is not None
        seen.append(session.seen_at == later)
    assert seen == [False, True]


def test_arrivals_are_drawn_and_stand_in_a_table(console: Console) -> None:
    assert '<svg class="chart"' not in console.get(EVENT_PAGE).text
    open_with_registrations(console, "teacher")
    page = console.get(EVENT_PAGE).text
    assert '<svg class="chart" role="img"' in page
    days = page.partition("<caption>Күндер бойынша")[2]
    assert re.findall(r'<td class="number">(\d+)</td>', days)[:2] == ["1", "0"]


@pytest.mark.parametrize(
    ("moves", "to", "question"),
    [
        (("open",), "closed", "Іс-шара жабылсын ба?"),
        (("open", "closed"), "archived", "Іс-шара мұрағатқа жіберілсін бе?"),
    ],
)
def test_a_step_is_asked_about_before_it_is_done(
    console: Console, moves: tuple[str, ...], to: str, question: str
) -> None:
    for state in moves:
        console.send_form(f"{EVENT_PAGE}/state", {"state": state})
    page = console.get(f"{EVENT_PAGE}/state?to={to}")
    assert question in page.text
    assert f'name="state" value="{to}"' in page.text


@pytest.mark.parametrize("to", ["closed", "draft", "stolen", ""])
def test_a_step_that_the_lifecycle_lacks_is_not_asked_about(console: Console, to: str) -> None:
    assert console.get(f"{EVENT_PAGE}/state?to={to}").status == 409


def test_closing_offers_to_open_again(console: Console) -> None:
    console.send_form(f"{EVENT_PAGE}/state", {"state": "open"})
    reply = console.send_form(f"{EVENT_PAGE}/state", {"state": "closed"})
    cookies = f"{console.cookie}; {reply.cookies[0].partition(';')[0]}"
    page = console.client.get(EVENT_PAGE, Cookie=cookies).text
    notice = page.partition('role="status"')[2].partition("</div>")[0]
    assert f'action="{EVENT_PAGE}/state"' in notice
    assert '<button class="plain" name="state" value="open">Қайта ашу</button>' in notice


def test_a_form_of_a_draft_event_waits_for_it(console: Console) -> None:
    page = console.get(f"{EVENT_PAGE}/forms").text
    assert "Әлі ашылмаған" in page
    assert "Іс-шарамен бірге ашылады." in page
    console.send_form(f"{EVENT_PAGE}/state", {"state": "open"})
    assert "Жабылады: 2099" in console.get(f"{EVENT_PAGE}/forms").text


def test_closing_a_form_is_asked_about(console: Console) -> None:
    form = f"{EVENT_PAGE}/forms/impressions"
    assert f"{form}/state?to=closed" in console.get(form).text
    page = console.get(f"{form}/state?to=closed").text
    assert "Форма жабылсын ба?" in page
    assert console.get(f"{form}/state?to=stolen").status == 400


def test_a_form_that_opens_later_says_when(console: Console) -> None:
    console.send_form(f"{EVENT_PAGE}/state", {"state": "open"})
    times = b'{"opens_at": "2099-01-02T10:00:00+05:00"}'
    forms.set_form_times(console.services, ACTOR, "round-table", "impressions", times)
    assert "Ашылады: 2099 жылғы 2 қаңтар, 10:00" in console.get(f"{EVENT_PAGE}/forms").text
