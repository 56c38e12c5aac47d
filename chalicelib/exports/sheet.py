"""CSV that is safe to open in a spreadsheet: UTF-8 with a BOM, CRLF, RFC 4180 quoting.

A cell that a spreadsheet would evaluate as a formula gets a leading apostrophe. A plain number is no formula, so
``+77011234567`` and ``-5`` stay as they are. The same holds for text after a semicolon, tab or line break inside
a cell: a spreadsheet that is set to another separator starts a new cell there.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

BOM: Final = b"\xef\xbb\xbf"
CONTENT_TYPE: Final = "text/csv; charset=utf-8"

_ROWS: Final = 500
_BARE_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_FORMULA: Final = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")
_INNER_FORMULA: Final = re.compile(r"(?<=[;\t\r\n])(?=\s*(?:[=@]|[+-]\w+[(|!]))")


def escape_formula(text: str) -> str:
    """Return the text as a cell that no spreadsheet evaluates."""
    if _BARE_NUMBER.fullmatch(text):
        return text
    text = _INNER_FORMULA.sub("'", text)
    return f"'{text}" if _FORMULA.match(text) else text


def encode(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield the file in pieces of some hundred rows, the BOM first."""
    yield BOM
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")
    for count, row in enumerate(rows, 1):
        writer.writerow([escape_formula(cell) for cell in row])
        if count % _ROWS == 0:
            yield _drain(page)
    yield _drain(page)


def _drain(page: io.StringIO) -> bytes:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text.encode()
