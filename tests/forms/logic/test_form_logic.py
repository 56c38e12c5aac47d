"""Relevance, calculations, required, constraints, choice filters and defaults, as intake applies them."""

from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.forms.definition import Definition
from chalicelib.forms.intake import Form
from tests.forms.definitions import NOW, codes, document, form_of, row
from tests.forms.logic.checking import (
    accept,
    group,
    own_message,
    refusal_problems,
    refusals,
    repeat,
)

CITIES = {
    "regions": [{"name": name, "label": name} for name in ("north", "south")],
    "cities": [
        {"name": "petropavl", "label": "P", "region": "north"},
        {"name": "shymkent", "label": "S", "region": "south"},
        {"name": "taraz", "label": "T", "region": "south"},
    ],
}


SKIP = form_of(
    row("integer", "a"),
    row("integer", "b", relevant="${a} > 1", required=True),
    group(row("text", "c", required=True), row("text", "d"), relevant="${b} = 5"),
)


def test_an_answer_that_is_not_relevant_is_dropped() -> None:
    assert accept(SKIP, a=1, b=5, c="c", d="d") == {"a": 1}
    assert accept(SKIP, a=2, b=4, c="c") == {"a": 2, "b": 4}
    assert accept(SKIP, a=2, b=5, c="c", d="d") == {"a": 2, "b": 5, "c": "c", "d": "d"}


def test_an_irrelevant_answer_is_dropped_even_if_it_is_wrong() -> None:
    assert accept(SKIP, a=1, b="x", c=5, d=[]) == {"a": 1}
    assert refusals(SKIP, a=2, b="x", c=5) == [("b", "answer.not_a_number")]


def test_all_problems_are_reported_at_once() -> None:
    assert accept(SKIP) == {}
    assert refusals(SKIP, a=2) == [("b", "answer.required")]
    assert refusals(SKIP, a=2, b=5, d=7, nobody=1) == [
        ("c", "answer.required"),
        ("d", "answer.wrong_type"),
        ("nobody", "answer.unknown_question"),
    ]


def test_other_rows_see_a_refused_answer_as_unanswered() -> None:
    form = form_of(row("integer", "a"), row("text", "b", relevant="${a} = ''", required=True))
    assert refusals(form, a="x") == [("a", "answer.not_a_number"), ("b", "answer.required")]


def test_irrelevance_runs_along_a_chain_of_questions() -> None:
    questions = [
        row("integer", f"q{n}", **({"relevant": f"${{q{n - 1}}} = 1"} if n else {}))
        for n in range(999, -1, -1)
    ]
    chain = form_of(*questions)
    everything = {f"q{n}": 1 for n in range(1000)}
    assert accept(chain, **everything) == everything
    assert accept(chain, **everything | {"q0": 2}) == {"q0": 2}


def test_the_text_beside_other_is_dropped_with_its_question() -> None:
    form = form_of(
        row("acknowledge", "a"), row("select_one", "b", or_other=True, relevant="${a} = 'OK'")
    )
    assert accept(form, b="other", b_other="?") == {}
    assert accept(form, a="OK", b="other", b_other="?") == {"a": "OK", "b": "other", "b_other": "?"}


def test_required_may_depend_on_answers_and_have_its_own_message() -> None:
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
    assert accept(form, fixed="x") == {"fixed": "x"}
    why, ok, fixed = refusal_problems(form, name="Дана")
    assert (why.code, own_message(why)) == (
        "answer.required",
        {"kk": "Дана, неге?", "en": "Why, Дана?"},
    )
    assert (ok.name, ok.code) == ("ok", "answer.must_acknowledge")
    assert own_message(fixed) == {"kk": "Керек", "ru": "Керек", "en": "Керек"}


def test_a_constraint_has_its_own_message_and_checks_answers_only() -> None:
    form = form_of(
        row("integer", "a", constraint=". mod 2 = 0", constraint_message={"kk": "Жұп сан"}),
        row("integer", "b", constraint=". > ${a}"),
    )
    assert accept(form) == {}
    assert accept(form, a=2, b=3) == {"a": 2, "b": 3}
    even, greater = refusal_problems(form, a=3, b=3)
    assert (even.code, own_message(even)) == ("answer.constraint", {"kk": "Жұп сан"})
    assert (greater.name, greater.code) == ("b", "answer.constraint")
    assert greater.message != even.message


def test_a_choice_must_pass_its_filter() -> None:
    form = form_of(
        row("select_one", "region", list_name="regions"),
        row("select_one", "city", list_name="cities", choice_filter="region = ${region}"),
        row(
            "select_multiple",
            "seen",
            list_name="cities",
            choice_filter="region = ${region}",
        ),
        row("rank", "best", list_name="cities", choice_filter="region = ${region}"),
        choices=CITIES,
    )
    answers = {
        "region": "south",
        "city": "taraz",
        "seen": ["taraz"],
        "best": ["taraz", "shymkent"],
    }
    assert accept(form, **answers) == answers
    assert refusals(form, **answers | {"region": "north"}) == [
        ("city", "answer.not_offered"),
        ("seen", "answer.not_offered"),
        ("best", "answer.not_offered"),
    ]
    assert refusals(form, region="south", best=["taraz"]) == [("best", "answer.incomplete_ranking")]
    assert form.decode([("q.best.taraz", "2"), ("q.best.shymkent", "1")]) == {
        "best": ["shymkent", "taraz"]
    }


def test_calculations_run_in_the_order_of_their_dependencies() -> None:
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
    assert accept(form, a=2, c=999, b="forged") == {
        "c": 6, "b": 3, "a": 2, "text": "n6", "digit": 1, "truth": "true", "third": 1 / 3,
    }  # fmt: skip
    assert list(accept(form, a=2)) == ["c", "b", "a", "text", "digit", "truth", "third"]


def test_an_irrelevant_calculation_has_no_value() -> None:
    form = form_of(
        row("integer", "a"), group(row("calculate", "c", calculation="1"), relevant="${a} = 1")
    )
    assert accept(form, a=1) == {"a": 1, "c": 1}
    assert accept(form, a=2, c=1) == {"a": 2}


def test_a_typed_answer_stands_before_a_calculation_unless_it_is_read_only() -> None:
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
    assert accept(form, a=2) == {"a": 2, "open": 4, "locked": 4, **worked_out}
    assert accept(form, a=2, open=9, locked=9)["open"] == 9
    assert accept(form, a=2, open=9, locked=9)["locked"] == 4


def test_once_and_triggers_keep_the_previous_value() -> None:
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


def test_a_hidden_question_has_its_default_unless_something_else_was_sent() -> None:
    form = form_of(
        row("text", "a"),
        row("hidden", "source", default="web 5"),
        row("hidden", "seen", default="concat(${a}, '!')"),
        row("hidden", "made", calculation="concat(${a}, '?')"),
        row("calculate", "weight", default="1 + 0.5"),
    )
    assert accept(form, a="x") == {
        "a": "x",
        "source": "web 5",
        "seen": "x!",
        "made": "x?",
        "weight": 1.5,
    }
    assert accept(form, source="poster", seen="y", made="forged") == {
        "source": "poster", "seen": "y", "made": "?", "weight": 1.5,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["1.50", "-0", "007", "1e3", "5."])
def test_a_text_that_is_not_how_a_number_is_written_stays_text(text: str) -> None:
    form = form_of(row("text", "a"), row("calculate", "c", calculation="concat(${a}, '')"))
    assert accept(form, a=text)["c"] == text


def test_nothing_is_filled_in_where_it_is_not_relevant() -> None:
    form = form_of(
        row("integer", "a"),
        row("end", "e", relevant="${a} = 1"),
        row("hidden", "h", default="x", relevant="${a} = 1"),
        row("rank", "r", calculation="'1 pupil teacher'", relevant="${a} = 1"),
        row("decimal", "d", calculation="'x'"),
    )
    assert accept(form, h="y", e="z") == {}
    assert accept(form, a=1) == {
        "a": 1,
        "e": "2026-06-13T10:30:00+05:00",
        "h": "x",
        "r": ["1", "pupil", "teacher"],
    }


def test_a_calculated_number_is_written_as_the_language_writes_numbers() -> None:
    form = form_of(row("calculate", "c", calculation="${a} div 2"), row("integer", "a"))
    values = form.check({"a": 3}, now=NOW).values
    [column, _] = form.columns()
    assert [column.text(values, language) for language in ("kk", "en", None)] == [
        "1,5",
        "1.5",
        "1.5",
    ]
    assert column.text({"c": "1.5 литр"}, "ru") == "1.5 литр"


def test_the_server_stamps_when_answers_came() -> None:
    form = form_of(row("start", "s"), row("end", "e"), row("today", "t"), row("text", "a"))
    answers = form.check({"e": "2020-01-01", "t": 5}, now=NOW).values
    assert answers == {"e": "2026-06-13T10:30:00+05:00", "t": "2026-06-13"}
    sent = form.decode([("_started", "2026-06-13T05:00:00Z"), ("q.a", "x")])
    assert form.check(sent, now=NOW).values["s"] == "2026-06-13T10:00:00+05:00"
    assert form.decode(form.encode(sent)) == sent


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (
            [row("text", "a", relevant="${b} = 1"), row("text", "b", relevant="${a} = 1")],
            "a → b → a",
        ),
        ([row("text", "a", relevant="${a} = 1")], "a → a"),
        (
            [
                group(row("text", "a"), relevant="${c} = 1"),
                row("calculate", "c", calculation="${a}"),
            ],
            "g → a → c → g",
        ),
        ([repeat(row("integer", "n"), repeat_count="sum(${n})")], "r → n → r"),
    ],
)
def test_a_form_with_a_cycle_is_refused(rows: list[object], names: str) -> None:
    form = Form(Definition.model_validate(document(*rows)), version=1)
    with pytest.raises(errors.FormRefused) as caught:
        form.check({}, now=NOW)
    [problem] = caught.value.problems
    assert (problem.code, problem.parameters) == ("form.cycle", {"names": names})


def test_a_form_with_an_unbindable_expression_is_refused() -> None:
    rows = [row("text", "a", relevant="${nobody} = 1"), row("text", "b", constraint=". >")]
    form = Form(Definition.model_validate(document(*rows)), version=1)
    with pytest.raises(errors.FormRefused) as caught:
        form.check({}, now=NOW)
    assert [name for name, _ in codes(caught.value.problems)] == [
        "/questions/0/relevant",
        "/questions/1/constraint",
    ]


def test_a_form_without_expressions_has_no_logic() -> None:
    assert not form_of(row("text", "a", required=True), repeat(row("text", "b"))).has_logic
    assert SKIP.has_logic


def test_a_calculation_over_personal_data_is_personal_data() -> None:
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
    assert form.stat_line(answers) == "1|1||+|5|+|+|10"


def test_calculated_numbers_are_counted_and_texts_are_not_shown() -> None:
    form = form_of(row("text", "a"), row("calculate", "c", calculation="${a}"))
    tally = form.question("c").tally()
    sent = ["1.5", "3", "secret", "", "12345678901234567"]
    for text in sent:
        tally.add(form.stat_line(form.check({"a": text}, now=NOW)).split("|")[4])
    shown = tally.figures().model_dump(mode="json")
    assert (shown["answered"], shown["skipped"]) == (4, 1)
    assert (shown["mean"], shown["counts"]) == (2.25, {"1.5": 1, "3": 1})
    again = form.question("c").tally(tally.to_json())
    assert again.merge(tally).figures().model_dump(mode="json")["mean"] == 2.25
    only_text = form.question("c").tally()
    only_text.add("+")
    assert only_text.figures().model_dump(mode="json") == {"answered": 1, "skipped": 0}
    assert form.stat_line(form.check({"a": "x"}, now=NOW)) == "1|1||+|+"


def test_a_calculated_text_that_is_too_long_is_refused() -> None:
    form = form_of(
        row("text", "a", max_length=20_000), row("calculate", "c", calculation="concat(${a}, '!')")
    )
    assert refusals(form, a="x" * 20_000) == [("a", "answer.too_complex")]
    assert accept(form, a="x" * 19_999)["c"] == "x" * 19_999 + "!"
