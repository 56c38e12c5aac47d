"""Collections read whole by several queries at once."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from tempfile import SpooledTemporaryFile
from typing import Any, Unpack
from uuid import UUID

import pytest
from typing_extensions import override

from chalicelib import deadlines, errors
from chalicelib.domain.submissions import Response
from chalicelib.storage import keys, parallel_queries
from chalicelib.storage.parallel_queries import query_all
from chalicelib.storage.submissions import SubmissionStore
from chalicelib.storage.submissions.items import to_item
from chalicelib.storage.table import Item, KeyRange, Page, Table
from tests.domain.test_submissions import RESPONSE

EVENT_AND_FORM = RESPONSE.event, RESPONSE.form
COLLECTION = keys.submissions(*EVENT_AND_FORM, 0)


def evenly(number: int) -> int:
    """Return ids as those of version 4: anywhere."""
    return number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128


def in_one_corner(number: int) -> int:
    """Return ids as those of version 7: close together."""
    return (0x0190_0000_0000 << 80) + number


def where_a_range_ends(number: int) -> int:
    """Return ids of which the sixth to the tenth fill a page up to the last id of its range: whoever sends a submission chooses its id."""
    middle = (5 + 2**128 - 1) // 2
    return number if number < 5 else middle - 4 + (number - 5)


class Collections(Table):
    """A table of collections in memory, which counts queries and may fail or delay them.

    As DynamoDB does, it refuses a query of no ids, and goes on behind a page that is full though nothing follows.
    """

    def __init__(self, *collections: Sequence[Item]) -> None:
        no_client: Any = None
        super().__init__(no_client, "pikir")
        self._items = {
            each[0]["pk"]["S"]: sorted(each, key=lambda item: item["sk"]["S"])
            for each in collections
        }
        self._lock = threading.Lock()
        self._running = 0
        self.most_running = 0
        self.calls = 0
        self.before: Callable[[int], None] = lambda _: None

    @override
    def page(self, pk: str, start: Item | None = None, **key_range: Unpack[KeyRange]) -> Page:
        with self._lock:
            self.calls += 1
            self._running += 1
            number, self.most_running = self.calls, max(self.most_running, self._running)
        try:
            deadlines.refuse_if_passed()
            self.before(number)
            first, last = key_range["first"], key_range["last"]
            assert first <= last
            found = [each for each in self._items[pk] if first <= each["sk"]["S"] <= last]
            page = found[: key_range["limit"]]
            return Page(page, page[-1] if len(page) == key_range["limit"] else None)
        finally:
            with self._lock:
                self._running -= 1


def respond(identify: Callable[[int], int], number: int, shards: int = 1) -> Item:
    received_at = RESPONSE.received_at + timedelta(seconds=number)
    identity = str(UUID(int=identify(number)))
    return to_item(replace(RESPONSE, id=identity, received_at=received_at), shards)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel_queries, "PAGE", 5)


def read_ids(table: Table, *, at_once: int = 8) -> list[str]:
    pages = query_all(table, [COLLECTION], at_once=at_once)
    return [each["sk"]["S"] for page in pages for each in page]


@pytest.mark.parametrize("identify", [evenly, in_one_corner, where_a_range_ends])
@pytest.mark.parametrize("number", [1, 5, 6, 10, 400])
def test_every_item_is_read_once_however_the_ids_are_distributed(
    identify: Callable[[int], int], number: int
) -> None:
    items = [respond(identify, each) for each in range(number)]
    found = read_ids(Collections(items))
    assert sorted(found) == sorted(each["sk"]["S"] for each in items)


def test_queries_run_together_but_never_more_than_permitted() -> None:
    """Eight meet at a barrier, which fewer would not pass."""
    table = Collections([respond(evenly, number) for number in range(400)])
    barrier = threading.Barrier(8, timeout=5)
    passed = count()

    def meet(number: int) -> None:
        if number > 15 and next(passed) < 8:  # the first ones split the ids
            barrier.wait()

    table.before = meet
    assert len(read_ids(table)) == 400
    assert not barrier.broken
    assert table.most_running == 8


def test_a_collection_of_one_page_is_one_call_and_takes_no_thread() -> None:
    table = Collections([respond(evenly, number) for number in range(4)])
    threads: list[threading.Thread] = []
    table.before = lambda _: threads.append(threading.current_thread())
    assert len(read_ids(table)) == 4
    assert threads == [threading.current_thread()]


def test_queries_that_were_refused_together_are_repeated_with_fewer_at_once() -> None:
    table = Collections([respond(evenly, number) for number in range(400)])
    together, later = threading.Barrier(3, timeout=5), threading.Barrier(4, timeout=5)

    def refuse(number: int) -> None:
        if 30 <= number < 33:
            together.wait()
            raise errors.Unavailable
        if number == 45:
            table.most_running = 0
        if 46 <= number < 50:
            later.wait()

    table.before = refuse
    found = read_ids(table)
    assert len(set(found)) == len(found) == 400
    assert not together.broken
    assert table.most_running == 4


def test_a_reading_that_storage_refuses_fails_and_leaves_no_thread() -> None:
    table = Collections([respond(evenly, number) for number in range(400)])

    def refuse(number: int) -> None:
        if number >= 20:
            raise errors.Unavailable

    table.before = refuse
    before = threading.active_count()
    with pytest.raises(errors.Unavailable):
        read_ids(table)
    assert threading.active_count() == before


def test_a_fault_ends_the_reading_at_once() -> None:
    table = Collections([respond(evenly, number) for number in range(400)])

    def fail(number: int) -> None:
        if number == 20:
            raise ZeroDivisionError

    table.before = fail
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        read_ids(table)
    assert threading.active_count() == before
    assert table.calls < 40


def test_an_abandoned_reading_leaves_no_thread() -> None:
    table = Collections([respond(evenly, number) for number in range(400)])
    before = threading.active_count()
    pages: Any = query_all(table, [COLLECTION])
    for _ in range(3):
        next(pages)
    assert threading.active_count() > before
    pages.close()
    assert threading.active_count() == before


def test_threads_keep_to_the_deadline_of_the_request() -> None:
    table = Collections([respond(evenly, number) for number in range(400)])
    seconds = count()
    with deadlines.begin(30, lambda: float(next(seconds))), pytest.raises(errors.Unavailable):
        read_ids(table)
    assert table.calls < 60


def test_submissions_are_read_in_the_order_of_arrival_shard_by_shard(dynoxide_table: Table) -> None:
    """The same as page by page through the index, and what was erased is in neither."""
    store = SubmissionStore(dynoxide_table)
    responses = [_response(number) for number in range(60)]
    for each in responses:
        store.respond(each, shards=2)
    store.erase(responses[7], shards=2, now=RESPONSE.received_at)
    by_index, at = list[object](), None
    while True:
        page = store.read_page(*EVENT_AND_FORM, shards=2, limit=50, start=at)
        by_index += page.submissions
        at = page.next
        if at is None:
            break
    assert list(store.read_all(*EVENT_AND_FORM, shards=2)) == by_index
    assert len(by_index) == 59


def _response(number: int) -> Response:
    # two of each moment: those are ordered by their ids
    received_at = RESPONSE.received_at + timedelta(seconds=number // 2)
    return replace(RESPONSE, id=str(UUID(int=evenly(number))), received_at=received_at)


def test_a_full_disk_refuses_the_export(
    dynoxide_table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.storage.submissions import arrival_order

    class FullDisk(SpooledTemporaryFile[bytes]):
        @override
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    store = SubmissionStore(dynoxide_table)
    store.respond(RESPONSE, shards=1)
    monkeypatch.setattr(arrival_order, "SpooledTemporaryFile", FullDisk)
    with pytest.raises(errors.ExportTooLarge):
        list(store.read_all(*EVENT_AND_FORM, shards=1))
