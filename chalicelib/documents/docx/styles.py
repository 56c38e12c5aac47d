"""The styles of a report: Times New Roman 14 pt, as offices in Kazakhstan write; lengths are in twentieths of a point."""

from dataclasses import dataclass
from typing import Final

from chalicelib.documents.docx.parts import DECLARATION, W
from chalicelib.documents.sizes import OFFICE_SIZE, SMALLEST_SIZE

INDENT: Final = 709  # 1.25 cm
_LINE, _SINGLE_LINE = 264, 240
"""The height of a line, in 240ths of a single one; a text that has to fit one sheet is set closely."""


@dataclass(frozen=True, slots=True)
class DocxStyle:
    """A style; the elements of ``paragraph`` and ``run`` stand in the order of the schema."""

    id: str
    name: str
    paragraph: str = ""
    run: str = ""
    based_on: str = "Normal"
    next: str = "BodyText"
    is_ours: bool = False


_WIDTH: Final = 9638
"""Of the text: 170 mm."""
_LEFT: Final = '<w:jc w:val="left"/>'
_CENTRE: Final = '<w:jc w:val="center"/>'
STYLES: Final = (
    DocxStyle(
        "BodyText",
        "Body Text",
        f'<w:spacing w:after="80"/><w:ind w:firstLine="{INDENT}"/><w:jc w:val="both"/>',
    ),
    DocxStyle(
        "Title",
        "Title",
        '<w:keepNext/><w:spacing w:before="120" w:after="280"/><w:jc w:val="center"/>',
        "<w:b/><w:bCs/>",
    ),
    DocxStyle(
        "Heading1",
        "heading 1",
        '<w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="120"/>'
        f'<w:ind w:firstLine="{INDENT}"/><w:outlineLvl w:val="0"/>',
        "<w:b/><w:bCs/>",
    ),
    DocxStyle(
        "ListBullet",
        "List Bullet",
        '<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="40"/>'
        f'<w:ind w:left="{INDENT + 357}" w:hanging="357"/>{_LEFT}',
        next="ListBullet",
    ),
    DocxStyle(
        "List",
        "List",
        f'<w:spacing w:after="80"/><w:ind w:left="{INDENT}" w:hanging="425"/>{_LEFT}',
        next="List",
    ),
    DocxStyle(
        "Quote",
        "Quote",
        f'<w:spacing w:before="80" w:after="120"/><w:ind w:left="{INDENT}" w:right="{INDENT}"/>'
        '<w:jc w:val="both"/>',
        "<w:i/><w:iCs/>",
    ),
    DocxStyle(
        "Caption",
        "caption",
        f'<w:keepNext/><w:spacing w:before="120" w:after="80"/>{_LEFT}',
        '<w:sz w:val="26"/><w:szCs w:val="26"/>',
    ),
    DocxStyle(
        "Figure",
        "Pikir Figure",
        f'<w:keepNext/><w:spacing w:before="160" w:after="60"/>{_CENTRE}',
        is_ours=True,
        next="FigureCaption",
    ),
    DocxStyle(
        "FigureCaption",
        "Pikir Figure Caption",
        f'<w:keepNext w:val="0"/><w:spacing w:before="0" w:after="200"/>{_CENTRE}',
        based_on="Caption",
        is_ours=True,
    ),
    DocxStyle(
        "Letterhead",
        "Pikir Letterhead",
        f'<w:spacing w:after="240"/><w:contextualSpacing/>{_CENTRE}',
        "<w:b/><w:bCs/>",
        is_ours=True,
    ),
    DocxStyle(
        "Addressee",
        "Pikir Addressee",
        f'<w:spacing w:after="240"/><w:ind w:left="4820"/><w:contextualSpacing/>{_LEFT}',
        is_ours=True,
    ),
    DocxStyle(
        "Reference",
        "Pikir Reference",
        f'<w:spacing w:after="240"/><w:contextualSpacing/>{_LEFT}',
        is_ours=True,
    ),
    DocxStyle(
        "Signature",
        "Signature",
        f'<w:keepLines/><w:tabs><w:tab w:val="right" w:pos="{_WIDTH}"/></w:tabs>'
        f'<w:spacing w:before="360"/>{_LEFT}',
        next="Signature",
    ),
    DocxStyle(
        "Executor",
        "Pikir Executor",
        f'<w:spacing w:before="480"/>{_LEFT}',
        '<w:sz w:val="20"/><w:szCs w:val="20"/>',
        is_ours=True,
    ),
    DocxStyle(
        "Annex",
        "Pikir Annex",
        '<w:keepNext/><w:pageBreakBefore/><w:spacing w:after="120"/><w:jc w:val="right"/>',
        is_ours=True,
        next="AnnexTitle",
    ),
    DocxStyle(
        "AnnexTitle",
        "Pikir Annex Title",
        '<w:ind w:firstLine="0"/><w:jc w:val="center"/>',
        based_on="Heading1",
        is_ours=True,
    ),
    DocxStyle("TableText", "Pikir Table Text", _LEFT, is_ours=True, next="TableText"),
    DocxStyle(
        "TableHeading",
        "Pikir Table Heading",
        f"<w:keepNext/>{_LEFT}",
        "<w:b/><w:bCs/>",
        is_ours=True,
        next="TableText",
    ),
    DocxStyle("Header", "header", _CENTRE, next="Header"),
)

_DEFAULTS: Final = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Times New Roman" w:eastAsia="Times New Roman" w:hAnsi="Times New Roman"'
    ' w:cs="Times New Roman"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    '<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
    '<w:spacing w:after="0" w:line="{line}" w:lineRule="auto"/>'
    "</w:pPr></w:pPrDefault></w:docDefaults>"
)
_NORMAL: Final = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
    "</w:style>"
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
)
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLES: Final = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
    '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="39"/>'
    f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr></w:style>"
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
)


def choose_size(size: float) -> float:
    """Return the size at which a text fits a sheet in Word, where it does in the PDF at ``size``: Word spaces paragraphs more widely."""
    return size if size == OFFICE_SIZE else max(size - 1, SMALLEST_SIZE)


def render_styles(language: str, size: float) -> str:
    """Return the part with the styles; texts are in that language and of that size in points unless they say otherwise."""
    styles = "".join(map(_render_style, STYLES))
    defaults = _DEFAULTS.replace("{language}", language).replace("{size}", str(round(2 * size)))
    defaults = defaults.replace("{line}", str(_LINE if size == OFFICE_SIZE else _SINGLE_LINE))
    return f"{DECLARATION}<w:styles {W}>{defaults}{_NORMAL}{styles}{_TABLES}</w:styles>"


def _render_style(style: DocxStyle) -> str:
    custom = ' w:customStyle="1"' if style.is_ours else ""
    paragraph = f"<w:pPr>{style.paragraph}</w:pPr>" if style.paragraph else ""
    run = f"<w:rPr>{style.run}</w:rPr>" if style.run else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{style.based_on}"/><w:next w:val="{style.next}"/><w:qFormat/>'
        f"{paragraph}{run}</w:style>"
    )
