"""What a page is told while a form is filled in."""

from typing import Any

import pytest

from chalicelib.forms.compiled.working import Working
from chalicelib.forms.defaults import is_worked_out
from chalicelib.forms.layout import Node
from tests.forms.definitions import NOW, form_of, row

FORM = form_of(
    row("integer", "n", default="2"),
    row("text", "name", default="Дана"),
    row("text", "copy", default="concat(${name}, '!')"),
    row("select_multiple", "met", default="pupil 1", choice_filter="name != 'teacher'"),
    row("integer", "bad", default="many"),
    row("calculate", "double", calculation="${n} * 2"),
    row(
        "begin_group",
        "g",
        relevant="${n} > 2",
        questions=[row("text", "more", required="${name} != ''", read_only="${n} = 4")],
    ),
    row(
        "begin_repeat",
        "r",
        repeat_count="${n}",
        relevant="${n} < 100",
        questions=[
            row("integer", "age", default="${n}"),
            row("text", "school", relevant="${age} < 18", required=True, read_only=True),
            row("begin_group", "h", relevant="${n} = 5", questions=[row("text", "deep")]),
        ],
    ),
)


def node(name: str) -> Node:
    [found] = FORM.layout.named(name)
    return found


def work(**answers: object) -> Working:
    return FORM.work(answers, now=NOW)


def test_a_page_opens_with_defaults_and_what_they_lead_to() -> None:
    answers = FORM.open(now=NOW).answers
    assert answers == {
        "n": 2,
        "name": "Дана",
        "copy": "Дана!",
        "met": ["pupil", "1"],
        "double": 4,
        "r": [{}, {}],
    }
    assert FORM.decode(FORM.encode(answers)) == answers


def test_answers_that_are_wrong_are_left_out_and_nothing_is_refused() -> None:
    assert work(n="x", name=5, met=["nobody"]).answers == {}
    assert work(n=3, r=[{"age": "x"}, 5]).answers == {"n": 3, "double": 6, "r": [{}, {}, {}]}


@pytest.mark.parametrize(
    ("name", "numbers", "answers", "asked"),
    [
        ("more", (), {"n": 2}, False),
        ("more", (), {"n": 3}, True),
        ("r", (), {"n": 100}, False),
        ("age", (0,), {"n": 100}, False),
        ("age", (0,), {"n": 1}, True),
        ("school", (0,), {"n": 2, "r": [{"age": 20}, {"age": 7}]}, False),
        ("school", (1,), {"n": 2, "r": [{"age": 20}, {"age": 7}]}, True),
        ("deep", (7,), {"n": 5}, True),
        ("deep", (7,), {"n": 4}, False),
        ("deep", (0,), {"n": 4}, False),
    ],
)
def test_what_is_asked(name: str, numbers: Any, answers: dict[str, Any], asked: bool) -> None:  # noqa: ANN401 -- numbers
    assert work(**answers).relevant(node(name), numbers) is asked


def test_what_is_needed_and_what_is_locked() -> None:
    working = work(n=4, name="Дана")
    assert (working.required(node("more")), working.locked(node("more"))) == (True, True)
    working = work(n=3)
    assert (working.required(node("more")), working.locked(node("more"))) == (False, False)
    assert (working.required(node("school"), (0,)), working.locked(node("school"), (0,))) == (
        True,
        True,
    )
    assert working.required(node("n")) is False


def test_choices_counts_words_and_answers() -> None:
    working = work(n=2, name="Дана", r=[{"age": 7}])
    assert working.offered(node("met")) == frozenset({"pupil", "1"})
    assert working.offered(node("n")) is None
    assert (working.count(node("r")), working.count(node("n"))) == (2, None)
    assert working.said("${name}, ${age}?", node("school"), (0,)) == "Дана, 7?"
    assert (working.answer(node("age"), (0,)), working.answer(node("age"), (1,))) == (7, None)


def test_a_new_instance_has_its_own_defaults() -> None:
    working = work(n=2)
    assert working.default(node("age"), (5,)) == 2
    assert working.default(node("school"), (0,)) is None
    assert working.default(node("bad")) is None
    assert working.default(node("g")) is None
    assert not working.is_too_complex


def test_other_is_offered_whatever_the_filter_says() -> None:
    form = form_of(row("select_one", or_other=True, choice_filter="name = 'pupil'"))
    working = form.work({}, now=NOW)
    assert working.offered(form.layout.root.nodes[0]) == frozenset({"pupil", "other"})


@pytest.mark.parametrize(
    "default", ["a-b", "2026-06-13", "Астана (қала)", "-5", "5.", "jr://x.png"]
)
def test_a_default_is_an_answer_unless_it_is_an_expression(default: str) -> None:
    assert not is_worked_out(default)


@pytest.mark.parametrize("default", ["${a}", "today()", "1 + 2", "../a", "a div b", "/data/a"])
def test_a_default_is_worked_out_where_it_refers_calls_or_reckons(default: str) -> None:
    assert is_worked_out(default)
