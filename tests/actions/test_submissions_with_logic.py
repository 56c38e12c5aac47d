"""Submit a form with logic; check the stored answers, the summary, and the receipt of a repeat."""

from typing import Any

import pytest

from chalicelib import errors
from chalicelib.actions import forms, submissions, summaries
from chalicelib.actions.services import Services
from chalicelib.domain.submissions import Receipt
from chalicelib.settings import Settings
from tests.actions.setting import (
    ORGANISER,
    Clock,
    as_json,
    nth_id,
    open_event,
    publish,
    services_on,
)
from tests.forms.definitions import row

EVENT_AND_FORM = ("round-table", "family")
FAMILY: dict[str, Any] = {
    "name": "family",
    "purpose": "other",
    "title": "Отбасы",
    "questions": [
        row("integer", "n", required=True),
        row("text", "why", relevant="${n} > 2", required=True),
        row(
            "begin_repeat",
            "members",
            repeat_count="${n}",
            questions=[row("integer", "age", constraint=". < 120"), row("text", "name")],
        ),
        row("calculate", "id", calculation="once(uuid())"),
        row("calculate", "when", calculation="now()"),
        row("calculate", "oldest", calculation="max(${age})"),
        row("calculate", "spoken", calculation="jr:choice-name('yes', '${sure}')"),
        row("select_one", "sure", list_name="sure"),
    ],
    "choices": {"sure": [{"name": "yes", "label": {"kk": "Иә", "ru": "Да"}}]},
}
ANSWERS: dict[str, Any] = {
    "n": 2,
    "why": "dropped",
    "members": [{"age": 40, "name": "Айгүл"}, {"age": 7}],
    "oldest": 999,
}


@pytest.fixture
def services(dynoxide_settings: Settings, clock: Clock) -> Services:
    services = services_on(dynoxide_settings, clock)
    open_event(services)
    publish(services, FAMILY)
    return services


def submit(services: Services, number: int, answers: dict[str, Any]) -> Receipt:
    body = as_json({"id": nth_id(number), "language": "ru", "answers": answers})
    return submissions.submit_json(services, *EVENT_AND_FORM, body, "kk")


def test_the_stored_answers_are_settled(services: Services) -> None:
    submit(services, 1, ANSWERS)
    stored = services.submissions.get(*EVENT_AND_FORM, nth_id(1), shards=1)
    assert stored is not None
    answers = dict(stored.answers)
    assert len(answers.pop("id")) == 36
    assert answers == {
        "n": 2,
        "members": [{"age": 40, "name": "Айгүл"}, {"age": 7}],
        "when": "2026-06-01T17:00:00.000+05:00",
        "oldest": 40,
        "spoken": "Да",
    }


def test_a_repeat_is_recognised_although_its_calculations_would_differ(
    services: Services, clock: Clock
) -> None:
    first = submit(services, 1, ANSWERS)
    clock.forward(minutes=5)
    repeat = submit(services, 1, ANSWERS)
    assert (first.created, repeat.created) == (True, False)
    assert repeat.receipt == first.receipt
    with pytest.raises(errors.PayloadDiffers):
        submit(services, 1, ANSWERS | {"n": 1})


def test_fields_and_json_are_stored_alike(services: Services) -> None:
    submit(services, 1, ANSWERS)
    form = forms.show_form(services, ORGANISER, *EVENT_AND_FORM)
    pairs = form.encode(ANSWERS)
    submissions.submit_fields(services, *EVENT_AND_FORM, nth_id(2), 1, "ru", pairs)
    by_json, by_fields = (
        services.submissions.get(*EVENT_AND_FORM, nth_id(n), shards=1) for n in (1, 2)
    )
    assert by_json is not None
    assert by_fields is not None
    assert {**by_json.answers, "id": ""} == {**by_fields.answers, "id": ""}
    assert by_json.stat_line == by_fields.stat_line


def test_problems_name_the_instance_and_nothing_is_stored(services: Services) -> None:
    with pytest.raises(errors.AnswersRefused) as refused:
        submit(
            services, 1, ANSWERS | {"n": 3, "why": None, "members": [{"age": 200}, {"age": "x"}]}
        )
    assert [(each.name, each.code) for each in refused.value.problems] == [
        ("why", "answer.required"),
        ("members[0]/age", "answer.constraint"),
        ("members[1]/age", "answer.not_a_number"),
    ]
    assert services.submissions.get(*EVENT_AND_FORM, nth_id(1), shards=1) is None


def test_a_summary_counts_instances(services: Services) -> None:
    submit(services, 1, ANSWERS)
    submit(services, 2, {"n": 1, "members": [{"age": 10}]})
    document = summaries.read_summary(services, ORGANISER, *EVENT_AND_FORM).model_dump(mode="json")
    age = next(each for each in document["questions"] if each["name"] == "members/age")
    assert (age["answered"], age["responses"], age["mean"]) == (3, 2, 19)
