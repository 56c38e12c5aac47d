"""The parts of a report that the event itself knows: when, what and theme, who took part, the aim, the programme."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from chalicelib.documents.grammar.dates import span
from chalicelib.documents.grammar.terms import KINDS, find_term
from chalicelib.documents.text.composing import Telling, Writer, telling
from chalicelib.documents.text.report import Paragraph
from chalicelib.documents.text.sources import ReportSources
from chalicelib.documents.text.values import (
    DayValue,
    ListValue,
    PlainValue,
    TermValue,
    TypedText,
)
from chalicelib.domain.events import Event, EventLine
from chalicelib.locales import Language


def typed_value(text: Mapping[Language, str] | None, source: str) -> TypedText | None:
    """Return a typed text as a value, None if there is none."""
    return TypedText(text, source) if text else None


def kind_value(event: Event) -> TermValue:
    """Return the kind of the event."""
    return TermValue(KINDS[event.kind.value], "event.kind")


def line_day(line: Event | EventLine) -> DayValue:
    """Return the day on which another event of the series began."""
    day = line.starts_at.astimezone(ZoneInfo(line.time_zone)).date()
    return DayValue(day, day, f"series.{line.id}.starts_at")


def write_title(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say what this is a report on."""
    event = sources.event
    told = telling("title", kind=kind_value(event), title=typed_value(event.title, "event.title"))
    return writer.prose("title", [told], "title")


def write_setting(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say when and where what took place, on which theme, and who held it."""
    return writer.paragraphs("held", _tell_setting(sources.event, writer.language))


def _tell_setting(event: Event, language: Language) -> Iterator[Telling]:
    zone = ZoneInfo(event.time_zone)
    start, end = (at.astimezone(zone) for at in (event.starts_at, event.ends_at))
    days = DayValue(start.date(), end.date(), "event.starts_at")
    kind = kind_value(event)
    yield telling("held", days=days, kind=kind, title=typed_value(event.title, "event.title"))
    yield telling("kind", kind=kind)
    yield telling("days", days=days)
    if start.date() == end.date():
        yield telling(
            "hours", hours=PlainValue(span(f"{start:%H:%M}", f"{end:%H:%M}"), "event.starts_at")
        )
    if event.venue:
        yield telling("venue", venue=typed_value(event.venue, "event.venue"))
    if event.series:
        yield telling("series", series=typed_value(event.series.title, "event.series.title"))
    if event.organiser:
        name = event.organiser.name
        term = find_term(name, language)
        known = TermValue(term, "event.organiser.name", name) if term else None
        value = known or typed_value(name, "event.organiser.name")
        yield telling("organiser.known" if known else "organiser", organiser=value)


def write_aim(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say what the event was for."""
    event = sources.event
    if not event.aim:
        return ()
    told = telling("aim", kind=kind_value(event), aim=typed_value(event.aim, "event.aim"))
    return writer.paragraphs("aim", [told])


def write_materials(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Name the materials that the event's page offers."""
    items = tuple(
        TypedText(each.title, f"event.materials.{number}.title")
        for number, each in enumerate(sources.event.materials)
    )
    if not items:
        return ()
    return writer.paragraphs("materials", [telling("materials", items=ListValue(items))])
