"""Pikir and pyxform compared on the same workbooks.

What pyxform reads, Pikir reads to the same tree, or it refuses a feature by name. What pyxform refuses, Pikir refuses at a cell.
"""

from collections.abc import Callable

import pytest

from tests.xlsform.corpus.trees import PyxformRefusal, pikir_tree, pyxform_tree
from tests.xlsform.shapes import SHAPES
from tests.xlsform.workbooks import ImportedForm, import_xlsform, xls, xlsx

UNSUPPORTED = {
    *("form.unsupported_type", "form.expression_not_available"),
    *(
        "form.bad_parameters",
        "form.empty_range",
        "form.expression_wrong_arguments",
        "form.expression_unknown_name",
    ),
}
"""Errors that pyxform does not report: features that a web form lacks, and mistakes that only show when the form is used."""


def error_codes(imported: ImportedForm) -> set[str]:
    return {each.code for each in imported.problems if each.severity == "error"}


@pytest.mark.parametrize("make", [xlsx, xls])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_form_is_read_as_pyxform_reads_it(shape: str, make: Callable[[str], bytes]) -> None:
    workbook = make(SHAPES[shape])
    imported = import_xlsform(workbook)
    try:
        tree = pyxform_tree(workbook, file_type=f".{make.__name__}", problems=imported.problems)
    except PyxformRefusal:
        assert error_codes(imported)
        assert all(each.location or "sheet" in each.code for each in imported.problems)
        return
    if error_codes(imported):
        assert error_codes(imported) <= UNSUPPORTED
    else:
        assert pikir_tree(imported.document) == tree
