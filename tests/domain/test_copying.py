"""A copy is the same event as a draft; all that has a time keeps its distance to the beginning."""

from datetime import datetime, timedelta

from chalicelib.domain.event_documents import read_event
from chalicelib.domain.events import with_announcement
from chalicelib.domain.events.copying import copy_of, without_categories
from chalicelib.forms.definition import load
from tests.actions.setting import REGISTRATION, as_json, event_document

EVENT = with_announcement(
    read_event(
        as_json(
            event_document(
                opens_at="2026-06-01T10:00:00+05:00",
                closes_at="2026-06-14T10:00:00+05:00",
                programme=[
                    {"name": "one", "kind": "opening", "starts_at": "2026-06-13T10:30:00+05:00"},
                    {"name": "two", "kind": "break"},
                ],
            )
        )
    )
).model_copy(update={"revision": 7, "cancellation_reason": {"kk": "Карантин"}})
STARTS = datetime.fromisoformat("2027-01-20T09:00:00+05:00")
ENDS = datetime.fromisoformat("2027-01-20T12:00:00+05:00")


def test_a_copy_differs_in_id_state_times_and_in_what_was_told() -> None:
    copy = copy_of(EVENT, "copied", STARTS, ENDS)
    by = STARTS - EVENT.starts_at
    assert EVENT.announced
    assert EVENT.opens_at
    assert EVENT.closes_at
    assert copy == EVENT.model_copy(
        update={
            "id": "copied",
            "state": "draft",
            "starts_at": STARTS,
            "ends_at": ENDS,
            "opens_at": EVENT.opens_at + by,
            "closes_at": EVENT.closes_at + by,
            "programme": copy.programme,
            "cancellation_reason": None,
            "announced": None,
            "revision": 0,
        }
    )
    times = [item.starts_at for item in copy.programme]
    assert times == [STARTS + timedelta(minutes=30), None]


def test_times_that_an_event_does_not_have_its_copy_has_not_either() -> None:
    without = EVENT.model_copy(update={"opens_at": None, "closes_at": None})
    copy = copy_of(without, "copied", STARTS, ENDS)
    assert (copy.opens_at, copy.closes_at) == (None, None)


def test_only_the_events_own_categories_are_left_out() -> None:
    bare = load(as_json(REGISTRATION))
    lists = {
        "own": {"categories": [{"name": "pupil", "label": {"kk": "Оқушы"}}], "more": []},
        "other": {"categories": [{"name": "guest", "label": {"kk": "Қонақ"}}]},
    }
    published = load(
        as_json({**REGISTRATION, "choices": {"categories": lists["own"]["categories"]}})
    )
    other = load(as_json({**REGISTRATION, "choices": lists["other"]}))
    assert without_categories(published, EVENT) == bare
    one = EVENT.model_copy(update={"categories": EVENT.categories[:1]})
    assert without_categories(published, one) == bare
    assert without_categories(other, EVENT) is other
    assert without_categories(bare, EVENT) is bare
