"""The page of a record: its sections with what is known already and the forms of their entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from chalicelib.actions import events, places, records
from chalicelib.domain.records import RecordSection
from chalicelib.domain.records.sections import SINGLE, ActionPhoto, SchoolAction, Talk
from chalicelib.forms.text import in_language
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.event_kinds import ITEM_KINDS
from chalicelib.web.organiser.record import documents
from chalicelib.web.organiser.record.entry_forms import EntryForm, FormMaker
from chalicelib.web.organiser.record.entry_lines import EntryLine, EntryReader
from chalicelib.web.organiser.record.known import KnownFacts
from chalicelib.web.organiser.record.photos import PhotoSections, tell_use
from chalicelib.web.organiser.record.specs import CARDS, SPECS, RecordSpec
from chalicelib.web.organiser.record.views import (
    WORDS,
    EntryView,
    RemovedView,
    SectionEntries,
    TypedEntry,
    TypedUpload,
)
from chalicelib.web.render import translator
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event, ProgrammeItem
    from chalicelib.domain.records import Record, RecordEntry, RemovedEntry
    from chalicelib.domain.records.facts import RecordFacts
    from chalicelib.domain.records.places import NamedPlace
    from chalicelib.domain.records.sections import Content
    from chalicelib.locales import Language
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


_MOST_SHOWN: Final = 200
"""Entries on one page: each takes up to some ten kilobytes of it."""
_NEW: Final[Mapping[RecordSection, Mapping[str, str]]] = {
    RecordSection.TALKS: {"kind": "speech", "took_place": "1"},
    RecordSection.ACTIONS: {"slogan_language": "kk"},
}
"""What a new entry's form begins with."""


@dataclass(frozen=True)
class RecordPage:
    """An event's record for one answer; what stands on its page is read when it is first needed: a save needs little of it."""

    request: Request
    services: Services
    console: ConsoleSession
    event: Event

    @cached_property
    def record(self) -> Record:
        """The record."""
        return records.show_record(self.services, self.console.actor, self.event.id)

    @cached_property
    def facts(self) -> RecordFacts:
        """What Pikir knows already."""
        return records.gather_facts(self.services, self.console.actor, self.event.id)

    @cached_property
    def places(self) -> Sequence[NamedPlace]:
        """The places to choose from."""
        return places.list_places(self.services, self.console.actor, self.event.id).places

    @property
    def translate(self) -> Callable[..., str]:
        """Return the translator of the page's language."""
        return translator(self.request.language)

    @property
    def may_change(self) -> bool:
        """Whether the actor may write."""
        return self.console.actor.may("records.change", self.event)

    @property
    def _urls(self) -> Urls:
        return Urls(self.request.prefix)

    @property
    def _reader(self) -> EntryReader:
        return EntryReader(self.event, self.request.language, self.translate)

    @property
    def _known(self) -> KnownFacts:
        return KnownFacts(self.event, self.facts, self.request.language, self.translate, self._urls)

    def find(self, section: RecordSection, entry: str) -> RecordEntry[Any] | None:
        """Return an entry as it stands in the record."""
        return next(
            (each for each in records.entries_of(self.record, section) if each.id == entry), None
        )

    def document(self, section: RecordSection, entry: str) -> Mapping[str, object]:
        """Return what an entry holds, nothing where there is none."""
        found = self.find(section, entry)
        return documents.document_of(found.content) if found else {}

    def revision(self, section: RecordSection, entry: str) -> int:
        """Return the revision that a change of the entry must name, that of its removal if it was removed."""
        found = self.find(section, entry)
        if found:
            return found.revision
        key = (section, entry)
        return next(
            (each.revision for each in self.record.removed if (each.section, each.id) == key), 0
        )

    def other_words(
        self, spec: RecordSpec, entry: str, typed: Mapping[str, object]
    ) -> list[EntryLine]:
        """Return what stands in the record otherwise than what was typed."""
        mine = self._reader.lines(spec, typed)
        stored = self._reader.lines(spec, self.document(spec.section, entry))
        return [each for each in stored if each not in mine]

    def about(self, entry: RecordEntry[Any] | RemovedEntry) -> str:
        """Return who wrote an entry and when."""
        if entry.changed_at is None:
            return self.translate(WORDS["programme"])
        at = dates.short_moment(entry.changed_at, self.event.time_zone, self.request.language)
        return f"{entry.changed_by_name}, {at}"

    def title(self, spec: RecordSpec, content: Content) -> str:
        """Return what an entry is called."""
        text = (
            in_language(getattr(content, spec.title), self.request.language) if spec.title else ""
        )
        if isinstance(content, Talk):
            return text or self.translate(ITEM_KINDS[content.kind])
        if isinstance(content, SchoolAction):
            return text or content.slogan or ""
        return text or self.translate(spec.label)

    def _title_language(self, spec: RecordSpec, content: Content) -> Language | None:
        """Return the language of what an entry is called, None where it is the page's."""
        text = getattr(content, spec.title) if spec.title else None
        if not text or self.request.language in text:
            return None
        return next(iter(text))

    def render(
        self,
        typed: TypedEntry | None = None,
        *,
        upload: TypedUpload | None = None,
        status: int = 200,
    ) -> Reply:
        """Render the page; ``typed`` is the form that comes back, ``upload`` that of a photo."""
        alone = self._section_alone(upload.typed if upload else typed)
        sections = list(self._sections(alone, typed, upload))
        problems = [
            problem
            for section in sections
            for each in (*section.entries, *([section.blank] if section.blank else []))
            for problem in each.problems
        ]
        return self.console.event_page(
            "organiser/record.html",
            self.request,
            self.event,
            tab="record",
            status=status,
            sections=sections,
            alone=alone.value if alone else "",
            known=self._known.of_event(),
            problems=problems,
            is_stale=typed is not None and typed.is_stale,
            may_change=self.may_change,
            script={"words": {name: self.translate(text) for name, text in WORDS.items()}},
        )

    def _section_alone(self, typed: TypedEntry | None) -> RecordSection | None:
        """Return the section that the page is of, None for all; a form that comes back stands in its own."""
        named = self.request.one("section") or ""
        if named in list(RecordSection):
            return CARDS[RecordSection(named)]
        return CARDS[typed.key[0]] if typed and self._has_too_many else None

    @property
    def _has_too_many(self) -> bool:
        return sum(len(records.entries_of(self.record, each)) for each in SPECS) > _MOST_SHOWN

    def _sections(
        self,
        alone: RecordSection | None,
        typed: TypedEntry | None,
        upload: TypedUpload | None,
    ) -> Iterator[SectionEntries]:
        """Yield the sections; the last ones of a large record are folded, so that no page is larger than can be sent."""
        shown = 0
        for section, spec in SPECS.items():
            if alone not in (None, section) or CARDS[section] is not section:
                continue
            entries = records.entries_of(self.record, section)
            shown += len(entries)
            if alone is None and shown > _MOST_SHOWN and len(entries) > 1:
                yield SectionEntries(spec, (), (), None, (), len(entries), is_folded=True)
                shown -= len(entries)
            else:
                yield self._section(spec, typed, upload)

    def _section(
        self, spec: RecordSpec, typed: TypedEntry | None, upload: TypedUpload | None
    ) -> SectionEntries:
        shown = [
            self.show_entry(spec, each, typed)
            for each in records.entries_of(self.record, spec.section)
        ]
        if spec.section is RecordSection.ACTIONS:
            photos = PhotoSections(self, typed, upload)
            shown = [replace(each, photos=photos.of_action(each.id)) for each in shown]
        blank = self._blank(spec, typed, [each.id for each in shown]) if self.may_change else None
        if spec.section in SINGLE and blank and not shown:
            shown, blank = [blank], None
        removed = [
            self.show_removed(spec, each)
            for each in self.record.removed
            if each.section is spec.section
        ]
        is_many = spec.section not in SINGLE
        return SectionEntries(
            spec,
            list(self._known.of_section(spec.section)),
            shown,
            blank if is_many else None,
            removed if self.may_change else [],
            sum(each.is_stored for each in shown),
        )

    def show_removed(self, spec: RecordSpec, entry: RemovedEntry) -> RemovedView:
        """Return what the page shows of an entry that was removed."""
        return RemovedView(
            f"{spec.section}.{entry.id}",
            self.title(spec, entry.content),
            self.about(entry),
            self._urls.record_entry(self.event.id, spec.section.value, entry.id),
        )

    def show_entry(
        self, spec: RecordSpec, entry: RecordEntry[Any], typed: TypedEntry | None
    ) -> EntryView:
        """Return an entry with its form; ``typed`` stands in it if it is this entry's."""
        document = documents.document_of(entry.content)
        own = typed if typed and typed.key == (spec.section, entry.id) else None
        item = self.programme_item(spec, entry.id)
        return EntryView(
            id=entry.id,
            anchor=f"{spec.section}.{entry.id}",
            address=self._urls.record_entry(self.event.id, spec.section.value, entry.id),
            title=self.title(spec, entry.content),
            title_language=self._title_language(spec, entry.content),
            about=self.about(entry),
            lead=self.lead(spec, entry.content, item),
            revision=own.revision if own else entry.revision,
            is_new=False,
            is_stored=entry.origin == "typed",
            lines=self._reader.lines(spec, document),
            form=self.make_form(spec, entry.id, document, own) if self.may_change else None,
            typed=own,
            picture=self._urls.record_photo(self.event.id, entry.id)
            if spec.section is RecordSection.PHOTOS
            else "",
        )

    def _blank(self, spec: RecordSpec, typed: TypedEntry | None, shown: Sequence[str]) -> EntryView:
        """Return the form of a new entry; one that comes back and is not stored stands there again."""
        own = (
            typed if typed and typed.key[0] is spec.section and typed.key[1] not in shown else None
        )
        single = spec.section.value if spec.section in SINGLE else self.services.new_id()
        entry = own.key[1] if own else single
        document, origin = self.beginning(spec)
        return EntryView(
            id=entry,
            anchor=f"{spec.section}.{entry}",
            address=self._urls.record_entry(self.event.id, spec.section.value, entry),
            title=self.translate(spec.add) if spec.add else "",
            title_language=None,
            about=origin,
            lead="",
            revision=own.revision if own else self.revision(spec.section, entry),
            is_new=True,
            is_stored=False,
            lines=(),
            form=self.make_form(spec, entry, document, own),
            typed=own,
        )

    def beginning(self, spec: RecordSpec) -> tuple[Mapping[str, object], str]:
        """Return what a new entry's form begins with, and where that is from: a paper is like the last one."""
        former = self.facts.former_paper
        if spec.section is not RecordSection.PAPER or former is None:
            return {}, ""
        document = documents.document_of(former.paper)
        kept = {name: value for name, value in document.items() if name not in ("number", "dated")}
        title = in_language(former.title, self.request.language)
        words = self.translate(
            N_("As in the record of “{event}”. It counts once it is saved."), event=title
        )
        return kept, words

    def make_form(
        self,
        spec: RecordSpec,
        entry: str,
        document: Mapping[str, object],
        typed: TypedEntry | None,
    ) -> EntryForm:
        """Return the form of an entry that holds the document, or what was typed."""
        values = documents.to_fields(spec, document, self.event, self.places)
        if not document:
            values |= _NEW.get(spec.section, {})
        return FormMaker(
            self.event,
            self.translate,
            self._reader,
            self.places,
            self._known.registration_counts() if spec.section is RecordSection.ATTENDANCE else {},
            spec,
            f"{spec.section}.{entry}.",
            typed.values if typed else values,
            typed.messages if typed else {},
        ).make()

    def programme_item(self, spec: RecordSpec, entry: str) -> ProgrammeItem | None:
        """Return the item of the programme that an entry is about."""
        if spec.section is not RecordSection.TALKS:
            return None
        return next((each for each in self.event.programme if each.name == entry), None)

    def lead(self, spec: RecordSpec, content: Content, item: ProgrammeItem | None = None) -> str:
        """Return the small print beside a title; a talk's time, kind and speakers, and what the programme says otherwise."""
        if isinstance(content, ActionPhoto):
            return self.translate(tell_use(content))
        if not isinstance(content, Talk):
            return self._reader.lead(spec, documents.document_of(content))
        language = self.request.language
        names = [in_language(each.name, language) for each in content.speakers]
        at = (
            dates.item_time(item.starts_at, self.event, language) if item and item.starts_at else ""
        )
        parts = [at, self.translate(ITEM_KINDS[content.kind]), ", ".join(names)]
        lead = " · ".join(part for part in parts if part)
        if item is None or (item.title, item.speakers) == (content.title, content.speakers):
            return lead
        others = [] if item.speakers == content.speakers else [each.name for each in item.speakers]
        titles = [] if item.title == content.title else [item.title]
        planned = (in_language(each, language) for each in (*titles, *others))
        words = ", ".join(part for part in planned if part)
        return f"{lead} · " + self.translate(N_("in the programme: {words}"), words=words)


def read_page(
    request: Request, services: Services, console: ConsoleSession, event_id: str
) -> RecordPage:
    """Return the record of an event that the actor may read."""
    event = events.read_event_as_member(services, console.actor, event_id, "records.read")
    return RecordPage(request, services, console, event)
