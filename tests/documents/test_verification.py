"""A check names each fact that was typed over or removed, and nothing else; ``test_changed_data`` changes what is stored.

``FACT_CHANGES=10000 make test ARGS=tests/documents/test_verification.py`` changes more.
"""

import io
import json
import os
import random
import re
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Final, get_args

import pytest

from chalicelib import errors
from chalicelib.documents import html
from chalicelib.documents.docx import write_docx
from chalicelib.documents.manifest import FactEntry, Manifest, make_manifest
from chalicelib.documents.pdf import write_pdf
from chalicelib.documents.pdf.sheet_charts import add_pictures
from chalicelib.documents.text import write_report
from chalicelib.documents.text.report import Fact, ReportText, Run
from chalicelib.documents.verification import FactProblem, compare_facts, read_document
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.events import ReportAnnex
from chalicelib.locales import LANGUAGES, Language
from tests.documents.hostile import HOSTILE, with_facts
from tests.documents.text.scenarios import NOON, SCENARIOS

ANNEXES: Final = get_args(ReportAnnex)
CHANGES: Final = int(os.environ.get("FACT_CHANGES", "100"))
TYPED: Final = ("", "0", "99 999", "Өзгерген мән", "<b>&amp;</b>", "№ 5 – 7", "□")


def _html(report: ReportText, manifest: Manifest) -> bytes:
    block = json.dumps(manifest.model_dump(mode="json")).replace("<", "\\u003c")
    script = f'<script type="application/json" id="{html.MANIFEST_ID}">{block}</script>'
    return f"<!doctype html>{html.render_report(report, manifest)}{script}".encode()


def _docx(report: ReportText, manifest: Manifest) -> bytes:
    return write_docx(add_pictures(report), manifest, "Pikir")


def _pdf(report: ReportText, manifest: Manifest) -> bytes:
    return write_pdf(report, manifest, "Pikir")


def _rewrite_docx(content: bytes, fact: FactEntry, text: str) -> bytes:
    """Type over a content control, as somebody does in Word."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as other,
    ):
        for name in archive.namelist():
            part = archive.read(name)
            if name == "word/document.xml":
                shown = (
                    r'descr=").*?(")'
                    if fact.source.endswith(".distribution")
                    else r'<w:t xml:space="preserve">).*?(</w:t>)'
                )
                control = rf'(<w:tag w:val="pikir:{fact.id}"/>.*?' + shown
                part = _replace_in(part.decode(), control, text).encode()
            other.writestr(name, part)
    return written.getvalue()


def _rewrite_html(content: bytes, fact: FactEntry, text: str) -> bytes:
    marked = rf'(<(?:span|desc id="[^"]*") data-fact="{fact.id}"[^>]*>).*?(</(?:span|desc)>)'
    return _replace_in(content.decode(), marked, text).encode()


def _replace_in(source: str, pattern: str, text: str) -> str:
    changed, count = re.subn(
        pattern, lambda found: found[1] + escape(text) + found[2], source, count=1, flags=re.DOTALL
    )
    assert count == 1
    return changed


Writer = Callable[[ReportText, Manifest], bytes]
WRITERS: Final[dict[str, Writer]] = {"docx": _docx, "html": _html, "pdf": _pdf}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_document_as_it_was_made_has_no_findings(scenario: str, writer: str) -> None:
    for length in get_args(ReportLength):
        report = write_report(SCENARIOS[scenario](), "kk", length, annexes=ANNEXES)
        manifest = make_manifest(report, "round-table", NOON)
        document = read_document(WRITERS[writer](report, manifest))
        assert document.manifest == manifest
        assert document.shown.keys() == {fact.id for fact in manifest.facts}
        assert compare_facts(document, manifest) == ()


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_read_back(text: str, writer: str) -> None:
    written = write_report(SCENARIOS["two_forms"](), "kk", "full", annexes=ANNEXES)
    report = with_facts(written, text)
    manifest = make_manifest(report, "round-table", NOON)
    document = read_document(WRITERS[writer](report, manifest))
    assert compare_facts(document, manifest) == ()


def test_a_fact_typed_over_is_named_and_nothing_else() -> None:
    chance = random.Random(11)  # noqa: S311 -- the same changes every time
    for _ in range(CHANGES):
        is_word = chance.random() < 0.5
        report, manifest = _any_report(chance)
        fact = chance.choice(manifest.facts)
        typed = chance.choice([each for each in TYPED if each.split() != fact.value.split()])
        content = (
            _rewrite_docx(_docx(report, manifest), fact, typed)
            if is_word
            else _rewrite_html(_html(report, manifest), fact, typed)
        )
        [finding] = compare_facts(read_document(content), manifest)
        problem = FactProblem.TYPED_OVER if typed else FactProblem.MISSING
        assert (finding.problem, finding.source) == (problem, fact.source)
        assert (finding.recorded, finding.now) == (fact.value, None)
        assert finding.shown == (typed or None)


def _any_report(chance: random.Random) -> tuple[ReportText, Manifest]:
    language: Language = chance.choice(LANGUAGES)
    length: ReportLength = chance.choice(get_args(ReportLength))
    sources = SCENARIOS[chance.choice(list(SCENARIOS))]()
    annexes = chance.sample(ANNEXES, chance.randrange(4))
    report = write_report(sources, language, length, annexes=annexes)
    return report, make_manifest(report, "round-table", NOON)


def test_a_pdf_with_another_text_names_the_fact() -> None:
    chance = random.Random(12)  # noqa: S311 -- likewise
    for _ in range(max(20, CHANGES // 10)):
        report, manifest = _any_report(chance)
        fact = chance.choice(manifest.facts)
        content = _pdf(_with_one(report, int(fact.id[1:]), "Өзгерген мән"), manifest)
        [finding] = compare_facts(read_document(content), manifest)
        assert (finding.problem, finding.source) == (FactProblem.TYPED_OVER, fact.source)


def _with_one(report: ReportText, number: int, text: str) -> ReportText:
    """Return the report with the text in the place of the fact of that number."""
    left = iter(range(1, 10_000))

    def change_fact(fact: Fact) -> Fact:
        return replace(fact, text=text) if next(left) == number else fact

    def change(run: Run) -> Run:
        return change_fact(run) if isinstance(run, Fact) else run

    sections = tuple(
        replace(
            section,
            paragraphs=tuple(
                replace(
                    paragraph,
                    chart=paragraph.chart
                    and replace(
                        paragraph.chart, alternative=change_fact(paragraph.chart.alternative)
                    ),
                    runs=tuple(map(change, paragraph.runs)),
                    table=paragraph.table
                    and replace(
                        paragraph.table,
                        rows=tuple(
                            tuple(tuple(map(change, cell)) for cell in row)
                            for row in paragraph.table.rows
                        ),
                    ),
                )
                for paragraph in section.paragraphs
            ),
        )
        for section in report.sections
    )
    return replace(report, sections=sections)


def test_a_chart_whose_text_was_taken_off_is_named() -> None:
    report = write_report(SCENARIOS["two_forms"](), "kk", "full")
    manifest = make_manifest(report, "round-table", NOON)
    content = _pdf(report, manifest).replace(b"/Alt<", b"/Alx<")
    [finding] = compare_facts(read_document(content), manifest)
    assert (finding.problem, finding.source) == (
        FactProblem.MISSING,
        "summary.impressions.half.distribution",
    )


def test_facts_that_came_and_went_are_named() -> None:
    sources = SCENARIOS["full"]()
    whole = make_manifest(write_report(sources, "ru", "full"), "e", NOON)
    report = write_report(replace(sources, impressions=()), "ru", "full")
    less = make_manifest(report, "e", NOON)
    added = compare_facts(read_document(_html(report, less)), whole)
    assert {each.problem for each in added} == {FactProblem.NEW}
    gone = compare_facts(read_document(_html(write_report(sources, "ru", "full"), whole)), less)
    assert {each.problem for each in gone} == {FactProblem.GONE}
    assert [each.source for each in gone] == [each.source for each in added]
    assert {
        *("summary.impressions.responses", "summary.impressions.overall.mean"),
        *("summary.impressions.overall.distribution", "summary.impressions.liked.distribution"),
    } < {each.source for each in gone}


def test_a_control_that_is_there_twice_counts_each_time() -> None:
    report, manifest = _any_report(random.Random(1))  # noqa: S311 -- likewise
    fact = manifest.facts[0]
    page = _html(report, manifest).decode()
    copied = page.replace("<h1>", f'<p><span data-fact="{fact.id}">x</span></p><h1>', 1)
    [finding] = compare_facts(read_document(copied.encode()), manifest)
    assert (finding.problem, finding.shown) == (FactProblem.TYPED_OVER, "x")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"PK\x03\x04" + bytes(60),
        b"%PDF-1.7\n1 0 obj\n<</Type/Pages/Kids[1 0 R]>>\nendobj",
        b"%PDF-1.7\n1 0 obj\n<</Type/EmbeddedFile/Filter/FlateDecode>>\nstream\nx\nendstream\nendobj",
        b"\xff\xfe",
        b'<script id="pikir-facts">{"format": 1}</script>',
    ],
)
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(errors.NotAReport):
        read_document(content)


def test_a_file_of_many_broken_objects_is_refused_at_once() -> None:
    before = time.process_time()
    for broken in (b"1 0 obj ", b"1 0 obj stream\n", b"1 0 obj <</Kids[1 0 R endobj ", b"((()"):
        with pytest.raises(errors.NotAReport):
            read_document(b"%PDF-1.7\n" + broken * (4_000_000 // len(broken)))
    assert time.process_time() - before < 10


def test_a_part_that_declares_entities_is_refused() -> None:
    report, manifest = _any_report(random.Random(2))  # noqa: S311 -- likewise
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_docx(report, manifest))) as archive,
        zipfile.ZipFile(written, "w") as other,
    ):
        for name in archive.namelist():
            part = archive.read(name)
            if name == "word/document.xml":
                part = part.replace(b"<w:document", b'<!DOCTYPE d [<!ENTITY a "b">]><w:document')
            other.writestr(name, part)
    with pytest.raises(errors.NotAReport):
        read_document(written.getvalue())
