"""Read the facts of a Word document: content controls by their tags, and the manifest among the custom XML parts."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from chalicelib.documents.docx.body import TAG
from chalicelib.documents.docx.parts import MANIFEST_NAMESPACE
from chalicelib.documents.verification.raw import RawDocument, collect

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PICTURE: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
"""Has the alternative text of a chart, which is a fact."""
_MANIFEST: Final = f"{{{MANIFEST_NAMESPACE}}}manifest"
_CUSTOM: Final = re.compile(r"customXml/item[0-9]+\.xml")
_LARGEST_PART: Final = 20_000_000
_NOT_SHOWN: Final = {f"{_W}moveFrom", f"{_W}del", f"{_W}sdtPr"}
_BREAKS: Final = {f"{_W}tab", f"{_W}br", f"{_W}cr"}


def read_docx(content: bytes) -> RawDocument:
    """Return the manifest and the texts of the controls; raise ``ValueError`` if it is no report of Pikir's."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            main = _parse(archive, "word/document.xml")
            manifest = next(
                (
                    part.text or ""
                    for name in archive.namelist()
                    if _CUSTOM.fullmatch(name)
                    for part in (_parse(archive, name),)
                    if part.tag == _MANIFEST
                ),
                "",
            )
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        NotImplementedError,
        RuntimeError,
        ET.ParseError,
    ) as broken:
        raise ValueError("no document of Word's") from broken
    return RawDocument(manifest, collect(_list_controls(main)))


def _parse(archive: zipfile.ZipFile, name: str) -> ET.Element:
    """Parse a part; one that declares entities is none of Word's."""
    if archive.getinfo(name).file_size > _LARGEST_PART:
        raise ValueError("a part is too large")
    text = archive.read(name).decode("utf-8")
    if "<!DOCTYPE" in text:
        raise ValueError("a part declares a document type")
    return ET.fromstring(text)  # noqa: S314 -- no document type: there are no entities to expand


def _list_controls(main: ET.Element) -> Iterator[tuple[str, str]]:
    for control in main.iter(f"{_W}sdt"):
        tag = control.find(f"{_W}sdtPr/{_W}tag")
        value = "" if tag is None else tag.get(f"{_W}val", "")
        if value.startswith(TAG):
            yield value.removeprefix(TAG), "".join(_list_texts(control))


def _list_texts(element: ET.Element) -> Iterator[str]:
    if element.tag in _NOT_SHOWN:
        return
    if element.tag == f"{_W}t":
        yield element.text or ""
    if element.tag in _BREAKS:
        yield " "
    if element.tag == _PICTURE:
        yield element.get("descr", "")
    for child in element:
        yield from _list_texts(child)
