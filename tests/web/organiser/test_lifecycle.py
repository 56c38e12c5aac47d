"""The pages that open, cancel, copy and delete an event, ask about letters, and preview it."""

import json
import re

import pytest

from chalicelib.actions import drafts, events, forms, submissions
from chalicelib.domain.events import Event
from chalicelib.domain.permissions import Actor
from tests.web.organiser.conftest import FORM, ORGANISER, Console

EVENT = "/console/events/round-table"
ACTOR = Actor.owner(ORGANISER)
TITLE = "Мектеп пен отбасы"


def read_event(console: Console) -> Event:
    event = console.services.events.get("round-table")
    assert event is not None
    return event


def patch(console: Console, **changes: object) -> Event:
    document = json.dumps(changes).encode()
    return events.change_event(console.services, ACTOR, "round-table", document)


def publish(console: Console) -> None:
    document = json.dumps(FORM).encode()
    drafts.save_form(console.services, ACTOR, "round-table", "impressions", document)
    forms.publish_form(console.services, ACTOR, "round-table", "impressions")


def register(console: Console) -> None:
    """Let somebody register."""
    who = {"type": "select_one", "list_name": "who", "name": "who", "role": "category"}
    form = {
        "name": "registration",
        "purpose": "registration",
        "title": {"kk": "Тіркелу"},
        "choices": {"who": [{"name": "teacher", "label": {"kk": "Мұғалім"}}]},
        "questions": [{**who, "label": {"kk": "Сіз кімсіз?"}, "required": True}],
    }
    document = json.dumps(form).encode()
    drafts.save_form(console.services, ACTOR, "round-table", "registration", document)
    forms.publish_form(console.services, ACTOR, "round-table", "registration")
    body = json.dumps({"answers": {"who": "teacher"}}).encode()
    submissions.submit_json(console.services, "round-table", "registration", body, "kk")


def test_an_event_opens_without_a_language_by_its_own_button(console: Console) -> None:
    publish(console)
    patch(console, languages=["kk", "ru"], incomplete_languages=None)
    page = console.get(f"{EVENT}/open").text
    assert "Мәтін орыс тілінде жоқ." in page
    assert 'name="without" value="ru"' in page
    refused = console.send_form(f"{EVENT}/open", {})
    assert (refused.status, read_event(console).state) == (422, "draft")
    reply = console.send_form(f"{EVENT}/open", {"without": "ru"})
    assert reply.headers["location"] == EVENT
    assert (read_event(console).state, read_event(console).incomplete_languages) == (
        "open",
        ("ru",),
    )


def test_an_event_with_all_its_texts_opens_by_one_button(console: Console) -> None:
    publish(console)
    page = console.get(f"{EVENT}/open").text
    assert 'name="without"' not in page
    assert console.send_form(f"{EVENT}/open", {}).status == 303
    assert read_event(console).state == "open"


def test_a_cancelled_event_tells_why_and_asks_about_letters(console: Console) -> None:
    publish(console)
    console.send_form(f"{EVENT}/open", {})
    register(console)
    assert 'name="reason-kk"' in console.get(f"{EVENT}/cancel").text
    reply = console.send_form(f"{EVENT}/cancel", {"reason-kk": "Карантин жарияланды"})
    assert reply.headers["location"] == f"{EVENT}/letters"
    assert read_event(console).cancellation_reason == {"kk": "Карантин жарияланды"}
    assert "Карантин жарияланды" in console.get(f"{EVENT}/preview").text
    assert f'href="{EVENT}/letters"' in console.get(EVENT).text


def test_nobody_is_asked_about_letters_to_nobody(console: Console) -> None:
    publish(console)
    console.send_form(f"{EVENT}/open", {})
    reply = console.send_form(f"{EVENT}/cancel", {})
    assert reply.headers["location"] == EVENT
    assert f'href="{EVENT}/letters"' not in console.get(EVENT).text
    page = console.get(f"{EVENT}/letters").text
    assert "хат жіберетін адам жоқ" in page
    assert 'name="letters"' not in page


@pytest.mark.parametrize("decision", ["write", "let_be"])
def test_a_change_of_the_place_is_shown_with_the_old_one_until_it_is_decided(
    console: Console, decision: str
) -> None:
    publish(console)
    console.send_form(f"{EVENT}/open", {})
    register(console)
    event = patch(console, venue={"kk": "Облыстық кітапхана"})
    assert f'href="{EVENT}/letters"' in console.get(EVENT).text
    page = console.get(f"{EVENT}/letters").text
    assert "<del>Мәдениет үйі</del>" in page
    assert "<ins>Облыстық кітапхана</ins>" in page
    fields = {"letters": decision, "revision": str(event.revision)}
    assert console.send_form(f"{EVENT}/letters", fields).status == 303
    assert f'href="{EVENT}/letters"' not in console.get(EVENT).text


def test_a_copy_asks_when_and_comes_back_filled_in(console: Console) -> None:
    publish(console)
    page = console.get(f"{EVENT}/copy").text
    nonce = re.findall('name="_id" value="([^"]+)"', page)[0]
    assert 'name="begins" aria-describedby="begins-hint" value="10:00"' in page
    typed = {"_id": nonce, "day": "13.07.2026", "begins": "12:00", "ends": "11:00"}
    refused = console.send_form(f"{EVENT}/copy", typed)
    assert refused.status == 422
    assert 'value="13.07.2026"' in refused.text
    made = [console.send_form(f"{EVENT}/copy", {**typed, "ends": "14:00"}) for _ in range(2)]
    assert made[0].status == 303
    assert made[0].headers["location"] == made[1].headers["location"]
    copy_id = made[0].headers["location"].rpartition("/")[2]
    copy = console.services.events.get(copy_id)
    assert copy is not None
    assert (copy.state, copy.starts_at.isoformat()) == ("draft", "2026-07-13T12:00:00+05:00")


def test_a_draft_is_deleted_by_its_title(console: Console) -> None:
    refused = console.send_form(f"{EVENT}/delete", {"title": "Басқа"})
    assert refused.status == 422
    assert 'value="Басқа"' in refused.text
    reply = console.send_form(f"{EVENT}/delete", {"title": f" {TITLE.upper()} "})
    assert reply.headers["location"] == "/console"
    assert console.get(EVENT).status == 404


def test_an_open_event_is_not_offered_to_be_deleted(console: Console) -> None:
    publish(console)
    console.send_form(f"{EVENT}/open", {})
    page = console.get(f"{EVENT}/delete").text
    assert "Бұл іс-шара ашық." in page
    assert 'name="title"' not in page


def test_members_see_a_draft_as_participants_will(console: Console) -> None:
    publish(console)
    page = console.get(f"{EVENT}/preview").text
    assert "Алдын ала көру." in page
    assert TITLE in page
    assert f'href="{EVENT}/preview/impressions"' in page
    form = console.get(f"{EVENT}/preview/impressions").text
    assert "Бағаңыз" in form
    assert '<form id="answers" method="dialog"' in form
    assert 'method="post" action="/e/' not in form
    assert console.client.get(f"{EVENT}/preview").status == 303
