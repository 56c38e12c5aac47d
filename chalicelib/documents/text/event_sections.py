"""The parts of a report that the event itself knows: when, what and theme, who took part, the aim, the programme."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from chalicelib.documents.grammar.terms import KINDS, TERMS, find_term
from chalicelib.documents.text.composing import Telling, Writer, telling
from chalicelib.documents.text.report import Paragraph
from chalicelib.documents.text.sources import Registered, ReportSources
from chalicelib.documents.text.values import (
    CountValue,
    DayValue,
    LabelCount,
    ListValue,
    PlainValue,
    SpeakerValue,
    TermValue,
    TypedText,
    Value,
)
from chalicelib.domain.counts import CategoryCount
from chalicelib.domain.events import Event, ProgrammeItem, Speaker
from chalicelib.forms.text import Localized
from chalicelib.locales import Language


def typed_value(text: Localized | None, source: str) -> TypedText | None:
    """Return a typed text as a value, None if there is none."""
    return TypedText(text, source) if text else None


def kind_value(event: Event) -> TermValue:
    """Return the kind of the event."""
    return TermValue(KINDS[event.kind.value], "event.kind")


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
        yield telling("hours", hours=PlainValue(f"{start:%H:%M}–{end:%H:%M}", "event.starts_at"))
    if event.venue:
        yield telling("venue", venue=typed_value(event.venue, "event.venue"))
    if event.series:
        yield telling("series", series=typed_value(event.series.title, "event.series.title"))
    if event.organiser:
        name = event.organiser.name
        term = find_term(name, language)
        known = TermValue(term, "event.organiser.name") if term else None
        value = known or typed_value(name, "event.organiser.name")
        yield telling("organiser.known" if known else "organiser", organiser=value)


def write_participants(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say who was invited, and how many registered, by category."""
    return (
        *writer.paragraphs("invited", _tell_invitation(sources.event, writer.language)),
        *writer.paragraphs("registered", _tell_registrations(sources.registered, writer.language)),
    )


def _tell_invitation(event: Event, language: Language) -> Iterator[Telling]:
    if not event.categories:
        return
    paths = [f"event.categories.{each.name}.label" for each in event.categories]
    labels = [each.label for each in event.categories]
    terms = [find_term(label, language) for label in labels]
    known = [TermValue(term, path) for term, path in zip(terms, paths, strict=True) if term]
    as_typed = [TypedText(label, path) for label, path in zip(labels, paths, strict=True)]
    all_known = len(known) == len(labels)
    yield telling(
        "invited.known" if all_known else "invited",
        kind=kind_value(event),
        categories=ListValue(tuple[Value, ...](known if all_known else as_typed)),
    )


def _tell_registrations(registered: Registered, language: Language) -> Iterator[Telling]:
    if registered.total == 0:
        return
    yield telling(
        "registered", count=CountValue(registered.total, TERMS["person"], "counts.registered")
    )
    counts = [each for each in registered.categories if each.registered]
    if counts:
        yield tell_categories([_label_count(each) for each in counts], language)
    if any(each.registered is None for each in registered.categories):
        yield telling("small_groups")


def _label_count(counted: CategoryCount) -> LabelCount:
    path = f"counts.categories.{counted.name}"
    count = CountValue(counted.registered or 0, None, path)
    return LabelCount(
        TypedText(dict(counted.label), f"event.categories.{counted.name}.label"), count
    )


def tell_categories(counts: Sequence[LabelCount], language: Language) -> Telling:
    """Say how many there were of each category: in words if all are of the vocabulary, else as typed."""
    known = all(find_term(each.label.text, language) for each in counts)
    return telling("of_them.known" if known else "of_them", categories=ListValue(tuple(counts)))


def write_aim(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say what the event was for."""
    event = sources.event
    if not event.aim:
        return ()
    told = telling("aim", kind=kind_value(event), aim=typed_value(event.aim, "event.aim"))
    return writer.paragraphs("aim", [told])


def speaker_list(speakers: Sequence[Speaker], path: str) -> ListValue | None:
    """Return who spoke, None for nobody; ``path`` leads to the list."""
    values = tuple(
        SpeakerValue(
            TypedText(each.name, f"{path}.{number}.name"),
            typed_value(each.position, f"{path}.{number}.position"),
            typed_value(each.organisation, f"{path}.{number}.organisation"),
        )
        for number, each in enumerate(speakers)
    )
    return ListValue(values) if values else None


def write_programme(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say who opened, who spoke on what, and who closed."""
    event = sources.event
    return tuple(
        paragraph
        for item in event.programme
        for paragraph in writer.paragraphs(f"programme.{item.name}", _tell_item(item, event))
    )


def _tell_item(item: ProgrammeItem, event: Event) -> Iterator[Telling]:
    """Tell of an item that names somebody; an outline without speakers is no fact of what took place."""
    path = f"event.programme.{item.name}"
    speakers = speaker_list(item.speakers, f"{path}.speakers")
    if item.kind == "break" or speakers is None:
        return
    values: dict[str, Value | None] = {
        "kind": kind_value(event),
        "speakers": speakers,
        "title": typed_value(item.title, f"{path}.title"),
    }
    is_frame = item.kind in ("opening", "closing")
    order = ("speakers", "title") if is_frame else ("title", "speakers")
    for part in order:
        if values[part] is not None:
            yield telling(f"{item.kind}.{part}", **values)


def write_materials(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Name the materials that the event's page offers."""
    items = tuple(
        TypedText(each.title, f"event.materials.{number}.title")
        for number, each in enumerate(sources.event.materials)
    )
    if not items:
        return ()
    return writer.paragraphs("materials", [telling("materials", items=ListValue(items))])
