"""Pikir reads what pyxform reads, to the same tree, or refuses a type by name; it refuses what pyxform refuses, with the row."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pyxform.xls2xform import convert

from chalicelib.xlsform.reader.type_names import kind_of
from tests.xlsform.shapes import SHAPES
from tests.xlsform.workbooks import ImportedForm, import_xlsform, xls, xlsx

Tree = list[tuple[str, str, object, object, Any]]
UNSUPPORTED = {
    *("form.unsupported_type", "form.unsupported_setting", "form.expression_not_available"),
    *("form.bad_parameters", "form.expression_wrong_arguments", "form.expression_unknown_name"),
}
"""What pyxform lets pass: features that a web form has not, and mistakes that only show in use."""
YES = {"yes", "Yes", "TRUE", "true()"}


def pyxforms(children: list[dict[str, Any]]) -> Iterator[tuple[str, str, object, object, Any]]:
    """pyxform's tree, without what it made up."""
    made_up = {f"{each['name']}_count" for each in children}
    made_up |= {f"{each['name']}_other" for each in children}
    for child in children:
        name, bind = child["name"], child.get("bind") or {}
        if name == "meta" or name in made_up or name.startswith(("generated_table", "reserved_")):
            continue
        inner = list(pyxforms(child["children"])) if "children" in child else []
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


def ours(rows: list[dict[str, Any]]) -> Iterator[tuple[str, str, object, object, Any]]:
    for row in rows:
        inner = list(ours(row.get("questions", [])))
        required = row.get("required") or None
        yield row["type"], row["name"], required, row.get("relevant"), inner


def codes(imported: ImportedForm) -> set[str]:
    return {each.code for each in imported.problems if each.severity == "error"}


@pytest.mark.parametrize("make", [xlsx, xls])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_form_is_read_as_pyxform_reads_it(shape: str, make: Callable[[str], bytes]) -> None:
    workbook = make(SHAPES[shape])
    imported = import_xlsform(workbook)
    try:
        result = convert(io.BytesIO(workbook), validate=False)
    except Exception:  # noqa: BLE001 -- whatever it stumbles over
        assert codes(imported)
        assert all(each.location or "sheet" in each.code for each in imported.problems)
        return
    if codes(imported):
        assert codes(imported) <= UNSUPPORTED
    else:
        tree = list(pyxforms(result._pyxform["children"]))
        assert list(ours(imported.document["questions"])) == tree
