"""New events from a starting point: complete at once, and made once however often their page is sent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.actions import events, forms, new_events
from chalicelib.actions.new_events import NewEvent
from chalicelib.actions.services import Services
from chalicelib.domain.events import Event
from chalicelib.domain.events.starting_points import OUTLINES, StartingPoint
from chalicelib.domain.permissions import ANYONE, Actor, Grant, GrantScope, MemberRole
from chalicelib.settings import Settings
from tests.actions.setting import ORGANISER, Clock, as_json, event_document, services_on

DOCUMENT: dict[str, Any] = {
    "title": {"kk": "Ата-аналар жиналысы"},
    "starts_at": "2027-06-11T10:00:00+05:00",
    "ends_at": "2027-06-11T13:00:00+05:00",
}
NEW = NewEvent(StartingPoint.ROUND_TABLE, ("kk", "ru"), DOCUMENT, "nonce")


@pytest.fixture
def services(local_settings: Settings) -> Services:
    return services_on(local_settings, Clock())


def start(services: Services, new: NewEvent = NEW) -> Event:
    return new_events.start_event(services, ORGANISER, new)


@pytest.mark.parametrize("point", StartingPoint)
def test_an_event_can_be_opened_as_it_was_started(services: Services, point: StartingPoint) -> None:
    event = start(services, replace(NEW, start=point))
    records = forms.list_forms(services, ORGANISER, event.id)
    assert {record.name for record in records} == set(OUTLINES[point].forms)
    assert {record.version for record in records} <= {1}
    assert all({"kk", "ru"} <= set(item.label) for item in event.categories)
    opened = events.change_event(
        services, ORGANISER, event.id, b'{"state": "open", "incomplete_languages": ["ru"]}'
    )
    assert opened.state == "open"


def test_forms_take_answers_when_they_are_of_use(services: Services) -> None:
    event = start(services)
    times = {
        record.name: (record.opens_at, record.closes_at)
        for record in forms.list_forms(services, ORGANISER, event.id)
    }
    assert times["registration"] == (None, event.starts_at)
    assert times["questions"] == (None, event.ends_at)
    assert times["impressions"][0] == event.ends_at


def test_a_page_that_is_sent_twice_makes_one_event(services: Services) -> None:
    first = start(services)
    events.change_event(services, ORGANISER, first.id, as_json({"venue": "Зал"}))
    again = start(services)
    assert (again.id, again.revision) == (first.id, 1)
    assert len(events.list_events(services, ORGANISER).events) == 1
    assert {each.version for each in forms.list_forms(services, ORGANISER, first.id)} == {1}


def test_other_pages_make_other_events_under_readable_addresses(services: Services) -> None:
    ids = {
        start(services, new).id
        for new in (
            NEW,
            replace(NEW, nonce="other"),
            replace(NEW, document={**DOCUMENT, "venue": "Зал"}),
        )
    }
    assert len(ids) == 3
    assert all(each.startswith("ata-analar-zhinalysy-") for each in ids)


def test_an_event_that_was_cut_short_is_finished_by_the_same_page(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Die before each write in turn; the page sent again finishes what was begun."""
    for survived in range(2, 30):
        new = replace(NEW, nonce=str(survived))
        with monkeypatch.context() as patched:
            writes = _die_after(survived, services, patched)
            try:
                start(services, new)
            except errors.Unavailable:
                pass
            else:
                break
        event = start(services, new)
        records = forms.list_forms(services, ORGANISER, event.id)
        assert [record.version for record in records] == [1, 1, 1, 1], writes
        assert records[0].opens_at == event.ends_at
    else:
        pytest.fail("more writes than expected")
    assert survived > 8


def _die_after(writes: int, services: Services, patched: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []

    def count_calls(name: str) -> Callable[..., Any]:
        real = getattr(services.table, name)

        def call(*args: Any, **named: Any) -> object:
            done.append(name)
            if len(done) > writes:
                raise errors.Unavailable
            return real(*args, **named)

        return call

    for name in ("put", "update", "transact"):
        patched.setattr(services.table, name, count_calls(name))
    return done


def test_the_organiser_is_that_of_the_latest_event(services: Services) -> None:
    organiser = {"name": {"kk": "Білім бөлімі"}, "email": "bilim@pikir.example"}
    events.create_event(services, ORGANISER, as_json(event_document(organiser=organiser)))
    event = start(services)
    assert event.organiser
    assert event.organiser.name == {"kk": "Білім бөлімі"}


def test_all_that_is_wrong_is_said_and_nothing_is_made(services: Services) -> None:
    wrong = {**DOCUMENT, "ends_at": DOCUMENT["starts_at"], "title": {"kk": "x" * 5001}}
    with pytest.raises(errors.EventRefused) as refused:
        start(services, replace(NEW, document=wrong))
    assert {each.name for each in refused.value.problems} == {"/title/kk", "/ends_at"}
    assert events.list_events(services, ORGANISER).events == ()


def test_an_organiser_of_a_series_makes_events_in_it_only(services: Services) -> None:
    spring = {"id": "spring", "title": {"kk": "Көктем"}}
    events.create_event(services, ORGANISER, as_json(event_document(series=spring)))
    grant = Grant(MemberRole.ORGANISER, GrantScope("series", "spring"))
    actor = Actor("member", "one@pikir.example", (grant,))
    choices = new_events.list_series(services, actor)
    assert ([each.id for each in choices.series], choices.is_needed) == (["spring"], True)
    with pytest.raises(errors.EventRefused):
        new_events.start_event(services, actor, NEW)
    event = new_events.start_event(services, actor, replace(NEW, series="spring"))
    assert event.series
    assert event.series.id == "spring"


def test_nobody_else_makes_events(services: Services) -> None:
    with pytest.raises(errors.PageNotFound):
        new_events.start_event(services, ANYONE, NEW)
