"""What makes a report a letter: its head, addressee, number and date above, who signs it and who wrote it below."""

from collections.abc import Iterator

from chalicelib.documents.text.composing import Telling, Writer, telling
from chalicelib.documents.text.event_sections import typed_value
from chalicelib.documents.text.report import Paragraph, Style
from chalicelib.documents.text.sources import ReportSources
from chalicelib.documents.text.values import DayValue, ListValue, PlainValue, TypedText, Value
from chalicelib.domain.records.sections import Paper
from chalicelib.forms.text_types import Localized


def write_head(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Write the letterhead, the addressee, the number with the date, and the place."""
    entry = sources.record.paper
    if entry is None or writer.length == "facts":
        return ()
    paper = entry.content
    return (
        *_write_lines(writer, "letterhead", paper.letterhead),
        *_write_lines(writer, "addressee", paper.addressee),
        *writer.prose("reference", _tell_reference(paper), "reference"),
        *writer.prose("place", _tell_place(paper), "reference"),
    )


def _write_lines(writer: Writer, style: Style, text: Localized | None) -> Iterator[Paragraph]:
    """Write each line that was typed as a paragraph of its own."""
    lines = {language: words.splitlines() for language, words in (text or {}).items()}
    for number in range(max(map(len, lines.values()), default=0)):
        typed = {
            language: each[number]
            for language, each in lines.items()
            if number < len(each) and each[number].strip()
        }
        if typed and (writer.language in typed or writer.language not in lines):
            told = telling("item", item=TypedText(typed, f"record.paper.{style}.{number}"))
            yield from writer.prose(f"{style}.{number}", [told], style)


def _tell_reference(paper: Paper) -> Iterator[Telling]:
    number = PlainValue(paper.number, "record.paper.number") if paper.number else None
    dated = DayValue(paper.dated, paper.dated, "record.paper.dated") if paper.dated else None
    if number and dated:
        yield telling("reference", number=number, dated=dated)
    elif number:
        yield telling("reference.number", number=number)
    elif dated:
        yield telling("reference.dated", dated=dated)


def _tell_place(paper: Paper) -> Iterator[Telling]:
    if paper.place is None:
        return
    parts = (
        typed_value(getattr(paper.place, part), f"record.paper.place.{part}")
        for part in ("district", "village", "school")
    )
    values: tuple[Value, ...] = tuple(part for part in parts if part)
    yield telling("place", place=ListValue(values))


def write_foot(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Write who signs, and who wrote it."""
    entry = sources.record.paper
    if entry is None or writer.length == "facts":
        return ()
    return (
        *writer.prose("signature", _tell_signatory(entry.content), "signature"),
        *writer.prose("executor", _tell_executor(entry.content), "executor"),
    )


def _tell_signatory(paper: Paper) -> Iterator[Telling]:
    position = typed_value(paper.signatory_position, "record.paper.signatory_position")
    signatory = typed_value(paper.signatory, "record.paper.signatory")
    if position and signatory:
        yield telling("signature", position=position, signatory=signatory)
    elif signatory:
        yield telling("signature.name", signatory=signatory)
    elif position:
        yield telling("signature.position", position=position)


def _tell_executor(paper: Paper) -> Iterator[Telling]:
    phone = (
        PlainValue(paper.executor_phone, "record.paper.executor_phone")
        if paper.executor_phone
        else None
    )
    executor = typed_value(paper.executor, "record.paper.executor")
    if executor and phone:
        yield telling("executor", executor=executor, phone=phone)
    elif executor:
        yield telling("executor.name", executor=executor)
    elif phone:
        yield telling("executor.phone", phone=phone)
