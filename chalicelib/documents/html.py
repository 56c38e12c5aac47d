"""A report as HTML: semantic markup without style; each fact carries its id in ``data-fact`` and where it comes from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from chalicelib.documents.text.report import Fact, Paragraph, ReportText, Run

if TYPE_CHECKING:
    from chalicelib.documents.manifest import FactEntry, Manifest


MANIFEST_ID: Final = "pikir-facts"
"""The id of the block of JSON with the manifest, beside the report."""
_LISTS: Final = frozenset({"item", "numbered"})


def render_report(report: ReportText, manifest: "Manifest") -> Markup:
    """Return the body of the report as one ``article`` in the report's language."""
    writer = _HtmlWriter(iter(manifest.facts))
    blocks = writer.render_facts(report) if report.length == "facts" else writer.render(report)
    return Markup('<article class="report report-{}" lang="{}">\n{}\n</article>').format(
        report.length, report.language, Markup("\n").join(blocks)
    )


@dataclass(frozen=True, slots=True)
class _HtmlWriter:
    """Writes in order: each fact takes the next entry of the manifest."""

    entries: "Iterator[FactEntry]"

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
            rendered = [self._render_runs(each.runs) for each in group]
            if style in _LISTS:
                items = Markup("\n").join(Markup("<li>{}</li>").format(each) for each in rendered)
                yield Markup('<ul class="{}">\n{}\n</ul>').format(style, items)
                continue
            yield from (_render_block(style, each) for each in rendered)

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
        case "quote":
            return Markup("<blockquote><p>{}</p></blockquote>").format(inner)
        case _:
            return Markup('<p class="{}">{}</p>').format(style, inner)


def _render_fact(fact: Fact, entry: "FactEntry") -> Markup:
    """Return a fact in a ``span`` with its id and source and, if need be, its language."""
    language = Markup(' lang="{}"').format(fact.language) if fact.language else ""
    return Markup('<span data-fact="{}" data-source="{}"{}>{}</span>').format(
        entry.id, entry.source, language, entry.value
    )
