"""What the record holds beside talks: handed out, guidance, media, actions, other events, help, what goes on."""

from collections.abc import Iterable, Iterator

from chalicelib.documents.grammar.terms import HANDOUTS, KINDS, TERMS
from chalicelib.documents.text.composing import Item, Telling, Writer, telling
from chalicelib.documents.text.event_sections import line_day, typed_value
from chalicelib.documents.text.report import Paragraph
from chalicelib.documents.text.sources import ReportSources
from chalicelib.documents.text.values import (
    ChosenWords,
    CountValue,
    DayValue,
    LabelCount,
    ListValue,
    PlainValue,
    TermValue,
    TypedText,
    Value,
)
from chalicelib.domain.events import Event, EventLine
from chalicelib.domain.records.sections import (
    AgreedStep,
    Consultation,
    Handout,
    HelpOffer,
    OtherEvent,
    ParticipantGroup,
)


def write_handouts(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say what was handed out, and which guidance and consultations were given."""
    record = sources.record
    handouts = [_handout(each.id, each.content) for each in record.handouts]
    given = [_consultation(each.id, each.content) for each in record.consultations]
    return (
        *writer.items("handouts.list", handouts),
        *writer.items("consultations.list", given),
    )


def list_details(**values: Value | None) -> tuple[Telling, ...]:
    """Return the details of an item that there are, each by the name of its sentence."""
    return tuple(
        telling("detail" if name.startswith("plain") else f"detail.{name}", value=value)
        for name, value in values.items()
        if value is not None
    )


def count_value(number: int | None, term: str, source: str) -> CountValue | None:
    """Return the number of something, None for none and for zero."""
    return CountValue(number, TERMS[term], source) if number else None


def _handout(id: str, handout: Handout) -> Item:  # noqa: A002 -- its name everywhere
    path = f"record.handouts.{id}"
    kind = TermValue(HANDOUTS[handout.kind], f"{path}.kind") if handout.kind != "other" else None
    details = list_details(
        plain_kind=kind,
        plain_copies=count_value(handout.copies, "copy", f"{path}.copies"),
        recipients=typed_value(handout.recipients, f"{path}.recipients"),
    )
    return Item(id, telling("item.quote", item=TypedText(handout.title, f"{path}.title")), details)


def _consultation(id: str, given: Consultation) -> Item:  # noqa: A002 -- as above
    path = f"record.consultations.{id}"
    details = list_details(
        plain_count=count_value(given.count, given.kind, f"{path}.count")
        or TermValue(TERMS[given.kind], f"{path}.kind"),
        recipients=typed_value(given.recipients, f"{path}.recipients"),
    )
    return Item(id, telling("item.quote", item=TypedText(given.topic, f"{path}.topic")), details)


def write_media(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Name the outlets that were there or reported."""
    outlets: list[Value] = []
    for entry in sources.record.media:
        path = f"record.media.{entry.id}"
        name = TypedText(entry.content.name, f"{path}.name")
        link = entry.content.link
        outlets.append(ListValue((name, PlainValue(link, f"{path}.link")), ", ") if link else name)
    if not outlets:
        return ()
    return writer.paragraphs("media", [telling("media", outlets=ListValue(tuple(outlets)))])


def write_other_events(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Tell of the other events of the series: run in Pikir, and recorded by hand."""
    events = [
        *map(_series_event, sources.series_events),
        *(_other_event(each.id, each.content) for each in sources.record.other_events),
    ]
    return writer.items("other_events.list", events)


def _other_event(id: str, other: OtherEvent) -> Item:  # noqa: A002 -- as above
    path = f"record.other_events.{id}"
    head = telling(
        "other_event",
        kind=TermValue(KINDS[other.kind.value], f"{path}.kind"),
        title=TypedText(other.title, f"{path}.title"),
    )
    details = list_details(
        day=DayValue(other.day, other.day, f"{path}.day") if other.day else None,
        place=typed_value(other.place, f"{path}.place"),
        organiser=typed_value(other.organiser, f"{path}.organiser"),
        participants=_groups(other.participants, f"{path}.participants"),
        themes=typed_value(other.themes, f"{path}.themes"),
    )
    return Item(id, head, details)


def _series_event(event: Event) -> Item:
    path = f"series.{event.id}"
    head = telling(
        "other_event",
        kind=TermValue(KINDS[event.kind.value], f"{path}.kind"),
        title=TypedText(event.title, f"{path}.title"),
    )
    organiser = event.organiser.name if event.organiser else None
    details = list_details(
        day=line_day(event),
        place=typed_value(event.venue, f"{path}.venue"),
        organiser=typed_value(organiser, f"{path}.organiser.name"),
    )
    return Item(f"series:{event.id}", head, details)


def _groups(groups: Iterable[ParticipantGroup], path: str) -> ListValue | None:
    values: list[Value] = []
    for number, group in enumerate(groups):
        label = TypedText(group.label, f"{path}.{number}.label")
        count = CountValue(group.count or 0, None, f"{path}.{number}.count")
        values.append(LabelCount(label, count) if group.count else label)
    return ListValue(tuple(values)) if values else None


def write_help(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say which help is offered, when and where."""
    return writer.items("help.list", [_help(each.id, each.content) for each in sources.record.help])


def _help(id: str, offer: HelpOffer) -> Item:  # noqa: A002 -- as above
    path = f"record.help.{id}"
    details = list_details(
        plain_topics=typed_value(offer.topics, f"{path}.topics"),
        hours=typed_value(offer.hours, f"{path}.hours"),
        phone=PlainValue(offer.phone, f"{path}.phone") if offer.phone else None,
        address=typed_value(offer.address, f"{path}.address"),
        asked=count_value(offer.asked, "person", f"{path}.asked"),
    )
    return Item(id, telling(f"help.{offer.kind}", kind=ChosenWords(f"{path}.kind")), details)


def write_next_steps(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say what goes on: what, who, until when."""
    steps = [_step(each.id, each.content) for each in sources.record.next_steps]
    return (
        *writer.items("next_steps.list", steps),
        *writer.paragraphs("next_event", _tell_next_event(sources.next_event)),
    )


def _tell_next_event(line: EventLine | None) -> Iterator[Telling]:
    if line:
        yield telling(
            "next_event",
            kind=TermValue(KINDS[line.kind.value], f"series.{line.id}.kind"),
            title=TypedText(line.title, f"series.{line.id}.title"),
            day=line_day(line),
        )


def _step(id: str, step: AgreedStep) -> Item:  # noqa: A002 -- as above
    path = f"record.next_steps.{id}"
    details = list_details(
        responsible=typed_value(step.responsible, f"{path}.responsible"),
        due=DayValue(step.due, step.due, f"{path}.due") if step.due else None,
    )
    return Item(id, telling("item", item=TypedText(step.what, f"{path}.what")), details)
