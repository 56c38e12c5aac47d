"""The checks of the whole form: each finds what it is there for, and nothing in a form without fault."""

import json
from typing import Any

import pytest

from chalicelib.domain.drafts import PROBLEMS
from chalicelib.errors import Problem
from chalicelib.forms.mending import MENDING, how_to_mend
from chalicelib.forms.problems import DEFINITIONS, EXPRESSIONS, WARNINGS
from chalicelib.forms.review import problems_of
from chalicelib.forms.text import Language
from tests.forms.definitions import codes, document, row
from tests.forms.review.examples import EXAMPLES

NEEDS_AN_EVENT = {"form.language_absent"}
"""Shown by tests of their own, below and beside."""


def found(raw: object, *languages: Language) -> list[Problem]:
    return problems_of(json.loads(json.dumps(raw)), languages=languages)


@pytest.mark.parametrize(("code", "where", "raw"), EXAMPLES, ids=[one[0] for one in EXAMPLES])
def test_the_example_of_each_code_has_that_problem(
    code: str, where: str, raw: dict[str, Any]
) -> None:
    problems = found(raw)
    assert (where, code) in codes(problems)
    for problem in problems:
        problem.message.format_map(problem.parameters)
        mending = how_to_mend(problem)
        assert mending is None or mending.message.format_map(mending.parameters)


def test_every_warning_is_shown_by_an_example() -> None:
    assert set(WARNINGS) - {code for code, _, _ in EXAMPLES} == NEEDS_AN_EVENT


def test_what_is_said_about_mending_belongs_to_a_code() -> None:
    assert set(MENDING) <= {*DEFINITIONS, *EXPRESSIONS, *WARNINGS, *PROBLEMS}
    assert set(WARNINGS) <= set(MENDING)


def test_nothing_is_found_in_a_form_without_fault() -> None:
    assert found(document(row("select_one"), row("text", "t"), choices=WHO)) == []


WHO = {"who": [{"name": "pupil", "label": {"kk": "Оқушы"}}]}


def test_errors_come_before_warnings() -> None:
    raw = document(row("text", "same", label={"kk": "?", "ru": "?"}), row("text", "same"))
    severities = [problem.severity for problem in found(raw)]
    assert severities == sorted(severities)
    assert {"error", "warning"} == set(severities)


def test_the_languages_are_those_of_the_event() -> None:
    raw = document(row("select_one", label={"kk": "?", "ru": "?"}), choices=WHO)
    assert codes(found(raw, "kk")) == []
    assert codes(found(raw, "kk", "ru")) == [
        ("/title", "form.not_in_language"),
        ("/choices/who/0/label", "form.not_in_language"),
    ]
    [absent] = found(document(row("select_one"), choices=WHO), "kk", "ru", "en")
    assert (absent.code, absent.name) == ("form.language_absent", "/title")
    assert absent.parameters == {"languages": "Русский, English"}


def test_a_row_that_cannot_be_read_leaves_the_others_in_their_places() -> None:
    broken = {"type": "text", "name": "broken", "label": 5}
    inner = row("begin_group", "g", questions=[5, row("text", "b", hint={"kk": "?", "ru": "?"})])
    problems = codes(found(document(broken, inner)))
    assert ("/questions/1/questions/1/label", "form.not_in_language") in problems
    assert ("/choices/who", "form.unused_list") not in problems
