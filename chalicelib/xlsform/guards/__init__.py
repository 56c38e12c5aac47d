"""Checks of a file before anything opens it as a workbook: it must be small, whole and without macros.

They look at sizes, names and first bytes; no cell is read. A size that the file declares is trusted only as far
as the reader is bound by it.
"""

from typing import Literal

from chalicelib.xlsform.problems import WorkbookRefused

Kind = Literal["xlsx", "xls"]

MAX_BYTES = 4 * 1024 * 1024
"""Size of a workbook as it is sent."""

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = (
    (b"%PDF", ".pdf"),
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"{\\rtf", ".rtf"),
    (b"Rar!", ".rar"),
    (b"7z\xbc\xaf", ".7z"),
    (b"\x1f\x8b", ".gz"),
)


def check_workbook(workbook: bytes) -> Kind:
    """Return the kind of a workbook; raise ``WorkbookRefused`` for a file that must not be opened."""
    if len(workbook) > MAX_BYTES:
        raise WorkbookRefused("form.file_too_large", limit=MAX_BYTES // (1024 * 1024))
    if workbook.startswith(_ZIP):
        from chalicelib.xlsform.guards import zipped

        zipped.check(workbook)
        return "xlsx"
    if workbook.startswith(_COMPOUND):
        from chalicelib.xlsform.guards import compound

        compound.check(workbook)
        return "xls"
    raise WorkbookRefused("form.file_not_a_workbook", kind=_name_of(workbook))


def _name_of(content: bytes) -> str:
    """Return the extension that its first bytes suggest, “?” where they suggest none."""
    for signature, name in _SIGNATURES:
        if content.startswith(signature):
            return name
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start or b"\x00" in start:
        return "?"
    if start.startswith((b"{", b"[")):
        return ".json"
    if start.startswith(b"<"):
        return ".xml" if start.startswith(b"<?xml") else ".html"
    if start.startswith(b"|"):
        return ".md"
    first = start.splitlines()[0]
    return ".csv" if any(mark in first for mark in (b",", b";", b"\t")) else ".txt"
