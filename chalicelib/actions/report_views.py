"""An event's report as data: its sentences, and of each fact where it comes from."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from chalicelib.actions.reports import EventReport, read_report
from chalicelib.documents.text.report import Fact, Paragraph, Picture, ReportTable, Run, Style
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.moments import Timestamp
from chalicelib.domain.permissions import Actor
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


class RunView(BaseModel):
    """Words, or a fact: then `source` says where it comes from, and `language` names one that is not the report's."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    text: str
    source: str | None = None
    language: Language | None = None

    @classmethod
    def of(cls, run: Run) -> "RunView":
        """Return the run as it is shown."""
        if isinstance(run, Fact):
            return cls(text=run.text, source=run.source, language=run.language)
        return cls(text=run.text)


class PictureView(BaseModel):
    """A picture in a report, without its content: what it shows, and its size in pixels."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    source: str
    alternative: str
    width: int
    height: int

    @classmethod
    def of(cls, picture: Picture) -> "PictureView":
        """Return what is said of the picture."""
        return cls(
            source=picture.source,
            alternative=picture.alternative,
            width=picture.width,
            height=picture.height,
        )


class TableView(BaseModel):
    """A table: the `headings` of its columns, and rows of as many cells, each a list of runs."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    headings: tuple[str, ...]
    rows: tuple[tuple[tuple[RunView, ...], ...], ...]

    @classmethod
    def of(cls, table: ReportTable) -> "TableView":
        """Return the table as it is shown."""
        return cls(
            headings=table.headings,
            rows=tuple(
                tuple(tuple(RunView.of(run) for run in cell) for cell in row) for row in table.rows
            ),
        )


class ParagraphView(BaseModel):
    """A paragraph: its `key` stays the same whatever its facts become; `label` names it in a table of facts.

    It is the caption of its `picture`, `table` or `chart` (the chart's figures in words), with its `number` among the
    figures or the tables; 0 for what has none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    key: str
    style: Style
    label: str
    runs: tuple[RunView, ...]
    picture: PictureView | None
    chart: RunView | None
    table: TableView | None
    number: int

    @classmethod
    def of(cls, paragraph: Paragraph) -> "ParagraphView":
        """Return the paragraph as it is shown."""
        return cls(
            key=paragraph.key,
            style=paragraph.style,
            label=paragraph.label,
            runs=tuple(RunView.of(run) for run in paragraph.runs),
            picture=PictureView.of(paragraph.picture) if paragraph.picture else None,
            chart=RunView.of(paragraph.chart.alternative) if paragraph.chart else None,
            table=TableView.of(paragraph.table) if paragraph.table else None,
            number=paragraph.number,
        )


class ReportSectionView(BaseModel):
    """A section of a report; `heading` is empty where the report shows none."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str
    heading: str
    paragraphs: tuple[ParagraphView, ...]


class ReportView(BaseModel):
    """A report in one language on what was stored at that moment."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    event: str
    language: Language
    length: ReportLength
    read_at: Timestamp
    sections: tuple[ReportSectionView, ...]

    @classmethod
    def of(cls, report: EventReport) -> "ReportView":
        """Return the report as data."""
        return cls(
            event=report.event.id,
            language=report.text.language,
            length=report.text.length,
            read_at=report.manifest.read_at,
            sections=tuple(
                ReportSectionView(
                    name=section.name,
                    heading=section.heading,
                    paragraphs=tuple(ParagraphView.of(each) for each in section.paragraphs),
                )
                for section in report.text.sections
            ),
        )


def view_report(
    services: "Services", actor: Actor, event_id: str, language: Language, length: ReportLength
) -> ReportView:
    """Return the report on what is stored now, as data.

    Raises:
        errors.EventNotFound: there is no such event, or the actor may not read summaries.
        errors.Unavailable: more answers to fold than fits the time; what was done is kept.
    """
    return ReportView.of(read_report(services, actor, event_id, language, length))
