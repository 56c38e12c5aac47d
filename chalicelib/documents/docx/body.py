"""The text of a report as WordprocessingML: paragraphs by style, facts in content controls, a table of the facts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count, groupby
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from chalicelib.documents.docx.pictures import render_picture
from chalicelib.documents.manifest import LANGUAGE_TAGS, plain_text
from chalicelib.documents.text.report import (
    Chart,
    Fact,
    Paragraph,
    ReportTable,
    ReportText,
    Run,
    Style,
    Words,
)
from chalicelib.documents.text.sentences.sentence import Texts, in_order
from chalicelib.documents.text.tables import CAPTION, FIGURE, HEADINGS, TABLE

if TYPE_CHECKING:
    from chalicelib.documents.manifest import FactEntry, Manifest
    from chalicelib.locales import Language

_STYLES: Final[Mapping[Style, str]] = {
    "text": "BodyText",
    "item": "ListBullet",
    "numbered": "List",
    "quote": "Quote",
    "figure": "FigureCaption",
    "letterhead": "Letterhead",
    "addressee": "Addressee",
    "reference": "Reference",
    "title": "Title",
    "signature": "Signature",
    "executor": "Executor",
    "table": "Caption",
    "annex": "Annex",
    "annex_title": "AnnexTitle",
}
_OPENING: Final = Markup(
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>'
)
_PAGE: Final = Markup(
    '<w:sectPr><w:headerReference w:type="default" r:id="header"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="567" w:bottom="1134" w:left="1701" w:header="567" w:footer="567"'
    ' w:gutter="0"/><w:titlePg/></w:sectPr>'
)
"""A4; margins of 30 mm on the left, 10 on the right, 20 above and below."""
_WIDTH: Final = 9638
"""Of the text: 170 mm, in twentieths of a point."""
_SHARES: Final = (3119, 6519)
"""Of its width that the columns of a table of facts have."""
_LABELS: Final[Mapping[Style, tuple[Texts, str]]] = {
    "figure": (FIGURE, "Figure"),
    "table": (TABLE, "Table"),
}
"""What stands before a caption, and the sequence that its number is of."""
TAG: Final = "pikir:"
"""Begins the tag of a content control; the id of the fact follows."""
_LONGEST_NAME: Final = 64
"""Of a content control; Word refuses more."""


def render_document(report: ReportText, manifest: "Manifest") -> Markup:
    """Return the main part of the document."""
    body = _DocxWriter(report.language, iter(manifest.facts), count(1))
    blocks = Markup("").join(body.render(report))
    return Markup("{}{}{}</w:body></w:document>").format(_OPENING, blocks, _PAGE)


@dataclass(frozen=True, slots=True)
class _DocxWriter:
    """What is written in order: each fact takes the next entry of the manifest, each picture the next number."""

    language: "Language"
    entries: "Iterator[FactEntry]"
    numbers: Iterator[int]

    def render(self, report: ReportText) -> Iterator[Markup]:
        if report.length == "facts":
            yield from self._render_facts(
                each for one in report.sections for each in one.paragraphs
            )
            return
        for section in report.sections:
            if section.heading:
                yield _paragraph("Heading1", _run(section.heading))
            yield from chain.from_iterable(map(self._render_paragraph, section.paragraphs))

    def _render_paragraph(self, paragraph: Paragraph) -> Iterator[Markup]:
        """Yield the paragraph, that of a figure after its picture."""
        if paragraph.picture:
            yield _paragraph("Figure", render_picture(paragraph.picture, next(self.numbers)))
        if paragraph.chart:
            yield _paragraph("Figure", self._render_chart(paragraph.chart))
        runs = self._render_runs(paragraph.runs)
        if paragraph.number and paragraph.style in _LABELS:
            label, sequence = _LABELS[paragraph.style]
            number = _number_caption(in_order(label, self.language), paragraph.number, sequence)
            runs = number + runs
        yield _paragraph(_STYLES[paragraph.style], runs)
        if paragraph.table:
            yield self._render_table(paragraph.table, paragraph.text)

    def _render_chart(self, chart: Chart) -> Markup:
        """Return the picture of a chart, whose alternative text is a fact."""
        if chart.picture is None:
            raise ValueError("a chart has to be drawn before it is written")
        entry = next(self.entries)
        shown = replace(chart.picture, alternative=entry.value)
        return _render_control(entry, "picture", render_picture(shown, next(self.numbers)))

    def _render_facts(self, paragraphs: Iterable[Paragraph]) -> Iterator[Markup]:
        """Yield the paragraphs without a label as such, and each row of others as a table with its caption."""
        number = 0
        for has_label, group in groupby(paragraphs, key=lambda each: bool(each.label)):
            if not has_label:
                yield from chain.from_iterable(map(self._render_paragraph, group))
                continue
            number += 1
            caption = in_order(CAPTION, self.language)
            yield _paragraph("Caption", _number_caption(caption, number, "Table"))
            names = tuple(in_order(each, self.language) for each in HEADINGS)
            rows = tuple(((Words(row.label),), row.runs) for row in group)
            yield self._render_table(ReportTable(names, _SHARES, rows), caption.partition(". ")[2])

    def _render_table(self, table: ReportTable, title: str) -> Markup:
        whole = sum(table.shares)
        widths = [_WIDTH * share // whole for share in table.shares]
        names = [_paragraph("TableHeading", _run(each)) for each in table.headings]
        heading = _row(names, widths, is_heading=True)
        lines = [
            _row([_paragraph("TableText", self._render_runs(cell)) for cell in row], widths)
            for row in table.rows
        ]
        return Markup(
            '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/>'
            '<w:tblCaption w:val="{}"/></w:tblPr><w:tblGrid>{}</w:tblGrid>{}{}</w:tbl>{}'
        ).format(
            sum(widths),
            plain_text(title),
            Markup("").join(Markup('<w:gridCol w:w="{}"/>').format(each) for each in widths),
            heading,
            Markup("").join(lines),
            _paragraph("TableText", Markup("")),
        )

    def _render_runs(self, runs: Iterable[Run]) -> Markup:
        return Markup("").join(
            _render_fact(run, next(self.entries)) if isinstance(run, Fact) else _run(run.text)
            for run in runs
        )


def _render_fact(fact: Fact, entry: "FactEntry") -> Markup:
    return _render_control(entry, "text", _run(entry.value, fact.language))


def _render_control(entry: "FactEntry", kind: str, content: Markup) -> Markup:
    return Markup(
        '<w:sdt><w:sdtPr><w:alias w:val="{}"/><w:tag w:val="{}{}"/><w:id w:val="{}"/><w:{}/></w:sdtPr>'
        "<w:sdtContent>{}</w:sdtContent></w:sdt>"
    ).format(entry.source[:_LONGEST_NAME], TAG, entry.id, entry.id.removeprefix("f"), kind, content)


def _paragraph(style: str, runs: Markup) -> Markup:
    return Markup('<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr>{}</w:p>').format(style, runs)


def _run(text: str, language: "Language | None" = None) -> Markup:
    tag = LANGUAGE_TAGS[language] if language else ""
    properties = Markup('<w:rPr><w:lang w:val="{}"/></w:rPr>').format(tag) if tag else ""
    parts = Markup("<w:tab/>").join(
        Markup('<w:t xml:space="preserve">{}</w:t>').format(part) if part else Markup("")
        for part in plain_text(text).split("\t")
    )
    return Markup("<w:r>{}{}</w:r>").format(properties, parts)


def _number_caption(text: str, number: int, sequence: str) -> Markup:
    """Return the text with its number as a field of the sequence, so that Word can list its tables or figures."""
    before, _, after = text.partition("{number}")
    field = Markup('<w:fldSimple w:instr=" SEQ {} \\* ARABIC ">{}</w:fldSimple>').format(
        sequence, _run(str(number))
    )
    runs = [*([_run(before)] if before else []), field, _run(after)]
    return Markup("").join(runs)


def _row(cells: Iterable[Markup], widths: Iterable[int], *, is_heading: bool = False) -> Markup:
    """Return a row that does not break; a heading is repeated on each page."""
    repeated = Markup("<w:tblHeader/>") if is_heading else ""
    columns = Markup("").join(
        Markup('<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/></w:tcPr>{}</w:tc>').format(width, cell)
        for width, cell in zip(widths, cells, strict=True)
    )
    return Markup("<w:tr><w:trPr><w:cantSplit/>{}</w:trPr>{}</w:tr>").format(repeated, columns)
