"""Files that are refused before any of their cells is read; each is built here."""

import io
import struct
import zipfile
import zlib

import pytest

from chalicelib.xlsform.guards import MAX_BYTES, check_workbook
from chalicelib.xlsform.guards.zipped import MAX_PARTS, MAX_RATIO, MAX_UNPACKED
from chalicelib.xlsform.problems import WorkbookRefused
from tests.xlsform.workbooks import Rows, import_xlsform, xls, xlsx

FORM = """
| survey |
| | type | name | label |
| | text | a | A |
"""
SHEET = "xl/worksheets/sheet1.xml"


def refused(content: bytes) -> str:
    with pytest.raises(WorkbookRefused) as unusable:
        check_workbook(content)
    assert import_xlsform(content).problems == (unusable.value.problem,)
    return unusable.value.problem.code


def rebuilt(changes: dict[str, bytes | None], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A good workbook with some parts changed, added or left out."""
    into = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(FORM))) as old,
        zipfile.ZipFile(into, "w", method) as new,
    ):
        parts = {name: old.read(name) for name in old.namelist()} | changes
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return into.getvalue()


def test_a_workbook_of_either_kind_passes() -> None:
    assert (check_workbook(xlsx(FORM)), check_workbook(xls(FORM))) == ("xlsx", "xls")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "?"),
        (b"\x00\x01", "?"),
        (b"%PDF-1.7", ".pdf"),
        (b"survey,type,name\n", ".csv"),
        ("\ufeffsurvey;type\n".encode(), ".csv"),
        (b"hello", ".txt"),
        (b'{"a": 1}', ".json"),
        (b"<html><table>", ".html"),
        (b"<?xml version='1.0'?><Workbook>", ".xml"),
        (b"| survey |\n", ".md"),
    ],
)
def test_other_files_are_named(content: bytes, kind: str) -> None:
    with pytest.raises(WorkbookRefused) as unusable:
        check_workbook(content)
    assert unusable.value.problem.code == "form.file_not_a_workbook"
    assert unusable.value.problem.parameters == {"kind": kind}


@pytest.mark.parametrize(
    ("part", "content", "kind"),
    [
        ("word/document.xml", b"<x/>", ".docx"),
        ("xl/workbook.bin", b"", ".xlsb"),
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", ".ods"),
        ("mimetype", b"application/zip", ".zip"),
    ],
)
def test_other_archives_are_named(part: str, content: bytes, kind: str) -> None:
    with pytest.raises(WorkbookRefused) as unusable:
        check_workbook(rebuilt({part: content}))
    assert unusable.value.problem.parameters == {"kind": kind}


def test_an_archive_of_anything_is_named() -> None:
    assert refused(rebuilt({"[Content_Types].xml": None})) == "form.file_not_a_workbook"


def test_a_large_file_is_refused() -> None:
    assert refused(b"PK\x03\x04" + bytes(MAX_BYTES)) == "form.file_too_large"


@pytest.mark.parametrize("cut", [4, 60, -30, -100])
def test_a_file_that_was_cut_is_refused(cut: int) -> None:
    assert refused(xlsx(FORM)[:cut]) == "form.file_broken"


def test_a_zip_bomb_is_refused() -> None:
    assert refused(rebuilt({"xl/media/a.bin": bytes(MAX_UNPACKED)})) == (
        "form.file_unpacks_too_large"
    )


def test_a_part_that_unpacks_to_far_more_than_it_holds_is_refused() -> None:
    """Well under the limit of bytes, and none of it XML: only the ratio tells."""
    size = MAX_UNPACKED // 4
    bomb = rebuilt({"xl/media/a.bin": bytes(size)})
    assert size > MAX_RATIO * len(bomb)
    assert refused(bomb) == "form.file_unpacks_too_large"
    stored = rebuilt({"xl/media/a.bin": bytes(MAX_BYTES // 2)}, method=zipfile.ZIP_STORED)
    assert check_workbook(stored) == "xlsx"


def test_a_million_empty_rows_are_refused() -> None:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(1, 1_000_001))
    sheet = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    assert refused(rebuilt({SHEET: sheet})) == "form.sheet_too_large"


def test_a_million_formatted_cells_are_refused() -> None:
    row = b'<row r="1">' + b'<c r="A1" s="1"/>' * 2_000_100 + b"</row>"
    sheet = b"<worksheet><sheetData>" + row + b"</sheetData></worksheet>"
    assert refused(rebuilt({SHEET: sheet})) in {
        "form.sheet_too_large",
        "form.file_unpacks_too_large",
    }


def test_too_many_parts_are_refused() -> None:
    many: dict[str, bytes | None] = {f"xl/x{number}": b"" for number in range(MAX_PARTS)}
    assert refused(rebuilt(many)) == "form.file_too_many_parts"
    crowd: dict[str, bytes | None] = {f"xl/{number:060}": b"" for number in range(3000)}
    assert refused(rebuilt(crowd)) == "form.file_too_many_parts"


@pytest.mark.parametrize(
    "prolog",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]>',
        b'<?xml version="1.0"?>\n<!-- so -->\n<!DOCTYPE x SYSTEM "http://192.0.2.1/x">',
        "\ufeff<!DOCTYPE x>".encode("utf-16-le"),
        b"<!--" + b" " * 5000 + b"--><!DOCTYPE x>",
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "docProps/core.xml", "x/y.rels"])
def test_a_document_type_is_refused(prolog: bytes, part: str) -> None:
    assert refused(rebuilt({part: prolog + b"<x/>"})) in {
        "form.file_has_doctype",
        "form.file_broken",
    }


def test_a_document_type_is_told_from_broken_xml() -> None:
    assert refused(rebuilt({SHEET: b"<!DOCTYPE x><x/>"})) == "form.file_has_doctype"
    assert refused(rebuilt({SHEET: b"\x00"})) == "form.file_broken"
    assert refused(rebuilt({SHEET: b"<!--" + b" " * 100_000 + b"--><x/>"})) == "form.file_broken"


def test_macros_are_refused() -> None:
    assert refused(rebuilt({"xl/vbaProject.bin": b"x"})) == "form.file_has_macros"
    assert refused(rebuilt({"xl/macrosheets/sheet1.xml": b"<x/>"})) == "form.file_has_macros"
    with zipfile.ZipFile(io.BytesIO(xlsx(FORM))) as archive:
        types = archive.read("[Content_Types].xml")
    enabled = types.replace(
        b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main",
        b"vnd.ms-excel.sheet.macroEnabled.main",
    )
    assert refused(rebuilt({"[Content_Types].xml": enabled})) == "form.file_has_macros"


def test_an_encrypted_part_is_refused() -> None:
    content = bytearray(xlsx(FORM))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refused(bytes(content)) == "form.file_encrypted"


def test_the_same_part_twice_is_refused() -> None:
    into = io.BytesIO(xlsx(FORM))
    with (
        zipfile.ZipFile(into, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr(SHEET, b"<x/>")
    assert refused(into.getvalue()) == "form.file_broken"


def test_an_unusual_compression_is_refused() -> None:
    assert refused(rebuilt({}, method=zipfile.ZIP_BZIP2)) == "form.file_broken"


def test_a_part_that_does_not_unpack_is_refused() -> None:
    content = bytearray(xlsx(FORM))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.getinfo(SHEET).header_offset
    length, extra = struct.unpack_from("<HH", content, start + 26)
    data = start + 30 + length + extra
    content[data : data + 8] = zlib.compress(b"")[:8]
    assert refused(bytes(content)) == "form.file_broken"


# An .xls, taken apart: the header's fields ([MS-CFB] 2.2) and the directory's entries (2.6.1).


def patched(content: bytes, at: int, value: int) -> bytes:
    return content[:at] + struct.pack("<I", value) + content[at + 4 :]


def directory(content: bytes) -> int:
    (sector,) = struct.unpack_from("<I", content, 48)
    return 512 + int(sector) * 512


def test_an_old_workbook_that_branches_into_itself_is_refused() -> None:
    content = xls(FORM)
    entry = directory(content) + 128
    assert refused(patched(patched(content, entry + 68, 1), entry + 72, 1)) == "form.file_broken"


def test_an_old_workbook_whose_sectors_go_round_is_refused() -> None:
    content = xls(FORM)
    (start,) = struct.unpack_from("<I", content, 48)
    (table,) = struct.unpack_from("<I", content, 76)
    assert refused(patched(content, 512 + table * 512 + start * 4, start)) == "form.file_broken"


@pytest.mark.parametrize("at", [30, 48, 76])
def test_an_old_workbook_with_a_nonsense_header_is_refused(at: int) -> None:
    assert refused(patched(xls(FORM), at, 0x00FFFFFF)) == "form.file_broken"


@pytest.mark.parametrize("cut", [8, 100, 600])
def test_an_old_workbook_that_was_cut_is_refused(cut: int) -> None:
    assert refused(xls(FORM)[:cut]) == "form.file_broken"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("EncryptedPackage", "form.file_encrypted"),
        ("_VBA_PROJECT_CUR", "form.file_has_macros"),
        ("WordDocument", "form.file_not_a_workbook"),
    ],
)
def test_an_old_file_is_known_by_what_it_holds(name: str, code: str) -> None:
    content = xls(FORM)
    at = directory(content) + 128
    raw = name.encode("utf-16-le")
    entry = raw + bytes(64 - len(raw)) + struct.pack("<H", len(raw) + 2)
    assert refused(content[:at] + entry + content[at + 66 :]) == code


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (struct.pack("<HH", 0x2F, 0), "form.file_encrypted"),
        (struct.pack("<HHIBB", 0x85, 6, 0, 0, 1), "form.file_has_macros"),
    ],
)
def test_records_of_an_old_workbook_are_read_first(record: bytes, code: str) -> None:
    content = xls(FORM)
    at = content.index(struct.pack("<HH", 0x809, 16)) + 20  # right behind its first record
    assert refused(content[:at] + record + content[at + len(record) :]) == code


def test_an_old_workbook_with_too_many_cells_is_refused() -> None:
    sheets: dict[str, Rows] = {"survey": [["type", "name"], *([0] * 250 for _ in range(1650))]}
    assert refused(xls(sheets)) == "form.sheet_too_large"


def compound(*records: bytes, following: int = 0xFFFFFFFE, more: bytes = b"") -> bytes:
    """Return a compound file whose workbook is so short that it is in the mini stream."""
    free, last = 0xFFFFFFFF, 0xFFFFFFFE

    def sector(*numbers: int) -> bytes:
        return struct.pack(f"<{len(numbers)}I", *numbers).ljust(512, b"\xff")

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le")
        links = struct.pack("<III", free, free, child)
        head = raw.ljust(64, b"\x00") + struct.pack("<HBB", len(raw) + 2, kind, 1) + links
        return head.ljust(116, b"\x00") + struct.pack("<III", start, size, 0)

    content = b"".join(records)
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00"))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    tables = int(following < 0xFFFFFFFA)
    struct.pack_into("<IIIIIIII", header, 44, 1, 1, 0, 4096, 2, 1, following, tables)
    struct.pack_into("<109I", header, 76, 0, *[free] * 108)
    table = sector(0xFFFFFFFD, last, last, last)
    names = entry("Root Entry", 5, 1, 3, 512) + entry("Workbook", 2, free, 0, len(content))
    return (
        bytes(header) + table + names.ljust(512, b"\x00") + sector(last) + content.ljust(512) + more
    )


def test_a_workbook_among_short_streams_is_read_first_too() -> None:
    assert refused(compound(struct.pack("<HH", 0x2F, 0))) == "form.file_encrypted"


def test_a_table_of_sectors_that_goes_round_is_refused() -> None:
    more = struct.pack("<128I", *[0xFFFFFFFF] * 127, 4)
    assert refused(compound(following=4, more=more)) == "form.file_broken"
