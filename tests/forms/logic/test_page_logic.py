"""What a form's page needs beside the form's logic."""

import pytest

from chalicelib.forms.intake import Form
from chalicelib.forms.logic.page_logic import PageLogic, initial_expression
from chalicelib.forms.tree import Node
from chalicelib.xpath import BoundExpression
from tests.forms.definitions import LISTS, form_of, row
from tests.forms.logic.checking import group, repeat
from tests.forms.logic.outcomes import open_page


def node_of(page_logic: PageLogic, name: str) -> Node:
    [node] = page_logic.tree.rows_named(name)
    return node


def names(nodes: frozenset[Node]) -> set[str]:
    return {node.row.name for node in nodes}


@pytest.mark.parametrize(
    "deciding",
    [
        row("text", "b", relevant="${a} = 1"),
        row("calculate", "b", calculation="${a}"),
        row("select_one", "b", choice_filter="name = ${a}"),
        repeat(row("text", "b"), repeat_count="${a}"),
    ],
)
def test_a_form_has_logic_if_answers_decide_about_other_rows(deciding: object) -> None:
    assert form_of(row("integer", "a"), deciding).page_logic.has_logic


@pytest.mark.parametrize(
    "speaking",
    [
        row("text", "b"),
        row("text", "b", required="${a} = 1"),
        row("text", "b", read_only="${a} = 1"),
        row("text", "b", constraint=". != ${a}"),
        row("text", "b", default="${a}"),
        row("note", "b", label="${a}"),
    ],
)
def test_a_form_whose_rows_only_speak_of_answers_has_none(speaking: object) -> None:
    assert not form_of(row("integer", "a"), speaking).page_logic.has_logic


class TestDependencies:
    LOGIC = form_of(
        *(row("integer", name) for name in "abcdef"),
        repeat(row("integer", "n"), name="r"),
        row("text", "relevant", relevant="${a} > ${b}", required="${c} = 1", read_only="${d} = 1"),
        row("text", "checked", constraint=". != ${a} and ${checked} != ''", hint="${b}"),
        row("hidden", "silent", default="${a}"),
        row("text", "typed", default="${a}"),
        row("calculate", "sum", calculation="sum(${n}) + coalesce(${sum}, 0)"),
        row("calculate", "triggered", calculation="${b}", trigger="${a}"),
        row("note", "speaks", label="${n}"),
    ).page_logic

    @pytest.mark.parametrize(
        ("name", "decided_by", "mentioned_by"),
        [
            ("a", "", ""),
            ("relevant", "a b", "c d"),
            ("checked", "", "a b"),
            ("silent", "a", "a"),
            ("typed", "", "a"),
            ("sum", "n r", ""),
            ("triggered", "a b", ""),
            ("speaks", "", "n r"),
        ],
    )
    def test_a_row_is_decided_by_what_it_reads_and_mentions_the_rest(
        self, name: str, decided_by: str, mentioned_by: str
    ) -> None:
        node = node_of(self.LOGIC, name)
        assert names(self.LOGIC.decided_by(node)) == set(decided_by.split())
        assert names(self.LOGIC.mentioned_by(node)) == set(mentioned_by.split())


class TestListsThatExpressionsRead:
    def lists(self, *rows: object) -> frozenset[str]:
        people, cities = LISTS["who"], [{"name": "oral", "label": "Oral of ${a}"}]
        form = form_of(row("text", "a"), *rows, choices={"who": people, "cities": cities})
        return form.page_logic.lists_read

    def test_a_choice_filter_reads_the_list_of_its_row(self) -> None:
        filtered = row("select_one", "b", list_name="cities", choice_filter="name = ${a}")
        assert self.lists(filtered, row("select_one", "c")) == {"cities"}

    @pytest.mark.parametrize(
        "keys",
        [
            {"relevant": "jr:choice-name(${c}, '${c}') = 'x'"},
            {"constraint": "jr:choice-name(${c}, '${c}') = 'x'"},
            {"required": "jr:choice-name(${c}, '${c}') = 'x'"},
            {"read_only": "jr:choice-name(${c}, '${c}') = 'x'"},
            {"default": "jr:choice-name(${c}, '${c}')"},
        ],
    )
    def test_the_label_of_a_choice_is_in_its_list(self, keys: dict[str, object]) -> None:
        assert self.lists(row("select_one", "c"), row("text", "b", **keys)) == {"who"}

    def test_a_count_of_choices_reads_their_list(self) -> None:
        counted = row("calculate", "b", calculation="count(instance('who')/root/item)")
        assert self.lists(row("select_one", "c"), counted) == {"who"}

    def test_nothing_else_reads_a_list(self) -> None:
        assert self.lists(row("select_one", "c"), row("note", "b", label="${a}")) == set()


class TestInitialExpression:
    FORM = form_of(
        row("integer", "a", default="5"),
        row("text", "b", default="concat('n', ${a})"),
        row("text", "c"),
        row("text", "calculated", default="x", calculation="${a}"),
        row("text", "triggered", default="x", calculation="${a}", trigger="${a}"),
        row("hidden", "silent", default="web"),
        row("note", "n"),
        group(row("text", "inside", default="y")),
    )

    @pytest.mark.parametrize(
        ("name", "initial"),
        [
            ("a", "5"),
            ("c", None),
            ("calculated", None),
            ("triggered", "x"),
            ("silent", None),
            ("n", None),
            ("g", None),
            ("inside", "y"),
        ],
    )
    def test_a_question_starts_with_its_default(self, name: str, initial: str | None) -> None:
        logic = self.FORM.page_logic
        assert initial_expression(node_of(logic, name), logic.logic) == initial

    def test_a_default_may_be_an_expression(self) -> None:
        logic = self.FORM.page_logic
        node = node_of(logic, "b")
        initial = initial_expression(node, logic.logic)
        assert isinstance(initial, BoundExpression)
        assert initial is logic.logic.rules.of(node).default


def test_a_new_page_settles_its_defaults_in_the_order_of_its_rows() -> None:
    form = form_of(
        row("text", "first", default="concat(${last}, '!')"),
        row("integer", "late", relevant="${last} = 'x'", default="1"),
        row("select_one", "who", default="pupil", choice_filter="name != ${last}"),
        row("integer", "wrong", default="many"),
        row("text", "last", default="x"),
    )
    assert values_of_a_new_page(form) == {"late": 1, "who": "pupil", "last": "x", "first": "!"}


def test_a_default_that_is_not_relevant_is_no_answer() -> None:
    form = form_of(row("text", "a"), row("text", "b", default="x", relevant="${a} = 1"))
    assert values_of_a_new_page(form) == {}


def test_a_default_that_is_not_offered_is_no_answer() -> None:
    form = form_of(row("select_one", "a", default="pupil", choice_filter="name = 'teacher'"))
    assert values_of_a_new_page(form) == {}


def values_of_a_new_page(form: Form) -> dict[str, object]:
    return open_page(form, []).values
