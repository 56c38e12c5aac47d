"""A report as HTML: semantic markup without style; each fact carries its id in ``data-fact`` and where it comes from."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from chalicelib.documents.text.report import (
    Cell,
    Chart,
    Fact,
    Paragraph,
    Picture,
    ReportTable,
    ReportText,
    Run,
)
from chalicelib.documents.text.tables import number_caption

if TYPE_CHECKING:
    from chalicelib.documents.manifest import FactEntry, Manifest
    from chalicelib.locales import Language


MANIFEST_ID: Final = "pikir-facts"
"""The id of the block of JSON with the manifest, beside the report."""
_LISTS: Final = frozenset({"item", "numbered"})


def embed(picture: Picture) -> str:
    """Return an address that holds the picture itself (RFC 2397)."""
    return f"data:{picture.media_type};base64,{b64encode(picture.content).decode()}"


def no_mark(paragraph: Paragraph) -> str:  # noqa: ARG001 -- stands in for one that needs it
    """Put nothing beside a paragraph."""
    return ""


def render_report(
    report: ReportText,
    manifest: "Manifest",
    locate: Callable[[Picture], str] = embed,
    mark: Callable[[Paragraph], str] = no_mark,
) -> Markup:
    """Return the body of the report as one ``article`` in the report's language.

    ``locate`` gives a picture's address, and ``mark`` what stands after the last paragraph of a key, as markup.
    """
    paragraphs = (each for section in report.sections for each in section.paragraphs)
    last = {each.key: each for each in paragraphs}
    marks = {id(each): Markup(mark(each)) for each in last.values()}  # noqa: S704 -- a template wrote it
    writer = _HtmlWriter(report.language, iter(manifest.facts), locate, marks)
    blocks = writer.render_facts(report) if report.length == "facts" else writer.render(report)
    return Markup('<article class="report report-{}" lang="{}">\n{}\n</article>').format(
        report.length, report.language, Markup("\n").join(blocks)
    )


@dataclass(frozen=True, slots=True)
class _HtmlWriter:
    """Writes in order: each fact takes the next entry of the manifest."""

    language: "Language"
    entries: "Iterator[FactEntry]"
    locate: Callable[[Picture], str]
    marks: Mapping[int, Markup]

    def render(self, report: ReportText) -> Iterator[Markup]:
        for section in report.sections:
            if section.heading:
                yield Markup("<h2>{}</h2>").format(section.heading)
            yield from self._render_blocks(section.paragraphs)

    def render_facts(self, report: ReportText) -> Iterator[Markup]:
        """Yield the paragraphs without a label as such, and the rows of others as tables."""
        paragraphs = (each for section in report.sections for each in section.paragraphs)
        for has_label, group in groupby(paragraphs, key=lambda each: bool(each.label)):
            if not has_label:
                yield from self._render_blocks(group)
                continue
            rows = [
                Markup('<tr><th scope="row">{}</th><td>{}</td></tr>').format(
                    each.label, self._render_runs(each.runs)
                )
                for each in group
            ]
            yield Markup("<table>\n<tbody>\n{}\n</tbody>\n</table>").format(Markup("\n").join(rows))

    def _render_blocks(self, paragraphs: Iterable[Paragraph]) -> Iterator[Markup]:
        """Yield the paragraphs, those of a list together."""
        for style, group in groupby(paragraphs, key=lambda each: each.style):
            if style in _LISTS:
                items = Markup("\n").join(
                    Markup("<li>{}{}</li>").format(self._render_runs(each.runs), self._mark(each))
                    for each in group
                )
                yield Markup('<ul class="{}">\n{}\n</ul>').format(style, items)
                continue
            yield from map(self._render_block, group)

    def _mark(self, paragraph: Paragraph) -> Markup:
        return self.marks.get(id(paragraph), Markup(""))

    def _render_block(self, paragraph: Paragraph) -> Markup:
        """Return a paragraph; that of a figure is the caption under it."""
        figure = self._render_figure(paragraph)
        number = number_caption(paragraph, self.language)
        inner = escape(number) + self._render_runs(paragraph.runs)
        if paragraph.table:
            block = self._render_table(paragraph.table, inner)
        elif figure:
            block = Markup("<figure>\n{}\n<figcaption>{}</figcaption>\n</figure>").format(
                figure, inner
            )
        else:
            block = _render_block(paragraph.style, inner)
        return block + self._mark(paragraph)

    def _render_table(self, table: ReportTable, caption: Markup) -> Markup:
        """Return a table; the first cell of a row names it."""
        headings = Markup("").join(
            Markup('<th scope="col">{}</th>').format(each) for each in table.headings
        )
        rows = Markup("\n").join(self._render_row(row) for row in table.rows)
        return Markup(
            "<table>\n<caption>{}</caption>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>"
        ).format(caption, headings, rows)

    def _render_row(self, row: Sequence[Cell]) -> Markup:
        first, *others = (self._render_runs(cell) for cell in row)
        cells = Markup("").join(Markup("<td>{}</td>").format(each) for each in others)
        return Markup('<tr><th scope="row">{}</th>{}</tr>').format(first, cells)

    def _render_figure(self, paragraph: Paragraph) -> Markup:
        """Return the paragraph's picture or chart; nothing if it has none."""
        if paragraph.chart:
            return _render_chart(paragraph.chart, next(self.entries))
        if paragraph.picture:
            return _render_picture(paragraph.picture, self.locate(paragraph.picture))
        return Markup("")

    def _render_runs(self, runs: Iterable[Run]) -> Markup:
        """Return words as they are, and each fact as `_render_fact` does."""
        return Markup("").join(
            _render_fact(run, next(self.entries)) if isinstance(run, Fact) else escape(run.text)
            for run in runs
        )


def _render_block(style: str, inner: Markup) -> Markup:
    match style:
        case "title":
            return Markup("<h1>{}</h1>").format(inner)
        case "text":
            return Markup("<p>{}</p>").format(inner)
        case "annex_title":
            return Markup("<h2>{}</h2>").format(inner)
        case "quote":
            return Markup("<blockquote><p>{}</p></blockquote>").format(inner)
        case _:
            return Markup('<p class="{}">{}</p>').format(style, inner)


def _render_picture(picture: Picture, address: str) -> Markup:
    language = Markup(' lang="{}"').format(picture.language) if picture.language else ""
    return Markup('<img src="{}" alt="{}" width="{}" height="{}"{}>').format(
        address, picture.alternative, picture.width, picture.height, language
    )


def _render_chart(chart: Chart, entry: "FactEntry") -> Markup:
    """Return a chart as an image whose description is its fact."""
    return Markup(
        '<svg class="chart" role="img" width="100%" height="{height:g}" aria-labelledby="{name}">'
        '<desc id="{name}" data-fact="{fact}" data-source="{source}">{text}</desc>{shapes}</svg>'
    ).format(
        height=chart.narrow.height,
        name=f"chart-{entry.id}",
        fact=entry.id,
        source=entry.source,
        text=entry.value,
        shapes=chart.narrow.shapes,
    )


def _render_fact(fact: Fact, entry: "FactEntry") -> Markup:
    """Return a fact in a ``span`` with its id and source and, if need be, its language."""
    language = Markup(' lang="{}"').format(fact.language) if fact.language else ""
    return Markup('<span data-fact="{}" data-source="{}"{}>{}</span>').format(
        entry.id, entry.source, language, entry.value
    )
