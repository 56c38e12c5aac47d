"""Spreadsheets in and out: XLSForm, the field's own format, by the field's own reader.

Pure: bytes in, a definition's document out, and back. What must not be opened is refused before it is
(``guards``, ``zipped``, ``compound``); sheets become text (``workbooks``, ``sheets``); what pyxform
refuses is noted with its row and stood in for (``draft``, ``looks``, ``reader``); the document is made
from what it read (``document``, ``rows``, ``files``) and reviewed as any other (``imported``). ``writing`` goes the other way.
Only an import or an export may load this: pyxform alone takes most of a second.
"""

from chalicelib.xlsform.importer import Imported, read_xlsform
from chalicelib.xlsform.writer import write_xlsform

__all__ = ["Imported", "read_xlsform", "write_xlsform"]
