"""Check forms in files, read them from spreadsheets and write them as such; send nothing anywhere.

A definition goes to standard output as JSON; problems go to standard error, one JSON object per line::

    {"severity": "error", "code": "form.unknown_type", "message": "There is no question type “foo”.",
     "sheet": "survey", "row": 4, "column": "type", "name": "/questions/2/type"}

Where standard error is a terminal they are grouped for reading instead. A folder's forms get a line each and a tally on
standard output, and their problems the key ``file``.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from chalicelib import errors, locales
from chalicelib.cli.problem_report import ProblemReport, count_problems
from chalicelib.errors import Problem
from chalicelib.forms import definition
from chalicelib.forms.validation import Review, review
from chalicelib.locales import N_, Language
from chalicelib.override import override

_WORKBOOKS = (".xlsx", ".xls", ".xlsm")
"""The last holds macros, mostly: that is said of it."""
_TALLY = N_("Forms: {forms}. With errors: {refused}, with warnings alone: {warned}.")


def check(path: Path, files: Sequence[Path] | None, language: Language) -> int:
    """Report every problem of a form, or of all forms in a folder; return 1 if one of them is an error."""
    if path.is_dir():
        return _check_folder(path, files, language)
    read = read_form(path, files)
    if sys.stderr.isatty() and not read.problems:
        sys.stderr.write(f"{path}: {count_problems((), language)}\n")
    return report_problems(read, language)


def _check_folder(folder: Path, files: Sequence[Path] | None, language: Language) -> int:
    report = ProblemReport(sys.stderr, language)
    paths = list(_find_forms(folder))
    if not paths:
        return report_problems(Review(None, (_empty_folder(folder),)), language)
    refused = warned = 0
    for path in paths:
        problems = read_form(path, files).problems
        sys.stdout.write(f"{path}: {count_problems(problems, language)}\n")
        sys.stdout.flush()
        report.write(problems, str(path))
        has_error = _has_error(problems)
        refused += has_error
        warned += bool(problems) and not has_error
    tally = {"forms": len(paths), "refused": refused, "warned": warned}
    sys.stdout.write(locales.translate(_TALLY, language, tally) + "\n")
    return 1 if refused else 0


def _empty_folder(folder: Path) -> Problem:
    from chalicelib.xlsform.problems import sheet_problem

    return sheet_problem("form.folder_without_forms", name=str(folder))


def _find_forms(folder: Path) -> Iterator[Path]:
    """Yield the forms in a folder and those below it, but not in hidden ones: workbooks, and JSON with questions."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part.startswith((".", "~$")) for part in parts) or not path.is_file():
            continue
        suffix = path.suffix.lower()
        if suffix in _WORKBOOKS or (suffix == ".json" and _holds_questions(path)):
            yield path


def _holds_questions(path: Path) -> bool:
    """Return whether a file holds a JSON object with a list of questions, as a definition does."""
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(document, dict) and isinstance(document.get("questions"), list)


def import_form(file: Path, files: Sequence[Path] | None, language: Language) -> int:
    """Write the form's definition as JSON to standard output and report its problems."""
    read = read_form(file, files)
    if read.definition is not None:
        document = json.loads(definition.dump(read.definition))
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    return report_problems(read, language)


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
            return report_problems(Review(None, (_file_problem(into, failure),)), language)
    return report_problems(read, language)


def read_form(file: Path, files: Sequence[Path] | None = None) -> Review:
    """Read and review the form of an .xlsx or .xls file, or of JSON, whatever the file's name.

    ``files`` are those that it may name; ``None`` means all of the same folder.
    """
    try:
        content = file.read_bytes()
        if file.suffix.lower() == ".json" or content.lstrip().startswith(b"{"):
            return _from_json(content)
        from chalicelib.xlsform import read_xlsform

        return review(read_xlsform(content, files=NeighbourFiles.of(file, files)))
    except OSError as failure:
        return Review(None, (_file_problem(file, failure),))


def _from_json(content: bytes) -> Review:
    try:
        return review(content)
    except errors.Malformed as malformed:
        problem = Problem("", malformed.code, malformed.message, malformed.parameters)
        return Review(None, (problem,))


@dataclass(frozen=True, slots=True)
class NeighbourFiles(Mapping[str, bytes]):
    """Files by name, each read when it is asked for; ``paths`` are where they are."""

    paths: Mapping[str, Path]

    @classmethod
    def of(cls, form: Path, files: Sequence[Path] | None) -> Self:
        """Return those files, or without them all that lie beside the form."""
        named = form.parent.iterdir() if files is None else files
        return cls({each.name: each for each in named if files is not None or each.is_file()})

    @override
    def __getitem__(self, name: str) -> bytes:
        return self.paths[name].read_bytes()

    @override
    def __contains__(self, name: object) -> bool:
        return name in self.paths

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    @override
    def __len__(self) -> int:
        return len(self.paths)


def _file_problem(file: Path | None, failure: OSError) -> Problem:
    from chalicelib.xlsform.problems import sheet_problem

    reason = f"{failure.filename or file}: {failure.strerror or failure}"
    return sheet_problem("form.file_missing", reason=reason)


def report_problems(read: Review, language: Language) -> int:
    """Write the problems to standard error; return 1 if one of them is an error."""
    report = ProblemReport(sys.stderr, language)
    report.write(read.problems)
    if report.is_for_people and read.problems:
        sys.stderr.write(f"{count_problems(read.problems, language)}\n")
    return 1 if _has_error(read.problems) else 0


def _has_error(problems: Iterable[Problem]) -> bool:
    return any(each.severity == "error" for each in problems)
