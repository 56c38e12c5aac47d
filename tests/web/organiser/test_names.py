"""The console's list of names: for a colleague at the door, and for whoever prints it."""

import re

import pytest

from tests.web.organiser.conftest import Console, sign_in
from tests.web.organiser.test_listings import EVENT, people, rows

__all__ = ["people"]
NAMES = f"{EVENT}/names"


@pytest.fixture
def door(people: Console) -> Console:
    """Return the console of somebody who has the role ``door`` alone."""
    address = "door@pikir.example"
    fields = {"email": address, "name": "Айгүл", "role": "door", "scope": "event:round-table"}
    people.send_form("/console/settings/members/invite", {**fields, "language": "kk"})
    return sign_in(people, address)


def test_the_door_sees_names_and_places_and_nothing_else(door: Console) -> None:
    overview = door.get(EVENT).text
    assert f'href="{NAMES}"' in overview
    assert f'href="{EVENT}/people"' not in overview
    page = door.get(NAMES)
    assert page.status == 200
    assert [cells[:3] for cells in rows(page.text)] == [
        ["Айша &lt;b&gt;", "Мұғалім", "Расталған"],
        ["Берік", "Мұғалім", "Расталған"],
        ["Гүлнар", "Мұғалім", "Расталған"],
    ]
    assert "example.kz" not in page.text
    assert "алдыңғы қатардан" not in page.text
    assert door.get(f"{EVENT}/people").status == 404


def test_a_name_is_searched_and_pages_keep_the_search(
    door: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.web.organiser.names.PAGE", 1)
    page = door.get(f"{NAMES}?q=%D1%80").text
    assert [cells[0] for cells in rows(page)] == ["Берік"]
    following = re.search(r'rel="next" href="([^"#]+)#rows"', page)
    assert following is not None
    rest = door.get(following[1].replace("&amp;", "&")).text
    assert [cells[0] for cells in rows(rest)] == ["Гүлнар"]
    assert f'href="{NAMES}?q=%D1%80"' in rest
    assert "Ештеңе табылмады" in door.get(f"{NAMES}?q=p6@example.kz").text


def test_the_whole_list_is_printed_from_one_page(
    people: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.web.organiser.names.PAGE", 1)
    listing = people.get(f"{EVENT}/people").text
    assert f'<a href="{NAMES}">' in listing
    assert 'href="/console/events/round-table/names?sheet=1"' in people.get(NAMES).text
    sheet = people.get(f"{NAMES}?sheet=1&q=nobody").text
    assert [cells[0] for cells in rows(sheet)] == ["Айша &lt;b&gt;", "Берік", "Гүлнар"]
    assert sheet.count('<td class="tick"></td>') == 3
    assert 'role="search"' not in sheet


def test_an_event_without_registrations_says_so(console: Console) -> None:
    assert "Тіркелу формасы әлі жарияланған жоқ" in console.get(NAMES).text
