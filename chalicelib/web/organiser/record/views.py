"""What the page of a record shows: sections, entries, forms that come back, and the words of its script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from chalicelib.locales import N_
from chalicelib.web.organiser.controls import FieldProblem

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
    "sending": N_("“{name}” is being sent…"),
    "unsent": N_("“{name}” could not be sent. Please choose it again when the connection is back."),
    "arrived": N_("“{name}” has been added. Say what it shows."),
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
class TypedUpload:
    """A photo's upload that comes back: for which action, and what is wrong with the ``file`` or with what was typed."""

    action: str
    typed: TypedEntry
    file: str = ""


@dataclass(frozen=True, slots=True)
class PhotoUpload:
    """The form that adds a photo to an action; ``anchor`` precedes the ids of its fields, ``message`` is about the file."""

    address: str
    photo: str
    anchor: str
    form: EntryForm
    message: str

    @property
    def problems(self) -> Sequence[FieldProblem]:
        """What is wrong with it, for the page's summary."""
        file = [FieldProblem(f"{self.anchor}file", self.message)] if self.message else []
        return [*file, *self.form.problems]


@dataclass(frozen=True, slots=True)
class ActionPhotos:
    """The photos of an action; without ``upload`` none can be added."""

    section: SectionEntries
    upload: PhotoUpload | None


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as the page shows it; ``about`` says who wrote it and when, or what made it.

    ``picture`` is the address of a photo; ``photos`` are those of an action.
    """

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
    picture: str = ""
    photos: ActionPhotos | None = None

    @property
    def problems(self) -> Sequence[FieldProblem]:
        """What is wrong with what came back, for the page's summary."""
        own = self.form.problems if self.form else ()
        if self.photos is None:
            return own
        within = [problem for each in self.photos.section.entries for problem in each.problems]
        upload = self.photos.upload.problems if self.photos.upload else ()
        return [*own, *within, *upload]

    @property
    def is_open(self) -> bool:
        """Whether something of it came back."""
        return self.typed is not None or bool(self.problems) or self._has_typed_photo

    @property
    def _has_typed_photo(self) -> bool:
        return self.photos is not None and any(each.typed for each in self.photos.section.entries)


@dataclass(frozen=True, slots=True)
class RemovedView:
    """An entry that was removed, and where it is taken back."""

    anchor: str
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
