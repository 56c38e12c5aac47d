"""CSV that is safe to open in a spreadsheet: UTF-8 with a BOM, CRLF, RFC 4180 quoting.

A cell that a spreadsheet would evaluate as a formula gets a leading apostrophe. A plain number is no formula, so
``+77011234567`` and ``-5`` stay as they are. The same holds for text after a semicolon, tab or line break inside
a cell: a spreadsheet that is set to another separator starts a new cell there. In a file with semicolons it holds
for text after a comma too, and every cell is quoted, so that no other comma separates anything (decision 0054).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.locales import Language

BOM: Final = b"\xef\xbb\xbf"
CONTENT_TYPE: Final = "text/csv; charset=utf-8"

_ROWS: Final = 500
_BARE_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_FORMULA: Final = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")
_INNER_FORMULA: Final = re.compile(r"(?<=[;\t\r\n])(?=\s*(?:[=@]|[+-]\w+[(|!]))")
_INNER_FORMULA_AFTER_COMMA: Final = re.compile(r"(?<=[,;\t\r\n])(?=\s*(?:[=@]|[+-]\w+[(|!]))")
_DECIMAL_POINT: Final = re.compile(r"(?<=[0-9])\.(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file separates cells, and which sign its numbers have before the decimals."""

    delimiter: str
    decimal_sign: str


COMMAS: Final = Dialect(",", ".")
"""For programs, and for spreadsheets in English."""
SEMICOLONS: Final = Dialect(";", ",")
"""For spreadsheets in Kazakh and Russian, where the comma stands in numbers."""


def dialect_of(language: Language) -> Dialect:
    """Return the dialect that spreadsheets in this language open without being asked."""
    return COMMAS if language == "en" else SEMICOLONS


def localize_number(text: str, language: Language) -> str:
    """Return a number, or a range of numbers, with the decimal sign of the language."""
    return _DECIMAL_POINT.sub(dialect_of(language).decimal_sign, text)


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would evaluate the text if somebody typed it; a plain number is no formula."""
    return _FORMULA.match(text) is not None and _BARE_NUMBER.fullmatch(text) is None


def escape_formula(text: str, dialect: Dialect = COMMAS) -> str:
    """Return the text as a cell that no spreadsheet evaluates."""
    if _BARE_NUMBER.fullmatch(text):
        return text
    inner = _INNER_FORMULA if dialect == COMMAS else _INNER_FORMULA_AFTER_COMMA
    text = inner.sub("'", text)
    return f"'{text}" if is_formula(text) else text


def encode(rows: Iterable[Sequence[str]], dialect: Dialect = COMMAS) -> Iterator[bytes]:
    """Yield the file in pieces of some hundred rows, the BOM first."""
    yield BOM
    page = io.StringIO(newline="")
    writer = csv.writer(
        page,
        delimiter=dialect.delimiter,
        lineterminator="\r\n",
        quoting=csv.QUOTE_MINIMAL if dialect == COMMAS else csv.QUOTE_ALL,
    )
    for count, row in enumerate(rows, 1):
        writer.writerow([escape_formula(cell, dialect) for cell in row])
        if count % _ROWS == 0:
            yield _drain(page)
    yield _drain(page)


def _drain(page: io.StringIO) -> bytes:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text.encode()
