"""A report as PDF by typst: tagged (PDF/UA-1), for archives (PDF/A-3a), its fonts embedded, the manifest attached.

Everything that people typed goes to the template as JSON, never as markup. typst is loaded here alone, by the function that
makes documents; a deployment without it cannot make a PDF.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NotRequired, TypedDict

from chalicelib.documents.glyphs import SUBSTITUTE, keep_visible, substitute
from chalicelib.documents.manifest import LANGUAGE_TAGS, find_title, plain_text
from chalicelib.documents.pdf.sheet_charts import FONTS, WIDTH, write_svg
from chalicelib.documents.sizes import OFFICE_SIZE, SMALLEST_SIZE
from chalicelib.documents.text.report import Chart, Fact, Paragraph, Picture, ReportText, Run
from chalicelib.documents.text.sentences.sentence import Texts, in_order
from chalicelib.documents.text.tables import CAPTION, HEADINGS, number_caption

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.documents.manifest import Manifest
    from chalicelib.locales import Language

CONTENT_TYPE: Final = "application/pdf"
_HERE: Final = Path(__file__).parent
SIZES: Final = (OFFICE_SIZE, 13, 12.5, 12, 11.5, 11, 10.5, SMALLEST_SIZE)
"""In points: an office's size, and those that are tried for a report that has to fit one sheet."""
_LISTS: "Final[Mapping[str, str]]" = {"item": "list", "numbered": "numbered"}
_SHARES: Final = (55, 115)
"""Of a table of facts: the widths of its columns in millimetres."""
_DESCRIPTION: Final[Texts] = (
    "Құжаттағы деректер және олардың дереккөздері",
    "Сведения из документа с указанием источников",
    "The facts of the document and where they come from",
)


def is_available() -> bool:
    """Return whether typst is part of this deployment."""
    return find_spec("typst") is not None


def write_pdf(report: ReportText, manifest: "Manifest", author: str) -> bytes:
    """Return the report as PDF; ``author`` stands in its properties.

    Where the fonts lack a letter that somebody typed, an empty square stands for it; of a picture that typst cannot read,
    only the caption is there.
    """
    import typst

    size = fit_size(report, manifest, author)
    with TemporaryDirectory() as name:
        folder = Path(name)
        template = Path(shutil.copy(_HERE / "report.typ", folder))
        files = [_store(picture, folder, at) for at, picture in enumerate(report.pictures)]
        content = _describe(report, manifest, author, files)
        try:
            return _compile(template, _list_inputs(content, manifest, size))
        except typst.TypstError:
            readable = [file if _is_readable(folder, file) else "" for file in files]
            content = _describe(report, manifest, author, readable)
            return _compile(template, _list_inputs(content, manifest, size, substitute))


def fit_size(report: ReportText, manifest: "Manifest", author: str) -> float:
    """Return the size of letters in points: for one page the largest at which the text without annexes fits a sheet."""
    if report.length != "page":
        return SIZES[0]
    content = _describe(report, manifest, author, ())
    with TemporaryDirectory() as folder:
        template = Path(shutil.copy(_HERE / "report.typ", folder))
        fitting = (
            size
            for size in SIZES
            if _count_sheets(template, _list_inputs(content, manifest, size)) == 1
        )
        return next(fitting, SIZES[-1])


def _list_inputs(
    content: "PdfContent",
    manifest: "Manifest",
    size: float,
    change: Callable[[str], str] = str,
) -> dict[str, str]:
    text = change(json.dumps(content, ensure_ascii=False))
    return {"report": text, "manifest": manifest.to_json(), "size": str(size)}


def _count_sheets(template: Path, inputs: dict[str, str]) -> int:
    """Return how many sheets the text takes without its annexes."""
    import typst

    return int(
        typst.query(
            template,
            "<end>",
            field="value",
            one=True,
            root=template.parent,
            sys_inputs=inputs,
            font_paths=[_HERE / "fonts"],
            ignore_system_fonts=True,
        )
    )


def _store(picture: Picture, folder: Path, number: int) -> str:
    """Write a picture beside the template, which reads no other files; return its name."""
    name = f"{number}.{picture.media_type.partition('/')[2]}"
    (folder / name).write_bytes(picture.content)
    return name


def _is_readable(folder: Path, file: str) -> bool:
    """Return whether typst can write a PDF with the picture."""
    import typst

    page = folder / "picture.typ"
    page.write_text(f'#set document(title: "-")\n#image("{file}", alt: "-")', "utf-8")
    try:
        _compile(page, {})
    except typst.TypstError:
        return False
    return True


def _compile(template: Path, inputs: dict[str, str]) -> bytes:
    import typst

    document: bytes = typst.compile(
        template,
        root=template.parent,
        sys_inputs=inputs,
        font_paths=[_HERE / "fonts"],
        ignore_system_fonts=True,
        pdf_standards=["a-3a", "ua-1"],
    )
    return document


class PdfRun(TypedDict):
    """A run; ``language`` is that of a text which is not in the report's."""

    text: str
    fact: bool
    language: NotRequired["Language"]


class PdfPicture(TypedDict):
    """A picture with its ``width`` in millimetres; ``language`` is that of ``alternative`` where it is not the report's."""

    file: str
    alternative: str
    width: float
    language: NotRequired["Language"]


class PdfChart(TypedDict):
    """A chart as SVG, its figures in words, and its width in millimetres."""

    svg: str
    alternative: str
    width: int


class PdfBlock(TypedDict):
    """A block of the template, by the name of its kind there, with what that kind shows."""

    kind: str
    runs: NotRequired[list[PdfRun]]
    picture: NotRequired["PdfPicture"]
    items: NotRequired[list[list[PdfRun]]]
    headings: NotRequired[list[str]]
    shares: NotRequired[list[int]]
    rows: NotRequired[list[list[list[PdfRun]]]]
    chart: NotRequired[PdfChart]


class PdfContent(TypedDict):
    """What the template is given."""

    title: str
    author: str
    made: list[int]
    language: "Language"
    region: str
    fonts: list[str]
    description: str
    blocks: list[PdfBlock]


def _describe(
    report: ReportText, manifest: "Manifest", author: str, files: Iterable[str]
) -> PdfContent:
    """Return what the template is given; ``files`` are those of the pictures, empty for one that cannot be shown."""
    made = manifest.read_at.astimezone(UTC)
    return {
        "title": _clean(find_title(report)),
        "author": _clean(author),
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "language": report.language,
        "region": LANGUAGE_TAGS[report.language].partition("-")[2],
        "fonts": list(FONTS),
        "description": in_order(_DESCRIPTION, report.language),
        "blocks": list(_list_blocks(report, iter(files))),
    }


def _list_blocks(report: ReportText, files: Iterator[str]) -> Iterator[PdfBlock]:
    if report.length == "facts":
        yield from _list_facts(report, files)
        return
    for section in report.sections:
        if section.heading:
            yield {"kind": "heading", "runs": [{"text": section.heading, "fact": False}]}
        yield from _group_items(section.paragraphs, report.language, files)


def _group_items(
    paragraphs: Iterable[Paragraph], language: "Language", files: Iterator[str]
) -> Iterator[PdfBlock]:
    """Yield the paragraphs, those of a list together."""
    for style, group in groupby(paragraphs, key=lambda each: each.style):
        if style in _LISTS:
            yield {"kind": _LISTS[style], "items": [_list_runs(each.runs) for each in group]}
        else:
            for each in group:
                yield _describe_paragraph(each, language, files)


def _describe_paragraph(
    paragraph: Paragraph, language: "Language", files: Iterator[str]
) -> PdfBlock:
    runs = _list_runs(paragraph.runs)
    if number := number_caption(paragraph, language):
        runs.insert(0, {"text": number, "fact": False})
    block: PdfBlock = {"kind": paragraph.style, "runs": runs}
    if paragraph.table:
        block["headings"] = list(paragraph.table.headings)
        block["shares"] = list(paragraph.table.shares)
        block["rows"] = [[_list_runs(cell) for cell in row] for row in paragraph.table.rows]
    picture = paragraph.picture
    if picture and (file := next(files)):
        block["picture"] = {
            "file": file,
            "alternative": _clean(picture.alternative),
            "width": picture.size_on_paper[0],
        }
        if picture.language:
            block["picture"]["language"] = picture.language
    if paragraph.chart:
        block["chart"] = _describe_chart(paragraph.chart)
    return block


def _describe_chart(chart: Chart) -> PdfChart:
    return {
        "svg": _clean(write_svg(chart.wide)),
        "alternative": _clean(chart.alternative.text),
        "width": WIDTH,
    }


def _list_facts(report: ReportText, files: Iterator[str]) -> Iterator[PdfBlock]:
    """Yield the paragraphs without a label as such, and the rows of others as tables."""
    paragraphs = (each for section in report.sections for each in section.paragraphs)
    number = 0
    for has_label, group in groupby(paragraphs, key=lambda each: bool(each.label)):
        if not has_label:
            yield from _group_items(group, report.language, files)
            continue
        number += 1
        caption = in_order(CAPTION, report.language)
        yield {
            "kind": "table",
            "runs": [{"text": caption.format(number=number), "fact": False}],
            "headings": [in_order(each, report.language) for each in HEADINGS],
            "shares": list(_SHARES),
            "rows": [
                [[{"text": _clean(each.label), "fact": False}], _list_runs(each.runs)]
                for each in group
            ],
        }


def _list_runs(runs: Iterable[Run]) -> list[PdfRun]:
    return [_describe_run(run) for run in runs]


def _describe_run(run: Run) -> PdfRun:
    described: PdfRun = {"text": _clean(run.text), "fact": isinstance(run, Fact)}
    if isinstance(run, Fact) and run.language:
        described["language"] = run.language
    return described


def _clean(text: str) -> str:
    """Return what of the text can be seen; of a text that is not empty at least the substitute."""
    return keep_visible(plain_text(text)) or (SUBSTITUTE if text else "")
