"""An event's page before, during and after the event: what it offers then, and in which order."""

import re
from datetime import datetime
from typing import Any

import pytest

from tests.web.client import control_fields
from tests.web.participant.conftest import EVENT, Site

ADDRESS = "/e/round-table"
IMPRESSIONS: dict[str, Any] = {
    "name": "impressions",
    "purpose": "impressions",
    "title": {"kk": "Әсерлер"},
    "questions": [{"type": "text", "name": "why", "label": "Why?"}],
}
START = datetime.fromisoformat(EVENT["starts_at"])
END = datetime.fromisoformat(EVENT["ends_at"])


@pytest.fixture
def site(site: Site) -> Site:
    site.publish(IMPRESSIONS)
    return site


def cards(page: str) -> list[str]:
    """Return the cards of the page's forms, each as the text that it shows and the name of the form that it leads to."""
    found = []
    for card in re.findall(r'<li class="card with-action">(.*?)</li>', page, re.DOTALL):
        link = re.search(rf'href="{ADDRESS}/([^"]+)"', card)
        text = " ".join(re.sub(r"<[^>]+>", " ", card).split())
        found.append(f"{text} → {link[1] if link else None}")
    return found


def test_the_page_begins_with_the_action_of_the_moment(site: Site) -> None:
    before = site.browser.get(ADDRESS).text
    assert cards(before) == [
        "Тіркелу Бос орын Оқушы 1 / 1 Мұғалім шектеусіз Тіркелу : Тіркелу → registration",
        "Every type Толтыру : Every type → every",
        "Әсерлер Ашылады: 2026 жылғы 13 маусым, 10:00 → None",
    ]
    buttons = re.findall(rf'<a class="(button[^"]*)" href="{ADDRESS}/([^"]+)"', before)
    assert buttons == [("button", "registration"), ("button second", "every")]
    site.clock.now = START
    assert [card.partition(" → ")[2] for card in cards(site.browser.get(ADDRESS).text)] == [
        "registration",
        "impressions",
        "every",
    ]
    site.clock.now = END
    assert cards(site.browser.get(ADDRESS).text) == [
        "Әсерлер Әсермен бөлісу : Әсерлер → impressions",
        "Every type Толтыру : Every type → every",
        "Тіркелу Жабық → None",
    ]


def test_an_event_that_opens_later_says_when_in_its_zone(site: Site) -> None:
    site.change(opens_at="2026-06-05T09:00:00+05:00", time_zone="Europe/Istanbul")
    page = site.browser.get(ADDRESS).text
    assert "Ашылады: 2026 жылғы 5 маусым, 07:00" in cards(page)[0]
    assert "Бос орын" not in page
    assert f'href="{ADDRESS}/registration"' not in page


def test_an_event_that_takes_nothing_more_says_so_once(site: Site) -> None:
    for state in ("closed", "cancelled"):
        site.change(state=state)
        page = site.browser.get(ADDRESS).text
        assert cards(page) == []
        assert page.count('class="notice"') == 1


def test_the_page_goes_from_the_action_to_the_organiser(site: Site) -> None:
    site.change(organiser={"name": "Білім бөлімі", "email": "office@pikir.example"})
    page = site.browser.get(ADDRESS).text
    parts = [
        "13 маусым, сенбі, 10:00",
        f'href="{ADDRESS}/registration"',
        "Бірге ойласу",
        "Айгүл Серікова",
        "mailto:office@pikir.example",
        'id="personal-data"',
    ]
    body = page[page.index("<main") :]
    places = [body.index(part) for part in parts]
    assert places == sorted(places)


def test_the_count_of_free_places_follows_registrations(site: Site) -> None:
    page = control_fields(site.browser.get(f"{ADDRESS}/registration").text)
    sent = [*page, ("q.who", "pupil"), ("q.name", "Дана")]
    assert site.browser.send_form(f"{ADDRESS}/registration", sent).status == 303
    assert "Оқушы Орын толды Мұғалім" in cards(site.browser.get(ADDRESS).text)[0]
