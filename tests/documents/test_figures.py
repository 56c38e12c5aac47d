"""Pictures of a report with their captions: in a Word document, a PDF and a page, as independent readers see them."""

import io
import re
import zipfile
from dataclasses import replace
from typing import Any, Final

import docx as python_docx
import pypdf
import pytest
from PIL import Image, ImageOps

from chalicelib.documents.docx import write_docx
from chalicelib.documents.html import render_report
from chalicelib.documents.manifest import Manifest, make_manifest
from chalicelib.documents.pdf import write_pdf
from chalicelib.documents.text import write_report
from chalicelib.documents.text.report import (
    Fact,
    Paragraph,
    Picture,
    PictureType,
    ReportText,
    Words,
)
from chalicelib.documents.verification import compare_facts, read_document
from chalicelib.domain.pictures import split_orientation, strip_metadata
from tests.documents.hostile import HOSTILE, with_facts
from tests.documents.test_pdf import list_elements
from tests.documents.text.scenarios import NOON, SCENARIOS
from tests.drawn_photos import draw

ALTERNATIVE: Final = 'Акция: "Балаға – мектеп" <№ 5>'
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def _picture(content: bytes, kind: PictureType = "image/jpeg", **others: Any) -> Picture:
    return Picture("record.photos.a", kind, content, 80, 60, ALTERNATIVE, **others)


def _report(*pictures: Picture) -> ReportText:
    """Return a report with those pictures in its first section."""
    report = write_report(SCENARIOS["empty"](), "kk", "full")
    figures = tuple(
        Paragraph(
            f"photo.{number}",
            (Words("Сурет: "), Fact("Акция", "record.photos.a.caption", "ru")),
            "figure",
            picture=picture,
        )
        for number, picture in enumerate(pictures)
    )
    first, *rest = report.sections
    changed = replace(first, paragraphs=(*first.paragraphs, *figures))
    return replace(report, sections=(changed, *rest))


def _manifest(report: ReportText) -> Manifest:
    return make_manifest(report, "round-table", NOON)


PICTURES: Final = (_picture(draw()), _picture(draw("PNG"), "image/png", language="ru"))


def test_a_word_document_shows_pictures_with_alternative_text_and_styled_captions() -> None:
    report = _report(*PICTURES)
    content = write_docx(report, _manifest(report), "Pikir")
    document = python_docx.Document(io.BytesIO(content))
    shown = list(document.inline_shapes)
    assert [round(shape.width.mm, 1) for shape in shown] == [21.2, 21.2]
    described = [each._inline.docPr for each in shown]
    assert [each.get("descr") for each in described] == [ALTERNATIVE, ALTERNATIVE]
    assert [each.get("id") for each in described] == ["1", "2"]
    styles = [each.style and each.style.name for each in document.paragraphs]
    at = styles.index("Pikir Figure")
    assert styles[at : at + 4] == ["Pikir Figure", "Pikir Figure Caption"] * 2
    parts = {
        each.blob
        for each in document.part.related_parts.values()
        if each.content_type in ("image/jpeg", "image/png")
    }
    assert parts == {each.content for each in PICTURES}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_word_document_turns_a_photo_as_its_camera_said(orientation: int) -> None:
    photo = strip_metadata("image/jpeg", draw(orientation=orientation))
    assert split_orientation(photo)[0] == orientation
    report = _report(_picture(photo) if orientation < 5 else _picture_upright(photo))
    content = write_docx(report, _manifest(report), "Pikir")
    document = python_docx.Document(io.BytesIO(content))
    [embedded] = [
        each.blob
        for each in document.part.related_parts.values()
        if each.content_type == "image/jpeg"
    ]
    image: Image.Image = Image.open(io.BytesIO(embedded))
    assert image.getexif() == {}
    [frame] = document.element.body.iter(f"{A}xfrm")
    if frame.get("flipH") == "1":
        image = ImageOps.mirror(image)
    turned = image.rotate(-int(frame.get("rot")) / 60_000, expand=True)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(photo)))
    assert _red_corners(turned) == _red_corners(upright)
    assert sum(_red_corners(upright)) == 1


def _red_corners(image: Image.Image) -> list[bool]:
    green = image.getchannel("G").tobytes()
    right, bottom = image.width - 3, image.height - 3
    return [green[y * image.width + x] < 128 for x in (2, right) for y in (2, bottom)]


def _picture_upright(photo: bytes) -> Picture:
    return replace(_picture(photo), width=60, height=80)


def test_a_pdf_has_figures_with_alternative_text_and_captions() -> None:
    report = _report(*PICTURES)
    pdf = pypdf.PdfReader(io.BytesIO(write_pdf(report, _manifest(report), "Pikir")))
    root: Any = pdf.trailer["/Root"]
    elements = list(list_elements(root["/StructTreeRoot"]))
    figures = [each for each in elements if each["/S"] == "/Figure"]
    assert [each["/Alt"] for each in figures if "/Alt" in each] == [ALTERNATIVE, ALTERNATIVE]
    assert [each["/S"] for each in elements].count("/Caption") == 2
    assert "Сурет: Акция" in " ".join(pdf.pages[0].extract_text().split())
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert len(pdf.pages[0].images) == 2


def test_a_picture_that_typst_cannot_read_leaves_its_caption() -> None:
    report = _report(_picture(b"\xff\xd8\xff\xd9"), PICTURES[0])
    pdf = pypdf.PdfReader(io.BytesIO(write_pdf(report, _manifest(report), "Pikir")))
    assert len(pdf.pages[0].images) == 1
    assert pdf.pages[0].extract_text().count("Сурет: ") == 2


def test_a_page_holds_its_pictures_or_says_where_they_are() -> None:
    report = _report(*PICTURES)
    page = render_report(report, _manifest(report))
    assert page.count('<img src="data:image/jpeg;base64,') == 1
    assert 'width="80" height="60" lang="ru">' in page
    located = render_report(report, _manifest(report), lambda picture: f"/{picture.source}?a&b")
    assert located.count('<img src="/record.photos.a?a&amp;b"') == 2
    alternative = 'alt="Акция: &#34;Балаға – мектеп&#34; &lt;№ 5&gt;"'
    assert located.count(alternative) == 2
    assert located.count("<figcaption>Сурет: <span data-fact=") == 2


def test_a_caption_that_was_typed_over_is_found() -> None:
    report = _report(*PICTURES)
    manifest = _manifest(report)
    documents = [write_docx(report, manifest, "-"), write_pdf(report, manifest, "-")]
    for content in documents:
        assert compare_facts(read_document(content), manifest) == ()
    typed = re.sub(
        r'(<w:t xml:space="preserve">)Акция(</w:t>)', r"\1Рейд\2", _main(documents[0]), count=1
    )
    [found] = compare_facts(read_document(_with_main(documents[0], typed)), manifest)
    assert (found.source, found.shown) == ("record.photos.a.caption", "Рейд")


def _main(document: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return archive.read("word/document.xml").decode()


def _with_main(document: bytes, main: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as archive, zipfile.ZipFile(written, "w") as other:
        for name in archive.namelist():
            part = main.encode() if name == "word/document.xml" else archive.read(name)
            other.writestr(name, part)
    return written.getvalue()


@pytest.mark.parametrize("text", HOSTILE)
def test_alternative_texts_are_text_alone(text: str) -> None:
    report = with_facts(_report(replace(PICTURES[0], alternative=text)), text)
    manifest = _manifest(report)
    document = python_docx.Document(io.BytesIO(write_docx(report, manifest, "-")))
    assert len(document.inline_shapes) == 1
    assert pypdf.PdfReader(io.BytesIO(write_pdf(report, manifest, "-"))).pages


@pytest.mark.parametrize(
    ("size", "on_paper"),
    [
        ((80, 60), (21.2, 15.9)),
        ((4000, 3000), (120, 90)),
        ((300, 3000), (9, 90)),
        ((1, 1), (0.3, 0.3)),
    ],
)
def test_a_picture_fits_the_page(size: tuple[int, int], on_paper: tuple[float, float]) -> None:
    picture = replace(PICTURES[0], width=size[0], height=size[1])
    assert picture.size_on_paper == on_paper
