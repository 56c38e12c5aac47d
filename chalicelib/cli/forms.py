"""Check forms in files, read them from spreadsheets and write them as such; send nothing anywhere.

A definition goes to standard output as JSON; problems go to standard error, one JSON object per line::

    {"severity": "error", "code": "form.unknown_type", "message": "There is no question type “foo”.",
     "sheet": "survey", "row": 4, "column": "type", "name": "/questions/2/type"}
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from chalicelib import errors, locales
from chalicelib.errors import Problem
from chalicelib.forms import definition
from chalicelib.forms.text import in_language
from chalicelib.forms.validation import Review, review
from chalicelib.locales import Language

_MAX_FILES = 50


def check(file: Path, files: Sequence[Path] | None, language: Language) -> int:
    """Report every problem of a form; return 1 if one of them is an error."""
    return _report(read_form(file, files), language)


def import_form(file: Path, files: Sequence[Path] | None, language: Language) -> int:
    """Write the form's definition as JSON to standard output and report its problems."""
    read = read_form(file, files)
    if read.definition is not None:
        document = json.loads(definition.dump(read.definition))
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    return _report(read, language)


def export(file: Path, files: Sequence[Path] | None, language: Language, into: Path | None) -> int:
    """Write the form as an .xlsx into a file, or to standard output unless that is a terminal."""
    from chalicelib.xlsform import write_xlsform

    out: BinaryIO = sys.stdout.buffer
    if into is None and out.isatty():
        sys.stderr.write("pikir: name a file with -o FILE: a terminal cannot show a workbook\n")
        return 2
    read = read_form(file, files)
    if read.definition is not None:
        workbook = write_xlsform(read.definition)
        try:
            if into is None:
                out.write(workbook)
            else:
                into.write_bytes(workbook)
        except OSError as failure:
            return _report(Review(None, (_file_problem(into, failure),)), language)
    return _report(read, language)


def read_form(file: Path, files: Sequence[Path] | None = None) -> Review:
    """Read and review the form of an .xlsx or .xls file, or of JSON, whatever the file's name.

    ``files`` are its CSV files; ``None`` means all of the same folder.
    """
    try:
        content = file.read_bytes()
        if file.suffix.lower() == ".json" or content.lstrip().startswith(b"{"):
            return _from_json(content)
        attached = _read_attached(file, files)
    except OSError as failure:
        return Review(None, (_file_problem(file, failure),))
    from chalicelib.xlsform import read_xlsform

    return review(read_xlsform(content, files=attached))


def _from_json(content: bytes) -> Review:
    try:
        return review(content)
    except errors.Malformed as malformed:
        problem = Problem("", malformed.code, malformed.message, malformed.parameters)
        return Review(None, (problem,))


def _read_attached(file: Path, files: Sequence[Path] | None) -> Mapping[str, bytes]:
    if files is None:
        files = sorted(file.parent.glob("*.csv"))[:_MAX_FILES]
    return {each.name: each.read_bytes() for each in files}


def _file_problem(file: Path | None, failure: OSError) -> Problem:
    from chalicelib.xlsform.problems import sheet_problem

    reason = f"{failure.filename or file}: {failure.strerror or failure}"
    return sheet_problem("form.file_missing", reason=reason)


def _report(read: Review, language: Language) -> int:
    for line in _lines(read.problems, language):
        sys.stderr.write(line)
    return 1 if any(each.severity == "error" for each in read.problems) else 0


def _lines(problems: Iterable[Problem], language: Language) -> Iterator[str]:
    for each in problems:
        location = each.location
        line: dict[str, object] = {
            "severity": each.severity,
            "code": each.code,
            "message": _localize(each, language),
            "sheet": location.sheet if location else None,
            "row": location.row if location else None,
            "column": location.column if location else None,
            "name": each.name,
        }
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _localize(each: Problem, language: Language) -> str:
    """Return the problem's message, with parameters of several languages in this one."""
    parameters = {
        name: in_language(value, language) if isinstance(value, Mapping) else value
        for name, value in each.parameters.items()
    }
    return locales.translate(each.message, language, parameters)
