"""Spreadsheets in and out: XLSForm, the field's own format, by the field's own reader.

Pure functions: a workbook's bytes become a document, its source map and the problems of reading
(``read_xlsform``), which ``forms.validation.review`` takes; a definition becomes a workbook again
(``write_xlsform``). On the way in, ``guards`` refuse a dangerous file before anything opens it;
``reader.workbooks`` turns sheets into text; ``precheck`` finds what would stop pyxform, notes it with its cell and
replaces it; ``reader.pyxform_reader`` lets pyxform read; ``reader.document`` builds the document.
Only an import or an export may load this package: pyxform alone takes most of a second.
"""

from chalicelib.xlsform.importer import read_xlsform
from chalicelib.xlsform.writer import write_xlsform

__all__ = ["read_xlsform", "write_xlsform"]
