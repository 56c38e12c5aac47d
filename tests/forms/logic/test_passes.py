"""What is done for one row: stamps, calculations, counts, choices and checks, at their edges."""

import math
from uuid import UUID

import pytest

from chalicelib.forms.logic import new_uuid
from chalicelib.forms.logic.form_logic import cycle_problem
from chalicelib.forms.logic.passes import AnswerFit, count_of
from chalicelib.forms.types.repeat_types import MAX_INSTANCES_IN_ALL
from chalicelib.xpath import Value
from tests.forms.definitions import NOW, codes, form_of, row
from tests.forms.logic.checking import (
    accept,
    group,
    own_message,
    refusal_problems,
    refusals,
    repeat,
)
from tests.forms.logic.outcomes import fields_of, open_page


@pytest.mark.parametrize(
    ("result", "count"),
    [
        (0, 0),
        (1, 1),
        (2.9, 2),
        (0.5, 0),
        (-1, 0),
        (7, 7),
        (8, 7),
        (math.inf, 7),
        (-math.inf, 0),
        (math.nan, 0),
        ("3", 0),
    ],
)
def test_a_repeat_count_is_a_whole_number_within_bounds(result: Value, count: int) -> None:
    assert count_of(result, 7) == count


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        (row("integer"), "5", 5),
        (row("integer"), "5.5", None),
        (row("integer"), "x", None),
        (row("integer", max=4), "5", None),
        (row("decimal"), "5.5", 5.5),
        (row("text"), "x", "x"),
        (row("text"), "", None),
        (row("text"), "  ", None),
        (row("select_one"), "pupil", "pupil"),
        (row("select_one"), "nobody", None),
        (row("select_multiple"), "pupil teacher", ["pupil", "teacher"]),
        (row("select_multiple"), " ", None),
        (row("date"), "2026-06-13", "2026-06-13"),
        (row("calculate", calculation="1"), "1.5", 1.5),
        (row("calculate", calculation="1"), "x", "x"),
        (row("calculate", calculation="1"), "", None),
    ],
)
def test_a_text_becomes_an_answer_of_the_question_s_type(
    question: dict[str, object], text: str, answer: object
) -> None:
    assert AnswerFit.of(form_of(question).question("q")).fit(text) == answer


def test_a_group_that_is_not_asked_drops_all_that_it_holds() -> None:
    form = form_of(
        row("integer", "a"),
        group(
            row("select_one", "b", or_other=True),
            row("begin_group", "h", questions=[row("text", "c"), repeat(row("text", "d"))]),
            relevant="${a} = 1",
        ),
    )
    answers = {"b": "other", "b_other": "?", "c": "x", "r": [{"d": "y"}]}
    assert accept(form, a=1, **answers) == {"a": 1, **answers}
    assert accept(form, a=2, **answers) == {"a": 2}


def test_a_calculated_choice_drops_the_text_beside_other() -> None:
    form = form_of(
        row("text", "a"), row("select_one", "b", or_other=True, read_only=True, calculation="${a}")
    )
    assert accept(form, a="pupil", b="other", b_other="?") == {"a": "pupil", "b": "pupil"}
    sent = {"a": "other", "b": "other", "b_other": "?"}
    assert accept(form, **sent) == sent
    assert accept(form, b="other", b_other="?") == {}


def test_a_result_that_is_no_answer_removes_what_was_there() -> None:
    form = form_of(
        row("integer", "a"), row("integer", "b", calculation="${a} div 2", read_only=True)
    )
    assert accept(form, a=4, b=9) == {"a": 4, "b": 2}
    assert accept(form, a=3, b=9) == {"a": 3}
    infinite = form_of(row("integer", "a"), row("calculate", "b", calculation="1 div ${a}"))
    assert accept(infinite, a=0) == {"a": 0}


def test_a_calculation_reads_the_answer_that_was_sent_before() -> None:
    form = form_of(row("text", "a"), row("integer", "b", calculation=". + 1", trigger="${a}"))
    assert accept(form, a="x", b=5) == {"a": "x", "b": 5}
    counter = form_of(row("integer", "b", calculation="coalesce(., 0) + 1", read_only=True))
    assert counter.check({"b": 5}, now=NOW).values == {"b": 6}
    assert counter.check({}, now=NOW).values == {"b": 1}


def test_a_trigger_within_an_instance_is_that_instance_s() -> None:
    form = form_of(
        repeat(row("text", "a"), row("calculate", "b", calculation="'done'", trigger="${a}"))
    )
    assert accept(form, r=[{"a": "x"}, {}, {"a": "y"}])["r"] == [
        {"a": "x", "b": "done"},
        {},
        {"a": "y", "b": "done"},
    ]


def test_a_trigger_within_instances_is_none_outside_of_them() -> None:
    form = form_of(
        repeat(row("text", "a")), row("calculate", "b", calculation="'done'", trigger="${a}")
    )
    assert accept(form, r=[{"a": "x"}]) == {"r": [{"a": "x"}]}


def test_one_of_several_triggers_suffices() -> None:
    form = form_of(
        row("text", "a"),
        row("text", "b"),
        row("calculate", "c", calculation="'done'", trigger="${a}, ${b}"),
    )
    assert accept(form, b="x") == {"b": "x", "c": "done"}
    assert accept(form) == {}


def test_too_many_instances_are_refused_with_their_number() -> None:
    form = form_of(row("integer", "n"), repeat(row("text", "t"), repeat_count="${n}"))
    [problem] = refusal_problems(form, n=1, r=[{"t": "a"}, {"t": "b"}])
    assert (problem.name, problem.code, problem.parameters) == (
        "r",
        "answer.too_many",
        {"limit": 1},
    )
    assert accept(form, n=1, r=[{"t": "a"}, {}]) == {"n": 1, "r": [{"t": "a"}]}
    assert accept(form, n=3, r=[{}, {"t": "b"}])["r"] == [{}, {"t": "b"}, {}]


def test_counted_instances_are_as_many_as_there_may_be_in_all_and_no_more() -> None:
    inner = repeat(row("text", "t"), name="s", repeat_count="${m}")
    form = form_of(row("integer", "n"), row("integer", "m"), repeat(inner, repeat_count="${n}"))
    n = 20
    m, rest = divmod(MAX_INSTANCES_IN_ALL - n, n)
    assert rest == 0
    rows = accept(form, n=n, m=m)["r"]
    assert sum(1 + len(each["s"]) for each in rows) == MAX_INSTANCES_IN_ALL
    assert refusals(form, n=n, m=m + 1) == [("r", "answer.too_many")]


@pytest.mark.parametrize(("sent", "problem"), [("x", "r"), ([5], "r[0]")])
def test_a_repeat_that_cannot_be_read_is_refused_unless_it_is_not_asked(
    sent: object, problem: str
) -> None:
    form = form_of(row("integer", "a"), repeat(row("text", "t"), relevant="${a} = 1"))
    assert refusals(form, a=1, r=sent) == [(problem, "answer.wrong_type")]
    assert accept(form, a=2, r=sent) == {"a": 2}


class TestChoiceFilter:
    FORM = form_of(
        row("text", "a"),
        row("select_one", "one", choice_filter="name != ${a}"),
        row("select_multiple", "many", choice_filter="name != ${a}"),
        row("rank", "best", choice_filter="name != ${a}"),
    )

    def page_values(self, **answers: object) -> dict[str, object]:
        return open_page(self.FORM, fields_of(self.FORM, answers)).values

    def test_a_page_leaves_out_what_is_not_offered(self) -> None:
        a = {"a": "pupil"}
        assert self.page_values(**a, one="pupil") == a
        assert self.page_values(**a, one="teacher") == {**a, "one": "teacher"}
        assert self.page_values(**a, many=["pupil", "teacher"]) == {**a, "many": ["teacher"]}
        assert self.page_values(**a, many=["pupil"]) == a

    def test_intake_refuses_what_is_not_offered(self) -> None:
        assert refusals(self.FORM, a="pupil", one="pupil", many=["pupil", "teacher"]) == [
            ("one", "answer.not_offered"),
            ("many", "answer.not_offered"),
        ]

    def test_a_ranking_has_every_name_that_is_offered(self) -> None:
        assert refusals(self.FORM, a="1", best=["pupil"]) == [("best", "answer.incomplete_ranking")]
        assert accept(self.FORM, a="1", best=["teacher", "pupil"])["best"] == ["teacher", "pupil"]
        assert accept(self.FORM, a="1", many=["pupil"])["many"] == ["pupil"]

    def test_a_filter_may_read_the_answer_itself(self) -> None:
        form = form_of(row("select_one", "a", choice_filter="name = current()/."))
        assert accept(form, a="pupil") == {"a": "pupil"}


class TestChecks:
    def test_a_required_question_that_is_not_asked_is_none(self) -> None:
        form = form_of(row("integer", "a"), row("text", "b", relevant="${a} = 1", required=True))
        assert accept(form, a=2) == {"a": 2}
        assert refusals(form, a=1) == [("b", "answer.required")]

    def test_a_constraint_does_not_hold_of_nothing(self) -> None:
        form = form_of(row("integer", "a", constraint="false()", required="true()"))
        assert refusals(form) == [("a", "answer.required")]
        assert refusals(form, a=1) == [("a", "answer.constraint")]

    def test_a_message_in_an_instance_is_filled_in_from_it(self) -> None:
        form = form_of(
            repeat(
                row("text", "name"),
                row("integer", "age", constraint=". < 18", constraint_message="${name} is grown"),
                repeat(row("text", "toy", required=True, required_message="${name}?"), name="toys"),
            )
        )
        grown, toy = refusal_problems(
            form,
            r=[{"name": "Дана", "age": 7}, {"name": "Ержан", "age": 40, "toys": [{}]}],
        )
        assert codes([grown, toy]) == [
            ("r[1]/age", "answer.constraint"),
            ("r[1]/toys[0]/toy", "answer.required"),
        ]
        assert own_message(grown) == dict.fromkeys(("kk", "ru", "en"), "Ержан is grown")
        assert own_message(toy) == dict.fromkeys(("kk", "ru", "en"), "Ержан?")

    def test_a_wrong_answer_in_an_instance_that_is_dropped_is_no_problem(self) -> None:
        form = form_of(
            row("integer", "n"),
            repeat(
                row("integer", "age"), row("integer", "school", relevant="${age} < 18"),
                repeat_count="${n}",
            ),
        )  # fmt: skip
        rows = [{"age": 40, "school": "x"}, {"age": 7, "school": "x"}]
        assert refusals(form, n=2, r=rows) == [("r[1]/school", "answer.not_a_number")]
        assert accept(form, n=1, r=rows[:1]) == {"n": 1, "r": [{"age": 40}]}


def test_an_id_is_a_random_uuid() -> None:
    one, other = UUID(new_uuid()), UUID(new_uuid())
    assert one != other
    assert one.version == 4


def test_the_problem_of_a_cycle_is_at_its_first_row() -> None:
    tree = form_of(row("text", "a"), group(row("text", "b"), row("text", "c"))).logic.tree
    problem = cycle_problem(tree.nodes[2:])
    assert (problem.name, problem.code) == ("/questions/1/questions/0", "form.cycle")
    assert problem.parameters == {"names": "b → c → b"}
