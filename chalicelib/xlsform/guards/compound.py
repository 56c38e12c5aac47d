"""An .xls as the compound file it is ([MS-CFB]), and the records of its workbook ([MS-XLS]).

xlrd trusts a file's own tables: a directory that branches back into itself would keep it busy for
ever, and one cell in the last corner would make it fill the whole grid. So the tables are walked
here first, each sector and each entry at most once, and records are counted before they are read.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.xlsform.guards.refusal import WorkbookRefused

MAX_CELLS = 400_000
MAX_NAMES = 2_000
_HEADER = 512
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
_NOTHING = 0xFFFFFFFF
_STORAGES = (0, 1, 5)
_MACROS = frozenset({"_vba_project_cur", "_vba_project", "vba", "macros"})

_FILEPASS = 0x2F
_BOUNDSHEET = 0x85
_NAME = 0x18
_CELLS = frozenset({0x06, 0x27E, 0x203, 0x204, 0x205, 0xFD, 0xD6, 0x406})
_MULTIPLE = 0xBD
_VISIBLE_SHEET = 0


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """An entry of the directory."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def check(workbook: bytes) -> None:
    """Raise ``WorkbookRefused`` unless the file is an ordinary .xls without macros."""
    try:
        entries = _directory(workbook)
        names = {entry.name.lower() for entry in entries}
        if "encryptedpackage" in names:
            raise WorkbookRefused("form.file_encrypted")
        if names & _MACROS:
            raise WorkbookRefused("form.file_has_macros")
        if not names & {"workbook", "book"}:
            raise WorkbookRefused("form.file_not_a_workbook", kind=_kind(names))
        _check_tree(entries)
        _check_records(CompoundFile(workbook).stream(entries, "workbook", "book"))
    except (struct.error, LookupError, UnicodeDecodeError) as broken:
        raise WorkbookRefused("form.file_broken") from broken


def _kind(names: set[str]) -> str:
    return {"worddocument": ".doc", "powerpoint document": ".ppt"}.get(
        next(iter(names & {"worddocument", "powerpoint document"}), ""), "?"
    )


class CompoundFile:
    """Sectors and the chains they form."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.shift, self.short_shift = struct.unpack_from("<HH", content, 30)
        if self.shift not in (9, 12) or self.short_shift != 6:
            raise WorkbookRefused("form.file_broken")
        self.size = 1 << self.shift
        self.count = max(len(content) - _HEADER, 0) // self.size + 1
        self.table = self._table()

    def sector(self, number: int) -> bytes:
        """Return a sector."""
        start = _HEADER + number * self.size if self.shift == 9 else (number + 1) * self.size
        return self.content[start : start + self.size]

    def _table(self) -> list[int]:
        width = self.size // 4
        numbers = list(struct.unpack_from("<109I", self.content, 76))
        (following,) = struct.unpack_from("<I", self.content, 68)
        seen = 0
        while following < _LAST_SECTOR:
            seen += 1
            if seen > self.count:
                raise WorkbookRefused("form.file_broken")
            more = struct.unpack(f"<{width}I", self.sector(following))
            numbers += more[:-1]
            following = more[-1]
        table: list[int] = []
        for number in [each for each in numbers if each < _LAST_SECTOR][: self.count]:
            table += struct.unpack(f"<{width}I", self.sector(number))
        return table

    def chain(self, start: int, table: list[int]) -> list[int]:
        """The numbers from the first; raises ``WorkbookRefused`` where they come back."""
        found: list[int] = []
        while start < _LAST_SECTOR:
            if len(found) > len(table):
                raise WorkbookRefused("form.file_broken")
            found.append(start)
            start = table[start]
        return found

    def bytes_of(self, start: int) -> bytes:
        """Return a chain's content."""
        return b"".join(self.sector(number) for number in self.chain(start, self.table))

    def stream(self, entries: list[DirectoryEntry], *names: str) -> bytes:
        """The content of the first of these streams that is there."""
        found = {entry.name.lower(): entry for entry in entries if entry.kind not in _STORAGES}
        entry = next(found[name] for name in names if name in found)
        (shortest,) = struct.unpack_from("<I", self.content, 56)
        if entry.size >= shortest:
            return self.bytes_of(entry.start)[: entry.size]
        (first,) = struct.unpack_from("<I", self.content, 60)
        packed = self.bytes_of(first)
        short = list(struct.unpack(f"<{len(packed) // 4}I", packed))
        inside = self.bytes_of(entries[0].start)
        width = 1 << self.short_shift
        parts = (inside[at * width : (at + 1) * width] for at in self.chain(entry.start, short))
        return b"".join(parts)[: entry.size]


def _directory(content: bytes) -> list[DirectoryEntry]:
    file = CompoundFile(content)
    (start,) = struct.unpack_from("<I", content, 48)
    raw = file.bytes_of(start)
    return [_entry(raw[at : at + _ENTRY]) for at in range(0, len(raw) - _ENTRY + 1, _ENTRY)]


def _entry(raw: bytes) -> DirectoryEntry:
    (length,) = struct.unpack_from("<H", raw, 64)
    name = raw[: max(min(length, 64) - 2, 0)].decode("utf-16-le")
    left, right, child = struct.unpack_from("<III", raw, 68)
    start, size = struct.unpack_from("<II", raw, 116)
    return DirectoryEntry(name, raw[66], left, right, child, start, size)


def _check_tree(entries: list[DirectoryEntry]) -> None:
    """Every entry hangs in one place only; a branch that is met twice would be walked for ever."""
    seen: set[int] = set()
    waiting = [entries[0].child]
    while waiting:
        number = waiting.pop()
        if number == _NOTHING:
            continue
        if number in seen or number >= len(entries):
            raise WorkbookRefused("form.file_broken")
        seen.add(number)
        entry = entries[number]
        waiting += (entry.left, entry.right)
        if entry.kind == 1:
            waiting.append(entry.child)


def _check_records(stream: bytes) -> None:
    cells = names = 0
    for kind, start, length in _records(stream):
        if kind == _FILEPASS:
            raise WorkbookRefused("form.file_encrypted")
        if kind == _BOUNDSHEET and length > 5 and stream[start + 5] not in (0, 2, 6):
            raise WorkbookRefused("form.file_has_macros")  # a sheet of Excel 4.0 macros
        names += kind == _NAME
        cells += length // 6 if kind == _MULTIPLE else kind in _CELLS
    if cells > MAX_CELLS or names > MAX_NAMES:
        raise WorkbookRefused("form.sheet_too_large")


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start of its content and length of each record."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        at += 4 + length
