"""Logic inside repeats, and the number of their instances."""

from functools import partial

import pytest

from chalicelib.forms.logic import settling
from chalicelib.forms.types.repeat_types import MAX_INSTANCES
from chalicelib.xpath import Context
from tests.forms.definitions import form_of, row
from tests.forms.logic.checking import accept, refusals, repeat

MEMBERS = form_of(
    row("integer", "n"),
    repeat(
        row("integer", "age", required=True, constraint=". <= 120"),
        row("text", "school", relevant="${age} < 18", required=True),
        row("calculate", "place", calculation="position(..)"),
        repeat(
            row("text", "toy", required="${age} > 2", constraint="string-length(.) > ${n}"),
            name="toys",
            relevant="${age} < 12",
        ),
        repeat_count="${n}",
    ),
    row("calculate", "total", calculation="sum(${age})"),
    row("text", "why", relevant="${total} > 100"),
)


def test_each_instance_decides_for_itself() -> None:
    child = {"age": 7, "school": "№ 5", "toys": [{"toy": "Доп"}]}
    grown = {"age": 40, "school": "?", "toys": [{"toy": 5}, "x"]}
    assert accept(MEMBERS, n=2, r=[child, grown], why="?") == {
        "n": 2,
        "r": [{**child, "place": 1} | {"toys": [{"toy": "Доп"}]}, {"age": 40, "place": 2}],
        "total": 47,
    }


def test_problems_in_repeats_are_named_by_instance() -> None:
    child = {"age": 7, "toys": [{"toy": "Доп"}, {}, {"toy": "a"}]}
    assert refusals(MEMBERS, n=2, r=[{"age": 130}, child]) == [
        ("r[0]/age", "answer.constraint"),
        ("r[1]/school", "answer.required"),
        ("r[1]/toys[1]/toy", "answer.required"),
        ("r[1]/toys[2]/toy", "answer.constraint"),
    ]
    assert refusals(MEMBERS, n=2, r=[{"age": "x", "school": 5}, {"age": 7, "school": 5}]) == [
        ("r[0]/age", "answer.not_a_number"),
        ("r[1]/school", "answer.wrong_type"),
    ]


def test_a_repeat_has_as_many_instances_as_its_count_says() -> None:
    assert refusals(MEMBERS, n=1) == [("r[0]/age", "answer.required")]
    assert refusals(MEMBERS, n=1, r=[{"age": 20}, {"age": 30}]) == [("r", "answer.too_many")]
    assert accept(MEMBERS, n=1, r=[{"age": 20}, {}, {"place": 3}])["r"] == [{"age": 20, "place": 1}]
    assert "r" not in accept(MEMBERS, r=[{}])
    lenient = form_of(row("decimal", "n"), repeat(row("text", "t"), repeat_count="${n}"))
    assert accept(lenient, n=2.9)["r"] == [{}, {}]
    assert "r" not in accept(lenient, n=-1)
    assert len(accept(lenient, n=1e9)["r"]) == MAX_INSTANCES


def test_nested_counts_stay_within_bounds() -> None:
    inner = repeat(row("text", "t"), name="s", repeat_count="200")
    assert refusals(form_of(repeat(inner, repeat_count="200"))) == [("r", "answer.too_many")]


def test_an_irrelevant_repeat_is_dropped_whole() -> None:
    form = form_of(
        row("integer", "a"),
        repeat(row("integer", "b", required=True), relevant="${a} = 1", repeat_count="2"),
        row("calculate", "c", calculation="count(${r})"),
    )
    assert accept(form, r=[{"b": "x"}, 5]) == {"c": 0}
    assert accept(form, a=1, r=[{"b": 1}, {"b": 2}]) == {"a": 1, "r": [{"b": 1}, {"b": 2}], "c": 2}


def test_a_running_total_reads_the_instances_before() -> None:
    total = "${x} + coalesce(indexed-repeat(${total}, ${r}, position(..) - 1), 0)"
    form = form_of(repeat(row("integer", "x"), row("calculate", "total", calculation=total)))
    answers = accept(form, r=[{"x": 1}, {"x": 2}, {"x": 3}])
    assert [each["total"] for each in answers["r"]] == [1, 3, 6]


def test_evaluation_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        settling, "Context", partial(Context, budget=20_000)
    )  # as after many others
    form = form_of(
        repeat(
            row("integer", "x"),
            row("calculate", "c", calculation="count(${r}[count(${r}[./x > 0]) > 0])"),
        )
    )
    assert refusals(form, r=[{"x": 1}] * 200) == [("r", "answer.too_complex")]
    assert accept(form, r=[{"x": 1}] * 3)
