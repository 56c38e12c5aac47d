"""Answers to the forms of the corpus: what their logic accepts, computes and refuses."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.xlsform.corpus.files import LONG, NAMES, read_cases
from tests.xlsform.corpus.outcomes import check_case

CASES = [
    pytest.param(name, case, id=f"{name}: {case['title']}")
    for name in NAMES
    for case in read_cases(name)
]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_answers_have_the_outcome_that_their_case_expects(
    name: str, case: Mapping[str, Any]
) -> None:
    outcome = check_case(name, case)
    if "refused" in case:
        assert outcome == {"refused": case["refused"]}
        return
    values = outcome.get("values", outcome)
    if "accepted" in case:
        assert values == case["accepted"]
    else:
        assert {key: values.get(key) for key in case["among"]} == case["among"]
        assert [key for key in case.get("missing", []) if key in values] == []


def test_every_long_form_has_at_least_five_cases() -> None:
    assert min(len(read_cases(name)) for name in LONG) >= 5


def test_stored_answers_sent_again_are_stored_unchanged() -> None:
    """Unless a group's relevance reads what is in it, which is dropped with the group."""
    for name in set(NAMES) - {"group_asks_inside"}:
        for case in read_cases(name):
            values = check_case(name, case).get("values")
            if values is not None:
                outcome = check_case(name, {**case, "answers": values})
                assert outcome == {"values": values}, (name, case["title"])
