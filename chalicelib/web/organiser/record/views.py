"""What the page of a record shows: sections, entries, forms that come back, and the words of its script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from chalicelib.locales import N_

if TYPE_CHECKING:
    from chalicelib.domain.records import RecordSection
    from chalicelib.locales import Language
    from chalicelib.web.organiser.record.entry_forms import EntryForm
    from chalicelib.web.organiser.record.entry_lines import EntryLine
    from chalicelib.web.organiser.record.known import KnownFact
    from chalicelib.web.organiser.record.specs import RecordSpec

    EntryKey = tuple[RecordSection, str]

WORDS: Final[Mapping[str, str]] = {
    "saving": N_("Saving…"),
    "saved": N_("Saved at {time}"),
    "retrying": N_(
        "Not saved: no connection. It will be tried again by itself; what you typed is kept on this device."
    ),
    "refused": N_("Not saved yet."),
    "stopped": N_(
        "Nothing more can be saved from this page. What you typed is kept on this device: open the page again."
    ),
    "conflict": N_("{name} wrote here meanwhile. What you typed is still here."),
    "someone": N_("Somebody else"),
    "mine": N_("Save what I typed"),
    "theirs": N_("Take the other text"),
    "kept": N_("What you typed on {moment} was not saved then. It is being saved now."),
    "programme": N_("From the programme"),
}
"""What the page's script says by itself."""


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """An entry's form that comes back: what was typed, and what is wrong or what somebody else wrote."""

    key: EntryKey
    values: Mapping[str, str]
    revision: int
    messages: Mapping[str, str] = field(default_factory=dict)
    theirs: Sequence[EntryLine] = ()
    by: str = ""
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as the page shows it; ``about`` says who wrote it and when, or what made it."""

    id: str
    anchor: str
    address: str
    title: str
    title_language: Language | None
    about: str
    lead: str
    revision: int
    is_new: bool
    is_stored: bool
    lines: Sequence[EntryLine]
    form: EntryForm | None
    typed: TypedEntry | None


@dataclass(frozen=True, slots=True)
class RemovedView:
    """An entry that was removed, and where it is taken back."""

    title: str
    about: str
    address: str


@dataclass(frozen=True, slots=True)
class SectionEntries:
    """A section as the page shows it; ``blank`` is the form of a new entry.

    ``count`` is how many entries somebody has written. One that ``is_folded`` is shown on a page of its own.
    """

    spec: RecordSpec
    facts: Sequence[KnownFact]
    entries: Sequence[EntryView]
    blank: EntryView | None
    removed: Sequence[RemovedView]
    count: int
    is_folded: bool = False
