"""A form's intake: checking answers, reading and filling a page's fields, stat lines, columns and JSON Schema."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib import errors
from chalicelib.forms.intake import MAX_PROBLEMS, Form
from chalicelib.forms.types.base import Value
from tests.forms.definitions import NOW, check_body, codes, form_of, row

ROWS = (
    row("select_one", "who", required=True, role="category"),
    row("range", "nps", appearance="nps"),
    row("select_multiple", "met", or_other=True),
    row("rank", "best"),
    row("decimal", "hours", hint={"kk": "Сағатпен"}),
    row("dateTime", "came"),
    row("acknowledge", "read"),
    row("text", "mail", role="email"),
    row("integer", "age", max=99),
    row("note", "thanks"),
)
ANSWERS: dict[str, Value] = {
    "who": "pupil",
    "nps": 9,
    "met": ["teacher", "other"],
    "met_other": "Көрші",
    "best": ["1", "pupil", "teacher"],
    "hours": 2.5,
    "came": "2026-06-13T10:00:00+05:00",
    "read": "OK",
    "mail": "aigul@mektep.kz",
}


@pytest.fixture(scope="module")
def form() -> Form:
    return form_of(*ROWS)


def problems_of(form: Form, answers: dict[str, Any]) -> list[tuple[str, str]]:
    """Assert that the form refuses the answers, and return the name and code of each problem."""
    with pytest.raises(errors.AnswersRefused) as refusal:
        form.check(answers, now=NOW)
    return codes(refusal.value.problems)


def test_answers_from_json_are_put_in_the_form_s_order(form: Form) -> None:
    backwards = dict(reversed(ANSWERS.items()))
    answers = check_body(form, json.dumps({"answers": backwards}).encode())
    assert answers == form.check(backwards, now=NOW)
    assert list(answers.values.items()) == list(ANSWERS.items())


def test_an_answer_is_found_by_its_role(form: Form) -> None:
    answers = form.check(ANSWERS, now=NOW)
    assert (answers.category, answers.by_role("email")) == ("pupil", "aigul@mektep.kz")
    assert form.check({"who": "1"}, now=NOW).by_role("email") is None
    assert answers.by_role("phone") is None
    assert form_of(row("text")).check({}, now=NOW).category is None


def test_stored_answers_are_restored_unchanged(form: Form) -> None:
    assert form.restore(ANSWERS) == form.check(ANSWERS, now=NOW)


def test_an_envelope_with_unknown_or_duplicate_keys_is_refused(form: Form) -> None:
    with pytest.raises(errors.RequestRefused):
        check_body(form, b'{"answers": {"who": "1"}, "answer": {}}')
    with pytest.raises(errors.DuplicateKey):
        check_body(form, b'{"answers": {"who": "1", "who": "pupil"}}')


def test_problems_are_listed_in_the_form_s_order_unknown_names_last(form: Form) -> None:
    answers = {"nobody": 1, "best": ["pupil"], "nps": "x", "thanks": "?", "met": ["1", "1"]}
    assert problems_of(form, answers) == [
        ("who", "answer.required"),
        ("nps", "answer.not_a_number"),
        ("met", "answer.repeated_choice"),
        ("best", "answer.incomplete_ranking"),
        ("nobody", "answer.unknown_question"),
        ("thanks", "answer.unknown_question"),
    ]


def test_the_number_of_problems_and_the_length_of_their_names_are_limited(form: Form) -> None:
    problems = problems_of(form, {"x" * 200 + str(number): 1 for number in range(1000)})
    assert len(problems) <= MAX_PROBLEMS
    assert max(len(name) for name, _ in problems) == 100


def test_the_key_of_a_repeated_name_is_its_path() -> None:
    groups = [
        row("begin_group", name, questions=[row("text", "same"), row("text", f"only_{name}")])
        for name in ("a", "b")
    ]
    form = form_of(*groups)
    assert [question.key for question in form.questions] == [
        "a/same",
        "only_a",
        "b/same",
        "only_b",
    ]
    assert form.decode([("q.b/same", "?")]) == {"b/same": "?"}
    with pytest.raises(KeyError):
        form.question("same")


def test_the_text_beside_other_is_accepted_only_with_other() -> None:
    form = form_of(row("select_one", "who", or_other=True))
    assert (
        form.check({"who": "other", "who_other": "Көрші"}, now=NOW).values["who_other"] == "Көрші"
    )
    assert form.check({"who": "1", "who_other": "Көрші"}, now=NOW).values == {"who": "1"}
    assert form.check({"who_other": "Көрші"}, now=NOW).values == {}


@pytest.mark.parametrize(
    ("kind", "pairs", "answer"),
    [
        ("select_one", [], "other"),
        ("select_one", [("q.who", "1")], "1"),
        ("select_multiple", [], ["other"]),
        ("select_multiple", [("q.who", "1")], ["1", "other"]),
        ("select_multiple", [("q.who", "other")], ["other"]),
    ],
)
def test_a_text_beside_other_on_a_page_selects_other(
    kind: str, pairs: list[tuple[str, str]], answer: object
) -> None:
    form = form_of(row(kind, "who", or_other=True))
    assert form.decode([*pairs, ("q.who_other", "Көрші")])["who"] == answer


def test_answers_are_encoded_into_fields_and_decoded_unchanged(form: Form) -> None:
    pairs = form.encode(ANSWERS)
    assert ("q.best.1", "1") in pairs
    assert ("q.came", "2026-06-13T10:00") in pairs
    assert ("q.hours", "2.5") in pairs
    assert form.decode([*pairs, ("_id", "x"), ("q.nps", " ")]) == ANSWERS


@pytest.mark.parametrize(
    "pairs",
    [
        [("who", "1")],
        [("q.nobody", "1")],
        [("q.thanks", "1")],
        [("q.best", "1")],
        [("q.who", "1"), ("q.who", "1")],
        [("q.best.1", "1"), ("q.best.1", "2")],
    ],
)
def test_unknown_and_repeated_fields_are_refused(form: Form, pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(errors.BrokenForm):
        form.decode(pairs)


@pytest.mark.parametrize(
    "ranks", [{"1": "1"}, {"1": "1", "pupil": "1", "teacher": "2"}, {"1": "first"}]
)
def test_an_incomplete_ranking_is_refused_and_shown_as_typed(
    form: Form, ranks: dict[str, str]
) -> None:
    pairs = [("q.who", "1"), *((f"q.best.{name}", rank) for name, rank in ranks.items())]
    answers = form.decode(pairs)
    assert problems_of(form, answers) == [("best", "answer.incomplete_ranking")]
    assert sorted(form.encode(answers)) == sorted(pairs)


def test_unreadable_answers_are_shown_as_typed(form: Form) -> None:
    pairs = [("q.nps", "тоғыз"), ("q.hours", "екі"), ("q.came", "кеше")]
    assert form.encode(form.decode(pairs)) == pairs
    assert form.encode({"met": "?", "nps": True}) == [("q.nps", "True"), ("q.met", "?")]


def test_a_stat_line_holds_no_text_of_open_answers(form: Form) -> None:
    assert form.stat_line(form.check(ANSWERS, now=NOW)) == (
        "1|1|pupil|0|9|a|+|2,0,1|2.5|2026-06-13T05:00:00Z|1|+|"
    )
    assert form.stat_line(form.check({"who": "1"}, now=NOW)) == "1|1|1|2|||||||||"


def test_an_export_has_a_column_for_each_answerable_question(form: Form) -> None:
    columns = form.columns()
    assert [(column.key, column.private) for column in columns] == [
        ("who", False),
        ("nps", False),
        ("met", False),
        ("met_other", False),
        ("best", False),
        ("hours", False),
        ("came", False),
        ("read", False),
        ("mail", True),
        ("age", False),
    ]
    assert columns[0].label == {"kk": "Сұрақ"}
    assert columns[3].label == {"kk": "Сұрақ (Басқа)"}
    assert [column.text(ANSWERS, None) for column in columns] == [
        "pupil",
        "9",
        "teacher other",
        "Көрші",
        "1 pupil teacher",
        "2.5",
        "2026-06-13T10:00:00+05:00",
        "OK",
        "aigul@mektep.kz",
        "",
    ]
    assert [column.text(ANSWERS, "ru") for column in columns] == [
        "Ученик",
        "9",
        "Учитель; Другое",
        "Көрші",
        "1. Бірінші; 2. Ученик; 3. Учитель",
        "2,5",
        "2026-06-13 10:00",
        "Да",
        "aigul@mektep.kz",
        "",
    ]
    assert columns[5].text(ANSWERS, "en") == "2.5"
    assert columns[5].text({}, "en") == ""


def test_the_json_schema_describes_the_answers_that_the_form_accepts(form: Form) -> None:
    schema = form.json_schema("kk")
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert validator.is_valid({"answers": ANSWERS, "language": "kk"})
    for wrong in ({"who": "nobody"}, {}, ANSWERS | {"nps": 11}, ANSWERS | {"thanks": "?"}):
        assert not validator.is_valid({"answers": wrong})
    hours = schema["properties"]["answers"]["properties"]["hours"]
    assert (hours["title"], hours["description"]) == ("Сұрақ", "Сағатпен")


def test_a_form_has_the_head_and_the_questions_of_its_definition(form: Form) -> None:
    assert (form.name, form.purpose, form.version) == ("form", "other", 1)
    assert form.question("thanks").answerable is False
    assert len(form.questions) == len(form.answerable) + 1
