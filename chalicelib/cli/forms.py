"""Forms as files: checked, read from a spreadsheet, written as one. Nothing is sent anywhere.

A definition goes to standard output as JSON; problems go to standard error, one JSON object a line::

    {"severity": "error", "code": "form.unknown_type", "message": "There is no question type “foo”.",
     "sheet": "survey", "row": 4, "column": "type", "name": "/questions/2/type"}
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from chalicelib import errors, locales
from chalicelib.errors import Problem
from chalicelib.forms import definition
from chalicelib.forms.text import in_language
from chalicelib.forms.validation import Review, review
from chalicelib.locales import Language

if TYPE_CHECKING:
    pass

_MAX_FILES = 50


def check(file: Path, files: Sequence[Path] | None, language: Language) -> int:
    """Say every problem of a form; 1 where one of them is an error."""
    return _told(read_form(file, files), language)


def bring(file: Path, files: Sequence[Path] | None, language: Language) -> int:
    """Write the form's definition as JSON to standard output."""
    read = read_form(file, files)
    if read.definition is not None:
        document = json.loads(definition.dump(read.definition))
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    return _told(read, language)


def export(file: Path, files: Sequence[Path] | None, language: Language, into: Path | None) -> int:
    """Write the form as an .xlsx into a file, or to standard output where nobody looks at it."""
    from chalicelib.xlsform import write_xlsform

    out: BinaryIO = sys.stdout.buffer
    if into is None and out.isatty():
        sys.stderr.write("pikir: say -o FILE: a workbook is nothing for a terminal\n")
        return 2
    read = read_form(file, files)
    if read.definition is not None:
        workbook = write_xlsform(read.definition)
        try:
            if into is None:
                out.write(workbook)
            else:
                into.write_bytes(workbook)
        except OSError as unwritten:
            return _told(Review(None, (_unreadable(into, unwritten),)), language)
    return _told(read, language)


def read_form(file: Path, files: Sequence[Path] | None = None) -> Review:
    """The form of an .xlsx or .xls file, or of JSON, however the file is named.

    ``files`` are its CSV files; those in the same folder where none are given.
    """
    try:
        content = file.read_bytes()
        if file.suffix.lower() == ".json" or content.lstrip().startswith(b"{"):
            return _from_json(content)
        attached = _attached(file, files)
    except OSError as unread:
        return Review(None, (_unreadable(file, unread),))
    from chalicelib.xlsform import read_xlsform

    return review(read_xlsform(content, files=attached))


def _from_json(content: bytes) -> Review:
    try:
        return review(content)
    except errors.Malformed as malformed:
        problem = Problem("", malformed.code, malformed.message, malformed.parameters)
        return Review(None, (problem,))


def _attached(file: Path, files: Sequence[Path] | None) -> Mapping[str, bytes]:
    beside = sorted(file.parent.glob("*.csv"))[:_MAX_FILES]
    found = beside if files is None else files
    return {each.name: each.read_bytes() for each in found}


def _unreadable(file: Path | None, reason: OSError) -> Problem:
    from chalicelib.xlsform.problems import sheet_problem

    said = f"{reason.filename or file}: {reason.strerror or reason}"
    return sheet_problem("form.file_missing", reason=said)


def _told(read: Review, language: Language) -> int:
    for line in _lines(read.problems, language):
        sys.stderr.write(line)
    return 1 if any(each.severity == "error" for each in read.problems) else 0


def _lines(problems: Iterable[Problem], language: Language) -> Iterator[str]:
    for each in problems:
        place = each.location
        line: dict[str, Any] = {
            "severity": each.severity,
            "code": each.code,
            "message": _said(each, language),
            "sheet": place.sheet if place else None,
            "row": place.row if place else None,
            "column": place.column if place else None,
            "name": each.name,
        }
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _said(each: Problem, language: Language) -> str:
    """The message; a parameter in several languages is said in this one."""
    parameters = {
        name: in_language(value, language) if isinstance(value, Mapping) else value
        for name, value in each.parameters.items()
    }
    return locales.translate(each.message, language, parameters)
