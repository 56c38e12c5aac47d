from datetime import UTC, datetime, timedelta

import pytest

from chalicelib import errors
from chalicelib.domain.submissions import IN_FLIGHT
from chalicelib.storage.arrivals import NOTING_INTERVAL, Arrival, ArrivalStore
from chalicelib.storage.table import Table

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def arrivals(local_table: Table) -> ArrivalStore:
    return ArrivalStore(local_table)


def test_a_process_notes_a_form_once_in_an_interval(arrivals: ArrivalStore) -> None:
    arrivals.note("e-1", "impressions", NOON)
    arrivals.note("e-1", "impressions", NOON + NOTING_INTERVAL - SECOND)
    assert arrivals.all() == [Arrival("e-1", "impressions", NOON)]
    arrivals.note("e-1", "impressions", NOON + NOTING_INTERVAL)
    arrivals.note("e-1", "proposals", NOON)
    assert arrivals.all() == [
        Arrival("e-1", "impressions", NOON + NOTING_INTERVAL),
        Arrival("e-1", "proposals", NOON),
    ]


def test_a_note_that_was_renewed_is_not_removed(arrivals: ArrivalStore, local_table: Table) -> None:
    arrivals.note("e-1", "impressions", NOON)
    (seen,) = arrivals.all()
    ArrivalStore(local_table).note("e-1", "impressions", NOON + SECOND)  # another process
    arrivals.remove(seen)
    (again,) = arrivals.all()
    arrivals.remove(again)
    assert arrivals.all() == []


def test_a_note_is_settled_when_all_that_it_covers_is() -> None:
    """A process that noted at noon stores until the interval's end, and that may be in flight."""
    arrival = Arrival("e-1", "impressions", NOON)
    last_stored = NOON + NOTING_INTERVAL
    assert not arrival.is_settled(last_stored + IN_FLIGHT)
    assert arrival.is_settled(last_stored + 3 * IN_FLIGHT)


class _Unavailable:
    """A table that cannot be written to."""

    def __init__(self) -> None:
        self.calls = 0

    def put(self, _: object) -> None:
        self.calls += 1
        raise errors.Unavailable


def test_a_note_that_cannot_be_stored_is_tried_by_the_next_submission() -> None:
    table = _Unavailable()
    arrivals = ArrivalStore(table)  # type: ignore[arg-type] # all that the store uses of it here
    for _ in range(2):
        with pytest.raises(errors.Unavailable):
            arrivals.note("e-1", "impressions", NOON)
    assert table.calls == 2
