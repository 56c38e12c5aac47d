"""Shared strings and formats of dates are read as openpyxl reads them, without an object for each style."""

import io
import zipfile

import openpyxl
import pytest
from openpyxl.styles.stylesheet import Stylesheet
from openpyxl.xml.functions import fromstring

from chalicelib.xlsform.guards.zipped import MAX_WORKBOOK_MARKS
from chalicelib.xlsform.reader.xlsx_parts import read_date_styles, read_shared_strings
from tests.xlsform.test_guards import change_parts, refusal_code

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def test_runs_of_a_string_are_joined_and_its_phonetic_reading_is_left_out() -> None:
    part = f"""<sst {MAIN}><si><t xml:space="preserve"> a </t></si><si/>
      <si><r><t>b</t></r><r><rPr><b/></rPr><t>_x005F_c</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>"""
    assert read_shared_strings(part.encode()) == [" a ", "", "b_c"]


@pytest.mark.parametrize("code", ["General", "0.00", "dd.mm.yyyy", "[h]:mm", "h:mm", "#,##0"])
def test_formats_of_dates_are_found_as_openpyxl_finds_them(code: str) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row, each in enumerate(("General", code, "0%"), 1):
        book.active.cell(row, 1, 1).number_format = each
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        part = archive.read("xl/styles.xml")
    expected = Stylesheet.from_tree(fromstring(part))
    assert read_date_styles(part) == (expected.date_formats, expected.timedelta_formats)


def test_formats_of_conditional_styles_do_not_count() -> None:
    part = f"""<styleSheet {MAIN}><numFmts><numFmt numFmtId="164" formatCode="0"/></numFmts>
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs>
      <dxfs><dxf><numFmt numFmtId="164" formatCode="yyyy"/></dxf></dxfs></styleSheet>"""
    assert read_date_styles(part.encode()) == ({2}, set())


def test_a_workbook_that_defines_too_many_names_is_refused() -> None:
    names = b'<definedName name="n">survey!$A$1</definedName>' * (MAX_WORKBOOK_MARKS // 2)
    part = f"<workbook {MAIN}><definedNames>".encode() + names + b"</definedNames></workbook>"
    assert refusal_code(change_parts({"xl/workbook.xml": part})) == "form.sheet_too_large"
