"""A report as a Word document (WordprocessingML, ISO/IEC 29500-1), written part by part without a template.

Each fact is a content control whose tag is its id in the manifest, which is a custom XML part of the document.
"""

import io
import zipfile
from datetime import UTC
from typing import TYPE_CHECKING, Final

from chalicelib.documents.docx import parts
from chalicelib.documents.docx.body import render_document
from chalicelib.documents.docx.pictures import list_files
from chalicelib.documents.docx.styles import render_styles
from chalicelib.documents.manifest import LANGUAGE_TAGS, find_title, plain_text
from chalicelib.documents.sizes import OFFICE_SIZE

if TYPE_CHECKING:
    from chalicelib.documents.manifest import Manifest
    from chalicelib.documents.text.report import ReportText

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def write_docx(
    report: "ReportText", manifest: "Manifest", author: str, size: float = OFFICE_SIZE
) -> bytes:
    """Return the report as a document; ``author`` stands in its properties. The same input gives the same bytes.

    ``size`` is that of the letters, in points. Its charts need to have their pictures (`pdf.sheet_charts.add_pictures`).
    """
    language = LANGUAGE_TAGS[report.language]
    pictures = list_files(report.pictures)
    content = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.PACKAGE_RELATIONSHIPS,
        "word/document.xml": render_document(report, manifest),
        "word/_rels/document.xml.rels": parts.relate_document(
            (each.name, each.target) for each in pictures
        ),
        "word/styles.xml": render_styles(language, size),
        "word/numbering.xml": parts.NUMBERING,
        "word/settings.xml": parts.SETTINGS,
        "word/fontTable.xml": parts.FONTS,
        "word/header1.xml": parts.HEADER,
        "customXml/item1.xml": parts.render_manifest(manifest),
        "customXml/itemProps1.xml": parts.MANIFEST_PROPERTIES,
        "customXml/_rels/item1.xml.rels": parts.MANIFEST_RELATIONSHIPS,
        "docProps/core.xml": parts.CORE.format(
            title=find_title(report),
            author=plain_text(author),
            moment=manifest.read_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            language=language,
        ),
        "docProps/app.xml": parts.APP,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in content.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, xml.encode(), zipfile.ZIP_DEFLATED)
        for picture in pictures:
            entry = zipfile.ZipInfo(f"word/{picture.target}", date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, picture.content, zipfile.ZIP_STORED)
    return buffer.getvalue()
