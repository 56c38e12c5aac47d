"""Answers to the forms of the corpus: what their logic accepts, computes and refuses."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from tests.xlsform.corpus.gathered import import_form
from tests.xlsform.corpus.written import LONG, NAMES, cases

NOW = "2026-06-13T14:30:00+05:00"
CASES = [
    pytest.param(name, case, id=f"{name}: {case['why']}") for name in NAMES for case in cases(name)
]


@cache
def form(name: str) -> Form:
    return Form(read_definition(import_form(name).document), version=1)


def checked(name: str, case: Mapping[str, Any]) -> dict[str, Any]:
    now = datetime.fromisoformat(case.get("now", NOW))
    try:
        answers = form(name).check(
            case["answers"], now=now, new_id=lambda: "00000000-0000-4000-8000-000000000001"
        )
    except errors.AnswersRefused as refusal:
        return {"refused": [[each.name, each.code] for each in refusal.problems]}
    return {"values": dict(answers.values)}


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_form_makes_of_answers_what_its_author_meant(name: str, case: Mapping[str, Any]) -> None:
    found = checked(name, case)
    if "refused" in case:
        assert found == {"refused": case["refused"]}
        return
    values = found.get("values", found)
    if "accepted" in case:
        assert values == case["accepted"]
    else:
        assert {key: values.get(key) for key in case["among"]} == case["among"]
        assert [key for key in case.get("missing", []) if key in values] == []


def test_every_long_form_is_answered_in_several_ways() -> None:
    assert min(len(cases(name)) for name in LONG) >= 5


def test_what_was_accepted_is_accepted_again() -> None:
    """The answers kept, sent once more, are kept as they are."""
    for name in NAMES:
        for case in cases(name):
            kept = checked(name, case).get("values")
            if kept is not None:
                again = checked(name, {**case, "answers": kept})
                assert again == {"values": kept}, (name, case["why"])
