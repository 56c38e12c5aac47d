"""A report as a Word document: what an independent reader finds in it, the schema's order, and hostile texts."""

import io
import zipfile
from collections.abc import Iterator
from typing import Final, get_args
from xml.etree import ElementTree as ET

import docx as python_docx
import pytest
from PIL import Image

from chalicelib.documents.docx import write_docx
from chalicelib.documents.docx.styles import choose_size
from chalicelib.documents.manifest import Manifest, make_manifest
from chalicelib.documents.pdf.sheet_charts import add_pictures
from chalicelib.documents.text import write_report
from chalicelib.documents.text.report import Paragraph
from chalicelib.documents.text.sources import Registered, ReportSources
from chalicelib.documents.text.tables import number_caption
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.events import ReportAnnex
from chalicelib.locales import LANGUAGES, Language
from tests.documents.hostile import HOSTILE, with_facts
from tests.documents.text.scenarios import EMPTY, NOON, SCENARIOS, event_of, plain, sources_of

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
ANNEXES: Final = get_args(ReportAnnex)
ORDER: Final = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr tabs spacing ind contextualSpacing jc outlineLvl",
    "rPr": "rFonts b bCs i iCs sz szCs lang",
    "sdtPr": "alias tag id picture text",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "trPr": "cantSplit tblHeader",
    "sectPr": "headerReference pgSz pgMar titlePg",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr",
    "lvl": "start numFmt pStyle lvlText lvlJc pPr",
}
"""The order in which ISO/IEC 29500-1, Annex A, lets those children stand that a report has."""


def _write(sources: ReportSources, language: Language, length: ReportLength) -> bytes:
    report = add_pictures(write_report(sources, language, length, annexes=ANNEXES))
    return write_docx(report, make_manifest(report, "round-table", NOON), "Оқу бөлімі")


def _parts(document: bytes) -> dict[str, ET.Element]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {
            name: ET.fromstring(archive.read(name))  # noqa: S314 -- written by ourselves
            for name in archive.namelist()
            if not name.startswith("word/media/")
        }


@pytest.mark.parametrize(
    ("fitting", "half_points", "line"), [(14, "28", "264"), (12.5, "23", "240"), (10, "20", "240")]
)
def test_a_document_that_has_to_fit_one_sheet_is_set_closely(
    fitting: float, half_points: str, line: str
) -> None:
    report = write_report(SCENARIOS["full"](), "kk", "page")
    manifest = make_manifest(report, "round-table", NOON)
    document = write_docx(report, manifest, "-", size=choose_size(fitting))
    found = _parts(document)["word/styles.xml"]
    assert next(found.iter(f"{W}sz")).get(f"{W}val") == half_points  # the defaults come first
    assert next(found.iter(f"{W}spacing")).get(f"{W}line") == line


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("length", get_args(ReportLength))
def test_a_document_holds_the_whole_text_in_its_styles(
    language: Language, length: ReportLength
) -> None:
    report = write_report(SCENARIOS["full"](), language, length, annexes=ANNEXES)
    main = _parts(_write(SCENARIOS["full"](), language, length))["word/document.xml"]
    texts = [
        "".join(
            "\t" if run.tag == f"{W}tab" else run.text or ""
            for run in paragraph.iter()
            if run.tag in (f"{W}t", f"{W}tab")
        )
        for paragraph in main.iter(f"{W}p")
    ]
    paragraphs = [each for section in report.sections for each in section.paragraphs]
    expected = [
        text
        for section in report.sections
        for text in (
            "" if length == "facts" else section.heading,
            *(text for each in section.paragraphs for text in _list_texts(each, language)),
        )
        if text
    ]
    assert [text for text in texts if text in expected] == expected
    if length != "facts":
        assert [text for text in texts if text] == expected
        under_captions = sum(each.style in ("figure", "table") for each in paragraphs)
        assert texts.count("") == under_captions == (10 if length == "full" else 6)


def _list_texts(paragraph: Paragraph, language: Language) -> Iterator[str]:
    """Yield what the paragraph shows: its label, its text with its number, the headings and cells of its table."""
    yield paragraph.label
    yield number_caption(paragraph, language) + paragraph.text
    if paragraph.table:
        yield from paragraph.table.headings
        for row in paragraph.table.rows:
            yield from ("".join(run.text for run in cell) for cell in row)


def test_a_chart_is_drawn_before_it_is_written() -> None:
    report = write_report(SCENARIOS["two_forms"](), "kk", "full")
    with pytest.raises(ValueError, match="drawn"):
        write_docx(report, make_manifest(report, "round-table", NOON), "Pikir")


def test_an_independent_reader_finds_properties_page_and_styles() -> None:
    document = python_docx.Document(io.BytesIO(_write(SCENARIOS["full"](), "kk", "full")))
    properties = document.core_properties
    assert properties.title.startswith("«Балалар еңбегінің алдын алу» тақырыбында")
    assert (properties.author, properties.language) == ("Оқу бөлімі", "kk-KZ")
    assert properties.created == NOON
    section = document.sections[0]
    page = (section.page_width, section.page_height)
    assert [each and round(each.mm) for each in page] == [210, 297]
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert [each and round(each.mm) for each in margins] == [30, 10, 20, 20]
    assert section.different_first_page_header_footer
    names = [each.style and each.style.name for each in document.paragraphs]
    assert names.index("Title") == names.count("Pikir Letterhead") + 3
    assert {"Heading 1", "Body Text", "Pikir Addressee", "Signature", "Pikir Executor"} < {*names}
    assert {rel.target_ref for rel in document.part.rels.values()} == {
        *("styles.xml", "numbering.xml", "settings.xml", "fontTable.xml", "header1.xml"),
        "../customXml/item1.xml",
        *("media/picture1.jpg", "media/picture2.jpg", "media/picture3.png", "media/picture4.png"),
    }
    widths = [each.get("cx") for each in document.element.body.iter(f"{WP}extent")]
    assert widths == [str(763_200)] * 2 + [str(150 * 36_000)] * 2
    for part in document.part.related_parts.values():
        if part.content_type == "image/png":
            assert Image.open(io.BytesIO(part.blob)).width >= 200 * 150 / 25.4


def test_the_facts_are_a_table_with_a_caption_and_a_heading_that_is_repeated() -> None:
    content = _write(SCENARIOS["full"](), "ru", "facts")
    table, *annexed = python_docx.Document(io.BytesIO(content)).tables
    assert len(annexed) == 6
    assert [cell.text for cell in table.rows[0].cells] == ["Показатель", "Значение"]
    main = _parts(content)["word/document.xml"]
    assert [len(row.findall(f".//{W}tblHeader")) for row in main.iter(f"{W}tr")][:2] == [1, 0]
    caption = next(
        paragraph
        for paragraph in main.iter(f"{W}p")
        if paragraph.find(f".//{W}pStyle[@{W}val='Caption']") is not None
    )
    shown = "".join(run.text or "" for run in caption.iter(f"{W}t"))
    assert shown == "Таблица 1. Сведения о мероприятии"


@pytest.mark.parametrize("length", get_args(ReportLength))
def test_elements_stand_in_the_order_of_the_schema(length: ReportLength) -> None:
    for name, root in _parts(_write(SCENARIOS["as_typed"](), "en", length)).items():
        for parent in root.iter():
            order = ORDER.get(parent.tag.removeprefix(W), "").split()
            if not order or not parent.tag.startswith(W):
                continue
            children = [order.index(child.tag.removeprefix(W)) for child in parent]
            assert children == sorted(children), (name, parent.tag)


def test_each_fact_is_a_control_of_the_manifest_in_its_language() -> None:
    content = _write(SCENARIOS["as_typed"](), "kk", "full")
    manifest = _manifest(content)
    controls = list(_parts(content)["word/document.xml"].iter(f"{W}sdt"))
    shown = {
        _value(control, "tag").removeprefix("pikir:"): "".join(
            run.text or "" for run in control.iter(f"{W}t")
        )
        for control in controls
    }
    assert shown == {fact.id: fact.value for fact in manifest.facts}
    assert (manifest.event, manifest.language, manifest.length) == ("round-table", "kk", "full")
    assert manifest.read_at == NOON
    languages = [each.get(f"{W}val") for c in controls for each in c.iter(f"{W}lang")]
    assert languages == ["ru-RU" for fact in manifest.facts if fact.language == "ru"]
    assert len(languages) > 1


def _value(control: ET.Element, name: str) -> str:
    found = control.find(f"{W}sdtPr/{W}{name}")
    assert found is not None
    return found.get(f"{W}val", "")


def _manifest(content: bytes) -> Manifest:
    return Manifest.model_validate_json(_parts(content)["customXml/item1.xml"].text or "")


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_of_people_are_text_alone(text: str) -> None:
    event = event_of(EMPTY)
    report = write_report(sources_of(event, registered=Registered(7)), "kk", "full")
    hostile = with_facts(report, text)
    content = write_docx(hostile, make_manifest(hostile, text, NOON), text)
    document = python_docx.Document(io.BytesIO(content))
    cleaned = "".join(c for c in text if c >= " " and c != "\ufffe")
    assert cleaned in document.core_properties.title
    assert _manifest(content).facts[0].value == cleaned
    main = _parts(content)["word/document.xml"]
    assert sum(1 for _ in main.iter(f"{W}p")) == plain(report).strip().count("\n") + 1


def test_the_same_report_gives_the_same_bytes() -> None:
    sources = SCENARIOS["full"]()
    assert _write(sources, "en", "full") == _write(sources, "en", "full")
