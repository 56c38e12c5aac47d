"""What Pikir knows already, by the section that it stands in: each fact with its source and where it can be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.domain.records import RecordSection
from chalicelib.forms.text import in_language
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.event_kinds import KINDS

if TYPE_CHECKING:
    from chalicelib.domain.events import Event, EventLine
    from chalicelib.domain.records.facts import RecordFacts
    from chalicelib.locales import Language
    from chalicelib.web.urls import Urls


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact that nobody is asked for: its label and value, and the source with its address."""

    label: str
    text: str
    source: str
    address: str


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """Writes the facts of an event in one language."""

    event: Event
    facts: RecordFacts
    language: Language
    translate: Callable[..., str]
    urls: Urls

    def of_event(self) -> list[KnownFact]:
        """Return what the whole record is about."""
        event, settings = self.event, self.translate(N_("the event's settings"))
        texts = [
            (N_("Title"), in_language(event.title, self.language), "texts"),
            (N_("Kind"), self.translate(KINDS[event.kind.value]), "kind"),
            (N_("When"), dates.when(event, self.language), "time"),
            (N_("Where"), in_language(event.venue, self.language), "time"),
            (N_("Aim"), in_language(event.aim, self.language), "texts"),
            (
                N_("Series"),
                in_language(event.series.title, self.language) if event.series else "",
                "kind",
            ),
            (
                N_("Organiser"),
                in_language(event.organiser.name, self.language) if event.organiser else "",
                "organiser",
            ),
        ]
        own = [
            KnownFact(
                self.translate(label), text, settings, self.urls.event_settings(event.id, section)
            )
            for label, text, section in texts
            if text
        ]
        return [*own, *self._forms("impressions")]

    def of_section(self, section: RecordSection) -> Iterator[KnownFact]:
        """Yield what stands before the entries of a section."""
        match section:
            case RecordSection.ATTENDANCE:
                yield from self._registrations()
            case RecordSection.ORGANISATIONS:
                yield from self._organisations()
            case RecordSection.DISCUSSIONS:
                yield from self._forms("questions")
            case RecordSection.HANDOUTS:
                yield from self._materials()
            case RecordSection.OTHER_EVENTS:
                for each in self.facts.series:
                    yield self._event(each, self.translate(KINDS[each.kind.value]))
            case RecordSection.NEXT_STEPS if self.facts.next_event:
                yield self._event(self.facts.next_event, self.translate(N_("Next event")))

    def registration_counts(self) -> dict[str, str]:
        """Return the number of those registered in each category, in words."""
        return {
            each.category: self.translate(
                N_("Registered: {number}"), number=dates.number(each.registered, self.language)
            )
            for each in self.facts.categories
            if each.registered is not None
        }

    def _registrations(self) -> Iterator[KnownFact]:
        numbers = [each.registered for each in self.facts.categories]
        known = [each for each in numbers if each is not None]
        if not known or len(known) < len(numbers):
            return
        at = dates.short_moment(self.facts.counted_at, self.event.time_zone, self.language)
        yield KnownFact(
            self.translate(N_("Registered")),
            dates.number(sum(known), self.language),
            self.translate(N_("As of {moment}"), moment=at),
            self.urls.console_event(self.event.id),
        )

    def _organisations(self) -> Iterator[KnownFact]:
        source = self.translate(N_("the programme"))
        address = self.urls.event_settings(self.event.id, "programme")
        speakers = (speaker for item in self.event.programme for speaker in item.speakers)
        named = (in_language(each.organisation, self.language) for each in speakers)
        names = "; ".join(dict.fromkeys(each for each in named if each))
        if names:
            yield KnownFact(self.translate(N_("Of the speakers")), names, source, address)

    def _materials(self) -> Iterator[KnownFact]:
        source = self.translate(N_("the event's materials"))
        address = self.urls.event_settings(self.event.id, "materials")
        titles = "; ".join(in_language(each.title, self.language) for each in self.event.materials)
        if titles:
            yield KnownFact(self.translate(N_("Materials")), titles, source, address)

    def _forms(self, purpose: str) -> Iterator[KnownFact]:
        for each in self.facts.forms:
            if each.purpose == purpose and each.responses is not None:
                number = dates.number(each.responses, self.language)
                yield KnownFact(
                    in_language(each.title, self.language),
                    self.translate(N_("Answers: {number}"), number=number),
                    self.translate(N_("the form's figures")),
                    self.urls.summary(self.event.id, each.form),
                )

    def _event(self, line: EventLine, label: str) -> KnownFact:
        day = dates.day(line.starts_at, line.time_zone, self.language)
        text = f"{in_language(line.title, self.language)} · {day}"
        source = self.translate(N_("the series in Pikir"))
        return KnownFact(label, text, source, self.urls.console_event(line.id))
