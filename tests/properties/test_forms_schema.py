"""A validator with a form's JSON Schema accepts the answers that the server accepts, if the form has no expressions."""

import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from chalicelib import errors
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from tests.forms.definitions import NOW
from tests.forms.strategies import Row, forms_without_logic

forms_and_answers = forms_without_logic().flatmap(
    lambda drawn: st.tuples(st.just(drawn[0]), drawn[1])
)

BEYOND_JSON_SCHEMA = {"answer.too_precise", "answer.bad_datetime"}
"""Refusals that JSON Schema cannot express: too many digits, local times that a zone skips, times beyond the calendar."""


def normalize(value: Any) -> Any:  # noqa: ANN401 -- JSON
    """Bring every text to NFC with line feeds, as browsers and phones send it."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r", "\n"))
    if isinstance(value, list):
        return [normalize(part) for part in value]
    if isinstance(value, dict):
        return {normalize(key): normalize(part) for key, part in value.items()}
    return value


@given(drawn=forms_and_answers)
def test_a_validator_and_the_server_accept_the_same_answers(
    drawn: tuple[Row, dict[str, Any]],
) -> None:
    document, drawn_answers = drawn
    form = Form(read_definition(document), version=1)
    answers = normalize(drawn_answers)
    schema = form.json_schema("kk")
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    codes = []
    try:
        form.check(answers, now=NOW)
    except errors.AnswersRefused as refusal:
        codes = [problem.code for problem in refusal.problems]
    if BEYOND_JSON_SCHEMA.isdisjoint(codes):
        assert validator.is_valid({"answers": answers}) is not bool(codes), codes
