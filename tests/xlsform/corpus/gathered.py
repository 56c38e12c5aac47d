"""The corpus as the tests use it: every form read once, beside what is expected of it."""

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
    """The form as Pikir reads it."""
    form = source(name)
    return import_xlsform(form.xlsx, files=form.files)


@cache
def their_tree(name: str) -> Tree | None:
    """The form's tree as pyxform reads it; None where it refuses the form."""
    try:
        return theirs(source(name).xlsx)
    except RefusedByPyxform:
        return None


def outcome(read: ImportedForm) -> Expected:
    """What came of a form, as its expectation is written: its tree, or why there is none."""
    warnings = [_said(each) for each in read.problems if each.severity == "warning"]
    refusals = [_said(each) for each in read.problems if each.severity == "error"]
    if refusals:
        return {"refused": refusals, "warnings": warnings}
    return {"tree": ours(read.document), "warnings": warnings}


def _said(problem: Problem) -> str:
    """``code · sheet 3 column``, as far as its place is known."""
    place = problem.location
    parts = (place.sheet, place.row, place.column) if place else ()
    where = " ".join(str(part) for part in parts if part is not None)
    return f"{problem.code} · {where or 'workbook'}"


def expected(name: str) -> Expected:
    """What is to come of the form."""
    read: Expected = json.loads((FOLDER / f"{name}.json").read_bytes())
    return read


def write_expectations() -> None:
    """Every expectation anew from what is read now; look at the difference before it is kept."""
    for name in NAMES:
        text = json.dumps(outcome(import_form(name)), ensure_ascii=False, indent=1)
        (FOLDER / f"{name}.json").write_text(text + "\n", "utf-8")
