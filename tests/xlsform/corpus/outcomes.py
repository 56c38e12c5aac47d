"""The outcomes of the corpus, as Pikir and pyxform read its forms, and the outcomes that are expected."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from chalicelib import errors
from chalicelib.errors import Problem
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from tests.xlsform.corpus.files import FOLDER, NAMES, read_source
from tests.xlsform.corpus.trees import PyxformRefusal, Tree, pikir_tree, pyxform_tree
from tests.xlsform.workbooks import ImportedForm, import_xlsform

Outcome = dict[str, Any]
NOW = "2026-06-13T14:30:00+05:00"
"""When the cases are answered, if they name no other moment."""


@cache
def import_form(name: str) -> ImportedForm:
    """Return the form as Pikir reads it."""
    source = read_source(name)
    return import_xlsform(source.xlsx, files=source.files)


@cache
def read_with_pyxform(name: str) -> Tree | None:
    """Return the form's tree as pyxform reads it; None if pyxform refuses the form."""
    try:
        return pyxform_tree(read_source(name).xlsx, problems=import_form(name).problems)
    except PyxformRefusal:
        return None


def outcome_of(imported: ImportedForm) -> Outcome:
    """Return the outcome of an import in the format of an expectation: the tree or the errors, and the warnings."""
    warnings = [_describe(each) for each in imported.problems if each.severity == "warning"]
    refusals = [_describe(each) for each in imported.problems if each.severity == "error"]
    if refusals:
        return {"refused": refusals, "warnings": warnings}
    return {"tree": pikir_tree(imported.document), "warnings": warnings}


def _describe(problem: Problem) -> str:
    """Return ``code · sheet 3 column``, as far as the cell is known."""
    cell = problem.location
    parts = (cell.sheet, cell.row, cell.column) if cell else ()
    where = " ".join(str(part) for part in parts if part is not None)
    return f"{problem.code} · {where or 'workbook'}"


def read_expectation(name: str) -> Outcome:
    """Return the expected outcome of importing the form."""
    expectation: Outcome = json.loads((FOLDER / f"{name}.json").read_bytes())
    return expectation


def write_expectations() -> None:
    """Write every expectation from the current outcome; review the difference before committing it."""
    for name in NAMES:
        text = json.dumps(outcome_of(import_form(name)), ensure_ascii=False, indent=1)
        (FOLDER / f"{name}.json").write_text(text + "\n", "utf-8")


@cache
def compile_form(name: str) -> Form:
    """Return the form, ready to check answers."""
    return Form(read_definition(import_form(name).document), version=1)


def check_case(name: str, case: Mapping[str, Any]) -> Outcome:
    """Check the answers of a case: return the stored ``values``, or ``refused`` with names and codes."""
    now = datetime.fromisoformat(case.get("now", NOW))
    try:
        answers = compile_form(name).check(
            case["answers"], now=now, new_id=lambda: "00000000-0000-4000-8000-000000000001"
        )
    except errors.AnswersRefused as refusal:
        return {"refused": [[each.name, each.code] for each in refusal.problems]}
    return {"values": dict(answers.values)}
