"""Answers to forms that decide, and what comes of them."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.errors import Problem
from chalicelib.forms.intake import Form
from tests.forms.definitions import NOW, check_body, codes, row


def kept(form: Form, **answers: object) -> Mapping[str, Any]:
    """What is kept of the answers, the same from JSON and from Python; keeping it again changes nothing."""
    accepted = form.check(answers, now=NOW)
    assert check_body(form, json.dumps({"answers": answers}).encode()) == accepted
    assert form.check(accepted.values, now=NOW) == accepted
    return accepted.values


def told(form: Form, **answers: object) -> list[Problem]:
    with pytest.raises(errors.AnswersRefused) as caught:
        form.check(answers, now=NOW)
    with pytest.raises(errors.AnswersRefused) as again:
        check_body(form, json.dumps({"answers": answers}).encode())
    assert caught.value.problems == again.value.problems
    return list(caught.value.problems)


def refused(form: Form, **answers: object) -> list[tuple[str, str]]:
    return codes(told(form, **answers))


def in_words(problem: Problem) -> object:
    return problem.parameters["message"]


def group(*rows: object, **keys: object) -> dict[str, Any]:
    return row("begin_group", "g", questions=list(rows), **keys)


def repeat(*rows: object, name: str = "r", **keys: object) -> dict[str, Any]:
    return row("begin_repeat", name, questions=list(rows), **keys)
