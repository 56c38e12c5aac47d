"""The page of a new event, sent many times at once, makes one event with each form once."""

from collections.abc import Iterator
from functools import partial

import pytest

from chalicelib import wiring
from chalicelib.actions import events, forms, new_events
from chalicelib.actions.new_events import NewEvent
from chalicelib.actions.services import Services
from chalicelib.domain.events.starting_points import StartingPoint
from chalicelib.settings import Settings
from tests.actions.setting import ORGANISER
from tests.races.racing import Race, run_racers

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

RACERS = 4


@pytest.fixture
def services(dynoxide_settings: Settings) -> Services:
    return wiring.make(dynoxide_settings)


@pytest.fixture(scope="module")
def race() -> Iterator[Race]:
    with run_racers(RACERS) as start:
        yield start


def page(nonce: str) -> NewEvent:
    document = {
        "title": {"kk": "Жиналыс"},
        "starts_at": "2027-06-11T10:00:00+05:00",
        "ends_at": "2027-06-11T13:00:00+05:00",
    }
    return NewEvent(StartingPoint.ACTION, ("kk",), document, nonce)


def make(services: Services, nonce: str) -> None:
    new_events.start_event(services, ORGANISER, page(nonce))


def test_one_page_sent_at_once_by_many_clicks_makes_one_event(
    services: Services, race: Race
) -> None:
    assert race([partial(make, services, "one")] * RACERS) == [None] * RACERS
    [line] = events.list_events(services, ORGANISER).events
    records = forms.list_forms(services, ORGANISER, line.id)
    assert [(each.version, each.has_draft) for each in records] == [(1, False)] * 3


def test_pages_that_carry_no_value_in_common_make_an_event_each(
    services: Services, race: Race
) -> None:
    """Negative control: without the value that the page carries, every click makes another event."""
    race([partial(make, services, str(number)) for number in range(RACERS)])
    assert len(events.list_events(services, ORGANISER).events) == RACERS
