"""Documents: the items that say how far they are, and the files in the bucket.

A maker writes under the lease that it holds, so of two makers one is refused, and what a slower one made is never shown.
Each maker has a key of the bucket to itself.
"""

from datetime import datetime
from typing import IO

from chalicelib.domain.documents import (
    DOCUMENT_SPEC,
    KEPT,
    MOST_ATTEMPTS,
    Document,
    DocumentFailure,
    DocumentState,
)
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.bucket import Bucket
from chalicelib.storage.table import (
    ABSENT,
    Condition,
    ConditionFailed,
    Item,
    Table,
    Update,
    Value,
    address,
    number,
    read_integer,
    read_string,
    string,
)


class DocumentStore:
    """The documents of the table and the bucket."""

    def __init__(self, table: Table, bucket: Bucket) -> None:
        self._table = table
        self._bucket = bucket

    def find(self, event: str, id: str) -> Document | None:  # noqa: A002 -- its name everywhere
        """Return the document of that id."""
        item = self._table.get(keys.document(event, id))
        return None if item is None else from_item(item)

    def ask(self, new: Document, *, instead_of: Document | None) -> Document:
        """Store what is asked for in place of an earlier document, and return it.

        Where somebody else was faster, or an earlier attempt of this call was stored, return what is there.
        """
        unchanged = ABSENT
        if instead_of is not None:
            values = {":before": string(to_timestamp(instead_of.requested_at))}
            unchanged = Condition(f"{ABSENT.expression} OR requested_at = :before", values=values)
        try:
            self._table.put(to_item(new), condition=unchanged)
        except ConditionFailed as failed:
            return from_item(failed.item) if failed.item is not None else new
        return new

    def note_ring(self, document: Document, now: datetime) -> bool:
        """Note that the function is told now; False if somebody else has just told it."""
        values = {
            ":before": string(to_timestamp(document.rung_at)),
            ":now": string(to_timestamp(now)),
        }
        return self._change(
            document, "SET rung_at = :now", values, Condition("rung_at = :before", values=values)
        )

    def claim(
        self,
        event: str,
        id: str,  # noqa: A002 -- its name everywhere
        *,
        holder: str,
        now: datetime,
        until: datetime,
    ) -> Document | None:
        """Take the making of a document; None if there is none to make, or somebody else is at it.

        ``holder`` is a new id of this attempt, by which a retry whose first reply was lost finds its own claim.
        """
        values = {
            ":now": string(to_timestamp(now)),
            ":until": string(to_timestamp(until)),
            ":holder": string(holder),
            ":waiting": string(DocumentState.WAITING),
            ":making": string(DocumentState.MAKING),
            ":one": number(1),
        }
        most = {":most": number(MOST_ATTEMPTS)}
        is_free = Condition(
            "attempts < :most AND (#state = :waiting OR (#state = :making AND leased_until <= :now))",
            {"#state": "state"},
            most,
        )
        change = "SET #state = :making, holder = :holder, leased_until = :until ADD attempts :one"
        update = Update(keys.document(event, id), change, {"#state": "state"}, values, is_free)
        try:
            return from_item(self._table.update(update))
        except ConditionFailed as failed:
            if failed.item is None or read_string(failed.item, "holder") != holder:
                return None
            return from_item(failed.item)

    def note_progress(self, document: Document, *, done: int, total: int, until: datetime) -> bool:
        """Note how far the holder is, and prolong the lease; False if it is another's by now."""
        values = {
            ":written": number(done),
            ":counted": number(total),
            ":until": string(to_timestamp(until)),
        }
        change = "SET rows_written = :written, rows_counted = :counted, leased_until = :until"
        return self._change(document, change, values, _require_holder(document))

    def keep(self, document: Document, file: IO[bytes], content_type: str) -> str:
        """Store the file of a document that the holder made; return its key."""
        key = keys.document_object(document.event, document.id, document.holder)
        self._bucket.put(key, file, content_type)
        return key

    def finish(self, document: Document, *, key: str, epoch: int, now: datetime) -> bool:
        """Let the document be ready; False if another makes it by now."""
        values = {
            ":state": string(DocumentState.READY),
            ":key": string(key),
            ":epoch": number(epoch),
            ":now": string(to_timestamp(now)),
        }
        change = "SET #state = :state, object_key = :key, epoch = :epoch, made_at = :now"
        return self._change(
            document, change, values, _require_holder(document), {"#state": "state"}
        )

    def fail(self, document: Document, failure: DocumentFailure) -> bool:
        """Let the document have failed; False if another makes it by now."""
        values = {":state": string(DocumentState.FAILED), ":failure": string(failure)}
        change = "SET #state = :state, failure = :failure"
        return self._change(
            document, change, values, _require_holder(document), {"#state": "state"}
        )

    def release(self, document: Document) -> bool:
        """Leave a document to another attempt; False if another makes it by now."""
        values = {":state": string(DocumentState.WAITING)}
        return self._change(
            document, "SET #state = :state", values, _require_holder(document), {"#state": "state"}
        )

    def link(self, document: Document, content_type: str) -> str:
        """Return an address that downloads the file for a while."""
        name = document.spec.file_name(document.event)
        return self._bucket.link(document.object_key, name, content_type)

    def _change(
        self,
        document: Document,
        change: str,
        values: dict[str, Value],
        condition: Condition,
        names: dict[str, str] | None = None,
    ) -> bool:
        key = keys.document(document.event, document.id)
        try:
            self._table.update(Update(key, change, names or {}, values, condition))
        except ConditionFailed:
            return False
        return True


def _require_holder(document: Document) -> Condition:
    """Return the condition that the document is still being made by its holder."""
    return Condition("holder = :holder", values={":holder": string(document.holder)})


def to_item(document: Document) -> Item:
    """Write a new document, which nobody has begun to make, as an item."""
    return {
        **address(keys.document(document.event, document.id)),
        "spec": string(document.spec.model_dump_json()),
        "asked_by": string(document.asked_by),
        "requested_at": string(to_timestamp(document.requested_at)),
        "rung_at": string(to_timestamp(document.rung_at)),
        "state": string(document.state),
        "attempts": number(document.attempts),
        "expires_at": number(int((document.requested_at + KEPT).timestamp())),
    }


def from_item(item: Item) -> Document:
    """Read a document from its item."""
    failure = read_string(item, "failure")
    return Document(
        event=keys.event_of_documents(item["pk"]["S"]),
        spec=DOCUMENT_SPEC.validate_json(item["spec"]["S"]),
        asked_by=item["asked_by"]["S"],
        requested_at=from_timestamp(item["requested_at"]["S"]),
        rung_at=from_timestamp(item["rung_at"]["S"]),
        state=DocumentState(item["state"]["S"]),
        attempts=read_integer(item, "attempts"),
        holder=read_string(item, "holder") or "",
        leased_until=_read_moment(item, "leased_until"),
        done=read_integer(item, "rows_written"),
        total=read_integer(item, "rows_counted"),
        made_at=_read_moment(item, "made_at"),
        object_key=read_string(item, "object_key") or "",
        epoch=read_integer(item, "epoch"),
        failure=DocumentFailure(failure) if failure else None,
    )


def _read_moment(item: Item, name: str) -> datetime | None:
    text = read_string(item, name)
    return from_timestamp(text) if text else None
