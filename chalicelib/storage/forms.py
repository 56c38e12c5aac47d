"""Forms: the head, the draft, and the published definitions, which never change."""

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

    def head(self, event_id: str, form: str) -> FormRecord | None:
        """The form's head as it is now."""
        item = self._table.get(keys.form(event_id, form))
        return None if item is None else _head_of(item)

    def heads(self, event_id: str) -> list[FormRecord]:
        """The heads of the event's forms, by name."""
        collection = keys.event_collection(event_id)
        return [_head_of(item) for item in self._table.query(collection, begins=keys.FORMS)]

    def with_event(self, event_id: str, form: str) -> tuple[Event | None, FormRecord | None]:
        """The event and the form's head as they are now, in one request."""
        event_key, form_key = keys.event(event_id), keys.form(event_id, form)
        found = self._table.get_many([event_key, form_key])
        event, head = found.get(event_key), found.get(form_key)
        return (
            None if event is None else event_of(event),
            None if head is None else _head_of(head),
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

    def save_draft(self, head: FormRecord, draft: Definition) -> FormRecord:
        """Keep the definition being worked on; raises ``ChangedMeanwhile``."""
        after = replace(
            head,
            purpose=draft.purpose.value,
            title=draft.title,
            has_draft=True,
            revision=head.revision + 1,
        )
        document = Put(
            {
                **address(keys.draft(head.event, head.name)),
                "definition": pack(definition.dump(draft)),
            }
        )
        return self._save(after, document)

    def discard_draft(self, head: FormRecord, newest: Definition | None) -> FormRecord | None:
        """Delete the draft, and all of a form that has no version; raises ``ChangedMeanwhile``.

        ``newest`` is the newest published version, which the form is named after again.
        """
        draft = Delete(keys.draft(head.event, head.name))
        if newest is None:
            condition = _follows(replace(head, revision=head.revision + 1))
            self._transact(Delete(keys.form(head.event, head.name), condition), draft)
            return None
        after = replace(head, title=newest.title, has_draft=False, revision=head.revision + 1)
        return self._save(after, draft)

    def publish(
        self,
        head: FormRecord,
        draft: Definition,
        now: datetime,
        shards: int,
        files: "Mapping[str, FormFile] | None" = None,
    ) -> FormRecord:
        """Make the draft the next version, with these files; the first one opens the form.

        Raises:
            errors.ChangedMeanwhile: somebody else changed the form first.
        """
        first = head.version == 0
        after = replace(
            head,
            state=FormState.OPEN if first else head.state,
            version=head.version + 1,
            shards=shards if first else head.shards,
            has_draft=False,
            published=(*head.published, now),
            revision=head.revision + 1,
        )
        version = Put(
            {
                **address(keys.version(head.event, head.name, after.version)),
                "definition": pack(definition.dump(draft)),
                "published_at": string(stamp(now)),
            },
            ABSENT,
        )
        beside: list[Operation] = [version, Delete(keys.draft(head.event, head.name))]
        if files:
            from chalicelib.storage.form_files import pinning

            beside.append(pinning(head.event, head.name, after.version, files))
        return self._save(after, *beside)

    def save(self, head: FormRecord) -> FormRecord:
        """Keep a changed head, at its next revision; raises ``ChangedMeanwhile``."""
        return self._save(replace(head, revision=head.revision + 1))

    def _save(self, head: FormRecord, *beside: Operation) -> FormRecord:
        self._transact(Put(_item_of(head), _follows(head)), *beside)
        return head

    def _transact(self, *operations: Operation) -> None:
        try:
            self._table.transact(operations)
        except TransactionCancelled:
            raise errors.ChangedMeanwhile from None


def _follows(head: FormRecord) -> Condition:
    if head.revision == 1:
        return ABSENT
    return Condition("revision = :before", values={":before": number(head.revision - 1)})


def _item_of(head: FormRecord) -> Item:
    return {
        **address(keys.form(head.event, head.name)),
        "state": string(head.state.value),
        "purpose": string(head.purpose),
        "title": string(json.dumps(head.title, ensure_ascii=False)),
        "version": number(head.version),
        "shards": number(head.shards),
        "has_draft": {"BOOL": head.has_draft},
        "published": {"L": [string(stamp(when)) for when in head.published]},
        "revision": number(head.revision),
        **period(head.opens_at, head.closes_at),
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
