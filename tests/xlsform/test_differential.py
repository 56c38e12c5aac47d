"""Pikir and pyxform compared on the same workbooks.

What pyxform reads, Pikir reads to the same tree, or it refuses a feature by name. What pyxform refuses, Pikir refuses at a cell.
"""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pyxform.xls2xform import convert

from chalicelib.xlsform.reader.type_names import kind_of
from tests.xlsform.corpus.trees import expand_loop
from tests.xlsform.shapes import SHAPES
from tests.xlsform.workbooks import ImportedForm, import_xlsform, xls, xlsx

TreeRow = tuple[str, str, object, object, Any]
"""Type, name, required, relevant, and the rows inside."""
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
YES = {"yes", "Yes", "TRUE", "true()"}


def walk_pyxform_rows(children: list[dict[str, Any]]) -> Iterator[TreeRow]:
    """Yield the rows that pyxform read, without the rows that it adds."""
    added = {f"{each['name']}_count" for each in children}
    added |= {f"{each['name']}_other" for each in children}
    for child in map(expand_loop, children):
        name, bind = child["name"], child.get("bind") or {}
        if name == "meta" or name in added or name.startswith(("generated_table", "reserved_")):
            continue
        inner = list(walk_pyxform_rows(child["children"])) if "children" in child else []
        kind = kind_of(child["type"])
        if str(child.get("itemset", "")).endswith(".csv"):
            kind = f"{kind}_from_file"
        required = bind.get("required")
        yield (
            kind,
            name,
            True if required in YES else None if required == "no" else required,
            bind.get("relevant"),
            inner,
        )


def walk_rows(rows: list[dict[str, Any]]) -> Iterator[TreeRow]:
    """Yield the rows of a definition's document."""
    for row in rows:
        inner = list(walk_rows(row.get("questions", [])))
        required = row.get("required") or None
        yield row["type"], row["name"], required, row.get("relevant"), inner


def error_codes(imported: ImportedForm) -> set[str]:
    return {each.code for each in imported.problems if each.severity == "error"}


@pytest.mark.parametrize("make", [xlsx, xls])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_form_is_read_as_pyxform_reads_it(shape: str, make: Callable[[str], bytes]) -> None:
    workbook = make(SHAPES[shape])
    imported = import_xlsform(workbook)
    try:
        result = convert(io.BytesIO(workbook), validate=False)
    except Exception:  # noqa: BLE001 -- pyxform refuses with several types, some of them accidental
        assert error_codes(imported)
        assert all(each.location or "sheet" in each.code for each in imported.problems)
        return
    if error_codes(imported):
        assert error_codes(imported) <= UNSUPPORTED
    else:
        tree = list(walk_pyxform_rows(result._pyxform["children"]))
        assert list(walk_rows(imported.document["questions"])) == tree
