"""Every form of the corpus, read: as pyxform reads it, from either kind of workbook."""

import pytest

from chalicelib.forms.xlsform import read_xlsform
from tests.forms.corpus.gathered import imported, their_tree
from tests.forms.corpus.trees import ours
from tests.forms.corpus.written import ACCEPTED, source


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_accepted_form_has_the_tree_that_pyxform_reads(name: str) -> None:
    assert ours(imported(name).document) == their_tree(name)


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_form_in_an_old_binary_workbook_is_the_same_form(name: str) -> None:
    form = source(name)
    old = read_xlsform(form.xls, files=form.files)
    assert old.document == imported(name).document
    assert [each.code for each in old.problems] == [each.code for each in imported(name).problems]
