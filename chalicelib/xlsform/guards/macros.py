"""Whether an .xlsx holds macros, by its parts, their content types and relationships (ECMA-376, part 2, 6.2 and 6.5).

A content type that is declared for an extension says nothing about a workbook without such a part: some programs
declare that of a binary workbook with macros for every ``.bin`` in any file that they write.
"""

import posixpath
import zipfile
from collections.abc import Collection, Iterator, Mapping
from xml.parsers import expat

CONTENT_TYPES = "[Content_Types].xml"
_ROOT_RELATIONSHIPS = "_rels/.rels"
_USUAL_WORKBOOK = "xl/workbook.xml"
_WORKBOOK_RELATIONSHIP = "/officedocument"
_MACRO_RELATIONSHIPS = ("/vbaproject", "/xlmacrosheet", "/xlintlmacrosheet")
_MACRO_TYPES = ("macroenabled", "vbaproject", "macrosheet")
_MACRO_PARTS = ("vbaproject", "/macrosheets/")


def has_macros(archive: zipfile.ZipFile) -> bool:
    """Return whether a part is one of macros, or the workbook is declared as one with macros.

    Raises:
        expat.ExpatError: a list of types or relationships is no XML.
    """
    parts = {name.lower(): name for name in archive.namelist()}
    if any(mark in name for mark in _MACRO_PARTS for name in parts):
        return True
    workbooks = {_USUAL_WORKBOOK, *_find_workbooks(archive, parts)}
    if any(_is_one_of(kind, _MACRO_TYPES) for kind in _types(archive, parts, workbooks)):
        return True
    return any(
        kind.endswith(_MACRO_RELATIONSHIPS)
        for workbook in workbooks
        for kind, _ in _relationships(archive, parts, _relationships_of(workbook))
    )


def _is_one_of(kind: str, marks: Collection[str]) -> bool:
    return any(mark in kind for mark in marks)


def _find_workbooks(archive: zipfile.ZipFile, parts: Mapping[str, str]) -> Iterator[str]:
    """Yield the parts that the package names as its document, in lower case."""
    for kind, target in _relationships(archive, parts, _ROOT_RELATIONSHIPS):
        if kind.endswith(_WORKBOOK_RELATIONSHIP):
            yield posixpath.normpath(posixpath.join("/", target)).lstrip("/").lower()


def _types(
    archive: zipfile.ZipFile, parts: Mapping[str, str], workbooks: Collection[str]
) -> Iterator[str]:
    """Yield the content types that are declared for existing parts by name, and for workbooks by extension."""
    for tag, attributes in _elements(archive, CONTENT_TYPES):
        kind = attributes.get("ContentType", "").lower()
        if tag == "Override" and attributes.get("PartName", "").lstrip("/").lower() in parts:
            yield kind
        elif tag == "Default":
            extension = f".{attributes.get('Extension', '').lower()}"
            if any(workbook.endswith(extension) for workbook in workbooks):
                yield kind


def _relationships_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relationships(
    archive: zipfile.ZipFile, parts: Mapping[str, str], name: str
) -> Iterator[tuple[str, str]]:
    """Yield the type, in lower case, and the target of each relationship in that part."""
    if name not in parts:
        return
    for tag, attributes in _elements(archive, parts[name]):
        if tag == "Relationship":
            yield attributes.get("Type", "").lower(), attributes.get("Target", "")


def _elements(archive: zipfile.ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda tag, attributes: found.append(
        (tag.rpartition(" ")[2], attributes)
    )
    parser.Parse(archive.read(name), True)  # noqa: FBT003 -- expat's own signature
    return found
