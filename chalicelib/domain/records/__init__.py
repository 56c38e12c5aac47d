"""The record of an event (хаттама, протокол): what people write down of it, entry by entry, in sections.

Each entry is stored and changed by itself, so people who write at once meet only in the same entry.
``docs/record.md`` describes the sections in prose.
"""

from datetime import timedelta
from typing import Final, Generic, Literal, TypeVar

from chalicelib.domain.events.event_types import EventId, EventPart
from chalicelib.domain.moments import Timestamp
from chalicelib.domain.records.sections import (
    ActionPhoto,
    AgreedStep,
    Attendance,
    Consultation,
    Content,
    Discussion,
    EntryId,
    Handout,
    HelpOffer,
    MediaOutlet,
    Organisation,
    OtherEvent,
    Paper,
    SchoolAction,
    Talk,
)
from chalicelib.domain.records.sections import RecordSection as RecordSection

MOST_ENTRIES: Final = 150
"""In each section: a programme has at most 100 items."""
LARGEST_ENTRY: Final = 100_000
LARGEST_RECORD: Final = 3_000_000
"""In bytes of JSON. It is looked at before a write: several at once can pass it, and stay within what one answer holds."""
UNDO_LIFETIME: Final = timedelta(days=1)
"""For so long an entry that was removed can be taken back."""

Held = TypeVar("Held", bound=Content)


class RecordEntry(EventPart, Generic[Held]):
    """An entry as it is read.

    ``origin`` is ``programme`` where nobody has written about an item of the programme: it stands as the event has it.
    ``revision`` is what a change names; 0 if nothing was ever stored under this id.
    """

    id: EntryId
    content: Held
    origin: Literal["typed", "programme"] = "typed"
    revision: int = 0
    changed_by: str | None = None
    changed_by_name: str | None = None
    changed_at: Timestamp | None = None


class RemovedEntry(EventPart):
    """An entry that was removed and can still be taken back."""

    section: RecordSection
    id: EntryId
    content: Content
    revision: int
    changed_by: str
    changed_by_name: str
    changed_at: Timestamp


class Record(EventPart):
    """A whole record: the entries of each section in their order; None for one of which nothing is written."""

    event: EventId
    attendance: RecordEntry[Attendance] | None = None
    organisations: tuple[RecordEntry[Organisation], ...] = ()
    talks: tuple[RecordEntry[Talk], ...] = ()
    discussions: tuple[RecordEntry[Discussion], ...] = ()
    handouts: tuple[RecordEntry[Handout], ...] = ()
    consultations: tuple[RecordEntry[Consultation], ...] = ()
    media: tuple[RecordEntry[MediaOutlet], ...] = ()
    actions: tuple[RecordEntry[SchoolAction], ...] = ()
    photos: tuple[RecordEntry[ActionPhoto], ...] = ()
    other_events: tuple[RecordEntry[OtherEvent], ...] = ()
    help: tuple[RecordEntry[HelpOffer], ...] = ()
    next_steps: tuple[RecordEntry[AgreedStep], ...] = ()
    paper: RecordEntry[Paper] | None = None
    removed: tuple[RemovedEntry, ...] = ()
