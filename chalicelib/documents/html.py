"""A report as HTML: semantic markup without style; each fact carries where it comes from in ``data-source``."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from markupsafe import Markup, escape

from chalicelib.documents.text.report import Fact, Paragraph, ReportSection, ReportText, Run


def render_report(report: ReportText) -> Markup:
    """Return the body of the report as one ``article`` in the report's language."""
    if report.length == "facts":
        inner = _render_table(report.sections)
    else:
        inner = Markup("\n").join(map(_render_section, report.sections))
    return Markup('<article class="report report-{}" lang="{}">\n{}\n</article>').format(
        report.length, report.language, inner
    )


def _render_section(section: ReportSection) -> Markup:
    heading = Markup("<h2>{}</h2>\n").format(section.heading) if section.heading else ""
    return Markup("{}{}").format(heading, Markup("\n").join(_render_blocks(section.paragraphs)))


_LISTS = {"item": "ul", "numbered": "ul"}


def _render_blocks(paragraphs: Iterable[Paragraph]) -> Iterator[Markup]:
    """Yield the paragraphs, those of a list together."""
    for style, group in groupby(paragraphs, key=lambda each: each.style):
        rendered = [render_runs(each.runs) for each in group]
        if style in _LISTS:
            items = Markup("\n").join(Markup("<li>{}</li>").format(each) for each in rendered)
            yield Markup('<ul class="{}">\n{}\n</ul>').format(style, items)
            continue
        yield from (_render_block(style, each) for each in rendered)


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


def _render_table(sections: Iterable[ReportSection]) -> Markup:
    """Return the facts as one table under the title, a row for each."""
    paragraphs = [each for section in sections for each in section.paragraphs]
    titles = (
        _render_block(each.style, render_runs(each.runs)) for each in paragraphs if not each.label
    )
    rows = (
        Markup('<tr><th scope="row">{}</th><td>{}</td></tr>').format(
            each.label, render_runs(each.runs)
        )
        for each in paragraphs
        if each.label
    )
    return Markup("{}\n<table>\n<tbody>\n{}\n</tbody>\n</table>").format(
        Markup("\n").join(titles), Markup("\n").join(rows)
    )


def render_runs(runs: Iterable[Run]) -> Markup:
    """Return words as they are, and each fact in a ``span`` with its source and, if need be, its language."""
    return Markup("").join(_render_run(run) for run in runs)


def _render_run(run: Run) -> Markup:
    if not isinstance(run, Fact):
        return escape(run.text)
    language = Markup(' lang="{}"').format(run.language) if run.language else ""
    return Markup('<span data-source="{}"{}>{}</span>').format(run.source, language, run.text)
