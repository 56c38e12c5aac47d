"""Files that are refused before any of their cells is read. Each test builds its own file."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

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


def refusal_code(content: bytes) -> str:
    """Assert that the file is refused, as its only problem, and return the problem's code."""
    with pytest.raises(WorkbookRefused) as refusal:
        check_workbook(content)
    assert import_xlsform(content).problems == (refusal.value.problem,)
    return refusal.value.problem.code


def change_parts(
    changes: Mapping[str, bytes | None], *, method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return a valid workbook with parts replaced or added, or left out where None."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(FORM))) as old,
        zipfile.ZipFile(buffer, "w", method) as new,
    ):
        parts = {**{name: old.read(name) for name in old.namelist()}, **changes}
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def test_a_workbook_of_either_format_passes() -> None:
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
def test_a_file_of_another_format_is_refused_with_its_extension(content: bytes, kind: str) -> None:
    with pytest.raises(WorkbookRefused) as refusal:
        check_workbook(content)
    assert refusal.value.problem.code == "form.file_not_a_workbook"
    assert refusal.value.problem.parameters == {"kind": kind}


@pytest.mark.parametrize(
    ("part", "content", "kind"),
    [
        ("word/document.xml", b"<x/>", ".docx"),
        ("xl/workbook.bin", b"", ".xlsb"),
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", ".ods"),
        ("mimetype", b"application/zip", ".zip"),
    ],
)
def test_an_archive_of_another_format_is_refused_with_its_extension(
    part: str, content: bytes, kind: str
) -> None:
    with pytest.raises(WorkbookRefused) as refusal:
        check_workbook(change_parts({part: content}))
    assert refusal.value.problem.parameters == {"kind": kind}


def test_an_archive_that_is_no_office_document_is_refused() -> None:
    assert refusal_code(change_parts({"[Content_Types].xml": None})) == "form.file_not_a_workbook"


def test_a_large_file_is_refused() -> None:
    assert refusal_code(b"PK\x03\x04" + bytes(MAX_BYTES)) == "form.file_too_large"


@pytest.mark.parametrize("cut", [4, 60, -30, -100])
def test_a_truncated_file_is_refused(cut: int) -> None:
    assert refusal_code(xlsx(FORM)[:cut]) == "form.file_broken"


def test_a_zip_bomb_is_refused() -> None:
    assert refusal_code(change_parts({"xl/media/a.bin": bytes(MAX_UNPACKED)})) == (
        "form.file_unpacks_too_large"
    )


def test_a_part_with_a_high_compression_ratio_is_refused() -> None:
    """The part is far below the limit of unpacked bytes and is not XML, so only the ratio can refuse it."""
    size = MAX_UNPACKED // 4
    bomb = change_parts({"xl/media/a.bin": bytes(size)})
    assert size > MAX_RATIO * len(bomb)
    assert refusal_code(bomb) == "form.file_unpacks_too_large"
    stored = change_parts({"xl/media/a.bin": bytes(MAX_BYTES // 2)}, method=zipfile.ZIP_STORED)
    assert check_workbook(stored) == "xlsx"


def test_a_million_empty_rows_are_refused() -> None:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(1, 1_000_001))
    sheet = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    assert refusal_code(change_parts({SHEET: sheet})) == "form.sheet_too_large"


def test_a_million_formatted_cells_are_refused() -> None:
    row = b'<row r="1">' + b'<c r="A1" s="1"/>' * 2_000_100 + b"</row>"
    sheet = b"<worksheet><sheetData>" + row + b"</sheetData></worksheet>"
    assert refusal_code(change_parts({SHEET: sheet})) in {
        "form.sheet_too_large",
        "form.file_unpacks_too_large",
    }


def test_too_many_parts_are_refused() -> None:
    parts: dict[str, bytes | None] = {f"xl/x{number}": b"" for number in range(MAX_PARTS)}
    assert refusal_code(change_parts(parts)) == "form.file_too_many_parts"
    long_names: dict[str, bytes | None] = {f"xl/{number:060}": b"" for number in range(3000)}
    assert refusal_code(change_parts(long_names)) == "form.file_too_many_parts"


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
    assert refusal_code(change_parts({part: prolog + b"<x/>"})) in {
        "form.file_has_doctype",
        "form.file_broken",
    }


def test_a_document_type_and_broken_xml_have_different_codes() -> None:
    assert refusal_code(change_parts({SHEET: b"<!DOCTYPE x><x/>"})) == "form.file_has_doctype"
    assert refusal_code(change_parts({SHEET: b"\x00"})) == "form.file_broken"
    assert (
        refusal_code(change_parts({SHEET: b"<!--" + b" " * 100_000 + b"--><x/>"}))
        == "form.file_broken"
    )


def retype(old: bytes, new: bytes) -> bytes:
    """Return a valid workbook whose list of content types has a text replaced."""
    with zipfile.ZipFile(io.BytesIO(xlsx(FORM))) as archive:
        types = archive.read("[Content_Types].xml")
    assert old in types
    return change_parts({"[Content_Types].xml": types.replace(old, new)})


BINARY = b'<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'


def test_macros_are_refused_by_part_and_by_the_content_type_of_a_part() -> None:
    """The parts are named so that nothing but their type or their relationship tells what they are."""
    assert refusal_code(change_parts({"xl/vbaProject.bin": b"x"})) == "form.file_has_macros"
    sheet = change_parts({"xl/macrosheets/sheet1.xml": b"<x/>"})
    assert refusal_code(sheet) == "form.file_has_macros"
    enabled = retype(
        b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main",
        b"vnd.ms-excel.sheet.macroEnabled.main",
    )
    assert refusal_code(enabled) == "form.file_has_macros"
    disguised = retype(
        b"</Types>",
        b'<Override PartName="/XL/Worksheets/sheet1.xml" '
        b'ContentType="application/vnd.ms-excel.intlmacrosheet+xml"/></Types>',
    )
    assert refusal_code(disguised) == "form.file_has_macros"


@pytest.mark.parametrize("kind", ["vbaProject", "xlMacrosheet"])
def test_macros_are_refused_by_a_relationship_of_the_workbook(kind: str) -> None:
    name = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(io.BytesIO(xlsx(FORM))) as archive:
        rels = archive.read(name)
    relationship = (
        f'<Relationship Id="m" Target="data.bin" '
        f'Type="http://schemas.microsoft.com/office/2006/relationships/{kind}"/></Relationships>'
    )
    changed = rels.replace(b"</Relationships>", relationship.encode())
    assert refusal_code(change_parts({name: changed, "xl/data.bin": b"x"})) == (
        "form.file_has_macros"
    )


def test_a_content_type_for_an_extension_does_not_make_macros() -> None:
    """SheetJS declares one with macros for ``.bin`` in every workbook; printers' settings are ``.bin`` too."""
    declared = retype(b"</Types>", BINARY + b"</Types>")
    assert check_workbook(declared) == "xlsx"
    assert import_xlsform(declared).problems == ()
    with zipfile.ZipFile(io.BytesIO(declared)) as archive:
        types = archive.read("[Content_Types].xml")
    printed = {"[Content_Types].xml": types, "xl/printerSettings/printerSettings1.bin": b"x"}
    assert check_workbook(change_parts(printed)) == "xlsx"
    root = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r" Target="/x/../xl/Book.bin" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/officeDocument"/></Relationships>'
    )
    binary = {"[Content_Types].xml": types, "_rels/.rels": root, "xl/Book.bin": b"x"}
    assert refusal_code(change_parts(binary)) == "form.file_has_macros"


def test_a_list_of_content_types_that_no_workbook_needs_is_refused() -> None:
    parts: dict[str, bytes | None] = {
        "[Content_Types].xml": b"<Types>" + b" " * 1_100_000 + b"</Types>"
    }
    assert refusal_code(change_parts(parts)) == "form.file_too_many_parts"
    broken: dict[str, bytes | None] = {"[Content_Types].xml": b"<Types><x></Types>"}
    assert refusal_code(change_parts(broken)) == "form.file_broken"


def test_an_encrypted_part_is_refused() -> None:
    content = bytearray(xlsx(FORM))
    directory_entry = content.index(b"PK\x01\x02")
    content[directory_entry + 8] |= 1
    assert refusal_code(bytes(content)) == "form.file_encrypted"


def test_the_same_part_twice_is_refused() -> None:
    buffer = io.BytesIO(xlsx(FORM))
    with (
        zipfile.ZipFile(buffer, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr(SHEET, b"<x/>")
    assert refusal_code(buffer.getvalue()) == "form.file_broken"


def test_an_unusual_compression_is_refused() -> None:
    assert refusal_code(change_parts({}, method=zipfile.ZIP_BZIP2)) == "form.file_broken"


def test_a_part_that_cannot_be_unpacked_is_refused() -> None:
    content = bytearray(xlsx(FORM))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.getinfo(SHEET).header_offset
    length, extra = struct.unpack_from("<HH", content, start + 26)
    data = start + 30 + length + extra
    content[data : data + 8] = zlib.compress(b"")[:8]
    assert refusal_code(bytes(content)) == "form.file_broken"


# The bytes of an .xls file: [MS-CFB] 2.2 describes the header's fields, 2.6.1 the directory's entries.


def patch(content: bytes, offset: int, value: int) -> bytes:
    """Write a 32-bit number over the bytes at the offset."""
    return content[:offset] + struct.pack("<I", value) + content[offset + 4 :]


def directory_offset(content: bytes) -> int:
    (sector,) = struct.unpack_from("<I", content, 48)
    return 512 + int(sector) * 512


def test_an_xls_file_whose_directory_has_a_cycle_is_refused() -> None:
    content = xls(FORM)
    entry = directory_offset(content) + 128
    assert refusal_code(patch(patch(content, entry + 68, 1), entry + 72, 1)) == "form.file_broken"


def test_an_xls_file_whose_sectors_form_a_cycle_is_refused() -> None:
    content = xls(FORM)
    (start,) = struct.unpack_from("<I", content, 48)
    (table,) = struct.unpack_from("<I", content, 76)
    assert refusal_code(patch(content, 512 + table * 512 + start * 4, start)) == "form.file_broken"


@pytest.mark.parametrize("offset", [30, 48, 76])
def test_an_xls_file_with_an_invalid_header_is_refused(offset: int) -> None:
    assert refusal_code(patch(xls(FORM), offset, 0x00FFFFFF)) == "form.file_broken"


@pytest.mark.parametrize("cut", [8, 100, 600])
def test_a_truncated_xls_file_is_refused(cut: int) -> None:
    assert refusal_code(xls(FORM)[:cut]) == "form.file_broken"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("EncryptedPackage", "form.file_encrypted"),
        ("_VBA_PROJECT_CUR", "form.file_has_macros"),
        ("WordDocument", "form.file_not_a_workbook"),
    ],
)
def test_a_stream_of_another_kind_in_an_xls_file_is_refused(name: str, code: str) -> None:
    content = xls(FORM)
    offset = directory_offset(content) + 128
    raw = name.encode("utf-16-le")
    entry = raw + bytes(64 - len(raw)) + struct.pack("<H", len(raw) + 2)
    assert refusal_code(content[:offset] + entry + content[offset + 66 :]) == code


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (struct.pack("<HH", 0x2F, 0), "form.file_encrypted"),
        (struct.pack("<HHIBB", 0x85, 6, 0, 0, 1), "form.file_has_macros"),
    ],
)
def test_an_xls_file_with_a_record_of_encryption_or_macros_is_refused(
    record: bytes, code: str
) -> None:
    content = xls(FORM)
    offset = content.index(struct.pack("<HH", 0x809, 16)) + 20  # the end of the first record, BOF
    assert refusal_code(content[:offset] + record + content[offset + len(record) :]) == code


def test_an_xls_file_with_too_many_cells_is_refused() -> None:
    sheets: dict[str, Rows] = {"survey": [["type", "name"], *([0] * 250 for _ in range(1650))]}
    assert refusal_code(xls(sheets)) == "form.sheet_too_large"


def compound_file(*records: bytes, first_difat: int = 0xFFFFFFFE, difat: bytes = b"") -> bytes:
    """Return a compound file whose workbook is so short that it is in the mini stream.

    ``first_difat`` is the number of the sector that continues the header's table of FAT sectors, ``difat`` its bytes.
    """
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
    difat_sectors = int(first_difat < 0xFFFFFFFA)
    struct.pack_into("<IIIIIIII", header, 44, 1, 1, 0, 4096, 2, 1, first_difat, difat_sectors)
    struct.pack_into("<109I", header, 76, 0, *[free] * 108)
    fat = sector(0xFFFFFFFD, last, last, last)
    directory = entry("Root Entry", 5, 1, 3, 512) + entry("Workbook", 2, free, 0, len(content))
    mini_fat, mini_stream = sector(last), content.ljust(512)
    return bytes(header) + fat + directory.ljust(512, b"\x00") + mini_fat + mini_stream + difat


def test_a_record_of_encryption_in_the_mini_stream_is_refused() -> None:
    assert refusal_code(compound_file(struct.pack("<HH", 0x2F, 0))) == "form.file_encrypted"


def test_an_xls_file_whose_list_of_fat_sectors_has_a_cycle_is_refused() -> None:
    difat = struct.pack("<128I", *[0xFFFFFFFF] * 127, 4)
    assert refusal_code(compound_file(first_difat=4, difat=difat)) == "form.file_broken"
