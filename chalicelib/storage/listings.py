"""A form's submissions as lists read them: their lines in the order of arrival, and a registration by its receipt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Final, NamedTuple

from chalicelib.domain.listings import ListedRow
from chalicelib.domain.submissions import Submission
from chalicelib.storage import keys
from chalicelib.storage.keys import BY_RECEIPT, BY_RECEIVED, Key
from chalicelib.storage.submissions.items import from_item
from chalicelib.storage.table import LARGEST_BATCH, Item, KeyRange, Table, address, string

_FIRST_PAGE: Final = 100
_LARGEST_PAGE: Final = 4000
"""Rows that one request asks for: about the megabyte at which DynamoDB ends a page."""
_NO_LINE: Final = {"S": ""}
_ANSWERS: Final = "answers"


class ListPosition(NamedTuple):
    """A place in the order of arrival: behind the submission that was received then."""

    received_at: str
    id: str


@dataclass(frozen=True, slots=True)
class LineRange:
    """Which lines are read, and in which order; ``since`` and ``until`` are timestamps, both inclusive."""

    event: str
    form: str
    shards: int
    newest_first: bool = True
    since: str = ""
    until: str = ""


class WholeRow(NamedTuple):
    """A row with the item that it stands for."""

    row: ListedRow
    item: Item

    @property
    def text(self) -> str:
        """The item's texts as they are stored: the list's line, and the answers as JSON."""
        return f"{self.row.list_line}\n{self.item[_ANSWERS]['S']}"

    def read(self) -> Submission:
        """Read the submission, which costs several times as much as looking at its text."""
        return from_item(self.item)


class ListingStore:
    """The lines of the table's submissions."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def rows(self, lines: LineRange, after: ListPosition | None = None) -> Iterator[ListedRow]:
        """Yield the rows, requested as they are needed; ``after`` is the row that the first one follows."""
        each = [map(_row, items) for items in self._shards(lines, after, whole=False)]
        if len(each) == 1:
            return each[0]
        return merge(*each, key=lambda row: row[:2], reverse=lines.newest_first)

    def whole_rows(self, lines: LineRange, after: ListPosition | None = None) -> Iterator[WholeRow]:
        """Yield the rows with their items. One request brings hundreds of them; by their keys it would be a hundred."""
        each = [map(_whole_row, items) for items in self._shards(lines, after, whole=True)]
        if len(each) == 1:
            return each[0]
        return merge(*each, key=lambda whole: whole.row[:2], reverse=lines.newest_first)

    def find_by_receipt(self, event: str, form: str, receipt: str) -> str | None:
        """Return the id of the registration with that receipt, None if there is none."""
        collection = keys.submissions(event, form, 0)
        found = self._table.page(
            collection, index=BY_RECEIPT, first=receipt, last=receipt, limit=1
        ).items
        return found[0]["sk"]["S"] if found else None

    def _shards(
        self, lines: LineRange, after: ListPosition | None, *, whole: bool
    ) -> list[Iterator[Item]]:
        """Return the entries of each shard, or with ``whole`` their items."""
        key_range: KeyRange = {
            "index": BY_RECEIVED,
            "forward": not lines.newest_first,
            "whole": whole,
        }
        if lines.since:
            key_range["first"] = lines.since
        if lines.until:
            key_range["last"] = lines.until
        collections = [
            keys.submissions(lines.event, lines.form, shard) for shard in range(lines.shards)
        ]
        return [self._shard(each, key_range, after) for each in collections]

    def _shard(
        self, collection: str, key_range: KeyRange, after: ListPosition | None
    ) -> Iterator[Item]:
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
            yield from self._complete(page.items) if key_range["whole"] else page.items
            start, size = page.next, min(4 * size, _LARGEST_PAGE)
            if start is None:
                return

    def _complete(self, items: Sequence[Item]) -> Iterator[Item]:
        """Yield the items; read by its key what a local database has cut to the entry: moto knows no ``Select``."""
        lacking = [Key(each["pk"]["S"], each["sk"]["S"]) for each in items if _ANSWERS not in each]
        for start in range(0, len(lacking), LARGEST_BATCH):
            found = self._table.get_many(lacking[start : start + LARGEST_BATCH])
            yield from (
                found[key] for key in lacking[start : start + LARGEST_BATCH] if key in found
            )
        if not lacking:
            yield from items


def _row(item: Item) -> ListedRow:
    return ListedRow(
        item["received_at"]["S"],
        item["sk"]["S"],
        item.get("stat_line", _NO_LINE)["S"],
        item.get("list_line", _NO_LINE)["S"],
    )


def _whole_row(item: Item) -> WholeRow:
    return WholeRow(_row(item), item)
