from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import errors
from chalicelib.domain.event_documents import merge_patch
from chalicelib.domain.events import (
    Category,
    Event,
    EventKind,
    EventLine,
    EventState,
    shrinking_capacities,
)
from chalicelib.domain.forms import FormRecord, FormState

NOON = datetime(2026, 6, 13, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVENT = Event(
    id="round-table",
    kind=EventKind.ROUND_TABLE,
    title={"kk": "Дөңгелек үстел"},
    starts_at=NOON,
    ends_at=NOON + HOUR,
    state=EventState.OPEN,
)
RECORD = FormRecord(
    event="round-table",
    name="impressions",
    purpose="impressions",
    title={"kk": "Әсерлер"},
    state=FormState.OPEN,
    version=2,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=8,
)


def with_capacities(**capacities: int | None) -> Event:
    categories = tuple(
        Category(name=name, label={"kk": name}, capacity=limit)
        for name, limit in capacities.items()
    )
    return EVENT.model_copy(update={"categories": categories})


@pytest.mark.parametrize("state", [EventState.CLOSED, EventState.ARCHIVED])
def test_a_closed_event_takes_nothing(state: EventState) -> None:
    with pytest.raises(errors.EventClosed):
        EVENT.model_copy(update={"state": state}).refuse_unless_open(NOON)


def test_a_cancelled_event_says_so_whatever_its_times_are() -> None:
    for times in ({}, {"opens_at": NOON + HOUR}, {"closes_at": NOON - HOUR}):
        event = EVENT.model_copy(update={"state": EventState.CANCELLED, **times})
        with pytest.raises(errors.EventCancelled):
            event.refuse_unless_open(NOON)


def test_a_draft_does_not_take_answers_yet() -> None:
    with pytest.raises(errors.EventNotYetOpen):
        EVENT.model_copy(update={"state": EventState.DRAFT}).refuse_unless_open(NOON)


def test_an_event_is_open_from_its_opening_until_before_its_closing() -> None:
    event = EVENT.model_copy(update={"opens_at": NOON, "closes_at": NOON + HOUR})
    event.refuse_unless_open(NOON)
    event.refuse_unless_open(NOON + HOUR - timedelta(microseconds=1))
    with pytest.raises(errors.EventNotYetOpen):
        event.refuse_unless_open(NOON - timedelta(microseconds=1))
    with pytest.raises(errors.EventClosed):
        event.refuse_unless_open(NOON + HOUR)


def test_a_form_takes_answers_of_versions_that_were_published() -> None:
    RECORD.refuse_unless_open(NOON)
    for version in (1, 2):
        RECORD.refuse_unpublished(version)
    for version in (0, 3):
        with pytest.raises(errors.VersionUnknown):
            RECORD.refuse_unpublished(version)


def test_fewer_places_are_those_that_were_more_or_unlimited() -> None:
    old = with_capacities(a=5, b=5, c=5, d=None, e=None, f=5)
    new = with_capacities(a=4, b=5, c=6, d=9, e=None, f=None, g=1)
    assert shrinking_capacities(old, new) == {"a": 4, "d": 9}
    assert shrinking_capacities(old, with_capacities()) == dict.fromkeys("abcdef", 0)


def test_a_line_is_what_a_list_needs_of_an_event() -> None:
    line = EventLine.of(EVENT)
    assert (line.id, line.title, line.state) == (EVENT.id, EVENT.title, EVENT.state)
    assert EventLine.model_validate_json(line.model_dump_json()) == line


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        (["a"], ["b"], ["b"]),
        ({"a": "b"}, None, None),
        ([1], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch_does_what_the_rfc_lists(
    target: object, patch: object, result: object
) -> None:
    assert merge_patch(target, patch) == result


@given(JSON, JSON)
def test_a_merge_patch_may_be_repeated(target: object, patch: object) -> None:
    once = merge_patch(target, patch)
    assert merge_patch(once, patch) == once


@pytest.mark.parametrize("field", Event.model_fields)
def test_every_field_of_an_event_is_described_in_prose(field: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "events.md").read_text("utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    assert any(f"`{field}`" in row for row in rows)


def test_labelled_texts_come_with_their_labels() -> None:
    assert list(EVENT.labelled_texts()) == []
    event = EVENT.model_copy(update={"venue": {"en": "Hall 2"}})
    assert list(event.labelled_texts()) == [("Where", {"en": "Hall 2"})]


def test_a_category_is_looked_up_by_its_name() -> None:
    event = with_capacities(pupil=5, teacher=None)
    assert event.category("teacher") == event.categories[1]
    assert event.category("guest") is None


STEPS = {
    ("draft", "open"),
    ("draft", "archived"),
    ("open", "closed"),
    ("closed", "open"),
    ("closed", "archived"),
    ("archived", "closed"),
    ("open", "cancelled"),
    ("closed", "cancelled"),
    ("cancelled", "open"),
    ("cancelled", "closed"),
    ("cancelled", "archived"),
    ("archived", "cancelled"),
}


@pytest.mark.parametrize("old", EventState)
@pytest.mark.parametrize("new", EventState)
def test_an_event_moves_by_the_steps_of_its_lifecycle_only(
    old: EventState, new: EventState
) -> None:
    event = EVENT.model_copy(update={"state": old})
    if (old, new) in STEPS or old is new:
        assert event.move_to(new) == EVENT.model_copy(update={"state": new})
        return
    with pytest.raises(errors.BadTransition) as refused:
        event.move_to(new)
    assert refused.value.parameters == {"old": old.value, "new": new.value}


def test_the_same_state_leaves_the_event_itself() -> None:
    assert EVENT.move_to(EventState.OPEN) is EVENT
