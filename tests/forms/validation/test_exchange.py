"""A definition is refused where other XLSForm tools would refuse the form."""

from typing import Any

import pytest

from chalicelib.forms.validation import review
from tests.forms.definitions import document, row

LISTS = {
    "l": [{"name": "a"}, {"name": "b"}],
    "m": [{"name": "a"}],
    "x.csv": [{"name": "a", "A column": "x"}],
    "x.txt": [{"name": "a"}],
    "x.y.csv": [{"name": "a"}],
    "l.csv": [{"name": "a"}],
}
FILE = "select_one_from_file"


def list_errors(*rows: object, **lists: Any) -> list[tuple[str, str]]:
    problems = review(document(*rows, row("text", "z"), choices=lists or LISTS)).problems
    return [(each.name, each.code) for each in problems if each.severity == "error"]


def select(name: str = "a", **keys: object) -> dict[str, Any]:
    return row("select_one", name, **{"list_name": "l", **keys})


def table(*rows: object) -> dict[str, Any]:
    return row("begin_group", "g", appearance="table-list", questions=list(rows))


def repeat(name: str, inner: str, **keys: object) -> dict[str, Any]:
    return row("begin_repeat", name, questions=[row("text", inner)], **keys)


@pytest.mark.parametrize(
    ("rows", "at", "code"),
    [
        ([row("text", "meta")], "/name", "form.reserved_name"),
        ([select(list_name="x.csv")], "/list_name", "form.list_is_a_file"),
        ([row(FILE, "a", list_name="x.txt")], "/list_name", "form.bad_file_name"),
        ([row(FILE, "a", list_name="x.y.csv")], "/list_name", "form.bad_file_name"),
        ([row(FILE, "a", list_name="l.csv")], "/list_name", "form.bad_file_name"),
        ([select(or_other=True, choice_filter="1")], "/choice_filter", "form.other_with_filter"),
        ([row("text", "a", media={"big-image": "a.png"})], "/media", "form.big_image_alone"),
        ([row("text", "a", label=None, guidance_hint="g")], "/label", "form.missing"),
        ([row("text", "a", label={"kk": "x ${"})], "/label/kk", "form.bad_reference"),
        ([row("text", "a", label={"kk": "x ${ a } ${z}"})], "/label/kk", "form.bad_reference"),
        ([row("text", "a", appearance="w1 ${b}")], "/appearance", "form.bad_reference"),
        ([row("text", "a", appearance="w1 ${")], "/appearance", "form.bad_reference"),
        ([row("calculate", "a", default="x")], "", "form.no_calculation"),
        ([row("integer", "a", parameters={"rows": 3})], "/parameters", "form.bad_parameter"),
        ([select(parameters={"seed": "3"})], "/parameters", "form.bad_parameter"),
        (
            [select(parameters={"seed": "inf", "randomize": True})],
            "/parameters",
            "form.bad_parameter",
        ),
        (
            [select(parameters={"seed": "abc", "randomize": True})],
            "/parameters",
            "form.bad_parameter",
        ),
        (
            [row(FILE, "a", list_name="x.csv", parameters={"value": "a b"})],
            "/parameters",
            "form.bad_parameter",
        ),
        (
            [row("range", "a", parameters={"start": 1, "end": 3, "step": 5})],
            "/parameters",
            "form.bad_parameter",
        ),
    ],
)
def test_a_row_that_xlsform_refuses_is_an_error(rows: list[object], at: str, code: str) -> None:
    assert (f"/questions/0{at}", code) in list_errors(*rows)


@pytest.mark.parametrize(
    ("rows", "at", "code"),
    [
        (
            [row("begin_group", "g", questions=[repeat("r", "a")]), repeat("r", "b")],
            "/questions/1/name",
            "form.duplicate_repeat",
        ),
        (
            [repeat("r", "a", repeat_count="1 + 1"), row("text", "r_count")],
            "/questions/1/name",
            "form.duplicate_name",
        ),
        (
            [
                row(
                    "begin_repeat",
                    "r",
                    questions=[row("text", "a"), {"type": "csv-external", "name": "towns"}],
                )
            ],
            "/questions/0/questions/1/type",
            "form.not_in_repeat",
        ),
        (
            [
                row(
                    "begin_repeat",
                    "r",
                    questions=[row("osm", "a"), row("begin_group", "g", questions=[row("text")])],
                )
            ],
            "/questions/0/questions/0/type",
            "form.not_in_repeat",
        ),
        (
            [table(select("a"), select("b", list_name="m"))],
            "/questions/0/questions/1/list_name",
            "form.table_lists_differ",
        ),
        (
            [table(select("a", choice_filter="1"))],
            "/questions/0/questions/0/choice_filter",
            "form.table_with_filter",
        ),
        (
            [row("calculate", "c", calculation="1"), row("text", "t", trigger="${c}")],
            "/questions/1/trigger",
            "form.trigger_unseen",
        ),
    ],
)
def test_rows_that_xlsform_refuses_together_are_an_error(
    rows: list[object], at: str, code: str
) -> None:
    assert (at, code) in list_errors(*rows)


@pytest.mark.parametrize("column", ["my column", "list_name", "x::y", "Label", "1st"])
def test_a_column_that_means_something_else(column: str) -> None:
    choices = [{"name": "a", column: "x"}, {"name": "b", column: "y"}]
    assert list_errors(select(), l=choices) == [("/choices/l/0", "form.bad_column")]


@pytest.mark.parametrize(
    "rows",
    [
        [repeat("data", "a", repeat_count="${z}")],
        [repeat("r", "a", repeat_count="3")],
        [row("begin_repeat", "r", questions=[row("osm", "a"), row("text", "b")])],
        [row(FILE, "a", list_name="x.csv", parameters={"value": "code", "label": "title"})],
        [select(parameters={"seed": "${z}", "randomize": True})],
        [select(parameters={"seed": "0.5", "randomize": True})],
        [select(parameters={})],
        [row("calculate", "a", default="1 + 1")],
        [row("text", "a", appearance="w1 ${z}", trigger="${z}", calculation="1")],
        [table(select("a"), select("b"))],
        [row("text", "a", label={"kk": "Сәлем, ${z}"})],
    ],
)
def test_rows_that_xlsform_accepts_have_no_error(rows: list[object]) -> None:
    assert list_errors(*rows) == []
