"""The corpus as the tests use it: each form is read once and compared with its expected outcome."""

import json
from functools import cache
from typing import Any

from chalicelib.errors import Problem
from tests.xlsform.corpus.trees import RefusedByPyxform, Tree, ours, theirs
from tests.xlsform.corpus.written import FOLDER, NAMES, source
from tests.xlsform.workbooks import ImportedForm, import_xlsform

Expected = dict[str, Any]


@cache
def import_form(name: str) -> ImportedForm:
    """Return the form as Pikir reads it."""
    form = source(name)
    return import_xlsform(form.xlsx, files=form.files)


@cache
def their_tree(name: str) -> Tree | None:
    """Return the form's tree as pyxform reads it; None where it refuses the form."""
    try:
        return theirs(source(name).xlsx)
    except RefusedByPyxform:
        return None


def outcome(read: ImportedForm) -> Expected:
    """Return the outcome of a form in the format of its expectation: its tree, or its errors."""
    warnings = [_describe(each) for each in read.problems if each.severity == "warning"]
    refusals = [_describe(each) for each in read.problems if each.severity == "error"]
    if refusals:
        return {"refused": refusals, "warnings": warnings}
    return {"tree": ours(read.document), "warnings": warnings}


def _describe(problem: Problem) -> str:
    """Return ``code · sheet 3 column``, as far as the cell is known."""
    cell = problem.location
    parts = (cell.sheet, cell.row, cell.column) if cell else ()
    where = " ".join(str(part) for part in parts if part is not None)
    return f"{problem.code} · {where or 'workbook'}"


def expected(name: str) -> Expected:
    """Return the expected outcome of the form."""
    read: Expected = json.loads((FOLDER / f"{name}.json").read_bytes())
    return read


def write_expectations() -> None:
    """Write every expectation from what is read now; review the difference before committing it."""
    for name in NAMES:
        text = json.dumps(outcome(import_form(name)), ensure_ascii=False, indent=1)
        (FOLDER / f"{name}.json").write_text(text + "\n", "utf-8")
