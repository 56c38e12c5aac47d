import json
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.forms.compiled import Form
from chalicelib.forms.definition import read

DEFINITION: dict[str, Any] = {
    "name": "impressions",
    "purpose": "impressions",
    "title": {"kk": "Әсерлер", "en": "Impressions"},
    "choices": {
        "who": [{"name": "pupil", "label": {"kk": "Оқушы"}}, {"name": "guest", "label": "Қонақ"}]
    },
    "questions": [
        {
            "type": "select_one",
            "list_name": "who",
            "name": "who",
            "label": {"kk": "Сіз кімсіз?"},
            "required": True,
            "role": "category",
        },
        {"type": "range", "name": "nps", "appearance": "nps", "label": "?"},
        {
            "type": "select_multiple",
            "list_name": "who",
            "name": "met",
            "or_other": True,
            "label": "?",
        },
        {"type": "rank", "list_name": "who", "name": "best", "label": "?"},
        {"type": "text", "name": "why", "label": "?"},
    ],
}
ANSWERS = {
    "who": "pupil",
    "nps": 9,
    "met": ["guest", "other"],
    "met_other": "Көрші",
    "best": ["guest", "pupil"],
    "why": "Ұнады",
}


@pytest.fixture
def form() -> Form:
    return Form(read(DEFINITION), version=3)


def test_answers_are_taken_from_json(form: Form) -> None:
    answers = form.check_json(json.dumps({"answers": ANSWERS}).encode())
    assert answers.values == ANSWERS
    assert answers.category == "pupil"


def test_html_fields_hold_what_the_answers_hold(form: Form) -> None:
    assert form.decode(form.encode(ANSWERS)) == ANSWERS


def test_the_line_holds_the_closed_answers_only(form: Form) -> None:
    assert form.line(form.check(ANSWERS)) == "1|3|pupil|0|9|6|+|1,0|+"


def test_every_refused_answer_is_named(form: Form) -> None:
    with pytest.raises(errors.AnswersRefused) as refused:
        form.check({"nps": "x", "best": ["pupil"], "nobody": 1})
    assert [(problem.name, problem.code) for problem in refused.value.problems] == [
        ("who", "answer.required"),
        ("nps", "answer.not_a_number"),
        ("best", "answer.incomplete_ranking"),
        ("nobody", "answer.unknown_question"),
    ]
