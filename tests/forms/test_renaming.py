"""A question's name is changed wherever the form refers to it, and nowhere else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.forms.definition import load
from chalicelib.forms.editing import RowPlace, find_row
from chalicelib.forms.renaming import is_name, rename_row
from chalicelib.forms.validation import read_definition, review
from tests.forms.definitions import document, row

FORM = document(
    row("select_one", "who", or_other=True),
    row("text", "whose", label={"kk": "Сәлем, ${who}!"}, relevant="${ who } = 'pupil' and ${who_other} != ''"),
    {
        **row("begin_group", "g", relevant="${whose} != ''"),
        "questions": [row("text", "x", constraint=". != ${who}", default="${whose}")],
    },
)  # fmt: skip


def test_references_follow_a_new_name() -> None:
    definition = read_definition(FORM)
    renamed = rename_row(definition, RowPlace((0,)), "kim")
    _, whose, group = renamed.questions
    assert renamed.questions[0].name == "kim"
    assert whose.label == {"kk": "Сәлем, ${kim}!"}
    assert whose.relevant == "${ kim } = 'pupil' and ${kim_other} != ''"
    assert group.relevant == "${whose} != ''"
    assert group.questions[0].constraint == ". != ${kim}"
    assert group.questions[0].default == "${whose}"
    assert rename_row(renamed, RowPlace((0,)), "who") == definition


@given(st.sampled_from([(0,), (1,), (2,), (2, 0)]))
def test_a_form_is_as_right_under_a_new_name_as_before(indexes: tuple[int, ...]) -> None:
    definition = read_definition(FORM)
    place = RowPlace(indexes)
    renamed = rename_row(definition, place, "жаңа_атау")
    assert (
        review(renamed.model_dump(mode="json", exclude_defaults=True)).problems
        == review(FORM).problems
    )
    assert find_row(renamed, place).name == "жаңа_атау"
    assert rename_row(renamed, place, find_row(definition, place).name) == definition


def test_a_name_that_stands_twice_keeps_its_references() -> None:
    twice = document(
        {**row("begin_group", "g"), "questions": [row("text", "a")]},
        {**row("begin_group", "h"), "questions": [row("text", "a"), row("text", "b", relevant="${a} = 'x'")]},
    )  # fmt: skip
    renamed = rename_row(load(json.dumps(twice).encode()), RowPlace((0, 0)), "c")
    assert renamed.questions[1].questions[1].relevant == "${a} = 'x'"


@pytest.mark.parametrize(("name", "is_right"), [("who", True), ("қала_1", True), ("1a", False), ("a b", False), ("", False), ("a" * 256, False)])  # fmt: skip
def test_names_are_those_of_xml_elements(name: str, is_right: bool) -> None:
    assert is_name(name) is is_right


def test_the_name_in_an_earlier_record_follows_too() -> None:
    definition = read_definition(document(row("text", "a", default="${ last-saved#a }")))
    renamed = rename_row(definition, RowPlace((0,)), "b")
    assert renamed.questions[0].default == "${ last-saved#b }"
