import json
from datetime import UTC, datetime

from chalicelib.domain.event_documents import patch_event
from chalicelib.domain.events import Event, EventKind

EVENT = Event(
    id="one",
    kind=EventKind.MEETING,
    title={"en": "One"},
    starts_at=datetime(2027, 1, 1, 9, tzinfo=UTC),
    ends_at=datetime(2027, 1, 1, 10, tzinfo=UTC),
)


def test_a_patch_that_changes_nothing_leaves_the_event_itself() -> None:
    assert patch_event(EVENT, json.dumps({"state": "draft"}).encode()) is EVENT


def test_a_change_is_the_next_revision() -> None:
    changed = patch_event(EVENT, json.dumps({"state": "open"}).encode())
    assert (changed.state, changed.revision) == ("open", EVENT.revision + 1)
