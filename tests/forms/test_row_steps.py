"""Steps over several rows: what is not selected keeps its order, and what lies in a selected row goes with it."""

from collections.abc import Callable

import pytest

from chalicelib.forms import row_steps
from chalicelib.forms.definition import Definition, Row
from chalicelib.forms.editing import NoSuchRow, RowPlace
from chalicelib.forms.row_steps import STEPS, UnfitSelection
from chalicelib.forms.tree import FormTree
from chalicelib.forms.validation import read_definition
from tests.forms.definitions import document, row

Step = Callable[[Definition, list[RowPlace]], row_steps.Steps]


def form(*rows: dict[str, object]) -> Definition:
    return read_definition(document(*rows))


NESTED = form(
    row("text", "a"),
    {**row("begin_group", "g"), "questions": [row("text", "b"), row("select_one", "s")]},
    row("text", "c"),
    row("text", "d"),
)


def shape(rows: tuple[Row, ...]) -> str:
    """Write the rows by their names: ``a g(b s) c``."""
    return " ".join(
        f"{each.name}({shape(each.questions)})" if each.type.startswith("begin") else each.name
        for each in rows
    )


def places(definition: Definition, names: str) -> list[RowPlace]:
    nodes = FormTree.of(definition.questions).nodes
    return [RowPlace.at(node.pointer) for node in nodes if node.row.name in names.split()]


@pytest.mark.parametrize(
    ("step", "selected", "after", "shown"),
    [
        ("up", "c", "a c g(b s) d", "c"),
        ("up", "a c", "a c g(b s) d", "a c"),
        ("up", "c d", "a c d g(b s)", "c d"),
        ("up", "s a", "a g(s b) c d", "a s"),
        ("down", "a g", "c a g(b s) d", "a g"),
        ("down", "b d", "a g(s b) c d", "b d"),
        ("in", "c d", "a g(b s c d)", "c d"),
        ("in", "a", "a g(b s) c d", "a"),
        ("out", "b s", "a g() b s c d", "b s"),
        ("out", "s c", "a g(b) s c d", "s c"),
        ("group", "c d", "a g(b s) group(c d)", "group"),
        ("group", "b", "a g(group(b) s) c d", "group"),
        ("group", "a c", "group(a c) g(b s) d", "group"),
        ("ungroup", "g a", "a b s c d", "a b s"),
        ("remove", "b s", "a g() c d", "g"),
        ("remove", "g b d", "a c", "c"),
        ("remove", "d", "a g(b s) c", "c"),
        ("copy", "a c", "a g(b s) c a_2 c_2 d", "a_2 c_2"),
        ("copy", "g b", "a g(b s) g_2(b_2 s_2) c d", "g_2"),
    ],
)
def test_the_selected_rows_take_the_step_together(
    step: str, selected: str, after: str, shown: str
) -> None:
    changed, at = STEPS[step](NESTED, reversed(places(NESTED, selected)))
    assert shape(changed.questions) == after
    assert at == places(changed, shown)


@pytest.mark.parametrize(
    ("selected", "target", "after"),
    [
        ("d", "/questions/0", "d a g(b s) c"),
        ("a d", "/questions/1/questions/1", "g(b a d s) c"),
        ("a c", "/questions/4", "g(b s) d a c"),
        ("b", "/questions/2", "a g(s) b c d"),
        ("c d", "/questions/2", "a g(b s) c d"),
        ("a", "/questions/1/questions/2", "g(b s a) c d"),
    ],
)
def test_rows_are_moved_to_a_place_as_it_was_before(selected: str, target: str, after: str) -> None:
    moved, at = row_steps.move_to(NESTED, places(NESTED, selected), RowPlace.at(target))
    assert shape(moved.questions) == after
    assert at == places(moved, selected)


def test_a_group_does_not_go_into_itself_and_rows_of_two_groups_make_none() -> None:
    with pytest.raises(UnfitSelection):
        row_steps.move_to(NESTED, places(NESTED, "g"), RowPlace.at("/questions/1/questions/0"))
    with pytest.raises(UnfitSelection):
        row_steps.wrap_in_group(NESTED, places(NESTED, "a b"))


@pytest.mark.parametrize("step", sorted(STEPS))
def test_a_step_over_no_row_is_none(step: str) -> None:
    for nowhere in ([], [RowPlace((9,))], [RowPlace((0, 0))]):
        with pytest.raises(NoSuchRow):
            STEPS[step](NESTED, nowhere)
    with pytest.raises(NoSuchRow):
        row_steps.move_to(NESTED, places(NESTED, "a"), RowPlace.at("/questions/0/questions/0"))


def test_copies_refer_to_copies_keep_private_what_was_and_have_no_role() -> None:
    named = form(
        row("text", "name", role="name"),
        row("integer", "age", constraint=". > 3"),
        {
            **row("text", "why", relevant="${age} > 5 and ${name} != ''"),
            "label": {"kk": "${age} жаста неге, ${other}?"},
        },
        row("text", "other", relevant="${age} > 5"),
    )
    copied, _ = row_steps.copy_rows(named, places(named, "name age why"))
    assert shape(copied.questions) == "name age why name_2 age_2 why_2 other"
    name, age, why, other = copied.questions[3:]
    assert (name.role, name.private, age.private) == (None, True, False)
    assert why.relevant == "${age_2} > 5 and ${name_2} != ''"
    assert why.label == {"kk": "${age_2} жаста неге, ${other}?"}
    assert other.relevant == "${age} > 5"
    assert copied.questions[:3] == named.questions[:3]


def test_lists_go_with_the_last_question_that_uses_them() -> None:
    shared = form(row("select_one", "one"), row("select_multiple", "two"), row("text", "t"))
    less, _ = row_steps.remove_rows(shared, places(shared, "one"))
    assert set(less.choices) == {"who"}
    none, _ = row_steps.remove_rows(shared, places(shared, "one two"))
    assert none.choices == {}
