"""Rows with their whole items, in the order of arrival: on a database that gives them, and on one that does not."""

import pytest

from chalicelib.domain.timestamps import to_timestamp
from chalicelib.storage.listings import LineRange, ListingStore, ListPosition
from chalicelib.storage.submissions import SubmissionStore
from chalicelib.storage.table import Table
from tests.storage.test_submission_pages import EVENT_AND_FORM, IN_SHARD_0, IN_SHARD_1, SHARDS

ALL = [*IN_SHARD_0, *IN_SHARD_1]
LINES = LineRange(*EVENT_AND_FORM, SHARDS, newest_first=False)
NEWEST_FIRST = LineRange(*EVENT_AND_FORM, SHARDS)


@pytest.fixture(params=["local_table", pytest.param("dynoxide_table", marks=pytest.mark.dynoxide)])
def table(request: pytest.FixtureRequest) -> Table:
    """Return a table with six responses in two shards."""
    table: Table = request.getfixturevalue(request.param)
    for response in ALL:
        SubmissionStore(table).respond(response, shards=SHARDS)
    return table


def test_rows_bring_their_whole_items_in_either_order(table: Table) -> None:
    store = ListingStore(table)
    assert [each.read() for each in store.whole_rows(LINES)] == ALL
    assert [each.read() for each in store.whole_rows(NEWEST_FIRST)] == ALL[::-1]
    assert [each.row for each in store.whole_rows(LINES)] == list(store.rows(LINES))


def test_rows_go_on_behind_a_place_and_keep_to_their_time(table: Table) -> None:
    store = ListingStore(table)
    times = [to_timestamp(each.received_at) for each in ALL]
    behind = ListPosition(times[2], ALL[2].id)
    assert [each.read() for each in store.whole_rows(LINES, behind)] == ALL[3:]
    between = LineRange(*EVENT_AND_FORM, SHARDS, since=times[1], until=times[4])
    assert [each.read() for each in store.whole_rows(between)] == ALL[4:0:-1]


@pytest.mark.dynoxide
def test_the_index_itself_brings_whole_items(
    dynoxide_table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    SubmissionStore(dynoxide_table).respond(ALL[0], shards=SHARDS)
    monkeypatch.setattr(dynoxide_table, "get_many", lambda _: pytest.fail("reads by keys"))
    [whole] = ListingStore(dynoxide_table).whole_rows(LINES)
    assert whole.read() == ALL[0]
