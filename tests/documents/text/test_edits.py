"""A report with an organiser's words in it: its facts stay facts, with the values of the moment."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Final, get_args

import pytest

from chalicelib.documents.docx import write_docx
from chalicelib.documents.html import render_report
from chalicelib.documents.manifest import Manifest, make_manifest
from chalicelib.documents.text import write_report
from chalicelib.documents.text.edits import (
    apply_edits,
    find_unknown,
    review_edits,
    word_paragraph,
    write_template,
)
from chalicelib.documents.text.report import ReportText
from chalicelib.documents.text.sources import ReportSources
from chalicelib.documents.verification import FactProblem, compare_facts, read_document
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.paragraph_edits import FactChange
from chalicelib.locales import LANGUAGES, Language
from tests.documents.text.scenarios import (
    FULL,
    NOON,
    RECORD,
    SCENARIOS,
    Document,
    event_of,
    full,
    impressions,
    plain,
    sources_of,
)
from tests.documents.text.wording import WORDED, edit_of, edits_of, find

GOLDEN: Final = Path(__file__).parents[2] / "golden" / "reports"
PROSE: Final[tuple[ReportLength, ...]] = ("page", "full")
ROUNDS: Final = 60


def apply(report: ReportText, texts: dict[str, str]) -> ReportText:
    return apply_edits(report, review_edits(report, edits_of(report, texts)))


def with_total(total: int) -> ReportSources:
    record: Document = {"attendance": {"attendance": {"total": total}}}
    return sources_of(event_of(FULL), record)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edited_report_equals_its_golden_file(language: Language) -> None:
    report = write_report(full(), language, "full")
    edited = apply(report, dict(WORDED[language]))
    assert edited.edits == dict.fromkeys(WORDED[language], 1)
    assert plain(edited) == (GOLDEN / f"edited.{language}.txt").read_text("utf-8")
    told = render_report(edited, make_manifest(edited, "round-table", NOON))
    assert "{" not in told


def test_the_text_of_a_paragraph_makes_the_same_paragraph_again() -> None:
    for language in LANGUAGES:
        for length in PROSE:
            for scenario in SCENARIOS.values():
                report = write_report(scenario(), language, length)
                for section in report.sections:
                    for each in section.paragraphs:
                        [again] = word_paragraph(each, write_template(each))
                        assert (again.text, again.style) == (each.text, each.style)


def test_keys_are_unique_and_stay_whatever_else_becomes_of_the_record() -> None:
    """A paragraph that tells of an entry has the same key as long as the entry is there."""
    chance = random.Random(70)  # noqa: S311 -- the same records every time
    whole = keys_of(full())
    for _ in range(ROUNDS):
        kept: Document = {
            section: {name: entry for name, entry in entries.items() if chance.random() < 0.7}
            for section, entries in RECORD.items()
        }
        numbers = {"attendance": {"attendance": {"total": chance.randrange(1, 99)}}}
        event = event_of(FULL | {"venue": {"kk": f"Зал {chance.random()}"}})
        figures = (impressions(chance.randrange(1, 99)),)
        keys = keys_of(sources_of(event, kept | numbers, impressions=figures))
        assert len(set(keys)) == len(keys)
        told = {
            key
            for key in whole
            for section, names in kept.items()
            for name, entry in names.items()
            if key in (f"{section}.list.{name}", f"{section}.{name}")
            and entry.get("action") in (None, *kept["actions"])
        }
        assert told <= set(keys)
        assert {"title", "held", "came", "aim", "impressions.impressions"} <= set(keys)


def keys_of(sources: ReportSources) -> list[str]:
    report = write_report(sources, "kk", "full")
    return [each.key for section in report.sections for each in section.paragraphs]


def test_a_fact_has_its_current_value_with_the_noun_that_agrees() -> None:
    before, after = (write_report(with_total(number), "ru", "full") for number in (41, 43))
    edits = edits_of(before, {"came": "Собралось {record.attendance.total}."})
    [reviewed] = review_edits(after, edits).values()
    edited = apply_edits(after, {"came": reviewed})
    assert find(edited, "came").text == "Собралось 43\xa0человека."
    was, now = "41\xa0человек", "43\xa0человека"
    place = "record.attendance.total"
    change = FactChange(kind="changed", placeholder=place, was=was, now=now)
    assert (reviewed.is_outdated, reviewed.changes) == (True, (change,))
    assert not review_edits(before, edits)["came"].is_outdated


def test_an_edit_whose_fact_is_gone_is_kept_and_not_used() -> None:
    before = write_report(with_total(41), "en", "full")
    edits = edits_of(before, {"came": "{record.attendance.total}!", "aim": "{event.aim}!"})
    less = write_report(replace(with_total(41), event=event_of(FULL | {"aim": None})), "en", "full")
    gone = review_edits(less, edits)["aim"]
    assert (gone.paragraph, gone.is_used) == (None, False)
    note: Document = {"attendance": {"attendance": {"note": {"en": "Many came."}}}}
    other = write_report(sources_of(event_of(FULL), note), "en", "full")
    unused = review_edits(other, edits)["came"]
    assert not unused.is_used
    assert [(each.was, each.now) for each in unused.changes] == [
        (None, "Many came."),
        ("41\xa0people", None),
    ]
    assert find(apply_edits(other, {"came": unused}), "came").text == "Many came."
    assert find_unknown("{event.aim} {a}", find(before, "aim")) == ("a",)


def test_words_of_participants_are_not_kept_beside_an_edit() -> None:
    report = write_report(full(), "ru", "full")
    for key in ("proposals.list.3", "earlier.before.1"):
        values = {each.placeholder: each.value for each in edit_of(find(report, key), "A").basis}
        [words] = [value for name, value in values.items() if name.endswith(".text")]
        assert words is None
        assert any(values.values())


def test_a_sentence_that_became_one_of_a_list_says_so() -> None:
    one, two = (
        write_report(
            sources_of(event_of(FULL), {"handouts": {name: {"title": name} for name in names}}),
            "en",
            "full",
        )
        for names in (["a"], ["a", "b"])
    )
    edits = edits_of(one, {"handouts.list.a": "{record.handouts.a.title}"})
    assert review_edits(two, edits)["handouts.list.a"].is_outdated
    assert not review_edits(one, edits)["handouts.list.a"].is_outdated


def test_the_facts_of_a_talk_keep_their_places_once_somebody_writes_about_it() -> None:
    programme = write_report(sources_of(event_of(FULL)), "en", "full")
    key = "talks.closing"
    edits = edits_of(programme, {key: "Closed by {talks.closing.speakers.0.name}."})
    speakers = FULL["programme"][-1]["speakers"]
    written: Document = {"talks": {"closing": {"kind": "closing", "speakers": speakers}}}
    reviewed = review_edits(write_report(sources_of(event_of(FULL), written), "en", "full"), edits)
    assert (reviewed[key].is_used, reviewed[key].is_outdated) == (True, False)


def test_a_caption_is_worded_and_the_charts_that_stay_are_numbered() -> None:
    own = write_report(full(), "kk", "full")
    words = {"chart.impressions.overall": "", "chart.impressions.liked": "Таңдау\nБарлығы осы."}
    edited = apply(own, words)
    caption, further = (
        each for section in edited.sections for each in section.paragraphs if "chart" in each.key
    )
    assert (caption.number, caption.style, further.style) == (3, "figure", "text")
    assert (caption.chart is None, further.chart) == (False, None)


@pytest.mark.parametrize("length", get_args(ReportLength))
def test_an_edited_document_as_it_was_made_has_no_findings(length: ReportLength) -> None:
    own = write_report(full(), "kk", length, has_charts=False)
    edited = apply(own, dict(WORDED["kk"]) if length == "full" else {})
    manifest = manifest_of(edited)
    document = read_document(write_docx(edited, manifest, "Pikir"))
    assert document.manifest.edits == dict.fromkeys(WORDED["kk"] if length == "full" else (), 1)
    assert compare_facts(document, manifest, manifest_of(own)) == ()


def manifest_of(report: ReportText) -> Manifest:
    return make_manifest(report, "round-table", NOON)


def test_a_changed_wording_is_named_as_such_and_a_changed_fact_in_it_as_a_fact() -> None:
    """Of every paragraph: worded since, worded otherwise since, taken back since; its facts have not changed."""
    own = write_report(full(), "kk", "full", has_charts=False)
    texts = dict(WORDED["kk"])
    edited = apply(own, texts)
    for before, after, changed in (
        (own, edited, set(texts)),
        (edited, own, set(texts)),
        (edited, apply(own, texts | {"aim": "Мақсат: {event.aim}"}), {"aim"}),
    ):
        document = read_document(write_docx(before, manifest_of(before), "Pikir"))
        findings = compare_facts(document, manifest_of(after), manifest_of(own))
        assert {each.problem for each in findings} == {FactProblem.REWORDED}
        assert {each.source for each in findings} == {f"wording.{key}" for key in changed}


def test_a_fact_that_changed_below_a_wording_is_named() -> None:
    before, after = (write_report(with_total(number), "ru", "full") for number in (41, 43))
    texts = {"came": "Собралось {record.attendance.total}, снова {record.attendance.total}."}
    edits = edits_of(before, texts)
    edited = apply_edits(before, review_edits(before, edits))
    document = read_document(write_docx(edited, manifest_of(edited), "Pikir"))
    for now, reworded in ((apply_edits(after, review_edits(after, edits)), 0), (after, 1)):
        findings = compare_facts(document, manifest_of(now), manifest_of(after))
        [changed] = [each for each in findings if each.problem is FactProblem.CHANGED]
        assert (changed.recorded, changed.now) == ("41", "43")
        assert len(findings) == 1 + reworded
