"""A validator and the server take and refuse the same answers, where a form has no expressions."""

import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from chalicelib import errors
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from tests.forms.definitions import NOW
from tests.forms.strategies import Row, plain_forms

answered = plain_forms().flatmap(lambda drawn: st.tuples(st.just(drawn[0]), drawn[1]))

BEYOND_WORDS = {"answer.too_precise", "answer.bad_datetime"}
"""The digits of decimals; moments that a zone's clocks skip, and the ends of time."""


def normal(value: Any) -> Any:  # noqa: ANN401 -- JSON
    """The value with its texts in NFC, lines ended by a line feed: how people's devices write."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r", "\n"))
    if isinstance(value, list):
        return [normal(part) for part in value]
    if isinstance(value, dict):
        return {normal(key): normal(part) for key, part in value.items()}
    return value


@given(sent=answered)
def test_a_validator_and_the_server_agree(sent: tuple[Row, dict[str, Any]]) -> None:
    form = Form(read_definition(sent[0]), version=1)
    answers = normal(sent[1])
    schema = form.json_schema("kk")
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    problems = []
    try:
        form.check(answers, now=NOW)
    except errors.AnswersRefused as refused:
        problems = [problem.code for problem in refused.problems]
    if BEYOND_WORDS.isdisjoint(problems):
        assert validator.is_valid({"answers": answers}) is not bool(problems), problems
