"""The audit log: one item an entry, in a collection a month, by time.

No two writers share an item, so an entry never makes the transaction of a deed meet another. DynamoDB's TTL deletes
an entry when its time is over, days late at worst; until then it is only not shown.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.table import Item, Put, Table, address, number, read_string, string

_PAGE: Final = 500
_POSITION: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{15}Z#[0-9a-f-]{1,36}", re.ASCII)


class AuditStore:
    """The entries of the table; each is kept for ``lifetime``."""

    def __init__(self, table: Table, lifetime: timedelta) -> None:
        self._table = table
        self._lifetime = lifetime

    def put_entry(self, entry: AuditEntry) -> Put:
        """Make the operation that appends an entry, for the transaction of its deed."""
        return Put(to_item(entry, entry.at + self._lifetime))

    def append(self, entry: AuditEntry) -> None:
        """Append an entry by itself."""
        self._table.put(to_item(entry, entry.at + self._lifetime))

    def newest_first(
        self, *, now: datetime, since: datetime | None, until: datetime | None, before: str | None
    ) -> Iterator[AuditEntry]:
        """Yield the entries from ``since`` to ``until`` that are not too old, each page requested when it is needed.

        ``before`` is the position (``position_of``) of an entry: only older ones follow.
        """
        first = max(now - self._lifetime, since or now - self._lifetime)
        until = min(now + timedelta(days=1), until or now + timedelta(days=1))
        last = min(to_timestamp(until), before or "9")
        newest = from_timestamp(last.partition("#")[0])
        if newest < first:
            return
        for month in _months(first, newest):
            items = self._table.query(
                keys.audit_month(month),
                first=to_timestamp(first),
                last=last,
                forward=False,
                limit=_PAGE,
            )
            yield from (from_item(item) for item in items if item["sk"]["S"] < last)


def position_of(entry: AuditEntry) -> str:
    """Return where an entry stands: its sort key."""
    return keys.audit_entry(to_timestamp(entry.at), entry.id).sk


def parse_position(text: str) -> str:
    """Return a position that ``position_of`` gave; raise ``ValueError`` for anything else."""
    if not _POSITION.fullmatch(text):
        raise ValueError(text)
    from_timestamp(text.partition("#")[0])
    return text


def _months(first: datetime, last: datetime) -> Iterator[str]:
    """Yield the months from the last moment down to the first, as ``2026-11``."""
    first, month = first.astimezone(UTC), last.astimezone(UTC)
    while (month.year, month.month) >= (first.year, first.month):
        yield f"{month:%Y-%m}"
        month = month.replace(day=1) - timedelta(days=1)


def to_item(entry: AuditEntry, expires_at: datetime) -> Item:
    """Write an entry as an item; ``expires_at`` is for DynamoDB's TTL, in seconds."""
    optional = {name: getattr(entry, name) for name in ("token", "event", "form", "subject")}
    return {
        **address(keys.audit_entry(to_timestamp(entry.at), entry.id)),
        "actor": string(entry.actor),
        "code": string(entry.code),
        **{name: string(value) for name, value in optional.items() if value},
        **({"fields": {"L": [string(name) for name in entry.fields]}} if entry.fields else {}),
        "expires_at": number(int(expires_at.timestamp()) + 1),
    }


def from_item(item: Item) -> AuditEntry:
    """Read an entry from its item."""
    at, _, entry_id = item["sk"]["S"].partition("#")
    return AuditEntry(
        id=entry_id,
        at=from_timestamp(at),
        actor=item["actor"]["S"],
        code=item["code"]["S"],
        token=read_string(item, "token"),
        event=read_string(item, "event"),
        form=read_string(item, "form"),
        subject=read_string(item, "subject"),
        fields=tuple(name["S"] for name in item["fields"]["L"]) if "fields" in item else (),
    )
