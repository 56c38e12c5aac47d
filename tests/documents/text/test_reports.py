"""Reports equal their golden files; none has a gap, a placeholder or a double space."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

import pytest

from chalicelib.documents.html import render_report
from chalicelib.documents.text import write_report
from chalicelib.documents.text.report import Fact, ReportLength
from chalicelib.documents.text.sources import Registered, ReportSources
from chalicelib.locales import LANGUAGES, Language
from tests.documents.text.scenarios import (
    EMPTY,
    SCENARIOS,
    Document,
    event_of,
    impressions,
    plain,
    sources_of,
)

GOLDEN: Final = Path(__file__).parents[2] / "golden" / "reports"
NUMBERS: Final = (0, 1, 2, 5, 11, 21, 101, 1000)
_FAULTS: Final = re.compile(r"\n\n|  |[{}]|None|\.\.|[«“]\s|\s[»”.,;:]|\(\)")


def _texts(language: Language) -> Iterator[tuple[str, str]]:
    for name, scenario in SCENARIOS.items():
        lengths = get_args(ReportLength) if name == "full" else ("full",)
        for length in lengths:
            yield f"{name}.{length}", plain(write_report(scenario(), language, length))


@pytest.mark.parametrize("language", LANGUAGES)
def test_reports_equal_their_golden_file(language: Language) -> None:
    texts = "\n".join(f"# {name}\n{text}" for name, text in _texts(language))
    assert texts == (GOLDEN / f"reports.{language}.txt").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_counts_agrees_with_its_number(language: Language) -> None:
    texts = "\n".join(
        f"# {number}\n{plain(write_report(_counting(number), language, 'full'))}"
        for number in NUMBERS
    )
    assert texts == (GOLDEN / f"numbers.{language}.txt").read_text("utf-8")


def _counting(number: int) -> ReportSources:
    record: Document = {
        "attendance": {"attendance": {"total": number}},
        "handouts": {"a": {"title": {"kk": "Ж"}, "copies": number}},
        "consultations": {
            "a": {"topic": {"kk": "К"}, "count": number},
            "b": {"topic": {"kk": "К"}, "kind": "guidance", "count": number},
        },
        "actions": {"a": {"title": {"kk": "А"}, "schools": number, "pupils": number}},
        "help": {"a": {"kind": "helpline", "asked": number}},
    }
    return sources_of(
        event_of(EMPTY),
        record,
        registered=Registered(number),
        received_proposals=number,
        impressions=(impressions(number),),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_has_no_gap_and_no_placeholder(language: Language) -> None:
    for name, text in _texts(language):
        assert _FAULTS.findall(text) == [], name


def test_every_fact_is_marked_with_its_source_and_escaped() -> None:
    event = event_of(EMPTY | {"title": {"ru": "<b>{{ title }}</b> & #set page()"}})
    report = write_report(sources_of(event, registered=Registered(7)), "kk", "full")
    facts = [
        run
        for section in report.sections
        for paragraph in section.paragraphs
        for run in paragraph.runs
        if isinstance(run, Fact)
    ]
    html = render_report(report)
    assert html.count("data-source=") == len(facts)
    assert {fact.source for fact in facts} == {
        *("event.title", "event.kind", "event.starts_at", "counts.registered")
    }
    title = '<span data-source="event.title" lang="ru">&lt;b&gt;{{ title }}&lt;/b&gt; &amp; #set page()</span>'
    assert html.count(title) == 2
