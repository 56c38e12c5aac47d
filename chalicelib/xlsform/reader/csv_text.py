"""The text of a CSV file: UTF-8, UTF-16 with its mark, or Windows-1251 where nothing else is possible.

The last is what Excel saves as “CSV” on a computer set to Russian or Kazakh. It has no Kazakh letters, so Excel writes
question marks for them: a file with such marks is refused rather than read with damaged texts.
"""

import codecs
import re
from collections.abc import Iterator

from chalicelib.errors import Problem, SourceLocation
from chalicelib.xlsform.problems import WorkbookRefused, sheet_problem

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CYRILLIC = "А-Яа-яЁёІі"
_NOT_RUSSIAN = re.compile(rf"[^\x00-\x7f{_CYRILLIC}\xa0§«»°·№–—‘’“”„…•]")
_MIXED_WORD = re.compile(rf"[A-Za-z][{_CYRILLIC}]|[{_CYRILLIC}][A-Za-z]")
"""Latin beside Cyrillic letters, as Western texts become: “café” is “cafй” in Windows-1251."""
_LOST_LETTER = re.compile(rf"\?[{_CYRILLIC}]")
"""A question mark within or before a word; one after a word only asks."""


def decode_csv(name: str, content: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a CSV file, and a warning where its encoding is not certain.

    Raises:
        WorkbookRefused: it is no text, or has lost letters.
    """
    if content.startswith(_UTF_16):
        return _decode_utf_16(name, content), ()
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        text = _decode_windows_1251(name, content)
    if lost := _LOST_LETTER.search(text):
        row = text.count("\n", 0, lost.start()) + 1
        raise WorkbookRefused("form.file_lost_letters", SourceLocation(name, row))
    return text, (sheet_problem("form.file_in_windows_1251", SourceLocation(name)),)


def _decode_utf_16(name: str, content: bytes) -> str:
    try:
        text = content.decode("utf-16")
    except UnicodeDecodeError as broken:
        raise WorkbookRefused("form.file_not_text", SourceLocation(name)) from broken
    if "\x00" in text:  # the mark of UTF-32 begins like that of UTF-16
        raise WorkbookRefused("form.file_not_text", SourceLocation(name))
    return text


def _decode_windows_1251(name: str, content: bytes) -> str:
    """Return the text if it is Russian beside ASCII, which no other encoding's text looks like."""
    text = content.decode("cp1251", "replace")
    if any(_signs_of_another_encoding(text)):
        raise WorkbookRefused("form.file_not_text", SourceLocation(name))
    return text


def _signs_of_another_encoding(text: str) -> Iterator[bool]:
    yield _NOT_RUSSIAN.search(text) is not None
    yield _MIXED_WORD.search(text) is not None
    yield "\x00" in text
