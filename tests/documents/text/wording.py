"""Edits of the full report's wording, by invented people."""

from collections.abc import Mapping
from typing import Final

from chalicelib.documents.text.edits import show_pieces, take_snapshots
from chalicelib.documents.text.report import Paragraph, ReportText
from chalicelib.domain.paragraph_edits import ParagraphEdit
from chalicelib.locales import Language
from tests.documents.text.scenarios import NOON

WORDED: Final[Mapping[Language, Mapping[str, str]]] = {
    "kk": {
        "title": "{event.kind}:\n«{event.title}»",
        "invited": "",
        "came": "{record.attendance.total} {event.kind} келді, оның ішінде {record.attendance.counts.2.count} дәрігер бар."
        "\nБәріне алғыс айтамыз!",
        "handouts.list.a": "{record.handouts.a.copies} сабақ жоспары таратылды.\nҚалғаны кітапханада.",
        "proposals.list.12": "{proposals.12.number}-ұсыныс: {proposals.12.text}",
        "materials": "",
        "media": "",
    },
    "ru": {
        "title": "{event.title}",
        "came": "Собралось {record.attendance.total}, среди них {record.attendance.counts.teacher.count}.",
        "quotes.impressions.1": "Написано: «{q.1.text}».",
        "received": "",
    },
    "en": {
        "held": "{event.starts_at} {event.venue} was full. We met {event.starts_at}.",
        "aim": "",
    },
}


def find(report: ReportText, key: str) -> Paragraph:
    return next(
        each for section in report.sections for each in section.paragraphs if each.key == key
    )


def edit_of(paragraph: Paragraph, text: str, revision: int = 1) -> ParagraphEdit:
    """Return an edit of the paragraph as it is now."""
    return ParagraphEdit(
        paragraph=paragraph.key,
        text=text,
        style=paragraph.style,
        basis=take_snapshots(show_pieces(paragraph)),
        revision=revision,
        changed_by="aigul@pikir.example",
        changed_by_name="Айгүл",
        changed_at=NOON,
    )


def edits_of(report: ReportText, texts: Mapping[str, str]) -> Mapping[str, ParagraphEdit]:
    return {key: edit_of(find(report, key), text) for key, text in texts.items()}
