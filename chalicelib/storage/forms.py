"""Forms: the record, the draft, and the published definitions, which never change."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.domain.events import Event
from chalicelib.domain.forms import FormRecord, FormState
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.forms.definition import Definition
from chalicelib.forms.problems import problem
from chalicelib.storage import events, keys
from chalicelib.storage.definition_items import (
    change_of_draft,
    definition_of,
    definition_to_item,
    draft_to_item,
    file_warnings_of,
)
from chalicelib.storage.events import times_to_attributes
from chalicelib.storage.holds import follows, put_hold, read_hold, remove_hold
from chalicelib.storage.table import (
    ABSENT,
    PRESENT,
    Condition,
    ConditionFailed,
    Delete,
    Item,
    ItemTooLarge,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    Update,
    Value,
    address,
    number,
    read_integer,
    read_string,
    string,
)

if TYPE_CHECKING:
    from chalicelib.domain.admission import Hold, StoredGate
    from chalicelib.domain.form_files import FormFile
    from chalicelib.errors import Problem
    from chalicelib.locales import Language


class FormStore:
    """The forms of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def record(self, event_id: str, form: str) -> FormRecord | None:
        """Return the form's record as it is now."""
        item = self._table.get(keys.form(event_id, form))
        return None if item is None else from_item(item)

    def records(self, event_id: str) -> list[FormRecord]:
        """Return the records of the event's forms, by name."""
        collection = keys.event_collection(event_id)
        return [from_item(item) for item in self._table.query(collection, begins=keys.FORMS)]

    def with_event(self, event_id: str, form: str) -> tuple[Event | None, FormRecord | None]:
        """Return the event and the form's record as they are now, in one request."""
        event, record, _ = self.with_event_key(event_id, form)
        return event, record

    def with_event_key(
        self, event_id: str, form: str
    ) -> tuple[Event | None, FormRecord | None, bytes]:
        """Return also the event's key, empty where there is no event."""
        event_key, form_key = keys.event(event_id), keys.form(event_id, form)
        items = self._table.get_many([event_key, form_key])
        event, record = items.get(event_key), items.get(form_key)
        return (
            None if event is None else events.from_item(event),
            None if record is None else from_item(record),
            b"" if event is None else events.key_from_item(event),
        )

    def version(
        self, record: FormRecord, number: int, wording: int | None = None
    ) -> Definition | None:
        """Return a published definition as it reads now, or as it read after ``wording`` corrections of its texts."""
        corrections = record.wording(number) if wording is None else wording
        return self._definition(keys.version(record.event, record.name, number, corrections))

    def correction(
        self, record: FormRecord, number: int, wording: int
    ) -> tuple[datetime, str] | None:
        """Return when and by whom the texts of a version were corrected for that time; earlier releases kept no name."""
        item = self._table.get(keys.version(record.event, record.name, number, wording))
        at = None if item is None else _read_time(item, "corrected_at")
        return None if item is None or at is None else (at, read_string(item, "corrected_by") or "")

    def draft(self, event_id: str, form: str) -> Definition | None:
        """Return the definition that is being worked on."""
        return self._definition(keys.draft(event_id, form))

    def draft_with_warnings(
        self, event_id: str, form: str
    ) -> "tuple[Definition | None, tuple[Problem, ...]]":
        """Return also the warnings about the file that the definition was read from."""
        item = self._table.get(keys.draft(event_id, form))
        return (None, ()) if item is None else (definition_of(item), file_warnings_of(item))

    def _definition(self, key: keys.Key) -> Definition | None:
        item = self._table.get(key)
        return None if item is None else definition_of(item)

    def save_draft(
        self,
        record: FormRecord,
        draft: Definition,
        *,
        file_warnings: "Sequence[Problem]" = (),
        along: Sequence[Operation] = (),
    ) -> FormRecord:
        """Store the definition that is being worked on, and ``along`` in the same transaction.

        ``file_warnings`` are those about the file that it was read from.

        Raises:
            errors.ChangedMeanwhile: somebody else changed the form first.
            errors.FormRefused: the definition with its lists is larger than an item can be.
        """
        item = draft_to_item(record, draft, file_warnings)
        return self._save(_with_draft(record, draft), Put(item), *along)

    def change_draft(
        self, record: FormRecord, draft: Definition, *, along: Sequence[Operation] = ()
    ) -> FormRecord:
        """Store a change of the definition that is being worked on; the warnings about its file stay.

        Raises:
            errors.ChangedMeanwhile, errors.FormRefused: as ``save_draft`` does.
        """
        return self._save(_with_draft(record, draft), change_of_draft(record, draft), *along)

    def discard_draft(
        self, record: FormRecord, newest: Definition | None, *, along: Sequence[Operation] = ()
    ) -> FormRecord | None:
        """Delete the draft; a form without a version is deleted whole. Raise ``ChangedMeanwhile``.

        ``newest`` is the newest published version, whose title the form gets back. ``along`` goes into the transaction.
        """
        draft = Delete(keys.draft(record.event, record.name))
        if newest is None:
            condition = _follows(replace(record, revision=record.revision + 1))
            self._transact(Delete(keys.form(record.event, record.name), condition), draft, *along)
            return None
        after = replace(
            record,
            title=newest.title,
            published_title=newest.title,
            has_draft=False,
            revision=record.revision + 1,
        )
        return self._save(after, draft, *along)

    def publish(
        self,
        record: FormRecord,
        draft: Definition,
        now: datetime,
        shards: int,
        files: "Mapping[str, FormFile] | None" = None,
        *,
        along: Sequence[Operation] = (),
    ) -> FormRecord:
        """Make the draft the next version, with these files; the first version opens the form.

        ``along`` goes into the transaction.

        Raises:
            errors.ChangedMeanwhile: somebody else changed the form first.
            errors.FormRefused: the definition with its lists is larger than an item can be.
        """
        is_first = record.version == 0
        after = replace(
            record,
            state=FormState.OPEN if is_first else record.state,
            version=record.version + 1,
            shards=shards if is_first else record.shards,
            has_draft=False,
            published=(*record.published, now),
            published_title=draft.title,
            full_at=None,
            revision=record.revision + 1,
        )
        key = keys.version(record.event, record.name, after.version)
        version = {**definition_to_item(key, draft), "published_at": string(to_timestamp(now))}
        parts: list[Operation] = [
            Put(version, ABSENT),
            Delete(keys.draft(record.event, record.name)),
        ]
        if files:
            from chalicelib.storage.form_files import put_version_files

            parts.append(put_version_files(record.event, record.name, after.version, files))
        return self._save(after, *parts, *along)

    def correct_wording(
        self,
        record: FormRecord,
        version: int,
        corrected: Definition,
        now: datetime,
        by: str,
        *,
        draft: Definition | None,
        along: Sequence[Operation] = (),
    ) -> FormRecord:
        """Store a version with its texts corrected, and what is left of the draft; None discards it.

        ``by`` is the name of whoever corrects it. ``along`` goes into the transaction.

        Raises:
            errors.ChangedMeanwhile: somebody else changed the form first.
            errors.FormRefused: the definition with its lists is larger than an item can be.
        """
        wording = record.wording(version) + 1
        is_newest = version == record.version
        published_title = corrected.title if is_newest else record.published_title
        title = published_title if draft is None else draft.title
        after = replace(
            record,
            title=title or record.title,
            published_title=published_title,
            has_draft=draft is not None,
            wordings={**record.wordings, version: wording},
            revision=record.revision + 1,
        )
        key = keys.version(record.event, record.name, version, wording)
        item = {
            **definition_to_item(key, corrected),
            "corrected_at": string(to_timestamp(now)),
            "corrected_by": string(by),
        }
        change = (
            Delete(keys.draft(record.event, record.name))
            if draft is None
            else change_of_draft(record, draft)
        )
        return self._save(after, Put(item, ABSENT), change, *along)

    def save(
        self,
        record: FormRecord,
        *,
        hold: "Hold | None" = None,
        along: Sequence[Operation] = (),
    ) -> FormRecord:
        """Store a changed record, at its next revision, and ``along``; that ends any hold.

        Raises:
            errors.ChangedMeanwhile: somebody else changed the form first, or ``hold`` does not stand there
                any more.
        """
        after = replace(record, revision=record.revision + 1)
        self._transact(Put(to_item(after), follows(record.revision, hold)), *along)
        return after

    def note_full(self, record: FormRecord, now: datetime) -> None:
        """Note on the record that storage had no room for an answer, so that its organiser sees it."""
        change = Update(
            keys.form(record.event, record.name),
            "SET full_at = :now",
            values={":now": string(to_timestamp(now))},
            condition=PRESENT,
        )
        with suppress(ConditionFailed):
            self._table.update(change)

    def gate(self, event_id: str, form: str) -> "StoredGate | None":
        """Return the form's gate as it is now, None if there is no form."""
        from chalicelib.domain.admission import Gate, StoredGate  # an answer needs none of it

        item = self._table.get(keys.form(event_id, form))
        return None if item is None else StoredGate(Gate.of_form(from_item(item)), read_hold(item))

    def hold(self, record: FormRecord, hold: "Hold") -> None:
        """Put the hold on the record; raise ``ChangedMeanwhile`` if another revision is stored by now."""
        put_hold(self._table, keys.form(record.event, record.name), record.revision, hold)

    def release(self, event_id: str, form: str, hold: "Hold") -> None:
        """Take the hold off the record if it stands there, so that the change which it is for fails."""
        remove_hold(self._table, keys.form(event_id, form), hold)

    def _save(self, record: FormRecord, *along: Operation) -> FormRecord:
        self._transact(Put(to_item(record), _follows(record)), *along)
        return record

    def _transact(self, *operations: Operation) -> None:
        try:
            self._table.transact(operations)
        except TransactionCancelled:
            raise errors.ChangedMeanwhile from None
        except ItemTooLarge:
            raise errors.FormRefused(problems=[problem("form.too_large", "")]) from None


def to_item(record: FormRecord) -> Item:
    """Write the record as an item."""
    return {
        **address(keys.form(record.event, record.name)),
        "state": string(record.state.value),
        "purpose": string(record.purpose),
        "title": _title_to_value(record.title),
        "version": number(record.version),
        "shards": number(record.shards),
        "has_draft": {"BOOL": record.has_draft},
        "published": {"L": [string(to_timestamp(moment)) for moment in record.published]},
        "revision": number(record.revision),
        **times_to_attributes(record.opens_at, record.closes_at),
        **(
            {"published_title": _title_to_value(record.published_title)}
            if record.published_title
            else {}
        ),
        **({"full_at": string(to_timestamp(record.full_at))} if record.full_at else {}),
        **(
            {"wordings": {"M": {str(each): number(n) for each, n in record.wordings.items()}}}
            if record.wordings
            else {}
        ),
    }


def _title_to_value(title: "Mapping[Language, str]") -> Value:
    return string(json.dumps(title, ensure_ascii=False))


def from_item(item: Item) -> FormRecord:
    """Read the record from its item."""
    return FormRecord(
        event=item["pk"]["S"].partition("#")[2],
        name=item["sk"]["S"].partition("#")[2],
        purpose=item["purpose"]["S"],
        title=json.loads(item["title"]["S"]),
        state=FormState(item["state"]["S"]),
        version=read_integer(item, "version"),
        has_draft=item["has_draft"]["BOOL"],
        shards=read_integer(item, "shards", 1),
        opens_at=_read_time(item, "opens_at"),
        closes_at=_read_time(item, "closes_at"),
        published=tuple(from_timestamp(moment["S"]) for moment in item["published"]["L"]),
        published_title=json.loads(read_string(item, "published_title") or "null"),
        full_at=_read_time(item, "full_at"),
        wordings={
            int(version): int(times["N"])
            for version, times in item.get("wordings", {"M": {}})["M"].items()
        },
        revision=read_integer(item, "revision"),
    )


def _read_time(item: Item, name: str) -> datetime | None:
    timestamp = read_string(item, name)
    return None if timestamp is None else from_timestamp(timestamp)


def _with_draft(record: FormRecord, draft: Definition) -> FormRecord:
    return replace(
        record,
        purpose=draft.purpose.value,
        title=draft.title,
        has_draft=True,
        revision=record.revision + 1,
    )


def _follows(record: FormRecord) -> Condition:
    """The condition that the stored record has the revision before."""
    if record.revision == 1:
        return ABSENT
    return follows(record.revision - 1, None)
