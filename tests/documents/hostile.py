"""Texts that must stay text, and reports whose facts are such texts, past the checks of an event."""

from dataclasses import replace
from typing import Final

from chalicelib.documents.text.report import Fact, ReportTable, ReportText

HOSTILE: Final = (
    "#set page()",
    "\0\x01\x0b\x1f\ufffe",
    "\u202eтелефон\u200f\u200e",
    "<w:p>&amp;]]></w:p><![CDATA[",
    "{{ title }} {0} %s",
    "ұ" * 5_000,
    "👩‍🏫 \U0001f3eb 中文 العربية",
    "((\\)(",
    "500 ₸ #strong[x] $x$ @a",
)


def with_facts(report: ReportText, text: str) -> ReportText:
    """Return the report with the text in the place of each fact."""
    return replace(
        report,
        sections=tuple(
            replace(
                section,
                paragraphs=tuple(
                    replace(
                        paragraph,
                        runs=tuple(
                            replace(run, text=text) if isinstance(run, Fact) else run
                            for run in paragraph.runs
                        ),
                        table=paragraph.table and _with_cells(paragraph.table, text),
                        chart=paragraph.chart
                        and replace(
                            paragraph.chart,
                            alternative=replace(paragraph.chart.alternative, text=text),
                        ),
                    )
                    for paragraph in section.paragraphs
                ),
            )
            for section in report.sections
        ),
    )


def _with_cells(table: ReportTable, text: str) -> ReportTable:
    return replace(
        table,
        rows=tuple(
            tuple(
                tuple(replace(run, text=text) if isinstance(run, Fact) else run for run in cell)
                for cell in row
            )
            for row in table.rows
        ),
    )
