"""A bounded cache of what every submission needs and what seldom changes.

An event and a form's record are trusted for ten seconds: that long may a response still be accepted after
somebody closed the form, and a page show them as they were. A published version never changes, nor does a wording of it that the record names: they are
cached while there is room, and corrected texts are shown ten seconds later at most.
"""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.bounded_cache import BoundedCache
from chalicelib.domain.events import Event, EventState
from chalicelib.domain.forms import FormRecord
from chalicelib.forms.intake import Form
from chalicelib.frozen import dataclass
from chalicelib.storage.forms import FormStore

if TYPE_CHECKING:
    from chalicelib.domain.form_files import FormFile
    from chalicelib.storage.event_forms import EventFormStore
    from chalicelib.storage.form_files import FormFileStore

LONGEST: Final = timedelta(seconds=10)
_ENTRIES: Final = 256
_LARGEST: Final = 4 * 1024 * 1024
"""In bytes, as they are stored, of the events whose pages are remembered; in memory they are larger."""
_VERSIONS: Final = 256
_QUESTIONS: Final = 20_000
"""Of all compiled versions together."""
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def is_recent(read_at: datetime, now: datetime) -> bool:
    """Return whether to trust what was read then; a clock that was set back makes nothing recent."""
    return timedelta(0) <= now - read_at < LONGEST


@dataclass(frozen=True, slots=True)
class Entry:
    """An event that is no draft and a published form of it, as they were when they were read.

    ``key`` is the event's, for HMACs of its receipts, claims and uploads.
    """

    event: Event
    record: FormRecord
    seen_at: datetime
    key: bytes = field(repr=False)

    def equals(self, other: "Entry") -> bool:
        """Return whether event and form are the same in both."""
        return (self.event, self.record) == (other.event, other.record)


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """An event that is no draft and its published forms by name, as participants may see them."""

    event: Event
    records: tuple[FormRecord, ...]


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """An event that is no draft and its published forms by name, as they were when they were read."""

    event: Event
    records: tuple[FormRecord, ...]
    seen_at: datetime
    shown: ShownEvent
    key: bytes = field(repr=False)

    def entry(self, form: str) -> Entry | None:
        """Return the entry of a form, None if there is no such published form."""
        found = (record for record in self.records if record.name == form)
        return next((Entry(self.event, each, self.seen_at, self.key) for each in found), None)


class Catalogue:
    """Events and forms, from memory where it is recent enough."""

    def __init__(
        self,
        forms: FormStore,
        clock: Callable[[], datetime],
        form_files: "Callable[[], FormFileStore]",
        event_forms: "Callable[[], EventFormStore]",
    ) -> None:
        self._forms = forms
        self._clock = clock
        self._form_files = form_files
        self._event_forms = event_forms
        self._entries: BoundedCache[tuple[str, str], Entry] = BoundedCache(_ENTRIES, _ENTRIES)
        self._events: BoundedCache[str, PublicEvent] = BoundedCache(_ENTRIES, _LARGEST)
        self._versions: BoundedCache[tuple[str, str, int, int, str], Form] = BoundedCache(
            _VERSIONS, _QUESTIONS
        )
        self._files: BoundedCache[tuple[str, str, int], Mapping[str, FormFile]] = BoundedCache(
            _VERSIONS, _VERSIONS
        )

    def entry(self, event_id: str, form: str) -> Entry:
        """Return the event and the form as they were at most ten seconds ago.

        Raises:
            errors.EventNotFound: there is no such event, or it is a draft.
            errors.FormNotFound: there is no such form, or it was never published.
        """
        now = self._clock()
        known = self._entries.get((event_id, form))
        if known and is_recent(known.seen_at, now):
            return known
        shown = self._events.get(event_id)
        known = shown.entry(form) if shown else None
        if known and is_recent(known.seen_at, now):
            self._entries.put((event_id, form), known)
            return known
        return self.reread(event_id, form)

    def reread(self, event_id: str, form: str) -> Entry:
        """Return the event and the form as they are; raises as ``entry`` does."""
        now = self._clock()
        event, record, key = self._forms.with_event_key(event_id, form)
        if event is None or event.state is EventState.DRAFT:
            raise errors.EventNotFound
        if record is None or record.version == 0:
            raise errors.FormNotFound
        entry = Entry(event, record, now, key)
        self._entries.put((event_id, form), entry)
        return entry

    def public_event(self, event_id: str) -> PublicEvent:
        """Return the event and its published forms as they were at most ten seconds ago.

        Raises:
            errors.EventNotFound: there is no such event, or it is a draft.
        """
        known = self._events.get(event_id)
        if known and is_recent(known.seen_at, self._clock()):
            return known
        return self.reread_event(event_id)

    def reread_event(self, event_id: str) -> PublicEvent:
        """Return the event and its published forms as they are; raises as ``public_event`` does."""
        now = self._clock()
        stored = self._event_forms().read(event_id)
        if stored is None or stored.event.state is EventState.DRAFT:
            raise errors.EventNotFound
        published = tuple(record for record in stored.records if record.version)
        shown = ShownEvent(stored.event, tuple(record.as_published() for record in published))
        found = PublicEvent(stored.event, published, now, shown, stored.key)
        self._events.put(event_id, found, stored.size)
        return found

    def forget(self, event_id: str) -> None:
        """Read the event and its forms again before they are used next: this process has just changed them."""
        self._events.drop(event_id)
        for key in self._entries.known_keys():
            entry = self._entries.get(key) if key[0] == event_id else None
            if entry is not None:
                self._entries.put(key, replace(entry, seen_at=_LONG_AGO))

    def recall(self, event_id: str, name: str, version: int | None) -> tuple[Event, Form] | None:
        """Return event and form from memory, however old, and read nothing; None if they are not there."""
        entry = self._entries.get((event_id, name))
        if entry is None:
            return None
        number = entry.record.version if version is None else version
        form = self._versions.get(_version_key(entry.event, entry.record, number))
        return (entry.event, form) if form else None

    def form(self, event: Event, record: FormRecord, version: int) -> Form:
        """Return a published version, compiled; raises ``VersionUnknown``."""
        record.refuse_unpublished(version)
        key = _version_key(event, record, version)
        form = self._versions.get(key)
        if form is None:
            definition = self._forms.version(record, version)
            if definition is None:
                raise errors.VersionUnknown
            wording = record.wording(version)
            form = Form(definition, version, wording=wording, time_zone=event.time_zone)
            self._versions.put(key, form, len(form.by_node) + 1)
        return form

    def files(self, record: FormRecord, version: int) -> "Mapping[str, FormFile]":
        """Return the files that a published version shows, by name."""
        key = (record.event, record.name, version)
        files = self._files.get(key)
        if files is None:
            files = self._form_files().of_version(*key)
            self._files.put(key, files)
        return files


def _version_key(event: Event, record: FormRecord, version: int) -> tuple[str, str, int, int, str]:
    """What a compiled version depends on: a version whose texts were corrected since is another one."""
    return record.event, record.name, version, record.wording(version), event.time_zone
