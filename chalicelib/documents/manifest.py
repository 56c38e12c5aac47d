"""The manifest of a report's document: each fact with the value as shown and where it comes from, as one reading found it.

Every format carries it, so that a document can be compared with itself and with what is stored (``verification``).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from chalicelib.documents.text.report import Cell, Fact, Paragraph, ReportText
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.events import ReportAnnex
from chalicelib.domain.moments import Timestamp
from chalicelib.locales import Language

LANGUAGE_TAGS: Final[Mapping[Language, str]] = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
"""The languages of documents, with the country whose spelling they follow (BCP 47)."""

_NO_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain_text(text: str) -> str:
    """Return the text without the characters that XML 1.0 (2.2) excludes, such as control characters."""
    return _NO_XML.sub("", text)


class FactEntry(BaseModel):
    """A fact of a document: ``id`` marks where it stands, ``paragraph`` is the key of its paragraph.

    ``nth`` counts what comes from one source in one paragraph as Pikir words it: the three are the same as long as the fact
    is told.
    ``value`` is as shown; ``datum`` what it is a form of, if that differs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    paragraph: str
    source: str
    nth: int = 0
    value: str
    datum: str | None = None
    language: Language | None = None


class Manifest(BaseModel):
    """What a document tells, of which event, in which language and at which length, and when that was read.

    It has charts or none, and what was to be annexed; ``edits`` has the revisions of the edits with which paragraphs of it
    are worded.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["pikir-report/1"] = "pikir-report/1"
    event: str
    language: Language
    length: ReportLength
    has_charts: bool = False
    annexes: tuple[ReportAnnex, ...] = ()
    read_at: Timestamp
    edits: dict[str, int] = {}
    facts: tuple[FactEntry, ...]

    def to_json(self) -> str:
        """Return the manifest as JSON."""
        return self.model_dump_json()


def list_facts(report: ReportText) -> Iterator[tuple[Paragraph, Fact]]:
    """Yield every fact in the order of the report, with its paragraph; a chart comes before its caption, a table after it."""
    for section in report.sections:
        for paragraph in section.paragraphs:
            if paragraph.chart:
                yield paragraph, paragraph.chart.alternative
            for run in chain(paragraph.runs, *_list_cells(paragraph)):
                if isinstance(run, Fact):
                    yield paragraph, run


def _list_cells(paragraph: Paragraph) -> Iterator[Cell]:
    return chain.from_iterable(paragraph.table.rows if paragraph.table else ())


def make_manifest(report: ReportText, event: str, read_at: datetime) -> Manifest:
    """Return the manifest of a report on what was stored at that moment."""
    seen: Counter[tuple[str, str]] = Counter()
    facts = []
    for number, (paragraph, fact) in enumerate(list_facts(report), start=1):
        place = paragraph.key, fact.source
        facts.append(
            FactEntry(
                id=f"f{number}",
                paragraph=paragraph.key,
                source=fact.source,
                nth=seen[place] if fact.nth is None else fact.nth,
                value=plain_text(fact.text),
                datum=plain_text(fact.datum) if fact.datum not in ("", fact.text) else None,
                language=fact.language,
            )
        )
        seen[place] += 1
    return Manifest(
        event=event,
        language=report.language,
        length=report.length,
        has_charts=report.has_charts,
        annexes=report.annexes,
        read_at=read_at,
        edits=dict(report.edits),
        facts=tuple(facts),
    )


def find_title(report: ReportText) -> str:
    """Return the title of the report as plain text, empty if it has none."""
    titles = (
        paragraph.text
        for section in report.sections
        for paragraph in section.paragraphs
        if paragraph.style == "title"
    )
    return plain_text(next(titles, ""))
