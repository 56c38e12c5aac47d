"""A question without an answer: the message names what is missing, the code stays the same."""

import pytest

from chalicelib.errors import AnswersRefused
from chalicelib.forms.omissions import names_its_question, omission
from chalicelib.forms.problems import problem
from chalicelib.forms.roles import ROLES
from chalicelib.locales import Language
from chalicelib.web.i18n import localize
from tests.forms.definitions import NOW, form_of, row


def omissions(*rows: dict[str, object]) -> list[tuple[str, str]]:
    with pytest.raises(AnswersRefused) as refused:
        form_of(*rows).check({}, now=NOW)
    return [(problem.code, problem.message) for problem in refused.value.problems]


def test_an_omission_is_named_by_the_role_and_else_by_the_type() -> None:
    named = row("text", "who", role="name", required=True)
    dated = row("date", "day", required="1 = 1")
    plain = row("text", "why", required=True)
    agreed = row("acknowledge", "yes", role="consent", required=True)
    read = row("acknowledge", "seen", required=True)
    assert omissions(named) == [("answer.required", "Please write your full name.")]
    assert omissions(dated) == [("answer.required", "Please give a date.")]
    assert omissions(plain) == [("answer.required", "Please write an answer.")]
    assert omissions(agreed, read) == [
        (
            "answer.must_acknowledge",
            "Please tick this box if you agree: without it the form cannot be sent.",
        ),
        ("answer.must_acknowledge", "Please tick this box to go on."),
    ]


def test_a_scale_names_its_ends_and_whether_they_are_a_rating() -> None:
    stars = row("range", "overall", appearance="rating", parameters={"start": 1, "end": 5})
    halves = row("range", "share", parameters={"start": 0.5, "end": 2, "step": 0.5})
    with pytest.raises(AnswersRefused) as refused:
        form_of({**stars, "required": True}, {**halves, "required": "1 = 1"}).check({}, now=NOW)
    assert [localize(problem, "ru") for problem in refused.value.problems] == [
        "Поставьте оценку от 1 до 5.",
        "Укажите число от 0.5 до 2.",
    ]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_each_role_of_a_person_s_answer_has_words_of_its_own(language: Language) -> None:
    said = set()
    for name, role in ROLES.items():
        for question_type in role.types:
            found = omission("answer.required", "x", role=name, question_type=question_type)
            said.add(localize(found, language))
            assert names_its_question(found.message) == role.once
    assert len(said) == len(ROLES)
    assert localize(problem("answer.required", "x"), language) not in said


def test_the_words_of_the_form_go_before_these() -> None:
    asked = row("text", "who", role="name", required=True, required_message={"kk": "Атыңыз?"})
    assert omissions(asked) == [("answer.required", "{message}")]
