"""The list of events: search, filters, the archive apart, pages, and what an empty list says."""

import json
import re
from collections.abc import Sequence

import pytest

from chalicelib.actions import events
from chalicelib.domain.permissions import Actor
from tests.web.organiser.conftest import EVENT, ORGANISER, Console

ACTOR = Actor.owner(ORGANISER)
SPRING = {"id": "spring", "title": {"kk": "Көктем"}}


def create(console: Console, event_id: str, title: str, **fields: object) -> None:
    document = {**EVENT, "id": event_id, "title": {"kk": title}, **fields}
    events.create_event(console.services, ACTOR, json.dumps(document).encode())


def ids_of(console: Console, query: str = "") -> Sequence[str]:
    """Return the ids of the events that the page lists."""
    page = console.get(f"/console{query}")
    assert page.status == 200
    return re.findall(r'<h2><a href="/console/events/([^"/]+)"', page.text)


@pytest.fixture
def several(console: Console) -> Console:
    """Create events of a series, and archive one."""
    create(
        console, "open-day", "Ашық есік күні", starts_at="2026-06-10T10:00:00+05:00", state="open"
    )
    create(console, "training", "Әңгіме", series=SPRING, starts_at="2026-06-12T10:00:00+05:00")
    create(console, "old-training", "Ескі әңгіме", starts_at="2026-06-11T10:00:00+05:00")
    events.change_event(console.services, ACTOR, "old-training", b'{"state": "archived"}')
    return console


def test_the_archive_stands_apart(several: Console) -> None:
    assert ids_of(several) == ["round-table", "training", "open-day"]
    page = several.get("/console").text
    assert '<a href="/console?state=archived">Мұрағат (1)</a>' in page
    assert ids_of(several, "?state=archived") == ["old-training"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=ӘҢГІМЕ", ["training"]),
        ("?q=есік+ашық", ["open-day"]),
        ("?q=көктем", ["training"]),
        ("?q=open-d", ["open-day"]),
        ("?q=nothing", []),
        ("?q=&state=open&series=", ["open-day"]),
        ("?series=spring", ["training"]),
        ("?series=spring&state=open", []),
    ],
)
def test_events_are_found(several: Console, query: str, found: Sequence[str]) -> None:
    assert ids_of(several, query) == found


def test_a_filter_stays_in_the_page_in_another_language(several: Console) -> None:
    page = several.get("/console?q=%22%3Cx&state=open").text
    assert 'value="&#34;&lt;x"' in page
    assert 'href="?q=%22%3Cx&amp;state=open&amp;lang=ru"' in page
    assert "Сүзгіні тазалау" in page


def test_an_unknown_state_or_place_in_the_list_is_refused(console: Console) -> None:
    assert console.get("/console?state=stolen").status == 400
    assert console.get("/console?cursor=stolen").status == 400


def test_a_list_of_thousands_is_leafed_through(console: Console) -> None:
    for number in range(60):
        create(console, f"event-{number:03}", f"Іс-шара {number}")
    seen = list(ids_of(console))
    page = console.get("/console").text
    while following := re.search(r'href="([^"]+)" rel="next"', page):
        address = following[1].replace("&amp;", "&")
        page = console.get(address).text
        seen += ids_of(console, address.removeprefix("/console"))
    assert len(seen) == len(set(seen)) == 61


def test_an_empty_list_says_how_to_begin(console: Console) -> None:
    events.change_event(console.services, ACTOR, "round-table", b'{"state": "archived"}')
    assert "Барлық іс-шара мұрағатта." in console.get("/console").text
    assert 'href="/console/new">' in console.get("/console").text
