"""Every form of the corpus: read as expected, read as by pyxform, and written back."""

import pytest

from chalicelib.errors import Problem
from chalicelib.forms.definition import Definition
from chalicelib.forms.validation import read_definition
from chalicelib.xlsform import write_xlsform
from tests.xlsform.corpus.gathered import expected, import_form, outcome, their_tree
from tests.xlsform.corpus.trees import ours, theirs
from tests.xlsform.corpus.written import ACCEPTED, FOLDER, NAMES, REFUSED, source
from tests.xlsform.workbooks import import_xlsform

OF_THE_WHOLE = frozenset({"form.no_survey_sheet", "form.no_questions", "form.too_many_questions"})
"""Refusals that no row can be blamed for."""


@pytest.mark.parametrize("name", NAMES)
def test_a_form_is_read_as_expected(name: str) -> None:
    """When it should change: ``python -m tests.xlsform.corpus --expectations``, and read the difference."""
    assert outcome(import_form(name)) == expected(name)


def test_every_expectation_belongs_to_a_form() -> None:
    stems = {path.name.split(".")[0] for path in FOLDER.iterdir()}
    assert stems == set(NAMES)
    assert len(NAMES) >= 60


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_accepted_form_has_the_tree_that_pyxform_reads(name: str) -> None:
    assert ours(import_form(name).document) == their_tree(name)


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_accepted_form_is_a_definition_without_errors(name: str) -> None:
    assert read_definition(import_form(name).document).questions


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_form_is_refused_with_the_row_and_the_cause(name: str) -> None:
    refusals = [each for each in import_form(name).problems if each.severity == "error"]
    assert refusals
    assert [each for each in refusals if not _placed(each)] == []


def _placed(problem: Problem) -> bool:
    if problem.code in OF_THE_WHOLE:
        return True
    place = problem.location
    return place is not None and place.row is not None


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_form_written_out_is_the_same_form(name: str) -> None:
    definition = Definition.model_validate(import_form(name).document)
    written = write_xlsform(definition)
    again = import_xlsform(written)
    assert [each for each in again.problems if each.severity == "error"] == []
    assert Definition.model_validate(again.document) == definition
    assert theirs(written) == ours(import_form(name).document)


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_form_in_an_old_binary_workbook_is_the_same_form(name: str) -> None:
    form = source(name)
    old = import_xlsform(form.xls, files=form.files)
    assert old.document == import_form(name).document
    assert [each.code for each in old.problems] == [
        each.code for each in import_form(name).problems
    ]
