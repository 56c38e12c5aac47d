"""On random events, a page that is kept is the page that each visit would get, byte for byte."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.actions.catalogue import ShownEvent
from chalicelib.actions.promises import PublicProposals
from chalicelib.domain.events import CategoryCapacity, Event
from chalicelib.domain.forms import FormRecord, FormState
from chalicelib.locales import Language
from chalicelib.web.page_style import find_style
from chalicelib.web.participant import events
from chalicelib.web.request import Request
from tests.profiles import examples

_HOUR = timedelta(hours=1)
_START = datetime(2026, 6, 13, 5, tzinfo=UTC)
_TIMES = st.none() | st.integers(-3, 6).map(lambda hours: _START + hours * _HOUR)
_MOMENTS = st.builds(
    lambda hours, more: _START + hours * _HOUR + timedelta(microseconds=more),
    st.integers(-4, 7),
    st.sampled_from([-1, 0, 1]),
)
_TEXTS = st.sampled_from(["Мектеп", "<<others>>", "School & <family>", "іс-шара ?a=b&lang=kk"])
_QUERIES = st.dictionaries(st.sampled_from(["ref", "lang", "<b>"]), st.tuples(_TEXTS), max_size=2)
_PROPOSALS = st.sampled_from([None, PublicProposals(), PublicProposals(accepted=())])


@st.composite
def shown_events(draw: st.DrawFn) -> ShownEvent:
    """Draw an event and some forms with times of their own."""
    opens, closes = sorted_times(draw)
    document: dict[str, Any] = {
        "id": "round-table",
        "kind": "round_table",
        "title": {"kk": draw(_TEXTS), "en": draw(_TEXTS)},
        "starts_at": _START,
        "ends_at": _START + 3 * _HOUR,
        "opens_at": opens,
        "closes_at": closes,
        "state": draw(st.sampled_from(["open", "closed", "cancelled"])),
        "categories": [{"name": "pupil", "label": {"kk": draw(_TEXTS)}, "capacity": 2}],
    }
    return ShownEvent(
        Event.model_validate(document), tuple(draw(st.lists(records(), max_size=3, unique_by=name)))
    )


def name(record: FormRecord) -> str:
    return record.name


def sorted_times(draw: st.DrawFn) -> tuple[datetime | None, datetime | None]:
    opens, closes = draw(_TIMES), draw(_TIMES)
    return (opens, None) if opens and closes and closes <= opens else (opens, closes)


@st.composite
def records(draw: st.DrawFn) -> FormRecord:
    """Draw a published form."""
    opens, closes = sorted_times(draw)
    purpose = draw(st.sampled_from(["registration", "impressions", "questions"]))
    return FormRecord(
        event="round-table",
        name=purpose,
        purpose=purpose,
        title={"kk": draw(_TEXTS)},
        state=draw(st.sampled_from([FormState.OPEN, FormState.CLOSED])),
        version=1,
        opens_at=opens,
        closes_at=closes,
    )


@st.composite
def visits(draw: st.DrawFn) -> tuple[Request, datetime, int, PublicProposals | None]:
    """Draw a request, its moment, how many seats are taken then, and the proposals."""
    language: Language = draw(st.sampled_from(["kk", "en"]))
    request = Request(
        *("GET", "/e/round-table", "/e/{event}", draw(st.sampled_from(["", "/api"]))),
        parameters={},
        query=draw(_QUERIES),
        headers={},
        cookies={},
        body=b"",
        language=language,
        request_id="visit",
    )
    return request, draw(_MOMENTS), draw(st.integers(0, 2)), draw(_PROPOSALS)


@settings(max_examples=examples(60))
@given(
    shown=st.lists(shown_events(), min_size=1, max_size=2),
    visits=st.lists(visits(), min_size=2, max_size=6),
    public=st.sampled_from(["https://a.example", "https://b.example"]),
)
def test_a_kept_page_is_the_page_of_the_visit(
    shown: list[ShownEvent],
    visits: list[tuple[Request, datetime, int, PublicProposals | None]],
    public: str,
) -> None:
    """Among the visits the event is read again, the same or changed."""
    for number, (request, now, taken, proposals) in enumerate(visits):
        event = replace(shown[number % len(shown)])
        services = cast("Any", SimpleNamespace(seat_counts=Seats(taken)))
        contents = events.find_contents(services, event, now, fresh=False)
        contents = replace(contents, proposals=proposals)
        kept = events.show_contents(request, contents, public, now)
        assert replace(kept, gzip=None) == events.render_contents(request, contents, public, now)
        style = find_style(kept.body)
        packed = kept.gzip(style) if kept.gzip and style else None
        if packed is not None and style is not None and isinstance(kept.body, str):
            assert gzip.decompress(packed).decode() == style.put_into(kept.body)


class Seats:
    """So many seats of each category are taken."""

    def __init__(self, taken: int) -> None:
        self._taken = taken

    def capacities(self, event: Event) -> tuple[CategoryCapacity, ...]:
        return tuple(
            CategoryCapacity(each.name, each.label, each.capacity, self._taken)
            for each in event.categories
        )
