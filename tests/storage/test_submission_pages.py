"""Submissions read one by one, page by page and all together."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.domain.submissions import Response
from chalicelib.storage.submissions import Position, StoredPage, SubmissionStore
from chalicelib.storage.table import Table, string
from tests.domain.test_submissions import RESPONSE
from tests.storage.test_table import script_table

SHARDS = 2
EVENT_AND_FORM = RESPONSE.event, RESPONSE.form


def arrive(seconds: int, last: int) -> Response:
    """Return a response received so many seconds after the others began; ``last`` ends its id."""
    return replace(
        RESPONSE,
        id=f"00000000-0000-4000-8000-{last:012}",
        received_at=RESPONSE.received_at + timedelta(seconds=seconds),
        answers={"overall": last},
    )


IN_SHARD_0 = arrive(1, 6), arrive(2, 5), arrive(3, 4)
IN_SHARD_1 = arrive(4, 3), arrive(5, 2), arrive(6, 1)
"""In the order of arrival, which is not the order of the ids."""


@pytest.fixture
def store(local_table: Table) -> SubmissionStore:
    store = SubmissionStore(local_table)
    for response in (*IN_SHARD_1, *IN_SHARD_0):
        store.respond(response, shards=SHARDS)
    return store


def test_a_submission_is_looked_up_in_its_shard(store: SubmissionStore) -> None:
    for response in (*IN_SHARD_0, *IN_SHARD_1):
        assert store.get(*EVENT_AND_FORM, response.id, shards=SHARDS) == response
        assert store.find(*EVENT_AND_FORM, response.id, shards=SHARDS) == response


@pytest.mark.parametrize(
    ("event", "form", "submission"),
    [
        ("another", "impressions", IN_SHARD_1[0].id),
        ("round-table", "another", IN_SHARD_1[0].id),
        ("round-table", "impressions", RESPONSE.id),
    ],
)
def test_a_submission_that_is_not_stored_is_not_found(
    store: SubmissionStore, event: str, form: str, submission: str
) -> None:
    assert store.get(event, form, submission, shards=SHARDS) is None
    with pytest.raises(errors.SubmissionNotFound):
        store.find(event, form, submission, shards=SHARDS)


def test_all_submissions_are_read_in_the_order_of_arrival_shard_by_shard(
    store: SubmissionStore,
) -> None:
    assert list(store.read_all(*EVENT_AND_FORM, shards=SHARDS)) == [*IN_SHARD_0, *IN_SHARD_1]
    assert list(store.read_all(*EVENT_AND_FORM, shards=1)) == list(IN_SHARD_0)


def test_a_page_starts_where_the_page_before_it_ended(store: SubmissionStore) -> None:
    start: Position | None = None
    pages: list[StoredPage] = []
    for _ in range(4):
        page = store.read_page(*EVENT_AND_FORM, shards=SHARDS, limit=2, start=start)
        pages.append(page)
        start = page.next
    assert pages == [
        StoredPage(IN_SHARD_0[:2], Position(0, "2026-06-13T05:00:02.000000Z", IN_SHARD_0[1].id)),
        StoredPage(IN_SHARD_0[2:], Position(1)),
        StoredPage(IN_SHARD_1[:2], Position(1, "2026-06-13T05:00:05.000000Z", IN_SHARD_1[1].id)),
        StoredPage(IN_SHARD_1[2:], None),
    ]


def test_a_page_is_requested_from_the_index_behind_its_start() -> None:
    table, client, _ = script_table({"Items": []})
    start = Position(1, "2026-06-13T05:00:05.000000Z", RESPONSE.id)
    page = SubmissionStore(table).read_page(*EVENT_AND_FORM, shards=SHARDS, limit=2, start=start)
    assert page == StoredPage((), None)
    assert client.requests == [
        {
            "method": "query",
            "TableName": "pikir",
            "IndexName": "by_received",
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": string("RESP#round-table#impressions#1")},
            "ExclusiveStartKey": {
                "pk": string("RESP#round-table#impressions#1"),
                "sk": string(RESPONSE.id),
                "received_at": string("2026-06-13T05:00:05.000000Z"),
            },
            "ConsistentRead": True,
            "ScanIndexForward": True,
            "Limit": 2,
        }
    ]
