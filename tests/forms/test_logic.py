"""What a form decides: what is asked, worked out, repeated, needed, offered and refused."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.errors import Problem
from chalicelib.forms.compiled import Form
from chalicelib.forms.questions.repeats import MAX_INSTANCES
from tests.forms.definitions import NOW, codes, form_of, row

CITIES = {
    "regions": [{"name": name, "label": name} for name in ("north", "south")],
    "cities": [
        {"name": "petropavl", "label": "P", "region": "north"},
        {"name": "shymkent", "label": "S", "region": "south"},
        {"name": "taraz", "label": "T", "region": "south"},
    ],
}


def kept(form: Form, **answers: object) -> Mapping[str, Any]:
    """What is kept of the answers, the same from JSON and from Python; keeping it again changes nothing."""
    accepted = form.check(answers, now=NOW)
    assert form.check_json(json.dumps({"answers": answers}).encode(), now=NOW) == accepted
    assert form.check(accepted.values, now=NOW) == accepted
    return accepted.values


def told(form: Form, **answers: object) -> list[Problem]:
    with pytest.raises(errors.AnswersRefused) as caught:
        form.check(answers, now=NOW)
    with pytest.raises(errors.AnswersRefused) as again:
        form.check_json(json.dumps({"answers": answers}).encode(), now=NOW)
    assert caught.value.problems == again.value.problems
    return list(caught.value.problems)


def refused(form: Form, **answers: object) -> list[tuple[str, str]]:
    return codes(told(form, **answers))


def in_words(problem: Problem) -> object:
    return problem.parameters["message"]


def group(*rows: object, **keys: object) -> dict[str, Any]:
    return row("begin_group", "g", questions=list(rows), **keys)


def repeat(*rows: object, name: str = "r", **keys: object) -> dict[str, Any]:
    return row("begin_repeat", name, questions=list(rows), **keys)


SKIP = form_of(
    row("integer", "a"),
    row("integer", "b", relevant="${a} > 1", required=True),
    group(row("text", "c", required=True), row("text", "d"), relevant="${b} = 5"),
)


def test_what_is_not_asked_is_dropped() -> None:
    assert kept(SKIP, a=1, b=5, c="c", d="d") == {"a": 1}
    assert kept(SKIP, a=2, b=4, c="c") == {"a": 2, "b": 4}
    assert kept(SKIP, a=2, b=5, c="c", d="d") == {"a": 2, "b": 5, "c": "c", "d": "d"}


def test_what_is_not_asked_is_dropped_even_if_it_is_wrong() -> None:
    assert kept(SKIP, a=1, b="x", c=5, d=[]) == {"a": 1}
    assert refused(SKIP, a=2, b="x", c=5) == [("b", "answer.not_a_number")]


def test_what_is_asked_is_needed_and_all_that_is_wrong_is_told_at_once() -> None:
    assert kept(SKIP) == {}
    assert refused(SKIP, a=2) == [("b", "answer.required")]
    assert refused(SKIP, a=2, b=5, d=7, nobody=1) == [
        ("c", "answer.required"),
        ("d", "answer.wrong_type"),
        ("nobody", "answer.unknown_question"),
    ]


def test_a_wrong_answer_counts_as_none_for_the_others() -> None:
    form = form_of(row("integer", "a"), row("text", "b", relevant="${a} = ''", required=True))
    assert refused(form, a="x") == [("a", "answer.not_a_number"), ("b", "answer.required")]


def test_what_hangs_on_what_is_not_asked_is_not_asked() -> None:
    questions = [
        row("integer", f"q{n}", **({"relevant": f"${{q{n - 1}}} = 1"} if n else {}))
        for n in range(999, -1, -1)
    ]
    chain = form_of(*questions)
    everything = {f"q{n}": 1 for n in range(1000)}
    assert kept(chain, **everything) == everything
    assert kept(chain, **everything | {"q0": 2}) == {"q0": 2}


def test_other_s_words_go_with_their_question() -> None:
    form = form_of(
        row("acknowledge", "a"), row("select_one", "b", or_other=True, relevant="${a} = 'OK'")
    )
    assert kept(form, b="other", b_other="?") == {}
    assert kept(form, a="OK", b="other", b_other="?") == {"a": "OK", "b": "other", "b_other": "?"}


def test_needed_may_depend_on_answers_and_says_so_in_its_own_words() -> None:
    form = form_of(
        row("text", "name"),
        row(
            "text",
            "why",
            required="${name} != ''",
            required_message={"kk": "${name}, неге?", "en": "Why, ${name}?"},
        ),
        row("acknowledge", "ok", required="${name} != ''"),
        row("text", "fixed", required=True, required_message="Керек"),
    )
    assert kept(form, fixed="x") == {"fixed": "x"}
    why, ok, fixed = told(form, name="Дана")
    assert (why.code, in_words(why)) == (
        "answer.required",
        {"kk": "Дана, неге?", "en": "Why, Дана?"},
    )
    assert (ok.name, ok.code) == ("ok", "answer.must_acknowledge")
    assert in_words(fixed) == {"kk": "Керек", "ru": "Керек", "en": "Керек"}


def test_a_constraint_is_told_in_its_own_words_and_asked_of_answers_only() -> None:
    form = form_of(
        row("integer", "a", constraint=". mod 2 = 0", constraint_message={"kk": "Жұп сан"}),
        row("integer", "b", constraint=". > ${a}"),
    )
    assert kept(form) == {}
    assert kept(form, a=2, b=3) == {"a": 2, "b": 3}
    even, greater = told(form, a=3, b=3)
    assert (even.code, in_words(even)) == ("answer.constraint", {"kk": "Жұп сан"})
    assert (greater.name, greater.code) == ("b", "answer.constraint")
    assert greater.message != even.message


def test_choices_are_those_that_a_filter_lets_through() -> None:
    form = form_of(
        row("select_one", "region", list_name="regions"),
        row("select_one", "city", list_name="cities", choice_filter="region = ${region}"),
        row(
            "select_multiple",
            "seen",
            list_name="cities",
            choice_filter="region = ${region}",
            or_other=True,
        ),
        row("rank", "best", list_name="cities", choice_filter="region = ${region}"),
        choices=CITIES,
    )
    answers = {
        "region": "south",
        "city": "taraz",
        "seen": ["taraz", "other"],
        "best": ["taraz", "shymkent"],
    }
    assert kept(form, **answers) == answers
    assert refused(form, **answers | {"region": "north"}) == [
        ("city", "answer.not_offered"),
        ("seen", "answer.not_offered"),
        ("best", "answer.not_offered"),
    ]
    assert refused(form, region="south", best=["taraz"]) == [("best", "answer.incomplete_ranking")]
    assert form.decode([("q.best.taraz", "2"), ("q.best.shymkent", "1")]) == {
        "best": ["shymkent", "taraz"]
    }


def test_calculations_are_worked_out_in_the_order_of_what_they_need() -> None:
    form = form_of(
        row("calculate", "c", calculation="${b} * 2"),
        row("calculate", "b", calculation="${a} + 1"),
        row("integer", "a"),
        row("calculate", "text", calculation="concat('n', ${c})"),
        row("calculate", "digit", calculation="if(${a} > 1, '1', '0')"),
        row("calculate", "nothing", calculation="${a} div 0 - ${a} div 0"),
        row("calculate", "truth", calculation="${a} > 1"),
        row("calculate", "third", calculation="1 div 3"),
    )
    assert kept(form, a=2, c=999, b="forged") == {
        "c": 6, "b": 3, "a": 2, "text": "n6", "digit": 1, "truth": "true", "third": 1 / 3,
    }  # fmt: skip
    assert list(kept(form, a=2)) == ["c", "b", "a", "text", "digit", "truth", "third"]


def test_a_calculation_that_is_not_asked_is_not_there() -> None:
    form = form_of(
        row("integer", "a"), group(row("calculate", "c", calculation="1"), relevant="${a} = 1")
    )
    assert kept(form, a=1) == {"a": 1, "c": 1}
    assert kept(form, a=2, c=1) == {"a": 2}


def test_what_can_be_typed_over_stands_and_what_is_locked_does_not() -> None:
    form = form_of(
        row("integer", "a"),
        row("integer", "open", calculation="${a} * 2"),
        row("integer", "locked", calculation="${a} * 2", read_only=True),
        row("select_multiple", "met", calculation="'pupil 1'"),
        row("decimal", "d", calculation="0.1 + 0.2"),
        row("integer", "odd", calculation="'x'"),
        row("date", "day", calculation="today()"),
    )
    worked_out = {"met": ["pupil", "1"], "d": 0.3, "day": "2026-06-13"}
    assert kept(form, a=2) == {"a": 2, "open": 4, "locked": 4, **worked_out}
    assert kept(form, a=2, open=9, locked=9)["open"] == 9
    assert kept(form, a=2, open=9, locked=9)["locked"] == 4


def test_once_and_triggers_keep_what_was_worked_out_before() -> None:
    form = form_of(
        row("text", "a"),
        row("calculate", "id", calculation="once(uuid())"),
        row("calculate", "when", calculation="now()", trigger="${a}"),
    )
    ids = iter(["first", "second"])
    answers = form.check({"a": "x"}, now=NOW, new_id=lambda: next(ids)).values
    assert answers == {"a": "x", "id": "first", "when": "2026-06-13T10:30:00.000+05:00"}
    later = form.check(answers, now=NOW + timedelta(hours=1), new_id=lambda: next(ids)).values
    assert later == answers
    assert "when" not in form.check({}, now=NOW).values


def test_what_is_hidden_has_its_default_unless_something_else_was_sent() -> None:
    form = form_of(
        row("text", "a"),
        row("hidden", "source", default="web 5"),
        row("hidden", "seen", default="concat(${a}, '!')"),
        row("hidden", "made", calculation="concat(${a}, '?')"),
        row("calculate", "weight", default="1.5"),
    )
    assert kept(form, a="x") == {
        "a": "x",
        "source": "web 5",
        "seen": "x!",
        "made": "x?",
        "weight": 1.5,
    }
    assert kept(form, source="poster", seen="y", made="forged") == {
        "source": "poster", "seen": "y", "made": "?", "weight": 1.5,
    }  # fmt: skip


def test_the_server_says_when_answers_came() -> None:
    form = form_of(row("start", "s"), row("end", "e"), row("today", "t"), row("text", "a"))
    answers = form.check({"e": "2020-01-01", "t": 5}, now=NOW).values
    assert answers == {"e": "2026-06-13T10:30:00+05:00", "t": "2026-06-13"}
    sent = form.decode([("_started", "2026-06-13T05:00:00Z"), ("q.a", "x")])
    assert form.check(sent, now=NOW).values["s"] == "2026-06-13T10:00:00+05:00"
    assert form.decode(form.encode(sent)) == sent


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
    assert kept(MEMBERS, n=2, r=[child, grown], why="?") == {
        "n": 2,
        "r": [{**child, "place": 1} | {"toys": [{"toy": "Доп"}]}, {"age": 40, "place": 2}],
        "total": 47,
    }


def test_problems_in_repeats_are_named_by_instance() -> None:
    child = {"age": 7, "toys": [{"toy": "Доп"}, {}, {"toy": "a"}]}
    assert refused(MEMBERS, n=2, r=[{"age": 130}, child]) == [
        ("r[0]/age", "answer.constraint"),
        ("r[1]/school", "answer.required"),
        ("r[1]/toys[1]/toy", "answer.required"),
        ("r[1]/toys[2]/toy", "answer.constraint"),
    ]
    assert refused(MEMBERS, n=2, r=[{"age": "x", "school": 5}, {"age": 7, "school": 5}]) == [
        ("r[0]/age", "answer.not_a_number"),
        ("r[1]/school", "answer.wrong_type"),
    ]


def test_a_repeat_is_there_as_often_as_its_count_says() -> None:
    assert refused(MEMBERS, n=1) == [("r[0]/age", "answer.required")]
    assert refused(MEMBERS, n=1, r=[{"age": 20}, {"age": 30}]) == [("r", "answer.too_many")]
    assert kept(MEMBERS, n=1, r=[{"age": 20}, {}, {"place": 3}])["r"] == [{"age": 20, "place": 1}]
    assert "r" not in kept(MEMBERS, r=[{}])
    lenient = form_of(row("decimal", "n"), repeat(row("text", "t"), repeat_count="${n}"))
    assert kept(lenient, n=2.9)["r"] == [{}, {}]
    assert "r" not in kept(lenient, n=-1)
    assert len(kept(lenient, n=1e9)["r"]) == MAX_INSTANCES


def test_counts_in_counts_stay_within_bounds() -> None:
    inner = repeat(row("text", "t"), name="s", repeat_count="200")
    assert refused(form_of(repeat(inner, repeat_count="200"))) == [("r", "answer.too_many")]


def test_a_repeat_that_is_not_asked_is_dropped_whole() -> None:
    form = form_of(
        row("integer", "a"),
        repeat(row("integer", "b", required=True), relevant="${a} = 1", repeat_count="2"),
        row("calculate", "c", calculation="count(${r})"),
    )
    assert kept(form, r=[{"b": "x"}, 5]) == {"c": 0}
    assert kept(form, a=1, r=[{"b": 1}, {"b": 2}]) == {"a": 1, "r": [{"b": 1}, {"b": 2}], "c": 2}


def test_a_running_total_reads_the_instances_before() -> None:
    total = "${x} + coalesce(indexed-repeat(${total}, ${r}, position(..) - 1), 0)"
    form = form_of(repeat(row("integer", "x"), row("calculate", "total", calculation=total)))
    answers = kept(form, r=[{"x": 1}, {"x": 2}, {"x": 3}])
    assert [each["total"] for each in answers["r"]] == [1, 3, 6]


def test_evaluation_that_takes_too_long_is_refused() -> None:
    form = form_of(
        repeat(
            row("integer", "x"),
            row("calculate", "c", calculation="count(${r}[count(${r}[./x > 0]) > 0])"),
        )
    )
    assert refused(form, r=[{"x": 1}] * 200) == [("r", "answer.too_complex")]
    assert kept(form, r=[{"x": 1}] * 3)


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (
            [row("text", "a", relevant="${b} = 1"), row("text", "b", relevant="${a} = 1")],
            "a → b → a",
        ),
        ([row("text", "a", relevant="${a} = 1")], "a → a"),
        ([group(row("text", "a"), relevant="${a} = 1")], "g → a → g"),
        ([repeat(row("integer", "n"), repeat_count="sum(${n})")], "r → n → r"),
    ],
)
def test_rows_that_wait_for_each_other_are_no_form(rows: list[object], names: str) -> None:
    form = form_of(*rows)
    with pytest.raises(errors.FormRefused) as caught:
        form.check({}, now=NOW)
    [problem] = caught.value.problems
    assert (problem.code, problem.parameters) == ("form.cycle", {"names": names})


def test_an_expression_that_cannot_be_is_no_form() -> None:
    form = form_of(row("text", "a", relevant="${nobody} = 1"), row("text", "b", constraint=". >"))
    with pytest.raises(errors.FormRefused) as caught:
        form.check({}, now=NOW)
    assert [name for name, _ in codes(caught.value.problems)] == [
        "/questions/0/relevant",
        "/questions/1/constraint",
    ]


def test_a_form_without_expressions_has_nothing_to_settle() -> None:
    assert not form_of(row("text", "a", required=True), repeat(row("text", "b"))).decides
    assert SKIP.decides


def test_what_is_worked_out_from_personal_data_is_personal_data() -> None:
    form = form_of(
        row("integer", "born", role="birth_year"),
        row("integer", "score"),
        row("calculate", "age", calculation="2026 - ${born}"),
        row("calculate", "twice", calculation="${age} * 2"),
        row("calculate", "double", calculation="${score} * 2"),
    )
    private = [question.key for question in form.questions if question.private]
    assert private == ["born", "age", "twice"]
    answers = form.check({"born": 2000, "score": 5}, now=NOW)
    assert form.line(answers) == "1|1||+|5|+|+|10"


def test_calculated_numbers_are_counted_and_texts_are_not_told() -> None:
    form = form_of(row("text", "a"), row("calculate", "c", calculation="${a}"))
    tally = form.question("c").tally()
    sent = ["1.5", "3", "secret", "", "12345678901234567"]
    for text in sent:
        tally.add(form.line(form.check({"a": text}, now=NOW)).split("|")[4])
    shown = tally.result()
    assert (shown["answered"], shown["skipped"]) == (4, 1)
    assert (shown["mean"], shown["counts"]) == (2.25, {"1.5": 1, "3": 1})
    again = form.question("c").tally(tally.to_json())
    assert again.merge(tally).result()["mean"] == 2.25
    only_text = form.question("c").tally()
    only_text.add("+")
    assert only_text.result() == {"answered": 1, "skipped": 0}
    assert form.line(form.check({"a": "x"}, now=NOW)) == "1|1||+|+"


def test_more_text_than_can_be_kept_is_too_much() -> None:
    form = form_of(
        row("text", "a", max_length=20_000), row("calculate", "c", calculation="concat(${a}, '!')")
    )
    assert refused(form, a="x" * 20_000) == [("a", "answer.too_complex")]
    assert kept(form, a="x" * 19_999)["c"] == "x" * 19_999 + "!"
