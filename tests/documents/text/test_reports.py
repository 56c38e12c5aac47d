"""Reports equal their golden files; none has a gap, a placeholder or a double space."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, get_args

import pytest

from chalicelib.documents.grammar.dates import NO_BREAK
from chalicelib.documents.grammar.numbers import format_number
from chalicelib.documents.html import render_report
from chalicelib.documents.manifest import make_manifest
from chalicelib.documents.text import proposals, write_report
from chalicelib.documents.text.report import Fact
from chalicelib.documents.text.sentences import SENTENCES
from chalicelib.documents.text.sentences.sentence import in_order
from chalicelib.documents.text.sources import Registered, ReportedProposal, ReportSources
from chalicelib.documents.text.talks import MOST_ON_ONE_PAGE
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.events import ReportAnnex
from chalicelib.domain.summaries import QuestionSummary
from chalicelib.forms.statistics.figures import ChoiceFigures, ScaleFigures
from chalicelib.locales import LANGUAGES, Language
from tests.documents.text.scenarios import (
    EMPTY,
    FULL,
    NOON,
    QUESTIONS,
    RECORD,
    SCENARIOS,
    Document,
    count_registered,
    event_of,
    full,
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
    annexes = get_args(ReportAnnex)
    whole = write_report(full(), language, "full", annexes=annexes)
    yield "full.annexes", plain(replace(whole, sections=whole.sections[-len(annexes) - 1 :]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_reports_equal_their_golden_file(language: Language) -> None:
    texts = "\n".join(f"# {name}\n{text}" for name, text in _texts(language))
    assert texts == (GOLDEN / f"reports.{language}.txt").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_counts_agrees_with_its_number(language: Language) -> None:
    texts = "\n".join(
        f"# {number}{mark}\n{plain(write_report(counting(number), language, 'full'))}"
        for number in NUMBERS
        for mark, counting in (
            ("", _counting),
            (" of categories of the event's own", _counting_alone),
            (" answers alone", _count_answers),
        )
    )
    assert texts == (GOLDEN / f"numbers.{language}.txt").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_counts_is_among_them(language: Language) -> None:
    texts = "".join(
        (GOLDEN / f"{name}.{language}.txt").read_text("utf-8") for name in ("numbers", "more")
    ).replace(NO_BREAK, " ")
    counting = [
        each.texts
        for name, each in SENTENCES.items()
        if each.texts
        and (name.startswith("of_them") or re.search(r"\{(count|people)", each.texts[0]))
    ]
    assert len(counting) > 10
    for each in counting:
        told = re.sub(r"\\{.*?\\}", ".+", re.escape(in_order(each, language)).replace("/", "|"))
        assert len(re.findall(told, texts, re.IGNORECASE)) > 2, each


def _counting(number: int) -> ReportSources:
    labels = (category["label"] for category in FULL["categories"])
    counts = [{"label": label, "count": number} for label in labels]
    record: Document = {
        "attendance": {"attendance": {"invited": number, "total": number, "counts": counts}},
        "handouts": {"a": {"title": {"kk": "Ж"}, "copies": number}},
        "consultations": {
            "a": {"topic": {"kk": "К"}, "count": number},
            "b": {"topic": {"kk": "К"}, "kind": "guidance", "count": number},
        },
        "actions": {"a": {"title": {"kk": "А"}, "schools": number, "pupils": number}},
        "other_events": {
            "a": {
                "kind": "meeting",
                "title": {"kk": "Б"},
                "participants": [{"label": {"kk": "Д"}, "count": number}],
            }
        },
        "help": {"a": {"kind": "helpline", "asked": number}},
    }
    return sources_of(
        event_of(EMPTY),
        record,
        registered=Registered(number),
        received_proposals=number,
        impressions=(impressions(number),),
    )


def _count_answers(number: int) -> ReportSources:
    liked = _count_choices(number).model_copy(update={"type": "select_multiple"})
    told = impressions(number, liked)
    return sources_of(event_of(EMPTY), impressions=(replace(told, quotes=()),))


def _count_choices(number: int) -> QuestionSummary:
    liked = next(each for each in QUESTIONS if each.name == "liked")
    figures = ChoiceFigures(answered=number, skipped=0, counts={"talks": number, "break": 0})
    return liked.model_copy(update={"figures": figures})


def _counting_alone(number: int) -> ReportSources:
    """All registered in a category of the event's own, nobody was counted, and all gave the same answer."""
    event = event_of(EMPTY | {"categories": [{"name": "a", "label": {"kk": "Бітіруші"}}]})
    counts = dict.fromkeys("1234", 0) | {"5": number}
    figures = ScaleFigures(answered=number, skipped=0, counts=counts, mean=5)
    overall = QUESTIONS[0].model_copy(update={"figures": figures})
    told = impressions(number, overall, _count_choices(number))
    return sources_of(
        event,
        registered=count_registered(event, number),
        impressions=(replace(told, quotes=()),),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_page_says_how_many_more_there_are(language: Language) -> None:
    texts = []
    for number in NUMBERS:
        report = write_report(_overlong(number), language, "page")
        more = [
            paragraph.text
            for section in report.sections
            for paragraph in section.paragraphs
            if paragraph.key.startswith("more_")
        ]
        texts.append(f"{number}: {' '.join(more)}\n")
    assert "".join(texts) == (GOLDEN / f"more.{language}.txt").read_text("utf-8")


def _overlong(number: int) -> ReportSources:
    talk = {"kind": "report", "title": {"kk": "Баяндама"}}
    proposal = ReportedProposal(1, {"kk": "Ұсыныс"})
    sources = sources_of(
        event_of(EMPTY),
        {"talks": {"talk": talk}},
        proposals=(proposal,) * (proposals.MOST_ON_ONE_PAGE + number),
    )
    talks = sources.record.talks * (MOST_ON_ONE_PAGE + number)
    return replace(sources, record=sources.record.model_copy(update={"talks": talks}))


def test_everything_that_somebody_wrote_down_is_told() -> None:
    """Each text, name, number and day of the full record stands in the full report."""
    written = {
        " ".join(words.split())
        for entries in RECORD.values()
        for entry in entries.values()
        if entry.get("took_place", True) and entry.get("has_consent", True)
        for text in _iter_texts(entry)
        for words in text.splitlines()
        if words
    }
    told = " ".join(plain(write_report(full(), "kk", "full")).split())
    assert {words for words in written if words.casefold() not in told.casefold()} == set()


def _iter_texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        shown = value if not set(value) <= {*LANGUAGES} else {"": next(iter(value.values()))}
        for key, each in shown.items():
            yield from () if key in _CODES else _iter_texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _iter_texts(each)
    elif isinstance(value, int) and value:
        yield format_number(value, "kk")
    elif isinstance(value, str):
        yield _DAYS.get(value, value)


_CODES: Final = frozenset(
    {"kind", "role", "category", "slogan_language", "took_place", "file", "action", "has_consent"}
)
_DAYS: Final = {
    "2027-05-03": "2027 жылғы 3 мамыр",
    "2027-06-14": "2027 жылғы 14 маусым",
    "2027-09-01": "2027 жылғы 1 қыркүйек",
}


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
    html = render_report(report, make_manifest(report, "e", NOON))
    assert html.count("data-source=") == len(facts)
    assert {fact.source for fact in facts} == {
        *("event.title", "event.kind", "event.starts_at", "counts.registered")
    }
    title = 'data-source="event.title" lang="ru">&lt;b&gt;{{ title }}&lt;/b&gt; &amp; #set page()</span>'
    assert html.count(title) == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "part",
    ["number", "dated", "signatory", "signatory_position", "executor", "executor_phone", "place"],
)
def test_each_part_of_a_paper_can_stand_alone(language: Language, part: str) -> None:
    paper = {part: RECORD["paper"]["paper"][part]}
    report = write_report(
        sources_of(event_of(EMPTY), {"paper": {"paper": paper}}), language, "full"
    )
    paragraphs = [each for section in report.sections for each in section.paragraphs]
    facts = [run for each in paragraphs for run in each.runs if isinstance(run, Fact)]
    sources = [fact.source for fact in facts if fact.source.startswith("record.paper.")]
    assert {source.split(".")[2] for source in sources} == {part}
    assert not _FAULTS.search(plain(report).strip())
