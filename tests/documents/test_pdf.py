"""A report as PDF: its structure, fonts and manifest as an independent reader finds them, and hostile texts."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pypdf
import pytest

from chalicelib.documents.manifest import Manifest, make_manifest
from chalicelib.documents.pdf import SIZES, fit_size, write_pdf
from chalicelib.documents.text import write_report
from chalicelib.documents.verification import compare_facts, read_document
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.events import ReportAnnex
from chalicelib.locales import LANGUAGES, Language
from tests.documents.hostile import HOSTILE, with_facts
from tests.documents.text.scenarios import NOON, SCENARIOS

TAGS: Final = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}


def _read(language: Language, length: ReportLength, scenario: str = "full") -> pypdf.PdfReader:
    report = write_report(SCENARIOS[scenario](), language, length)
    manifest = make_manifest(report, "round-table", NOON)
    return pypdf.PdfReader(io.BytesIO(write_pdf(report, manifest, "Білім бөлімі")))


def _fit(scenario: str, length: ReportLength, *annexes: ReportAnnex) -> float:
    report = write_report(SCENARIOS[scenario](), "ru", length, annexes=annexes)
    return fit_size(report, make_manifest(report, "round-table", NOON), "-")


@pytest.mark.parametrize("scenario", ["full", "without_impressions", "one_speaker"])
def test_one_page_fits_a_sheet(scenario: str) -> None:
    assert len(_read("ru", "page", scenario).pages) == 1


def test_letters_are_no_smaller_than_one_page_needs() -> None:
    assert _fit("one_speaker", "page") == _fit("full", "full") == SIZES[0]
    assert SIZES[-1] < _fit("full", "page") < SIZES[0]
    assert _fit("full", "page", "programme") <= _fit("full", "page")
    assert len(_read("ru", "full").pages) > 1


def test_a_text_that_no_sheet_holds_gets_the_smallest_letters() -> None:
    report = write_report(SCENARIOS["full"](), "ru", "page")
    long = replace(report, sections=report.sections * 4)
    assert fit_size(long, make_manifest(long, "round-table", NOON), "-") == SIZES[-1]


def list_elements(node: Any) -> Iterator[Any]:  # noqa: ANN401 -- PDF objects
    """Yield the elements of the structure tree, parents first."""
    if isinstance(node, list):
        for each in node:
            yield from list_elements(each.get_object())
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from list_elements(node["/K"].get_object())


def _roles(pdf: pypdf.PdfReader) -> list[str]:
    root: Any = pdf.trailer["/Root"]
    return [each["/S"] for each in list_elements(root["/StructTreeRoot"])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_is_tagged_for_people_who_hear_it(language: Language) -> None:
    pdf = _read(language, "full")
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == TAGS[language]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 -- pypdf has a class for it
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 -- as above
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    roles = _roles(pdf)
    sections = write_report(SCENARIOS["full"](), language, "full").sections
    assert roles.count("/H1") == 1
    assert roles.count("/H2") == sum(bool(section.heading) for section in sections)
    assert {"/L", "/LI", "/LBody", "/P", "/Em"} < {*roles}
    facts = make_manifest(write_report(SCENARIOS["full"](), language, "full"), "e", NOON).facts
    drawn = [each.value for each in facts if each.source.endswith((".caption", ".distribution"))]
    figures = [each for each in list_elements(root["/StructTreeRoot"]) if each["/S"] == "/Figure"]
    assert [each["/Alt"] for each in figures] == drawn
    assert len(drawn) == 4
    charts = sum(each.source.endswith(".distribution") for each in facts)
    assert roles.count("/Em") == len(facts) - charts


def test_the_facts_are_a_table_with_headings_and_a_caption() -> None:
    roles = _roles(_read("ru", "facts"))
    rows = write_report(SCENARIOS["full"](), "ru", "facts").sections
    labels = sum(bool(each.label) for section in rows for each in section.paragraphs)
    assert roles.count("/TR") == labels + 1
    assert roles.count("/TH") == 2
    assert roles.count("/TD") == 2 * labels
    assert {"/Table", "/THead", "/TBody", "/Caption"} < {*roles}


def test_fonts_are_embedded_and_kazakh_letters_are_right() -> None:
    pdf = _read("kk", "full")
    fonts = [font.get_object() for page in pdf.pages for font in _fonts(page)]
    assert fonts
    for font in fonts:
        described = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert "PikirSerif" in described["/FontName"]
        assert "/FontFile2" in described
        assert "/ToUnicode" in font
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "Дөңгелек үстелге" in text
    assert "Күнтізбе" in text


def _fonts(page: Any) -> Iterator[Any]:  # noqa: ANN401 -- likewise
    yield from page["/Resources"]["/Font"].values()


def test_the_manifest_is_attached() -> None:
    pdf = _read("en", "page")
    [content] = pdf.attachments["pikir-facts.json"]
    manifest = Manifest.model_validate_json(content)
    assert manifest.facts
    assert (manifest.event, manifest.length, manifest.read_at) == ("round-table", "page", NOON)
    assert pdf.metadata is not None
    assert (
        pdf.metadata.title
        == write_report(SCENARIOS["full"](), "en", "page").sections[0].paragraphs[-1].text
    )
    assert pdf.metadata.author == "Білім бөлімі"


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_of_people_are_text_alone(text: str) -> None:
    report = with_facts(write_report(SCENARIOS["empty"](), "kk", "full"), text)
    manifest = make_manifest(report, "round-table", NOON)
    content = write_pdf(report, manifest, text)
    assert pypdf.PdfReader(io.BytesIO(content)).pages


@pytest.mark.parametrize("text", HOSTILE)
def test_a_chart_draws_whatever_people_typed(text: str) -> None:
    sources = SCENARIOS["full"]()
    [form] = sources.impressions
    liked = form.summary.questions[3]
    choices = tuple(each.model_copy(update={"label": {"kk": text}}) for each in liked.choices or ())
    question = liked.model_copy(update={"choices": choices, "label": {"kk": text}})
    summary = form.summary.model_copy(update={"questions": (question,)})
    sources = replace(sources, impressions=(replace(form, summary=summary),))
    report = write_report(sources, "kk", "full")
    manifest = make_manifest(report, "round-table", NOON)
    document = read_document(write_pdf(report, manifest, "Pikir"))
    assert compare_facts(document, manifest) == ()
