"""Each mistake in a spreadsheet is one problem at its cell, and its consequences are not reported."""

import pytest

from tests.xlsform.shapes import SHAPES
from tests.xlsform.workbooks import Rows, errors_of, read

ERRORS = {
    "dup_header_alias": [("form.duplicate_header", "survey", 1, "caption")],
    "or_other_filter": [("form.xlsform", "survey", 2, None)],
    "mismatched": [
        ("form.unmatched_begin", "survey", 3, "type"),
        ("form.unmatched_end", "survey", 6, "type"),
    ],
    "no_end_at_all": [
        ("form.unmatched_begin", "survey", 2, "type"),
        ("form.unmatched_begin", "survey", 4, "type"),
    ],
    "names": [
        ("form.bad_name", "survey", 2, "name"),
        ("form.bad_name", "survey", 3, "name"),
        ("form.bad_name", "survey", 4, "name"),
        ("form.reserved_name", "survey", 6, "name"),
        ("form.bad_name", "survey", 8, "name"),
    ],
    "select_multiple_space": [("form.spaced_choice", "choices", 2, "name")],
    "dup_choices": [
        ("form.duplicate_choice", "choices", 3, "name"),
        ("form.choice_without_name", "choices", 4, "name"),
    ],
    "params_bad": [
        ("form.xlsform", "survey", 3, "parameters"),
        ("form.xlsform", "survey", 4, "parameters"),
        ("form.xlsform", "survey", 5, None),
        ("form.bad_parameter", "survey", 6, "parameters"),
        ("form.bad_parameter", "survey", 7, "parameters"),
        ("form.bad_parameter", "survey", 8, "parameters"),
        ("form.xlsform", "survey", 10, "parameters"),
    ],
    "external_missing": [("form.no_external_list", "survey", 2, "type")],
    "no_label": [("form.missing", "survey", row, "label") for row in (2, 4, 7, 8, 9, 10, 11, 12)],
    "save_to_no_entities": [("form.xlsform", "survey", 2, "save_to")],
    "settings_bad": [
        ("form.xlsform", "settings", 2, "name"),
        ("form.unknown_reference", "settings", 2, "instance_name"),
    ],
    "no_type_col": [("form.no_type_column", "survey", 1, None)],
    "repeat_names": [
        ("form.duplicate_repeat", "survey", 7, "name"),
        ("form.duplicate_repeat", "survey", 10, "name"),
    ],
    "data_in_repeat": [("form.not_in_repeat", "survey", 3, "type")],
    "comments": [("form.no_type", "survey", 4, "type")],
    "count_collision": [("form.duplicate_name", "survey", 3, "name")],
    "other_collision": [("form.duplicate_name", "survey", 3, "name")],
    "case_types": [("form.unknown_type", "survey", row, "type") for row in (2, 3, 4)],
    "select_no_choices": [
        ("form.no_list", "survey", 2, "type"),
        ("form.no_list_name", "survey", 3, "type"),
        ("form.no_list_name", "survey", 4, "type"),
    ],
}


@pytest.mark.parametrize(("shape", "expected"), ERRORS.items())
def test_mistakes_are_reported_at_their_cells(
    shape: str, expected: list[tuple[str, str, int | None, str | None]]
) -> None:
    assert errors_of(read(SHAPES[shape])) == expected


def test_with_or_other_every_choice_needs_a_label_if_one_has_a_label_in_a_language() -> None:
    imported = read("""
| survey |
| | type | name | label |
| | select_one l or_other | a | A |
| choices |
| | list_name | name | label::kk |
| | l | x | X |
| | l | y | |
""")
    assert errors_of(imported) == [("form.choice_without_label", "choices", 3, None)]


def test_a_form_too_large_to_read_repeatedly_may_have_more_problems() -> None:
    rows: list[list[str | None]] = [["type", "name", "label", "appearance"]]
    for number in range(500):
        rows += [["begin group", f"g{number}", "G", "table-list"]]
        rows += [
            ["select_one a", f"a{number}", "A", None],
            ["select_one b", f"b{number}", "B", None],
        ]
        rows += [["end group", None, None, None]]
    sheets: dict[str, Rows] = {
        "survey": rows,
        "choices": [["list_name", "name", "label"], ["a", "1", "x"], ["b", "1", "x"]],
    }
    imported = read(sheets)
    assert {code for code, *_ in errors_of(imported)} >= {"form.xlsform"}
    assert "form.more_problems" in [each.code for each in imported.problems]
