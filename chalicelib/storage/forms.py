"""Forms: the record, the draft, and the published definitions, which never change."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.domain.events import Event
from chalicelib.domain.forms import FormRecord, FormState
from chalicelib.domain.timestamps import moment, stamp
from chalicelib.forms import definition
from chalicelib.forms.definition import Definition
from chalicelib.storage import keys
from chalicelib.storage.compression import pack, unpack
from chalicelib.storage.events import event_of, period
from chalicelib.storage.table import (
    ABSENT,
    Condition,
    Delete,
    Item,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    address,
    number,
    string,
    text,
    whole,
)

if TYPE_CHECKING:
    from chalicelib.domain.form_files import FormFile


class FormStore:
    """The forms of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def record(self, event_id: str, form: str) -> FormRecord | None:
        """The form's record as it is now."""
        item = self._table.get(keys.form(event_id, form))
        return None if item is None else _head_of(item)

    def records(self, event_id: str) -> list[FormRecord]:
        """The heads of the event's forms, by name."""
        collection = keys.event_collection(event_id)
        return [_head_of(item) for item in self._table.query(collection, begins=keys.FORMS)]

    def with_event(self, event_id: str, form: str) -> tuple[Event | None, FormRecord | None]:
        """The event and the form's record as they are now, in one request."""
        event_key, form_key = keys.event(event_id), keys.form(event_id, form)
        found = self._table.get_many([event_key, form_key])
        event, record = found.get(event_key), found.get(form_key)
        return (
            None if event is None else event_of(event),
            None if record is None else _head_of(record),
        )

    def version(self, event_id: str, form: str, number: int) -> Definition | None:
        """A published definition."""
        return self._definition(keys.version(event_id, form, number))

    def draft(self, event_id: str, form: str) -> Definition | None:
        """The definition being worked on."""
        return self._definition(keys.draft(event_id, form))

    def _definition(self, key: keys.Key) -> Definition | None:
        item = self._table.get(key)
        return None if item is None else definition.load(unpack(item, "definition"))

    def save_draft(self, record: FormRecord, draft: Definition) -> FormRecord:
        """Keep the definition being worked on; raises ``ChangedMeanwhile``."""
        after = replace(
            record,
            purpose=draft.purpose.value,
            title=draft.title,
            has_draft=True,
            revision=record.revision + 1,
        )
        document = Put(
            {
                **address(keys.draft(record.event, record.name)),
                "definition": pack(definition.dump(draft)),
            }
        )
        return self._save(after, document)

    def discard_draft(self, record: FormRecord, newest: Definition | None) -> FormRecord | None:
        """Delete the draft, and all of a form that has no version; raises ``ChangedMeanwhile``.

        ``newest`` is the newest published version, which the form is named after again.
        """
        draft = Delete(keys.draft(record.event, record.name))
        if newest is None:
            condition = _follows(replace(record, revision=record.revision + 1))
            self._transact(Delete(keys.form(record.event, record.name), condition), draft)
            return None
        after = replace(record, title=newest.title, has_draft=False, revision=record.revision + 1)
        return self._save(after, draft)

    def publish(
        self,
        record: FormRecord,
        draft: Definition,
        now: datetime,
        shards: int,
        files: "Mapping[str, FormFile] | None" = None,
    ) -> FormRecord:
        """Make the draft the next version, with these files; the first one opens the form.

        Raises:
            errors.ChangedMeanwhile: somebody else changed the form first.
        """
        first = record.version == 0
        after = replace(
            record,
            state=FormState.OPEN if first else record.state,
            version=record.version + 1,
            shards=shards if first else record.shards,
            has_draft=False,
            published=(*record.published, now),
            revision=record.revision + 1,
        )
        version = Put(
            {
                **address(keys.version(record.event, record.name, after.version)),
                "definition": pack(definition.dump(draft)),
                "published_at": string(stamp(now)),
            },
            ABSENT,
        )
        beside: list[Operation] = [version, Delete(keys.draft(record.event, record.name))]
        if files:
            from chalicelib.storage.form_files import pinning

            beside.append(pinning(record.event, record.name, after.version, files))
        return self._save(after, *beside)

    def save(self, record: FormRecord) -> FormRecord:
        """Keep a changed record, at its next revision; raises ``ChangedMeanwhile``."""
        return self._save(replace(record, revision=record.revision + 1))

    def _save(self, record: FormRecord, *beside: Operation) -> FormRecord:
        self._transact(Put(_item_of(record), _follows(record)), *beside)
        return record

    def _transact(self, *operations: Operation) -> None:
        try:
            self._table.transact(operations)
        except TransactionCancelled:
            raise errors.ChangedMeanwhile from None


def _follows(record: FormRecord) -> Condition:
    if record.revision == 1:
        return ABSENT
    return Condition("revision = :before", values={":before": number(record.revision - 1)})


def _item_of(record: FormRecord) -> Item:
    return {
        **address(keys.form(record.event, record.name)),
        "state": string(record.state.value),
        "purpose": string(record.purpose),
        "title": string(json.dumps(record.title, ensure_ascii=False)),
        "version": number(record.version),
        "shards": number(record.shards),
        "has_draft": {"BOOL": record.has_draft},
        "published": {"L": [string(stamp(when)) for when in record.published]},
        "revision": number(record.revision),
        **period(record.opens_at, record.closes_at),
    }


def _head_of(item: Item) -> FormRecord:
    return FormRecord(
        event=item["pk"]["S"].partition("#")[2],
        name=item["sk"]["S"].partition("#")[2],
        purpose=item["purpose"]["S"],
        title=json.loads(item["title"]["S"]),
        state=FormState(item["state"]["S"]),
        version=whole(item, "version"),
        has_draft=item["has_draft"]["BOOL"],
        shards=whole(item, "shards", 1),
        opens_at=_limit(item, "opens_at"),
        closes_at=_limit(item, "closes_at"),
        published=tuple(moment(when["S"]) for when in item["published"]["L"]),
        revision=whole(item, "revision"),
    )


def _limit(item: Item, name: str) -> datetime | None:
    stamped = text(item, name)
    return None if stamped is None else moment(stamped)
