"""Send answers to a form with logic, as JSON and as Python values, and look at the outcome."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.errors import Problem
from chalicelib.forms.intake import Form
from tests.forms.definitions import NOW, check_body, codes, row


def accept(form: Form, **answers: object) -> Mapping[str, Any]:
    """Return the accepted values: the same from JSON and from Python, and unchanged if they are sent again."""
    accepted = form.check(answers, now=NOW)
    assert check_body(form, json.dumps({"answers": answers}).encode()) == accepted
    assert form.check(accepted.values, now=NOW) == accepted
    return accepted.values


def refusal_problems(form: Form, **answers: object) -> list[Problem]:
    """Return why the answers are refused: the same from JSON and from Python."""
    with pytest.raises(errors.AnswersRefused) as caught:
        form.check(answers, now=NOW)
    with pytest.raises(errors.AnswersRefused) as again:
        check_body(form, json.dumps({"answers": answers}).encode())
    assert caught.value.problems == again.value.problems
    return list(caught.value.problems)


def refusals(form: Form, **answers: object) -> list[tuple[str, str]]:
    """Return the path and the code of each refusal."""
    return codes(refusal_problems(form, **answers))


def own_message(problem: Problem) -> object:
    """Return the form's own message of a problem."""
    return problem.parameters["message"]


def group(*rows: object, **keys: object) -> dict[str, Any]:
    return row("begin_group", "g", questions=list(rows), **keys)


def repeat(*rows: object, name: str = "r", **keys: object) -> dict[str, Any]:
    return row("begin_repeat", name, questions=list(rows), **keys)
