"""Every form of the corpus is read as expected and as pyxform reads it, and survives a round trip."""

import pytest

from chalicelib.errors import Problem
from chalicelib.forms.definition import Definition
from chalicelib.forms.validation import read_definition
from chalicelib.xlsform import write_xlsform
from tests.xlsform.corpus.files import ACCEPTED, FOLDER, NAMES, REFUSED, read_source
from tests.xlsform.corpus.outcomes import (
    import_form,
    outcome_of,
    read_expectation,
    read_with_pyxform,
)
from tests.xlsform.corpus.trees import pikir_tree, pyxform_tree
from tests.xlsform.workbooks import import_xlsform

WITHOUT_ROW = frozenset({"form.no_survey_sheet", "form.no_questions", "form.too_many_questions"})
"""Errors of the whole workbook, which have no row."""


@pytest.mark.parametrize("name", NAMES)
def test_a_form_is_read_as_expected(name: str) -> None:
    """To change the expectations, run ``python -m tests.xlsform.corpus --expectations`` and review the difference."""
    assert outcome_of(import_form(name)) == read_expectation(name)


def test_every_expectation_belongs_to_a_form() -> None:
    stems = {path.name.split(".")[0] for path in FOLDER.iterdir()}
    assert stems == set(NAMES)
    assert len(NAMES) >= 60


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_accepted_form_has_the_tree_that_pyxform_reads(name: str) -> None:
    assert pikir_tree(import_form(name).document) == read_with_pyxform(name)


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_accepted_form_is_a_definition_without_errors(name: str) -> None:
    assert read_definition(import_form(name).document).questions


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_form_has_errors_with_rows(name: str) -> None:
    mistakes = [each for each in import_form(name).problems if each.severity == "error"]
    assert mistakes
    assert [each for each in mistakes if not _has_row(each)] == []


def _has_row(problem: Problem) -> bool:
    """Return whether the problem names a row, or is of a kind that has none."""
    if problem.code in WITHOUT_ROW:
        return True
    cell = problem.location
    return cell is not None and cell.row is not None


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_written_form_is_read_back_unchanged_and_by_pyxform_too(name: str) -> None:
    definition = Definition.model_validate(import_form(name).document)
    workbook = write_xlsform(definition)
    imported = import_xlsform(workbook)
    assert [each for each in imported.problems if each.severity == "error"] == []
    assert Definition.model_validate(imported.document) == definition
    assert pyxform_tree(workbook) == pikir_tree(import_form(name).document)


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_form_is_read_alike_from_an_xls_file(name: str) -> None:
    source = read_source(name)
    imported = import_xlsform(source.xls, files=source.files)
    assert imported.document == import_form(name).document
    assert [each.code for each in imported.problems] == [
        each.code for each in import_form(name).problems
    ]
