"""A form's JSON Schema accepts, for each question type, exactly the values that the server accepts."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib import errors
from tests.forms.definitions import NOW, form_of, row, row_of
from tests.forms.definitions import QUESTIONS as TYPES_OF_QUESTIONS
from tests.forms.types.samples import ACCEPTED, REFUSED

QUESTIONS: dict[str, dict[str, Any]] = {
    **{kind.name: row_of(kind) for kind in TYPES_OF_QUESTIONS if kind.takes_answer},
    "e-mail": row("text", role="email"),
    "phone": row("text", role="phone"),
    "name": row("text", role="name"),
    "short": row("text", min_length=3, max_length=10),
    "one letter": row("text", max_length=1),
    "required": row("text", required=True),
    "repeat": row("begin_repeat", questions=[row("integer", "n", required=True)]),
}  # fmt: skip
VALUES: tuple[object, ...] = (
    None, True, 0, 5, 5.0, 5.5, -1, 10**15, "", " ", "a", "ab", "abc", " abc ", "abcdefghijk",
    " \n", "a\tb", "a\nb", "a\u2028b", "\u00a0", "x\x85", "\x00", "a@b.kz", " A.b@c-d.KZ", "a@пошта.қаз",
    "a..b@c.kz", "a@b", "+7 701 123 45 67", "8 (701) 123-45-67", "7011234567", "00 49 30 1234567",
    "+0123456789", "12", "pupil", "OK", "2026-02-29", "2024-02-29", "1900-02-29", "2000-02-29",
    "0999-01-01", "9999-01-01", "2026-13-01", "2026-06-31", " 2026-06-13", "09:30", "09:30\n", "24:00",
    "09:30:60", "09:30:00.5", "2026-06-13T10:00", "2026-06-13 10:00Z", "2026-06-13T10:00+25:00",
    "43.2 76.9", "91 0", "90 180", "90.0 180.00 1", "90.1 0", "-0 -0 1 -1", "1 2 3 4 5",
    "0b2f6c1e-8f0a-4a51", "../etc", [], ["pupil"], ["pupil", "pupil"], ["1", "teacher", "pupil"],
    ["nobody"], [1], {}, [{}], [{"n": 1}], [{"n": 1}, {"n": None}], [{"n": 1, "m": 1}],
    [{"n": 1}] * 200, [{"n": 1}] * 201,
    *(value for _, value, _ in ACCEPTED),
    *(value for _, value, code in REFUSED if code not in ("too_precise", "bad_datetime")),
)  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_validator_accepts_what_the_server_accepts_and_nothing_else(name: str) -> None:
    form = form_of(QUESTIONS[name])
    validator = Draft202012Validator(
        form.json_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    differing = []
    for value in (*VALUES, ...):  # the ellipsis is no answer at all
        answers = {} if value is ... else {"q": value}
        try:
            form.check(answers, now=NOW)
        except errors.AnswersRefused:
            is_accepted = False
        else:
            is_accepted = True
        if validator.is_valid({"answers": answers}) is not is_accepted:
            differing.append(value)
    assert differing == []


def test_only_questions_that_are_always_asked_and_required_are_required() -> None:
    form = form_of(
        row("text", "a", required=True),
        row("text", "b", required=True, relevant="${a} = 1"),
        row("text", "c", required="${a} = 1"),
        row("begin_group", "g", relevant="${a} = 1", questions=[row("text", "d", required=True)]),
    )
    assert form.json_schema()["properties"]["answers"]["required"] == ["a"]


def test_a_repeat_is_an_array_of_described_instances_or_null() -> None:
    form = form_of(row("begin_repeat", "r", questions=[row("text", "t", hint="Неге?")]))
    [array, null] = form.json_schema("kk")["properties"]["answers"]["properties"]["r"]["anyOf"]
    assert null == {"type": "null"}
    assert array["maxItems"] == 200
    question = array["items"]["properties"]["t"]
    assert (question["title"], question["description"]) == ("Сұрақ", "Неге?")
