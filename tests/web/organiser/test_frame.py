"""The console's frame: who is signed in, tabs, notices, and refusals that stay within it."""

import pytest

from chalicelib.domain.permissions import ANYONE, Actor, Grant, GrantScope, MemberRole
from chalicelib.web.organiser.notices import notice_cookie
from chalicelib.web.organiser.tabs import area_links, event_tabs, settings_tabs
from chalicelib.web.urls import Urls
from tests.domain.summary_samples import EVENT
from tests.web.organiser.conftest import ORGANISER, Console

EVENT_PAGE = "/console/events/round-table"


def test_a_page_says_who_is_signed_in_and_with_which_role(console: Console) -> None:
    page = console.get("/console").text
    assert f'{ORGANISER} <span class="soft">· Әкімші</span>' in page


def test_a_deed_is_told_once_on_the_page_that_follows(console: Console) -> None:
    reply = console.send_form(f"{EVENT_PAGE}/state", {"state": "open"})
    (cookie,) = reply.cookies
    carried = f"{console.cookie}; {cookie.partition(';')[0]}"
    told = console.client.get(reply.headers["location"], Cookie=carried)
    assert 'role="status" tabindex="-1" autofocus' in told.text
    assert "Іс-шара ашық." in told.text
    (removal,) = told.cookies
    assert removal.startswith("__Host-pikir_notice=; ")
    assert "Max-Age=0" in removal
    assert 'role="status"' not in console.get(reply.headers["location"]).text


@pytest.mark.parametrize("value", ["event.stolen", "<b>x</b>", "event.open~x", ""])
def test_a_notice_that_nobody_gave_shows_nothing(console: Console, value: str) -> None:
    cookies = f"{console.cookie}; __Host-pikir_notice={value}"
    page = console.client.get(EVENT_PAGE, Cookie=cookies)
    assert page.status == 200
    assert 'role="status"' not in page.text


def test_a_notice_must_be_in_the_table() -> None:
    assert notice_cookie("event.open", 3, secure=True).startswith(
        "__Host-pikir_notice=event.open~3;"
    )
    with pytest.raises(KeyError):
        notice_cookie("event.stolen", secure=True)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/console/nowhere", 404),
        ("GET", "/console/events/no-such-event", 404),
        ("GET", "/console/events/A%00", 404),
        ("PUT", "/console/settings/tokens", 405),
    ],
)
def test_a_refusal_stays_within_the_console(
    console: Console, method: str, path: str, status: int
) -> None:
    headers = {"Cookie": console.cookie}
    reply = console.client.request(method, path, headers=headers)
    assert reply.status == status
    assert "Шығу" in reply.text
    assert 'href="/console">Іс-шараларға өту</a>' in reply.text


def test_a_refusal_to_a_stranger_shows_nothing_of_the_console(console: Console) -> None:
    reply = console.client.get("/console/nowhere")
    assert reply.status == 404
    assert "Шығу" not in reply.text


def test_a_tab_is_shown_only_to_those_who_may_open_its_page() -> None:
    urls = Urls("/api")
    (overview, *_) = event_tabs(Actor.owner(ORGANISER), urls, EVENT)
    assert overview.address == f"/api/console/events/{EVENT.id}"
    elsewhere = Grant(MemberRole.ORGANISER, GrantScope("event", "another"))
    assert event_tabs(Actor("member", ORGANISER, (elsewhere,)), urls, EVENT) == []
    assert settings_tabs(ANYONE, urls) == []
    assert [area.name for area in area_links(ANYONE, urls)] == ["events"]
