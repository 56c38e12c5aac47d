"""The page that makes a new event."""

import pytest

from chalicelib.actions import events
from chalicelib.domain.permissions import SYSTEM
from tests.web.organiser.conftest import Console

FIELDS = {
    "start": "training",
    "language": "ru",
    "title": "Тренинг для учителей",
    "day": "11.06.2027",
    "begins": "9:30",
    "ends": "12:00",
    "venue": "Школа № 3",
    "_id": "one",
}


def test_the_page_makes_an_event_and_says_so(console: Console) -> None:
    assert 'href="/console/new"' in console.get("/console").text
    page = console.get("/console/new").text
    assert 'value="training"' in page
    assert 'href="/console/events/round-table/copy"' in page
    reply = console.send_form("/console/new", FIELDS)
    assert reply.status == 303
    address = reply.headers["location"]
    event = events.show_event(console.services, SYSTEM, address.rpartition("/")[2])
    assert (event.title, event.languages) == ({"ru": "Тренинг для учителей"}, ("ru", "kk"))
    assert event.starts_at.isoformat() == "2027-06-11T09:30:00+05:00"
    assert console.send_form("/console/new", FIELDS).headers["location"] == address


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"title": " "}, "title", "Іс-шараның атауын жазыңыз."),
        ({"day": "31.06.2027"}, "day", "Күнін жазыңыз, мысалы 11.06.2027."),
        ({"begins": "25:00"}, "begins", "басталу уақытын"),
        ({"ends": "9:30"}, "ends", "Аяқталу"),
        ({"day": "11.06.9027"}, "begins", "Күні"),
        ({"start": "wedding"}, "start", "Неден бастайтыныңызды"),
    ],
)
def test_a_page_that_makes_no_event_comes_back_with_all_that_was_typed(
    console: Console, change: dict[str, str], field: str, message: str
) -> None:
    reply = console.send_form("/console/new", {**FIELDS, **change})
    assert reply.status == 422
    assert f'href="#{field}"' in reply.text
    assert message in reply.text
    for name in ("title", "venue", "_id"):
        assert f'value="{ {**FIELDS, **change}[name] }"' in reply.text
    assert len(events.list_events(console.services, SYSTEM).events) == 1
