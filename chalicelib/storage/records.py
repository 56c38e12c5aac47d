"""Records of events: one item for each entry, which is written under the condition of its own revision.

So people who write different entries never meet, and of two who write the same one the second is told.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from chalicelib import errors
from chalicelib.domain.records import UNDO_LIFETIME, RecordSection
from chalicelib.domain.records.sections import Paper
from chalicelib.domain.records.stored import (
    SITTING,
    StoredEntry,
    StoredRecord,
    dump_content,
    load_content,
)
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.holds import follows
from chalicelib.storage.table import (
    ABSENT,
    ConditionFailed,
    Item,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    address,
    compress,
    decompress,
    iter_readable,
    number,
    read_integer,
    string,
)

_MARGIN: Final = timedelta(hours=1)
"""So much longer an entry that was removed is kept than it can be taken back."""


class RecordStore:
    """The records of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def read(self, event_id: str) -> StoredRecord:
        """Return all that is stored of an event's record, as it is now."""
        items = list(self._table.query(keys.record(event_id)))
        orders = [each for each in items if _kind(each) == keys.RECORD_ORDERS]
        sittings = [each for each in items if _kind(each) == keys.RECORD_SITTINGS]
        others = [each for each in items if _kind(each) == ""]
        entries = list(iter_readable(others, from_item))
        return StoredRecord(
            event=event_id,
            entries={(each.section, each.id): each for each in entries},
            orders=dict(map(_read_order, orders)),
            sittings=dict(map(_read_sitting, sittings)),
        )

    def papers(self, event_ids: Sequence[str]) -> dict[str, Paper]:
        """Return the papers of those events' records, of at most ``LARGEST_BATCH``, by event."""
        section = RecordSection.PAPER
        items = self._table.get_many(
            [keys.record_entry(each, section, section) for each in event_ids]
        )
        return {
            event: entry.content
            for event, entry in iter_readable(items.values(), _read_with_event)
            if isinstance(entry.content, Paper) and not entry.is_removed
        }

    def save(self, event_id: str, entry: StoredEntry, *, along: Sequence[Operation] = ()) -> None:
        """Store an entry in the place of the revision before its own, and ``along`` in the same transaction.

        Raises:
            errors.ChangedMeanwhile: another revision is stored by now.
        """
        item = to_item(event_id, entry)
        before = entry.revision - 1
        put = Put(item, follows(before, None) if before else ABSENT)
        stored = self._put_alone(put) if not along else self._put_with(put, along)
        if stored is not None and stored != item:
            raise errors.ChangedMeanwhile

    def _put_alone(self, put: Put) -> Item | None:
        """Write the entry; return what stands there instead. A first attempt whose reply was lost wrote the same."""
        try:
            self._table.put(put.item, condition=put.condition)
        except ConditionFailed as failed:
            return failed.item or {}
        return None

    def _put_with(self, put: Put, along: Sequence[Operation]) -> Item | None:
        try:
            self._table.transact([put, *along])
        except TransactionCancelled as cancelled:
            return cancelled.reasons[0].item or {}
        return None

    def forget(self, event_id: str, entry: StoredEntry) -> None:
        """Remove an entry for good, unless it was written again. Idempotent."""
        key = keys.record_entry(event_id, entry.section, entry.id)
        with suppress(ConditionFailed):
            self._table.delete(key, condition=follows(entry.revision, None))

    def put_order(
        self,
        event_id: str,
        section: RecordSection,
        order: Sequence[str],
        *,
        along: Sequence[Operation] = (),
    ) -> None:
        """Store the order of a section's entries; the last one to be stored holds."""
        item = {
            **address(keys.record_order(event_id, section)),
            "ids": string(json.dumps(list(order))),
        }
        self._table.transact([Put(item), *along])


def sitting_operation(event_id: str, section: RecordSection, account: str, now: datetime) -> Put:
    """Make the operation that notes that the audit log has a line for somebody who writes in a section."""
    return Put(
        {
            **address(keys.record_sitting(event_id, section, account)),
            "logged_at": string(to_timestamp(now)),
            "expires_at": number(int((now + SITTING).timestamp())),
        }
    )


def to_item(event_id: str, entry: StoredEntry) -> Item:
    """Write an entry as an item."""
    end = entry.changed_at + UNDO_LIFETIME + _MARGIN
    removal = {"expires_at": number(int(end.timestamp()))} if entry.is_removed else {}
    return {
        **address(keys.record_entry(event_id, entry.section, entry.id)),
        "content": compress(dump_content(entry.content)),
        "revision": number(entry.revision),
        "created_at": string(to_timestamp(entry.created_at)),
        "changed_by": string(entry.changed_by),
        "changed_by_name": string(entry.changed_by_name),
        "changed_at": string(to_timestamp(entry.changed_at)),
        **removal,
    }


def from_item(item: Item) -> StoredEntry:
    """Read an entry from its item."""
    name, _, entry = item["sk"]["S"].partition("#")
    section = RecordSection(name)
    return StoredEntry(
        section=section,
        id=entry,
        content=load_content(section, decompress(item, "content")),
        revision=read_integer(item, "revision"),
        created_at=from_timestamp(item["created_at"]["S"]),
        changed_by=item["changed_by"]["S"],
        changed_by_name=item["changed_by_name"]["S"],
        changed_at=from_timestamp(item["changed_at"]["S"]),
        is_removed="expires_at" in item,
    )


def _read_with_event(item: Item) -> tuple[str, StoredEntry]:
    return item["pk"]["S"].partition("#")[2], from_item(item)


def _kind(item: Item) -> str:
    """Return the beginning of the sort key of what is no entry, empty for an entry."""
    beginnings = (keys.RECORD_ORDERS, keys.RECORD_SITTINGS)
    return next((each for each in beginnings if item["sk"]["S"].startswith(each)), "")


def _read_order(item: Item) -> tuple[RecordSection, Sequence[str]]:
    section = item["sk"]["S"].removeprefix(keys.RECORD_ORDERS)
    return RecordSection(section), json.loads(item["ids"]["S"])


def _read_sitting(item: Item) -> tuple[tuple[RecordSection, str], datetime]:
    section, _, account = item["sk"]["S"].removeprefix(keys.RECORD_SITTINGS).partition("#")
    return (RecordSection(section), account), from_timestamp(item["logged_at"]["S"])
