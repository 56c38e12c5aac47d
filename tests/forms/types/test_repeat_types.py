"""The same questions again for each of several: taken, refused, counted, exported."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.forms.intake import Form
from chalicelib.forms.types.base import Value
from chalicelib.forms.types.repeat_types import MAX_INSTANCES, MAX_INSTANCES_IN_ALL
from tests.forms.definitions import NOW, check_body, codes, form_of, row

CHILD = row(
    "begin_repeat",
    "children",
    questions=[row("text", "name", required=True), row("select_one", "who", or_other=True)],
)
MEMBERS = row(
    "begin_repeat",
    "members",
    questions=[
        row("integer", "age", max=120),
        row("begin_group", "about", questions=[row("rank", "best"), CHILD]),
        row("image", "photo"),
    ],
)
ANSWERS: dict[str, Value] = {
    "town": "Көкшетау",
    "members": [
        {"age": 40, "best": ["1", "pupil", "teacher"]},
        {},
        {
            "age": 38,
            "children": [{"name": "Арман", "who": "pupil"}, {"name": "Дана"}],
            "photo": "0b2f6c1e-8f0a-4a51",
        },
    ],
}


@pytest.fixture(scope="module")
def form() -> Form:
    return form_of(row("text", "town"), MEMBERS)


def refusals(form: Form, answers: Mapping[str, object]) -> list[tuple[str, str]]:
    with pytest.raises(errors.AnswersRefused) as caught:
        form.check(answers, now=NOW)
    return codes(caught.value.problems)


def test_a_repeat_s_answers_are_a_list_of_objects(form: Form) -> None:
    answers = form.check(ANSWERS, now=NOW)
    assert answers.values == ANSWERS
    assert check_body(form, json.dumps({"answers": ANSWERS}).encode()) == answers


@pytest.mark.parametrize("nothing", [{}, {"members": None}, {"members": []}])
def test_no_instance_is_no_answer(form: Form, nothing: dict[str, object]) -> None:
    assert form.check(nothing, now=NOW).values == {}


def test_empty_answers_are_dropped_from_each_instance(form: Form) -> None:
    child = {"name": " Дана ", "who": "1", "who_other": "?"}
    sent = {"members": [{"age": None, "best": [], "children": [child]}]}
    kept = form.check(sent, now=NOW).values
    assert kept == {"members": [{"children": [{"name": "Дана", "who": "1"}]}]}


def test_each_problem_is_named_with_its_instance_in_the_form_s_order(form: Form) -> None:
    sent = {
        "members": [
            {"age": 121, "salary": 1},
            "nobody",
            {"children": [{"name": "Арман"}, {"who": "?"}], "age": "x"},
        ]
    }
    assert refusals(form, sent) == [
        ("members[0]/age", "answer.too_large"),
        ("members[0]/salary", "answer.unknown_question"),
        ("members[1]", "answer.wrong_type"),
        ("members[2]/age", "answer.not_a_number"),
        ("members[2]/children[1]/name", "answer.required"),
        ("members[2]/children[1]/who", "answer.unknown_choice"),
    ]
    assert refusals(form, {"members": {"0": {}}}) == [("members", "answer.wrong_type")]


def test_instances_are_limited_in_each_list_and_in_all(form: Form) -> None:
    assert refusals(form, {"members": [{}] * (MAX_INSTANCES + 1)}) == [
        ("members", "answer.too_many")
    ]
    children = [{"name": "A"}] * MAX_INSTANCES
    many = [{"children": children}] * (MAX_INSTANCES_IN_ALL // MAX_INSTANCES)
    assert refusals(form, {"members": many}) == [("members", "answer.too_many")]


def test_fields_carry_the_number_of_their_instance(form: Form) -> None:
    pairs = form.encode(ANSWERS)
    assert pairs == [
        ("q.town", "Көкшетау"),
        ("q.members[0]/age", "40"),
        ("q.members[0]/best.pupil", "2"),
        ("q.members[0]/best.teacher", "3"),
        ("q.members[0]/best.1", "1"),
        ("q.members[2]/age", "38"),
        ("q.members[2]/children[0]/name", "Арман"),
        ("q.members[2]/children[0]/who", "pupil"),
        ("q.members[2]/children[1]/name", "Дана"),
        ("q.members[2]/photo", "0b2f6c1e-8f0a-4a51"),
    ]
    assert form.decode(pairs) == ANSWERS


def test_blank_instances_at_the_end_are_not_there_unless_the_repeat_s_own_field_says_so(
    form: Form,
) -> None:
    blank = [("q.members[0]/age", "7"), ("q.members[1]/age", " "), ("q.members[3]/photo", "")]
    assert form.decode(blank) == {"members": [{"age": 7}]}
    assert form.decode([*blank, ("q.members", "3")]) == {"members": [{"age": 7}, {}, {}]}
    assert form.encode({"members": [{}, {}]}) == [("q.members", "2")]
    assert form.decode([("q.members[0]/age", "")]) == {}


@pytest.mark.parametrize(
    "pairs",
    [
        [("q.members[200]/age", "1")],
        [("q.members[999999999999]/age", "1")],
        [("q.members[01]/age", "1")],
        [("q.members[-1]/age", "1")],
        [("q.members[0]age", "1")],
        [("q.members[0]/", "1")],
        [("q.members[0]/nobody", "1")],
        [("q.members/age", "1")],
        [("q.age", "1")],
        [("q.town[0]/age", "1")],
        [("q.members[0]/children/name", "1")],
        [("q.members", "201")],
        [("q.members", "many")],
        [("q.members[0]/age", "1"), ("q.members[0]/age", "1")],
        [(f"q.members[{n}]/children[199]/name", "1") for n in range(MAX_INSTANCES)],
    ],
)
def test_fields_that_the_page_does_not_have_are_refused(
    form: Form, pairs: list[tuple[str, str]]
) -> None:
    with pytest.raises(errors.BrokenForm):
        form.decode(pairs)


def test_a_name_with_brackets_is_a_ranking_s_field_where_the_ranking_is_known() -> None:
    lists = {"who": [{"name": "a[0]/b", "label": "A"}, {"name": "c", "label": "C"}]}
    form = form_of(row("rank", "r"), choices=lists)
    ranked = {"r": ["c", "a[0]/b"]}
    assert form.decode(form.encode(ranked)) == ranked


def test_the_line_counts_each_question_over_all_instances(form: Form) -> None:
    assert form.stat_line(form.check(ANSWERS, now=NOW)) == (
        "1|1||+|3|;*1;38*1;40*1|;*2;2,0,1*1|;*2;2*1|;+*2|;*1;0*1|;*2|;*2;+*1"
    )
    assert form.stat_line(form.check({}, now=NOW)) == "1|1||||;|;|;|;|;|;|;"


def test_figures_are_of_instances_and_say_of_how_many_responses() -> None:
    form = form_of(row("begin_repeat", "r", questions=[row("integer", "n"), row("text", "t")]))
    sent: list[dict[str, Any]] = [
        {"r": [{"n": 1}, {"n": 1}, {"n": 4, "t": "?"}]},
        {"r": [{"n": 2}, {}]},
        {"r": [{}]},
        {},
    ]
    lines = [form.stat_line(form.check(answers, now=NOW)).split("|")[3:] for answers in sent]
    tallies = [question.tally() for question in form.answerable]
    for codes_of_line in lines:
        for tally, code in zip(tallies, codes_of_line, strict=True):
            tally.add(code)
    repeats, numbers, texts = (tally.figures().model_dump(mode="json") for tally in tallies)
    assert (repeats["answered"], repeats["skipped"], repeats["mean"]) == (3, 1, 2)
    assert (numbers["answered"], numbers["skipped"], numbers["responses"]) == (4, 2, 2)
    assert (numbers["mean"], numbers["counts"]) == (2, {"1": 2, "2": 1, "4": 1})
    assert texts == {"answered": 1, "skipped": 5}
    for question, tally in zip(form.answerable, tallies, strict=True):
        again = question.tally(json.loads(json.dumps(tally.to_json())))
        assert again.figures().model_dump(mode="json") == tally.figures().model_dump(mode="json")
        assert tally.merge(again).responses == 2 * tally.responses


@pytest.mark.parametrize("code", [";x", ";1*", ";1*x", ";a*1"])
def test_a_list_of_instances_that_is_none_is_misread(code: str) -> None:
    tally = form_of(row("integer", "n")).question("n").tally()
    with pytest.raises(ValueError, match=r"."):
        tally.add(code)


def test_a_private_repeat_hides_what_it_holds() -> None:
    form = form_of(row("begin_repeat", "r", private=True, questions=[row("integer", "n")]))
    assert form.stat_line(form.check({"r": [{"n": 5}]}, now=NOW)) == "1|1||+|;+*1"
    assert [column.private for column in form.columns()] == [True, True]


def test_an_export_s_cell_holds_all_instances(form: Form) -> None:
    columns = {column.key: column for column in form.columns()}
    assert list(columns) == [
        "town",
        "members",
        "members/age",
        "members/best",
        "members/children",
        "members/children/name",
        "members/children/who",
        "members/children/who_other",
        "members/photo",
    ]
    assert columns["members"].text(ANSWERS, "kk") == "3"
    assert columns["members/age"].text(ANSWERS, "kk") == "1. 40\n3. 38"
    assert columns["members/age"].text(ANSWERS, None) == '["40", "", "38"]'
    assert columns["members/children/name"].text(ANSWERS, "kk") == "3.1. Арман\n3.2. Дана"
    assert columns["members/children/name"].text(ANSWERS, None) == '[[], [], ["Арман", "Дана"]]'
    assert columns["members/age"].text({}, None) == columns["members/age"].text({}, "kk") == ""


def test_a_long_list_shows_what_was_chosen_of_it() -> None:
    lists = {"who": [{"name": f"c{n}", "label": "?"} for n in range(300)]}
    form = form_of(row("select_one"), choices=lists)
    tally = form.question("q").tally()
    tally.add(form.stat_line(form.check({"q": "c299"}, now=NOW)).split("|")[3])
    assert tally.figures().model_dump(mode="json")["counts"] == {"c299": 1}


def test_uploads_are_named_by_place(form: Form) -> None:
    answers = form.check(ANSWERS, now=NOW)
    assert form.uploads(answers) == [("members[2]/photo", "0b2f6c1e-8f0a-4a51")]
    assert form.uploads(form.check({}, now=NOW)) == []


def test_a_repeat_is_filled_in_where_what_it_holds_is() -> None:
    inner = row("begin_repeat", "s", questions=[row("text", "t"), row("hidden", "h")])
    form = form_of(row("begin_repeat", "r", questions=[inner, row("hidden", "g")]))
    deep = {"r": [{"s": [{"t": "x"}]}, {"g": "y", "s": [{"h": "z"}]}]}
    assert form.decode(form.encode(deep)) == deep
    assert ("q.r", "2") in form.encode(deep)
    assert form.encode({"r": [5]}) == form.encode({"r": "?"}) == []


def test_keys_are_found_by_their_whole_path(form: Form) -> None:
    assert form.question("members/children/name").key_in_scope == "name"
    with pytest.raises(KeyError):
        form.question("name")
