"""A question without an answer: the message names what is missing, the code stays the same."""

import pytest

from chalicelib.errors import AnswersRefused
from tests.forms.definitions import NOW, form_of, row


def omissions(*rows: dict[str, object]) -> list[tuple[str, str]]:
    with pytest.raises(AnswersRefused) as refused:
        form_of(*rows).check({}, now=NOW)
    return [(problem.code, problem.message) for problem in refused.value.problems]


def test_an_omission_is_named_by_the_role_and_else_by_the_type() -> None:
    named = row("text", "who", role="name", required=True)
    dated = row("date", "day", required="1 = 1")
    plain = row("text", "why", required=True)
    assert omissions(named) == [("answer.required", "Please write your full name.")]
    assert omissions(dated) == [("answer.required", "Please give a date.")]
    assert omissions(plain) == [("answer.required", "Please answer this question.")]


def test_the_words_of_the_form_go_before_these() -> None:
    asked = row("text", "who", role="name", required=True, required_message={"kk": "Атыңыз?"})
    assert omissions(asked) == [("answer.required", "{message}")]
