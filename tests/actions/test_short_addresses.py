"""Short addresses: each public page gets its code once, and strangers find by it only what is public."""

from dataclasses import replace

import pytest

from chalicelib import errors
from chalicelib.actions import events
from chalicelib.actions.services import Services
from chalicelib.actions.short_addresses import follow_short_address, share_event
from chalicelib.domain.permissions import Actor
from chalicelib.settings import Settings
from chalicelib.storage import keys
from tests.actions.setting import (
    ORGANISER,
    REGISTRATION,
    Clock,
    as_json,
    change,
    event_document,
    open_event,
    publish,
    services_on,
)

ANYONE = Actor()


@pytest.fixture
def services(local_settings: Settings) -> Services:
    return services_on(local_settings, Clock())


def codes(services: Services, event: str = "round-table") -> dict[str, str]:
    return {page.name: page.code for page in share_event(services, ORGANISER, event).pages}


def test_each_published_page_gets_a_code_once(services: Services) -> None:
    open_event(services)
    first = codes(services)
    assert [*first] == ["", "registration", "impressions"]
    assert len(set(first.values())) == 3
    assert codes(services) == first


def test_only_organisers_share(services: Services) -> None:
    open_event(services)
    for actor, event in ((ANYONE, "round-table"), (ORGANISER, "elsewhere")):
        with pytest.raises(errors.EventNotFound):
            share_event(services, actor, event)


def test_a_code_leads_to_its_page_however_it_is_typed(services: Services) -> None:
    open_event(services)
    found = codes(services)
    assert follow_short_address(services, found[""]) == ("round-table", "")
    typed = found["registration"].upper()
    assert follow_short_address(services, typed) == ("round-table", "registration")


def test_the_code_of_a_draft_looks_unknown_until_the_event_is_open(services: Services) -> None:
    events.create_event(services, ORGANISER, as_json(event_document(state="draft")))
    publish(services, REGISTRATION)
    found = codes(services)
    for code in (*found.values(), "tttttt", "no code at all"):
        with pytest.raises(errors.PageNotFound):
            follow_short_address(services, code)
    change(services, state="open", incomplete_languages=["ru"])
    assert follow_short_address(services, found[""]) == ("round-table", "")
    assert follow_short_address(services, found["registration"]) == ("round-table", "registration")


def test_a_code_never_leads_to_a_later_event_of_the_same_id(services: Services) -> None:
    open_event(services)
    old = codes(services)
    for item in services.table.query(keys.event_collection("round-table")):
        if not item["sk"]["S"].startswith(keys.SHORT_ADDRESSES):  # the worst case: they stay
            services.table.delete(keys.Key(item["pk"]["S"], item["sk"]["S"]))
    for code in old.values():
        with pytest.raises(errors.PageNotFound):
            follow_short_address(services, code)
    open_event(services)
    fresh = services_on(services.settings, services.clock, services.table)  # with nothing cached
    for code in old.values():
        with pytest.raises(errors.PageNotFound):
            follow_short_address(fresh, code)
    assert set(codes(fresh).values()).isdisjoint(old.values())


def test_a_code_that_is_taken_is_drawn_again(services: Services) -> None:
    open_event(services)
    open_event(services, id="training")
    same = [replace(services, random=type(services.random)(7)) for _ in range(2)]
    first, second = codes(same[0]), codes(same[1], "training")
    assert set(first.values()).isdisjoint(second.values())


def test_an_organiser_is_asked_to_try_again_if_every_draw_is_taken(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_event(services)
    open_event(services, id="training")
    taken = codes(services)[""]
    monkeypatch.setattr("chalicelib.actions.short_addresses.new_code", lambda _: taken)
    with pytest.raises(errors.Unavailable):
        codes(services, "training")
