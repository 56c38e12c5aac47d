"""A record as it is stored, and what is read of it: the stored entries, and the programme where nobody wrote yet."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self, cast

from chalicelib import errors
from chalicelib.domain.event_documents import problem, read_object, validate
from chalicelib.domain.events import Event, ProgrammeItem
from chalicelib.domain.permissions import Actor
from chalicelib.domain.records import (
    LARGEST_ENTRY,
    LARGEST_RECORD,
    MOST_ENTRIES,
    UNDO_LIFETIME,
    Record,
    RecordEntry,
    RecordSection,
    RemovedEntry,
)
from chalicelib.domain.records.photos import read_photo, refuse_too_many_photos
from chalicelib.domain.records.sections import (
    CONTENTS,
    ENTRY_ID,
    SINGLE,
    ActionPhoto,
    Content,
    Talk,
)
from chalicelib.forms.text import STORED

SITTING: Final = timedelta(minutes=10)
"""One entry of the audit log stands for all that a person does in a section within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry as it is stored; one that was removed stays for a while, with ``is_removed``."""

    section: RecordSection
    id: str
    content: Content
    revision: int
    created_at: datetime
    changed_by: str
    changed_by_name: str
    changed_at: datetime
    is_removed: bool = False

    def follow(self, actor: Actor, now: datetime, **changes: Any) -> Self:
        """Return the entry after a change, at the next revision."""
        return replace(
            self,
            revision=self.revision + 1,
            changed_by=actor.id,
            changed_by_name=actor.name or actor.id,
            changed_at=now,
            **changes,
        )

    def can_return(self, now: datetime) -> bool:
        """Whether it was removed and can still be taken back."""
        return self.is_removed and now - self.changed_at < UNDO_LIFETIME

    def show(self) -> RecordEntry[Any]:
        """Return the entry as it is read."""
        model = cast("type[RecordEntry[Any]]", RecordEntry.__class_getitem__(type(self.content)))
        return model(
            id=self.id,
            content=self.content,
            revision=self.revision,
            changed_by=self.changed_by,
            changed_by_name=self.changed_by_name,
            changed_at=self.changed_at,
        )

    def show_removed(self) -> RemovedEntry:
        """Return what is told of an entry that was removed."""
        return RemovedEntry(
            section=self.section,
            id=self.id,
            content=self.content,
            revision=self.revision,
            changed_by=self.changed_by,
            changed_by_name=self.changed_by_name,
            changed_at=self.changed_at,
        )


Sitting = tuple[RecordSection, str]
"""A section, and the account of somebody who wrote in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """All that is stored of a record: entries, the orders of sections, and when the audit log last noted whom where."""

    event: str
    entries: Mapping[tuple[RecordSection, str], StoredEntry] = field(default_factory=dict)
    orders: Mapping[RecordSection, Sequence[str]] = field(default_factory=dict)
    sittings: Mapping[Sitting, datetime] = field(default_factory=dict)

    def is_logged(self, section: RecordSection, actor: str, now: datetime) -> bool:
        """Whether an entry of the audit log already stands for what this person does now."""
        logged = self.sittings.get((section, actor))
        return logged is not None and now - logged < SITTING

    def refuse_overfull(self, entry: StoredEntry) -> None:
        """Raise ``RecordRefused`` if the record has no room for the entry."""
        size = size_of(entry.content)
        others = [
            each
            for key, each in self.entries.items()
            if not each.is_removed and key != (entry.section, entry.id)
        ]
        if size > LARGEST_ENTRY or sum(size_of(each.content) for each in others) > LARGEST_RECORD:
            raise errors.RecordRefused(problems=[problem("record.too_long", "")])
        if sum(each.section is entry.section for each in others) >= MOST_ENTRIES:
            raise errors.RecordRefused(problems=[problem("record.too_many", "")])
        if isinstance(entry.content, ActionPhoto):
            self._refuse_photo(entry.content, [each.content for each in others])

    def _refuse_photo(self, photo: ActionPhoto, others: Sequence[Content]) -> None:
        """Raise ``RecordRefused`` for a photo of an action that is not there, or that there is no room for."""
        if not self.has_action(photo.action):
            raise errors.RecordRefused(problems=[problem("record.unknown_action", "/action")])
        refuse_too_many_photos(photo, [each for each in others if isinstance(each, ActionPhoto)])

    def has_action(self, action: str) -> bool:
        """Whether the record has that action of schools."""
        found = self.entries.get((RecordSection.ACTIONS, action))
        return found is not None and not found.is_removed

    def has_photos(self, section: RecordSection, entry: str) -> bool:
        """Whether an entry is a photo, or an action with photos."""
        return section is RecordSection.PHOTOS or (
            section is RecordSection.ACTIONS
            and any(each.action == entry for _, each in self.photos)
        )

    def keeps_photo(self, entry: StoredEntry, photo: ActionPhoto, now: datetime) -> bool:
        """Whether a photo and its action are there, or can be taken back."""
        action = self.entries.get((RecordSection.ACTIONS, photo.action))
        return all(
            each is not None and (each.can_return(now) or not each.is_removed)
            for each in (entry, action)
        )

    @property
    def photos(self) -> Iterator[tuple[StoredEntry, ActionPhoto]]:
        """The entries of photos, those that were removed included."""
        for each in self.entries.values():
            if isinstance(each.content, ActionPhoto):
                yield each, each.content

    def compose(self, event: Event, now: datetime) -> Record:
        """Return the record as it is read: an item of the programme without an entry stands as the event has it."""
        shown: dict[str, object] = {
            section.value: self._show_section(section, event) for section in RecordSection
        }
        removed = (
            each
            for each in self.entries.values()
            if each.can_return(now) and self._is_placed(each.content)
        )
        latest = sorted(removed, key=lambda each: each.changed_at, reverse=True)
        told = tuple(each.show_removed() for each in latest)
        return Record.model_validate({"event": event.id, "removed": told, **shown})

    def _show_section(
        self, section: RecordSection, event: Event
    ) -> RecordEntry[Any] | tuple[RecordEntry[Any], ...] | None:
        entries = tuple(self._iter_section(section, event))
        if section in SINGLE:
            return entries[0] if entries else None
        order = {name: at for at, name in enumerate(self.orders.get(section, ()))}
        return tuple(sorted(entries, key=lambda each: order.get(each.id, len(order))))

    def _iter_section(self, section: RecordSection, event: Event) -> Iterator[RecordEntry[Any]]:
        """Yield a section's entries: the programme's items first, then what was added, the oldest first."""
        own = {name: each for (of, name), each in self.entries.items() if of is section}
        if section is RecordSection.TALKS:
            for item in event.programme:
                stored = own.get(item.name)
                if stored and not stored.is_removed:
                    yield own.pop(item.name).show()
                elif item.kind != "break":
                    yield _unwritten(item, stored)
        written = (
            each for each in own.values() if not each.is_removed and self._is_placed(each.content)
        )
        for each in sorted(written, key=lambda each: (each.created_at, each.id)):
            yield each.show()

    def _is_placed(self, content: Content) -> bool:
        """Whether the action of a photo is there: a photo comes and goes with it."""
        return not isinstance(content, ActionPhoto) or self.has_action(content.action)


def _unwritten(item: ProgrammeItem, stored: StoredEntry | None) -> RecordEntry[Talk]:
    """Return the entry of an item that nobody has written about, or of which what was written was removed."""
    talk = Talk(kind=item.kind, title=item.title, speakers=item.speakers)
    revision = stored.revision if stored else 0
    return RecordEntry[Talk](id=item.name, content=talk, origin="programme", revision=revision)


def read_content(
    section: RecordSection, document: bytes, stored: StoredEntry | None = None
) -> Content:
    """Read what an entry of the section is to hold; a photo keeps its file, and its action if none is named.

    Raises:
        errors.Malformed: the document is not JSON.
        errors.RecordRefused: all that is wrong with it.
        errors.RecordEntryNotFound: no photo was uploaded under this id.
    """
    fields = read_object(document, errors.RecordRefused)
    if section is RecordSection.PHOTOS:
        if stored is None or not isinstance(stored.content, ActionPhoto):
            raise errors.RecordEntryNotFound
        fields = {"action": stored.content.action, **fields}
        return read_photo(fields, stored.content.file)
    return validate(CONTENTS[section], fields, errors.RecordRefused)


def load_content(section: RecordSection, document: bytes) -> Content:
    """Read what a stored entry of the section holds."""
    return CONTENTS[section].model_validate_json(document, context=STORED)


def dump_content(content: Content) -> bytes:
    """Write what an entry holds."""
    return content.model_dump_json(exclude_none=True).encode()


def size_of(content: Content) -> int:
    """Return the size of what an entry holds, in bytes of JSON."""
    return len(dump_content(content))


def is_possible_id(section: RecordSection, id: str) -> bool:  # noqa: A002 -- its name everywhere
    """Whether the section can have an entry of that id."""
    return id == section.value if section in SINGLE else bool(re.fullmatch(ENTRY_ID, id))
