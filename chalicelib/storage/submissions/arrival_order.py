"""A form's submissions as they arrived, from queries that bring them in the order of their ids.

The items wait in a temporary file, which has no name and goes with the reading: memory holds about 200 bytes for each.
Reading them by ranges of ids costs a quarter of the read units of reading them by their keys, each of which would be
rounded up to 4 KB, and a tenth of the calls.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import Final

from pydantic_core import from_json, to_json

from chalicelib.storage import keys
from chalicelib.storage.parallel_queries import query_all
from chalicelib.storage.submissions.items import is_tombstone
from chalicelib.storage.table import Item, Table
from chalicelib.storage.temporary import refuse_where_full

_IN_MEMORY: Final = 4 * 1024 * 1024
"""Bytes up to which nothing is written to the disk."""


def read_in_order(table: Table, event: str, form: str, shards: int) -> Iterator[Item]:
    """Yield the items of a form's submissions in the order of arrival within a shard, shard by shard.

    All of them are read before the first is yielded; erased ones are left out.

    Raises:
        errors.Unavailable: storage is unavailable.
        errors.ExportTooLarge: the disk has no room for the items.
    """
    collections = [keys.submissions(event, form, shard) for shard in range(shards)]
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        kept = _KeptItems(file, {collection: shard for shard, collection in enumerate(collections)})
        with refuse_where_full():
            for page in query_all(table, collections):
                for item in page:
                    kept.add(item)
            file.flush()
        yield from kept.in_order()


@dataclass(slots=True)
class _KeptItems:
    """Items in a file, and where each begins: by shard, and by moment of arrival and id in one text."""

    file: SpooledTemporaryFile[bytes]
    shards: dict[str, int]
    places: list[tuple[int, str, int]] = field(default_factory=list)

    def add(self, item: Item) -> None:
        if is_tombstone(item):
            return
        arrival = item["received_at"]["S"] + item["sk"]["S"]
        self.places.append((self.shards[item["pk"]["S"]], arrival, self.file.tell()))
        self.file.write(to_json(item) + b"\n")

    def in_order(self) -> Iterator[Item]:
        self.places.sort()
        for _, _, begin in self.places:
            self.file.seek(begin)
            yield from_json(self.file.readline())
