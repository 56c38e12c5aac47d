"""A form's submissions as lists read them: their lines in the order of arrival, and a registration by its receipt."""

from collections.abc import Iterator
from heapq import merge
from operator import itemgetter
from typing import Final, NamedTuple

from chalicelib.domain.listings import ListedRow
from chalicelib.storage import keys
from chalicelib.storage.keys import BY_RECEIPT, BY_RECEIVED, Key
from chalicelib.storage.table import Item, KeyRange, Table, address, string

_FIRST_PAGE: Final = 100
_LARGEST_PAGE: Final = 4000
"""Rows that one request asks for: about the megabyte at which DynamoDB ends a page."""
_NO_LINE: Final = {"S": ""}


class ListPosition(NamedTuple):
    """A place in the order of arrival: behind the submission that was received then."""

    received_at: str
    id: str


class ListingStore:
    """The lines of the table's submissions."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def rows(
        self,
        event: str,
        form: str,
        *,
        shards: int,
        newest_first: bool,
        since: str = "",
        until: str = "",
        after: ListPosition | None = None,
    ) -> Iterator[ListedRow]:
        """Yield the form's rows in the order of arrival or the reverse, requested as they are needed.

        ``since`` and ``until`` are timestamps, both inclusive; ``after`` is the row that the first one follows.
        """
        key_range: KeyRange = {"index": BY_RECEIVED, "forward": not newest_first}
        if since:
            key_range["first"] = since
        if until:
            key_range["last"] = until
        each = [
            self._shard(keys.submissions(event, form, shard), key_range, after)
            for shard in range(shards)
        ]
        if shards == 1:
            return each[0]
        return merge(*each, key=itemgetter(0, 1), reverse=newest_first)

    def find_by_receipt(self, event: str, form: str, receipt: str) -> str | None:
        """Return the id of the registration with that receipt, None if there is none."""
        collection = keys.submissions(event, form, 0)
        found = self._table.page(
            collection, index=BY_RECEIPT, first=receipt, last=receipt, limit=1
        ).items
        return found[0]["sk"]["S"] if found else None

    def _shard(
        self, collection: str, key_range: KeyRange, after: ListPosition | None
    ) -> Iterator[ListedRow]:
        start: Item | None = None
        if after is not None:
            start = {
                **address(Key(collection, after.id)),
                "received_at": string(after.received_at),
            }
        size = _FIRST_PAGE
        while True:
            sized: KeyRange = {**key_range, "limit": size}
            page = self._table.page(collection, start, **sized)
            yield from map(_row, page.items)
            start, size = page.next, min(4 * size, _LARGEST_PAGE)
            if start is None:
                return


def _row(item: Item) -> ListedRow:
    return ListedRow(
        item["received_at"]["S"],
        item["sk"]["S"],
        item.get("stat_line", _NO_LINE)["S"],
        item.get("list_line", _NO_LINE)["S"],
    )
