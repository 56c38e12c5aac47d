"""A form's expressions, each bound to its row."""

import pytest

from chalicelib.forms.definition import Definition
from chalicelib.forms.logic.rules import NO_RULES, FormRules, bind_rules, is_silent
from chalicelib.forms.tree import FormTree, Node
from tests.forms.definitions import document, row
from tests.forms.logic.checking import repeat


def tree_and_rules(*rows: object) -> tuple[FormTree, FormRules]:
    definition = Definition.model_validate(document(*rows))
    tree = FormTree.of(definition.questions)
    return tree, bind_rules(tree, definition.choices)


def names(nodes: frozenset[Node]) -> set[str]:
    return {node.row.name for node in nodes}


def test_each_column_with_an_expression_is_bound() -> None:
    tree, rules = tree_and_rules(
        row("integer", "a"),
        row(
            "select_one",
            "b",
            relevant="${a} = 1",
            required="${a} = 2",
            read_only="${a} = 3",
            constraint=". != ${a}",
            calculation="${a}",
            choice_filter="name = ${a}",
            default="${a}",
            trigger="${a}",
        ),
        repeat(row("text", "t"), repeat_count="${a}"),
    )
    assert rules.problems == ()
    a, b, r, t = tree.nodes
    assert list(rules.by_node) == [b, r]
    bound = rules.of(b)
    for column in (
        bound.relevant,
        bound.required,
        bound.read_only,
        bound.constraint,
        bound.calculation,
        bound.choice_filter,
        bound.default,
    ):
        assert column is not None
    assert bound.repeat_count is None
    assert rules.of(r).repeat_count is not None
    assert bound.triggers == (a,)
    assert rules.of(a) is rules.of(t) is NO_RULES


def test_a_condition_that_says_yes_or_no_is_no_expression() -> None:
    _, rules = tree_and_rules(row("text", "a", required=True, read_only=False, default="today"))
    assert rules.by_node == {}


def test_a_row_is_settled_after_those_that_decide_about_it() -> None:
    tree, rules = tree_and_rules(
        *(row("integer", name) for name in "abcdefg"),
        row(
            "select_one",
            "q",
            relevant="${a} = 1",
            calculation="${b}",
            trigger="${c}",
            choice_filter="name = ${d}",
            constraint=". != ${e}",
            required="${f} = 1",
            read_only="${g} = 1",
        ),
        repeat(row("text", "t"), repeat_count="${a} + ${b}"),
    )
    [question], [counted] = tree.rows_named("q"), tree.rows_named("r")
    assert names(rules.of(question).reads) == {"a", "b", "c"}
    assert names(rules.of(question).filter_reads) == {"d"}
    assert names(rules.of(counted).reads) == {"a", "b"}
    assert rules.of(counted).filter_reads == frozenset()


@pytest.mark.parametrize(
    ("trigger", "triggers"),
    [
        ("${a}", ["a"]),
        ("${ a }", ["a"]),
        ("${a}, ${b}", ["a", "b"]),
        ("${nobody} ${b}", ["b"]),
        ("a", []),
    ],
)
def test_a_trigger_names_rows(trigger: str, triggers: list[str]) -> None:
    tree, rules = tree_and_rules(
        row("text", "a"), row("text", "b"), row("calculate", "c", calculation="1", trigger=trigger)
    )
    [node] = tree.rows_named("c")
    assert [each.row.name for each in rules.of(node).triggers] == triggers


def test_a_problem_has_its_cell_and_where_it_begins() -> None:
    _, rules = tree_and_rules(
        row("text", "a", relevant="1 = ${nobody}", calculation="1 + "),
        repeat(row("text", "b", constraint=". = ${noone}")),
    )
    found = [(each.name, each.code, each.parameters["at"]) for each in rules.problems]
    assert found == [
        ("/questions/0/relevant", "form.expression_unknown_name", 4),
        ("/questions/0/calculation", "form.expression_ends_early", 3),
        ("/questions/1/questions/0/constraint", "form.expression_unknown_name", 4),
    ]
    assert rules.problems[0].parameters["name"] == "nobody"


def test_a_warning_leaves_the_expression_among_the_rules() -> None:
    tree, rules = tree_and_rules(row("text", "a"), row("text", "b", relevant="1 = ../nobody"))
    [warning] = rules.problems
    assert (warning.name, warning.code, warning.severity) == (
        "/questions/1/relevant",
        "form.expression_unknown_path",
        "warning",
    )
    assert warning.parameters["at"] == len("1 = ../")
    assert rules.of(tree.nodes[1]).relevant is not None


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("hidden", True), ("calculate", True), ("text", False), ("start", False), ("foo", False)],
)
def test_nobody_sees_a_calculated_or_a_hidden_row(kind: str, *, expected: bool) -> None:
    [node] = FormTree.of(Definition.model_validate(document(row(kind))).questions).nodes
    assert is_silent(node.row) is expected
