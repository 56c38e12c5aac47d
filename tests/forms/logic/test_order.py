"""The order in which rows are settled, and the rows that wait for each other."""

from typing import Any

from chalicelib.forms.definition import Definition
from chalicelib.forms.logic.order import RowOrder, order_rows
from chalicelib.forms.logic.rules import bind_rules
from chalicelib.forms.tree import FormTree
from tests.forms.definitions import codes, document, row


def found(*rows: object) -> RowOrder:
    definition = Definition.model_validate(document(*rows))
    layout = FormTree.of(definition.questions)
    bound = bind_rules(layout, definition.choices)
    assert bound.problems == ()
    return order_rows(layout, bound.by_node)


def names(nodes: Any) -> list[str]:  # noqa: ANN401 -- any rows
    return [node.row.name for node in nodes]


def test_each_row_comes_after_what_it_reads_else_in_the_document_s_order() -> None:
    order = found(
        row("text", "a", relevant="${c} = 1"),
        row("text", "b"),
        row("calculate", "c", calculation="${d} + 1"),
        row("integer", "d"),
        row("text", "e", constraint="${a} = 1", required="${f} = 1", choice_filter=None),
        row("text", "f"),
    ).order
    assert names(order) == ["d", "c", "a", "b", "e", "f"]


def test_groups_and_repeats_come_before_what_they_hold() -> None:
    rows = row("begin_repeat", "r", repeat_count="${n}", questions=[row("integer", "x")])
    group = row("begin_group", "g", relevant="${late} = 1", questions=[rows])
    order = found(
        row("calculate", "sum", calculation="sum(${x})"),
        group,
        row("integer", "n"),
        row("integer", "late"),
    ).order
    assert names(order) == ["late", "g", "n", "r", "x", "sum"]


def test_rows_that_wait_for_each_other_are_found_all_at_once() -> None:
    cycles = found(
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
        found(
            row("calculate", "a", calculation="if(. = '', 1, .)"),
            row("calculate", "b", calculation="coalesce(${b}, 1)"),
            row("integer", "c", constraint="${c} > 1", required="${c} = ''"),
        ).cycles
        == ()
    )


def test_a_default_waits_only_where_the_server_works_it_out() -> None:
    two = [row("text", "a", default="${b}"), row("text", "b", relevant="${a} = 1")]
    assert found(*two).cycles == ()
    hidden = [row("hidden", "a", default="${b}"), row("text", "b", relevant="${a} = 1")]
    assert [names(cycle) for cycle in found(*hidden).cycles] == [["a", "b"]]


def test_what_is_wrong_with_expressions_is_told_at_their_cells() -> None:
    rows = [row("text", "a", relevant="${nobody} = 1", constraint="(", default="a-b")]
    definition = Definition.model_validate(document(*rows))
    bound = bind_rules(FormTree.of(definition.questions), definition.choices)
    assert bound.by_node == {}
    assert codes(bound.problems) == [
        ("/questions/0/relevant", "form.expression_unknown_name"),
        ("/questions/0/constraint", "form.expression_ends_early"),
    ]
    assert bound.problems[0].parameters["at"] == 0
