"""The settings of an event: one page with all sections to read, and a page for each to change it by itself.

A page carries the fingerprint of its section. If the section was changed meanwhile, the page comes back with what was
typed and with the other changes, and says which those are; what somebody changed in other sections does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import events, forms
from chalicelib.domain.forms import sort_by_purpose
from chalicelib.forms.text import in_language
from chalicelib.web import policy
from chalicelib.web.organiser import materials, session
from chalicelib.web.organiser.controls import Control, summarise
from chalicelib.web.organiser.event_settings import documents, rows
from chalicelib.web.organiser.event_settings.lines import (
    LineWriter,
    SettingLine,
    fingerprint,
    fold_empty,
)
from chalicelib.web.organiser.event_settings.pages import ControlGroup, SectionPage
from chalicelib.web.organiser.event_settings.saving import (
    FILES,
    Outcome,
    SectionSaver,
    TypedSection,
)
from chalicelib.web.organiser.event_settings.specs import SECTIONS, SectionSpec
from chalicelib.web.organiser.event_settings.values import encode
from chalicelib.web.render import translator
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event, Series
    from chalicelib.domain.forms import FormRecord
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_ROUNDS: Final = 5
_TAB: Final = "settings"


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section to read: its heading and its lines."""

    name: str
    label: str
    lines: Sequence[SettingLine]
    lacks: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """An event and its forms as they were read for one answer."""

    request: Request
    services: Services
    console: ConsoleSession
    event: Event
    records: Sequence[FormRecord]
    series: Sequence[Series]

    def page(self, values: Mapping[str, str], messages: Mapping[str, str]) -> SectionPage:
        """Return the maker of a section's controls."""
        language = self.request.language
        translate, titles = translator(language), self.form_titles()
        return SectionPage(self.event, language, translate, self.series, titles, values, messages)

    def form_titles(self) -> Mapping[str, str]:
        """Return the forms' titles by name."""
        language = self.request.language
        return {each.name: in_language(each.title, language) for each in self.records}

    def writer(self) -> LineWriter:
        """Return the writer of lines."""
        options = self.page({}, {}).options()
        language, titles = self.request.language, self.form_titles()
        return LineWriter(self.event, language, translator(language), options, titles)

    def document(self, section: SectionSpec) -> Mapping[str, object]:
        """Return a section's document."""
        return documents.show(section.name, self.event, self.records)


@handler
def show(request: Request, services: Services, *, event: str) -> Reply:
    """Show all sections to read, with what is missing marked."""
    read = _read(request, services, session.enter(request, services), event)
    writer, translate = read.writer(), translator(request.language)
    views = [
        SectionView(
            each.name,
            translate(each.label),
            fold_empty(lines),
            any(line.is_missing for line in lines),
        )
        for each in SECTIONS.values()
        if (lines := writer.write(each, read.document(each))) or each.fields
    ]
    return read.console.event_page(
        "organiser/event_settings.html", request, read.event, tab=_TAB, sections=views
    )


@handler
def edit(request: Request, services: Services, *, event: str, section: str) -> Reply:
    """Show the page that changes one section."""
    spec = _find(section)
    read = _read(request, services, session.enter(request, services), event)
    values = encode(spec.fields, read.document(spec), read.event.time_zone)
    return _page(read, spec, Outcome(values), seen=None)


@handler
def save(request: Request, services: Services, *, event: str, section: str) -> Reply:
    """Save one section, or show its page again: with another row, with what is wrong, or with what else changed."""
    console, fields, files = session.act_with_files(request, services)
    spec = _find(section)
    values = {name: text for name, text in fields.items() if not name.startswith("_")}
    typed = TypedSection(
        values,
        [file for file in files if file.field == FILES],
        fields.get("_seen", ""),
        materials.read_uploads(fields),
    )
    button = fields.get("_do", rows.SAVE)
    if button != rows.SAVE:
        read = _read(request, services, console, event)
        outcome = Outcome(rows.press(button, values))
        return _page(read, spec, outcome, seen=typed.seen, uploads=typed.uploads)
    for _ in range(_ROUNDS):
        read = _read(request, services, console, event)
        saver = SectionSaver(
            *(services, console.actor, spec, read.event, read.records, read.series),
            *(read.writer(), request.language),
        )
        try:
            outcome = saver.save(typed)
        except errors.ChangedMeanwhile:
            continue
        if outcome.is_saved:
            address = Urls(request.prefix).event_settings(event)
            return console.redirect(address, notice="settings.saved")
        seen = None if outcome.is_stale else typed.seen
        status = 409 if outcome.is_stale else 422
        return _page(read, spec, outcome, seen=seen, status=status, uploads=typed.uploads)
    raise errors.ChangedMeanwhile


def _find(section: str) -> SectionSpec:
    if section not in SECTIONS:
        raise errors.PageNotFound
    return SECTIONS[section]


def _read(request: Request, services: Services, console: ConsoleSession, event_id: str) -> _Read:
    event = events.read_event_as_member(services, console.actor, event_id, "events.change")
    records = sort_by_purpose(forms.list_forms(services, console.actor, event_id))
    return _Read(
        request, services, console, event, records, _known_series(services, console, event)
    )


def _known_series(services: Services, console: ConsoleSession, event: Event) -> Sequence[Series]:
    """Return the series of the events that the actor may read, this one's first."""
    own = [event.series] if event.series else []
    lines = events.list_events(services, console.actor).events
    series = [*own, *(line.series for line in lines if line.series)]
    return tuple({each.id: each for each in reversed(series)}.values())[::-1]


def _page(
    read: _Read,
    spec: SectionSpec,
    outcome: Outcome,
    *,
    seen: str | None,
    status: int = 200,
    uploads: Mapping[str, str] | None = None,
) -> Reply:
    """Render a section's page; without ``seen`` it carries the fingerprint of what is stored.

    ``uploads`` are the files that have arrived in the bucket, by their ids. The script of materials may connect there.
    """
    stored = fingerprint(read.writer().write(spec, read.document(spec)))
    groups = read.page(outcome.values, outcome.messages).controls(spec.fields)
    translate = translator(read.request.language)
    page = read.console.event_page(
        "organiser/event_section.html",
        read.request,
        read.event,
        tab=_TAB,
        status=status,
        section=spec,
        label=translate(spec.label),
        groups=groups,
        problems=summarise(outcome.messages, list(_flatten(groups))),
        file_message=outcome.messages.get(FILES, ""),
        changes=outcome.changes,
        is_stale=outcome.is_stale,
        offer=outcome.offer,
        seen=stored if seen is None else seen,
        uploads=uploads or {},
        script=materials.for_script(read.request.prefix, read.event.id, translate),
    )
    if spec.name != "materials":
        return page
    origin = read.services.settings.bucket_origin
    return replace(
        page, headers={**page.headers, policy.HEADER: policy.policy(also_connect=origin)}
    )


def _flatten(groups: Sequence[Control | ControlGroup]) -> Iterator[Control]:
    for each in groups:
        if isinstance(each, ControlGroup):
            yield from _flatten(each.items)
        else:
            yield each
