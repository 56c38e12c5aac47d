"""A bounded cache of what every submission needs and what seldom changes.

An event and a form's record are trusted for ten seconds: that long may a response still be accepted after
somebody closed the form. A published version never changes, nor does a wording of it that the record names: they are
cached while there is room, and corrected texts are shown ten seconds later at most.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from chalicelib import errors
from chalicelib.domain.events import Event, EventState
from chalicelib.domain.forms import FormRecord
from chalicelib.forms.intake import Form
from chalicelib.frozen import dataclass
from chalicelib.storage.forms import FormStore

if TYPE_CHECKING:
    from chalicelib.domain.form_files import FormFile
    from chalicelib.storage.form_files import FormFileStore

LONGEST: Final = timedelta(seconds=10)
_ENTRIES: Final = 256
_VERSIONS: Final = 256

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Entry:
    """An event that is no draft and a published form of it, as they were when they were read.

    ``key`` is the event's, for HMACs of its receipts, claims and uploads.
    """

    event: Event
    record: FormRecord
    seen_at: datetime
    key: bytes = field(repr=False)

    def is_recent(self, now: datetime) -> bool:
        """Return whether to trust this; a clock that was set back makes nothing recent."""
        return timedelta(0) <= now - self.seen_at < LONGEST

    def equals(self, other: "Entry") -> bool:
        """Return whether event and form are the same in both."""
        return (self.event, self.record) == (other.event, other.record)


class Catalogue:
    """Events and forms, from memory where it is recent enough."""

    def __init__(
        self,
        forms: FormStore,
        clock: Callable[[], datetime],
        form_files: "Callable[[], FormFileStore]",
    ) -> None:
        self._forms = forms
        self._clock = clock
        self._form_files = form_files
        self._entries: _Cache[tuple[str, str], Entry] = _Cache(_ENTRIES)
        self._versions: _Cache[tuple[str, str, int, int, str], Form] = _Cache(_VERSIONS)
        self._files: _Cache[tuple[str, str, int], Mapping[str, FormFile]] = _Cache(_VERSIONS)

    def entry(self, event_id: str, form: str) -> Entry:
        """Return the event and the form as they were at most ten seconds ago.

        Raises:
            errors.EventNotFound: there is no such event, or it is a draft.
            errors.FormNotFound: there is no such form, or it was never published.
        """
        known = self._entries.get((event_id, form))
        return known if known and known.is_recent(self._clock()) else self.reread(event_id, form)

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
            self._versions.put(key, form)
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


class _Cache(Generic[K, V]):
    """A bounded number of values; the least recently used one leaves first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> None:
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
