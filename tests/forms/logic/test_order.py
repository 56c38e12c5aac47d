"""The order in which rows are settled, and cycles."""

from typing import Any

from chalicelib.forms.definition import Definition
from chalicelib.forms.logic.order import RowOrder, order_rows
from chalicelib.forms.logic.rules import bind_rules
from chalicelib.forms.tree import FormTree
from tests.forms.definitions import codes, document, row


def sorted_rows(*rows: object) -> RowOrder:
    definition = Definition.model_validate(document(*rows))
    tree = FormTree.of(definition.questions)
    bound = bind_rules(tree, definition.choices)
    assert bound.problems == ()
    return order_rows(tree, bound.by_node)


def names(nodes: Any) -> list[str]:  # noqa: ANN401 -- any rows
    return [node.row.name for node in nodes]


def test_each_row_comes_after_what_it_reads_and_else_in_document_order() -> None:
    order = sorted_rows(
        row("text", "a", relevant="${c} = 1"),
        row("text", "b"),
        row("calculate", "c", calculation="${d} + 1"),
        row("integer", "d"),
        row("text", "e", constraint="${a} = 1", required="${f} = 1", choice_filter=None),
        row("text", "f"),
    ).order
    assert names(order) == ["d", "c", "a", "b", "e", "f"]


def test_groups_and_repeats_come_before_their_rows() -> None:
    rows = row("begin_repeat", "r", repeat_count="${n}", questions=[row("integer", "x")])
    group = row("begin_group", "g", relevant="${late} = 1", questions=[rows])
    order = sorted_rows(
        row("calculate", "sum", calculation="sum(${x})"),
        group,
        row("integer", "n"),
        row("integer", "late"),
    ).order
    assert names(order) == ["late", "g", "n", "r", "x", "sum"]


def test_all_cycles_are_found_at_once() -> None:
    cycles = sorted_rows(
        row("text", "a", relevant="${b} = 1"),
        row("text", "b", relevant="${c} = 1"),
        row("text", "c", relevant="${a} = 1"),
        row("text", "free"),
        row("text", "x", relevant="${x} = 1"),
        row("calculate", "y", calculation="${z}"),
        row("calculate", "z", calculation="${y} + ${free}"),
    ).cycles
    assert [names(cycle) for cycle in cycles] == [["a", "b", "c"], ["x"], ["y", "z"]]


def test_a_row_may_read_its_own_value_in_a_calculation_and_a_constraint() -> None:
    assert (
        sorted_rows(
            row("calculate", "a", calculation="if(. = '', 1, .)"),
            row("calculate", "b", calculation="coalesce(${b}, 1)"),
            row("integer", "c", constraint="${c} > 1", required="${c} = ''"),
        ).cycles
        == ()
    )


def test_only_the_default_of_a_silent_row_is_ordered() -> None:
    two = [row("text", "a", default="${b}"), row("text", "b", relevant="${a} = 1")]
    assert sorted_rows(*two).cycles == ()
    hidden = [row("hidden", "a", default="${b}"), row("text", "b", relevant="${a} = 1")]
    assert [names(cycle) for cycle in sorted_rows(*hidden).cycles] == [["a", "b"]]


def test_problems_with_expressions_name_their_cells() -> None:
    rows = [row("text", "a", relevant="${nobody} = 1", constraint="(", default="a-b")]
    definition = Definition.model_validate(document(*rows))
    bound = bind_rules(FormTree.of(definition.questions), definition.choices)
    assert bound.by_node == {}
    assert codes(bound.problems) == [
        ("/questions/0/relevant", "form.expression_unknown_name"),
        ("/questions/0/constraint", "form.expression_ends_early"),
    ]
    assert bound.problems[0].parameters["at"] == 0


def test_choice_filters_order_rows_and_make_no_cycle() -> None:
    choices = {"list_name": "who"}
    rows = sorted_rows(
        row("select_one", "a", choice_filter="name != ${b}", **choices),
        row("select_one", "b", choice_filter="name != ${c}", **choices),
        row("text", "c"),
    )
    assert names(rows.order) == ["c", "b", "a"]
    mutual = sorted_rows(
        row("select_one", "a", choice_filter="name != ${b}", relevant="${z} = 1", **choices),
        row("select_one", "b", choice_filter="name != ${a}", **choices),
        row("integer", "z"),
    )
    assert (mutual.cycles, names(mutual.order)) == ((), ["z", "a", "b"])
