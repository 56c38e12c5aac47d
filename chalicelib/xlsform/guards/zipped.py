"""Checks of an .xlsx, which is a zip (ECMA-376, part 2): zip bombs, macros, document types, repeated parts.

Python's ``zipfile`` never unpacks more of a part than its entry in the central directory declares,
so the declared sizes bound the cost of reading.
"""

import struct
import zipfile
import zlib
from io import BytesIO
from xml.parsers import expat

from chalicelib.xlsform.guards.macros import CONTENT_TYPES, has_macros
from chalicelib.xlsform.problems import WorkbookRefused

MAX_PARTS = 1_000
MAX_UNPACKED = 48 * 1024 * 1024
MAX_RATIO = 150
"""Unpacked to packed size, from 4 MB on; a sheet of a million empty rows has a higher ratio."""
MAX_MARKS = 550_000
"""“<” in all parts together: the time of reading grows with the elements, not with their size."""
MAX_WORKBOOK_MARKS = 20_000
"""The same in the workbook's own part, of which an object is made for each name that is defined."""
_WORKBOOK = "workbook.xml"
_MUCH = 4 * 1024 * 1024
_MAX_DIRECTORY = 256 * 1024
_MAX_TYPES = 1024 * 1024
_MAX_PROLOG = 64 * 1024
_CHUNK = 1024 * 1024
_STEP = 1024
_ENCRYPTED = 0x1
_END = b"PK\x05\x06"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_XML = (".xml", ".rels", ".vml")
_OTHER_DOCUMENTS = (
    ("word/document.xml", ".docx"),
    ("ppt/presentation.xml", ".pptx"),
    ("xl/workbook.bin", ".xlsb"),
    ("Index/Document.iwa", ".numbers"),
)


def check(workbook: bytes) -> None:
    """Raise ``WorkbookRefused`` unless the zip is an ordinary .xlsx without macros."""
    try:
        _check_directory(workbook)
        with zipfile.ZipFile(BytesIO(workbook)) as archive:
            _check_parts(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, expat.ExpatError, zlib.error) as broken:
        raise WorkbookRefused("form.file_broken") from broken
    except (ValueError, EOFError, OSError, struct.error, NotImplementedError) as broken:
        raise WorkbookRefused(
            "form.file_broken"
        ) from broken  # zipfile fails with any of these on nonsense


def _check_directory(workbook: bytes) -> None:
    """Check that the list of parts is small: ``zipfile`` reads all of it at once."""
    end = workbook.rfind(_END, max(len(workbook) - 65_557, 0))
    if end < 0 or len(workbook) < end + 22:
        raise WorkbookRefused("form.file_broken")
    (size,) = struct.unpack_from("<L", workbook, end + 12)
    if size > _MAX_DIRECTORY:
        raise WorkbookRefused("form.file_too_many_parts", limit=MAX_PARTS)


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MAX_PARTS:
        raise WorkbookRefused("form.file_too_many_parts", limit=MAX_PARTS)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise WorkbookRefused("form.file_encrypted")
    _check_is_a_workbook(archive, names)
    if len(set(names)) != len(names) or any(part.compress_type not in _METHODS for part in parts):
        raise WorkbookRefused("form.file_broken")
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MAX_UNPACKED or (unpacked > _MUCH and unpacked > MAX_RATIO * packed):
        raise WorkbookRefused("form.file_unpacks_too_large", limit=MAX_UNPACKED // (1024 * 1024))
    _check_marks(archive, names)
    if archive.getinfo(CONTENT_TYPES).file_size > _MAX_TYPES:
        raise WorkbookRefused("form.file_too_many_parts", limit=MAX_PARTS)
    if has_macros(archive):
        raise WorkbookRefused("form.file_has_macros")


def _check_marks(archive: zipfile.ZipFile, names: list[str]) -> None:
    marks = 0
    for name in names:
        if name.lower().endswith(_XML):
            found = _marks(archive, name)
            marks += found
            is_workbook = name.lower().rpartition("/")[2] == _WORKBOOK
            if marks > MAX_MARKS or (is_workbook and found > MAX_WORKBOOK_MARKS):
                raise WorkbookRefused("form.sheet_too_large")


def _check_is_a_workbook(archive: zipfile.ZipFile, names: list[str]) -> None:
    if "mimetype" in names:
        with archive.open("mimetype") as file:
            kind = file.read(100).rpartition(b".")[2].decode("ascii", "replace")
        named = {"spreadsheet": ".ods", "text": ".odt"}.get(kind, ".zip")
        raise WorkbookRefused("form.file_not_a_workbook", kind=named)
    for name, kind in _OTHER_DOCUMENTS:
        if name in names:
            raise WorkbookRefused("form.file_not_a_workbook", kind=kind)
    if CONTENT_TYPES not in names:
        raise WorkbookRefused("form.file_not_a_workbook", kind=".zip")


def _marks(archive: zipfile.ZipFile, name: str) -> int:
    """Count the “<” of a part, up to too many; refuse a document type."""
    marks = 0
    with archive.open(name) as part:
        start = part.read(_MAX_PROLOG)
        _check_prolog(start)
        chunk = start
        while chunk and marks <= MAX_MARKS:
            marks += chunk.count(b"<")
            chunk = part.read(_CHUNK)
    return marks


def _check_prolog(start: bytes) -> None:
    """Refuse a document type before the first element, in any encoding."""
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: found.append("doctype")
    parser.StartElementHandler = lambda *_: found.append("element")
    for at in range(0, len(start), _STEP):
        parser.Parse(start[at : at + _STEP])
        if found:
            break
    if found[:1] != ["element"]:
        raise WorkbookRefused("form.file_has_doctype" if found else "form.file_broken")
