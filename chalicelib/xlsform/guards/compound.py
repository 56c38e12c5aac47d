"""Checks of an .xls: a compound file ([MS-CFB]) that holds the records of a workbook ([MS-XLS]).

olefile reads the container. xlrd, which reads the cells afterwards, trusts the file's own tables: a
directory that branches back into itself would keep it busy for ever, and one cell in the last corner
would make it fill the whole grid. So the directory and the chains of sectors are walked here first, each
entry and each sector at most once, and records are counted before they are read.
"""

import io
import struct
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from chalicelib.xlsform.problems import WorkbookRefused

if TYPE_CHECKING:
    from olefile import OleFileIO
    from olefile.olefile import OleDirectoryEntry

MAX_CELLS = 400_000
MAX_NAMES = 2_000
_MACROS = frozenset({"_vba_project_cur", "_vba_project", "vba", "macros"})
_WORKBOOKS = ("workbook", "book")
"""The stream of a workbook: that of Excel 97 and later, that of Excel 5 and 95."""
_OTHER_DOCUMENTS = {"worddocument": ".doc", "powerpoint document": ".ppt"}
_LAST_SECTOR = 0xFFFFFFFA
_NO_ENTRY = 0xFFFFFFFF
_STORAGE = 1

_FILEPASS = 0x2F
_BOUNDSHEET = 0x85
_NAME = 0x18
_CELLS = frozenset({0x06, 0x27E, 0x203, 0x204, 0x205, 0xFD, 0xD6, 0x406})
_MULTIPLE = 0xBD
_MACRO_FREE_SHEETS = (0, 2, 6)
"""Types of a sheet: worksheet, chart, Visual Basic module; 1 is a sheet of Excel 4.0 macros."""


def check(workbook: bytes) -> None:
    """Raise ``WorkbookRefused`` unless the file is an ordinary .xls without macros."""
    from olefile import OleFileIO

    try:
        with OleFileIO(io.BytesIO(workbook)) as container:
            _check_chain(container.fat, container.first_dir_sector)
            names = {entry.name.lower(): entry for entry in _entries(container)}
            _check_names(names.keys())
            entry = next(names[name] for name in _WORKBOOKS if name in names)
            is_short = entry.size < container.minisectorcutoff
            stream = container.openstream(entry.name).read()  # loads the table of short sectors
            _check_chain(container.minifat if is_short else container.fat, entry.isectStart)
            _check_records(stream)
    except WorkbookRefused:
        raise
    except Exception as broken:  # olefile meets nonsense with any exception
        raise WorkbookRefused("form.file_broken") from broken


def _check_chain(table: Sequence[int], sector: int) -> None:
    """Raise ``WorkbookRefused`` if a chain of sectors comes back to one of its own."""
    seen: set[int] = set()
    while sector < _LAST_SECTOR:
        if sector in seen or sector >= len(table):
            raise WorkbookRefused("form.file_broken")
        seen.add(sector)
        sector = table[sector]


def _entries(container: "OleFileIO") -> Iterator["OleDirectoryEntry"]:
    """Yield the entries of the directory; raise ``WorkbookRefused`` if one is in it twice."""
    seen: set[int] = set()
    numbers = [container.root.sid_child]
    while numbers:
        number = numbers.pop()
        if number == _NO_ENTRY:
            continue
        if number in seen or number >= len(container.direntries):
            raise WorkbookRefused("form.file_broken")
        seen.add(number)
        entry = container.direntries[number]
        yield entry
        numbers += (entry.sid_left, entry.sid_right)
        if entry.entry_type == _STORAGE:
            numbers.append(entry.sid_child)


def _check_names(names: Collection[str]) -> None:
    """Check the names of all entries, in lower case."""
    if "encryptedpackage" in names:
        raise WorkbookRefused("form.file_encrypted")
    if _MACROS.intersection(names):
        raise WorkbookRefused("form.file_has_macros")
    if not set(_WORKBOOKS).intersection(names):
        others = (kind for name, kind in _OTHER_DOCUMENTS.items() if name in names)
        raise WorkbookRefused("form.file_not_a_workbook", kind=next(others, "?"))


def _check_records(stream: bytes) -> None:
    cells = names = 0
    for kind, start, length in _records(stream):
        if kind == _FILEPASS:
            raise WorkbookRefused("form.file_encrypted")
        if kind == _BOUNDSHEET and length > 5 and stream[start + 5] not in _MACRO_FREE_SHEETS:
            raise WorkbookRefused("form.file_has_macros")
        names += kind == _NAME
        cells += length // 6 if kind == _MULTIPLE else kind in _CELLS
    if cells > MAX_CELLS or names > MAX_NAMES:
        raise WorkbookRefused("form.sheet_too_large")


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield kind, start of the content and length of each record."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        at += 4 + length
