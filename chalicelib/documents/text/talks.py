"""Who opened, who spoke on what and what was said, what was discussed, who closed."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from chalicelib.documents.grammar.terms import TERMS
from chalicelib.documents.text.composing import Telling, Writer, telling
from chalicelib.documents.text.event_sections import kind_value, typed_value
from chalicelib.documents.text.report import Paragraph
from chalicelib.documents.text.sources import ReportSources
from chalicelib.documents.text.values import (
    ChosenWords,
    CountValue,
    ListValue,
    SpeakerValue,
    TypedText,
    Value,
)
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.events import Speaker
from chalicelib.domain.records import RecordEntry
from chalicelib.domain.records.sections import Discussion, Talk

MOST_ON_ONE_PAGE: Final = 6
"""Talks that a report of one page names."""


def write_opening(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say who opened the event, and what was told of measures."""
    return _write_talks(writer, sources, {"opening"})


def write_programme(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say who spoke on what."""
    return _write_talks(writer, sources, {"speech", "report", "practice"})


def write_discussion(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say what was discussed, and the views on it."""
    return (
        *_write_talks(writer, sources, {"discussion"}),
        *(
            paragraph
            for entry in sources.record.discussions
            for paragraph in writer.paragraphs(
                f"discussions.{entry.id}", _tell_views(entry, writer.length)
            )
        ),
    )


def _tell_views(entry: RecordEntry[Discussion], length: ReportLength) -> Iterator[Telling]:
    discussion, path = entry.content, f"record.discussions.{entry.id}"
    yield telling("question", question=TypedText(discussion.question, f"{path}.question"))
    if discussion.views and length != "page":
        yield telling("views", views=TypedText(discussion.views, f"{path}.views"))


def write_closing(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Say who closed the event."""
    return _write_talks(writer, sources, {"closing"})


def _write_talks(
    writer: Writer, sources: ReportSources, kinds: Collection[str]
) -> tuple[Paragraph, ...]:
    talks = [each for each in sources.record.talks if _is_told(each, kinds)]
    told = talks[:MOST_ON_ONE_PAGE] if writer.length == "page" else talks
    paragraphs = [
        paragraph
        for entry in told
        for paragraph in writer.paragraphs(f"talks.{entry.id}", _tell_talk(entry, sources, writer))
    ]
    if len(told) < len(talks):
        more = CountValue(len(talks) - len(told), TERMS["talk"], "record.talks")
        paragraphs += writer.paragraphs("more_talks", [telling("more_talks", count=more)])
    return tuple(paragraphs)


def _is_told(entry: RecordEntry[Talk], kinds: Collection[str]) -> bool:
    """Whether it took place; an item of the programme that names nobody is an outline, no fact of what took place."""
    talk = entry.content
    if talk.kind not in kinds or not talk.took_place:
        return False
    return entry.origin == "typed" or bool(talk.speakers)


def _tell_talk(
    entry: RecordEntry[Talk], sources: ReportSources, writer: Writer
) -> Iterator[Telling]:
    talk = entry.content
    path = f"{'record.talks' if entry.origin == 'typed' else 'event.programme'}.{entry.id}"
    values: dict[str, Value | None] = {
        "kind": kind_value(sources.event),
        "talk": ChosenWords(f"{path}.kind"),
        "speakers": list_speakers(talk.speakers, f"{path}.speakers"),
        "title": typed_value(talk.title, f"{path}.title"),
    }
    is_frame = talk.kind in ("opening", "closing")
    for part in ("speakers", "title") if is_frame else ("title", "speakers"):
        if values[part] is not None:
            yield telling(f"{talk.kind}.{part}", **values)
    if writer.length == "page":
        return
    if talk.measures:
        yield telling("measures", measures=typed_value(talk.measures, f"{path}.measures"))
    if talk.gist:
        yield telling("gist", gist=typed_value(talk.gist, f"{path}.gist"))
    if talk.addressed_to:
        recipients = typed_value(talk.addressed_to, f"{path}.addressed_to")
        yield telling("addressed_to", recipients=recipients)


def list_speakers(speakers: Sequence[Speaker], path: str) -> ListValue | None:
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
