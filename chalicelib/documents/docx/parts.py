"""The parts of a Word document beside its text: relationships, numbering, settings, header, properties, the manifest."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from chalicelib.documents.manifest import plain_text

if TYPE_CHECKING:
    from chalicelib.documents.manifest import Manifest

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MANIFEST_NAMESPACE: Final = "urn:pikir:report:1"

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def _relationships(pictures: Iterable[tuple[str, str]] = (), **targets: str) -> str:
    """Return a part of relationships; each is named by the last part of its type, but for ``pictures``: name, target."""
    rows = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, kind, target in (
            *((name, _type(name), target) for name, target in targets.items()),
            *((name, f"{_OFFICE}/image", target) for name, target in pictures),
        )
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _type(name: str) -> str:
    if name == "coreProperties":
        return f"{_PACKAGE}/relationships/metadata/core-properties"
    if name == "extendedProperties":
        return f"{_OFFICE}/extended-properties"
    return f"{_OFFICE}/{name}"


PACKAGE_RELATIONSHIPS: Final = _relationships(
    officeDocument="word/document.xml",
    coreProperties="docProps/core.xml",
    extendedProperties="docProps/app.xml",
)


def relate_document(pictures: Iterable[tuple[str, str]]) -> str:
    """Return the relationships of the main part, with those to the pictures: name, target."""
    return _relationships(
        pictures,
        styles="styles.xml",
        numbering="numbering.xml",
        settings="settings.xml",
        fontTable="fontTable.xml",
        header="header1.xml",
        customXml="../customXml/item1.xml",
    )


MANIFEST_RELATIONSHIPS: Final = _relationships(customXmlProps="itemProps1.xml")

_OVERRIDES = {
    "/word/document.xml": f"{_WORD}.document.main+xml",
    "/word/styles.xml": f"{_WORD}.styles+xml",
    "/word/numbering.xml": f"{_WORD}.numbering+xml",
    "/word/settings.xml": f"{_WORD}.settings+xml",
    "/word/fontTable.xml": f"{_WORD}.fontTable+xml",
    "/word/header1.xml": f"{_WORD}.header+xml",
    "/customXml/itemProps1.xml": (
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    ),
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
CONTENT_TYPES: Final = (
    f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="jpg" ContentType="image/jpeg"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    + "".join(
        f'<Override PartName="{name}" ContentType="{content_type}"/>'
        for name, content_type in _OVERRIDES.items()
    )
    + "</Types>"
)

NUMBERING: Final = (
    f'{DECLARATION}<w:numbering {W}><w:abstractNum w:abstractNumId="0">'
    '<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="–"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="1066" w:hanging="357"/></w:pPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
SETTINGS: Final = (
    f'{DECLARATION}<w:settings {W}><w:defaultTabStop w:val="709"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    ' w:val="15"/></w:compat><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
)
FONTS: Final = (
    f'{DECLARATION}<w:fonts {W}><w:font w:name="Times New Roman"><w:altName w:val="Liberation Serif"/>'
    '<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
)
HEADER: Final = (
    f'{DECLARATION}<w:hdr {W}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>'
)
"""The page's number in the middle of the top margin; the first page has none."""

CORE: Final = Markup(
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties'
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>"
    "<cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
    "<dc:language>{language}</dc:language></cp:coreProperties>"
)
APP: Final = (
    f"{DECLARATION}<Properties"
    ' xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Pikir</Application></Properties>"
)
MANIFEST_PROPERTIES: Final = (
    f'{DECLARATION}<ds:datastoreItem ds:itemID="{{6B1C2A52-6C0E-4E0B-9D0A-50494B495201}}"'
    ' xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs>'
    f'<ds:schemaRef ds:uri="{MANIFEST_NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
)


def render_manifest(manifest: "Manifest") -> Markup:
    """Return the manifest as a custom XML part: JSON in one element."""
    return Markup('<manifest xmlns="{}">{}</manifest>').format(
        MANIFEST_NAMESPACE, plain_text(manifest.to_json())
    )
