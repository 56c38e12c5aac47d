"""What people type: numbers are kept as they were written or refused, and what shows nothing is no answer."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib import errors
from chalicelib.forms.intake import Form
from chalicelib.forms.strict_json import read_json
from tests.forms.definitions import NOW, form_of, row
from tests.node import NodeProcess, needs_node, running_module

FORM = form_of(
    row("decimal", "decimal"),
    row("integer", "integer"),
    row("range", "tenths", parameters={"start": 0, "end": 2, "step": 0.5}),
    row("range", "whole", parameters={"start": 1, "end": 5}),
    row("text", "text"),
)
NUMBERS = {
    "1.9999999999999999999": None,
    "2.0000000000000000000": 2,
    "0.1": 0.1,
    "0,30000000000000004": None,
    "0.30000000000000000": 0.3,
    "123456789012345": 123456789012345,
    "1234567890123456": None,
    "00012,50": 12.5,
    "12 500": 12500,
    "1 2": None,
    "-0": 0,
    "\u22123,5": -3.5,
    "+7": 7,
    ".5": None,
    "5.": None,
    "1e3": None,
    "٣": None,
    "": None,
}
SHOWS_NOTHING = (
    "",
    " ",
    "\u200b",
    "\u00ad \u2060",
    "\ufeff",
    "\u3164",
    "\u2800",
    "\U000e0020\ufe0f",
)
SHOWS = ("a", "\u200ba", "\u0301", "😀", "\U0001fae8", "\ue000", "0\ufe0f\u20e3", "ە\u200c")


def refusals(form: Form, **answers: object) -> dict[str, str]:
    try:
        form.check(answers, now=NOW)
    except errors.AnswersRefused as refused:
        return {each.name: each.code for each in refused.problems}
    return {}


def decode(name: str, text: str) -> object:
    """Return the answer that a page's field with this text becomes; None for none or a refused one."""
    answers = FORM.decode([(f"q.{name}", text)])
    return None if refusals(FORM, **answers) else FORM.check(answers, now=NOW).values.get(name)


@pytest.mark.parametrize("name", ["decimal", "tenths", "whole", "integer"])
def test_a_json_number_of_more_digits_than_are_kept_is_refused(name: str) -> None:
    answers = read_json(b'{"%s": 1.9999999999999999999}' % name.encode())
    assert isinstance(answers, dict)
    assert refusals(FORM, **answers) == {name: "answer.too_precise"}
    exact = read_json(b'{"%s": 2.0000000000000000000}' % name.encode())
    assert isinstance(exact, dict)
    assert FORM.check(exact, now=NOW).values == {name: 2}


def test_a_json_number_too_near_to_zero_is_refused() -> None:
    answers = read_json(b'{"decimal": 1e-400}')
    assert isinstance(answers, dict)
    assert refusals(FORM, **answers) == {"decimal": "answer.too_precise"}


@pytest.mark.parametrize("name", ["decimal", "tenths", "whole"])
def test_a_typed_number_of_more_digits_than_are_kept_is_refused(name: str) -> None:
    answers = FORM.decode([(f"q.{name}", "1,9999999999999999999")])
    assert refusals(FORM, **answers) == {name: "answer.too_precise"}


@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_a_typed_number_is_kept_as_it_is_written_or_not_at_all(
    text: str, number: float | None
) -> None:
    assert decode("decimal", text) == number


@pytest.mark.parametrize("text", SHOWS_NOTHING)
def test_a_text_that_shows_nothing_is_no_answer(text: str) -> None:
    required = form_of(row("text", "text", required=True))
    assert refusals(required, text=text) == {"text": "answer.required"}
    assert FORM.check({"text": text}, now=NOW).values == {}


@pytest.mark.parametrize("text", SHOWS)
def test_a_text_that_shows_something_is_an_answer(text: str) -> None:
    assert FORM.check({"text": text}, now=NOW).values == {"text": text}


@pytest.fixture(scope="module")
def script() -> Iterator[NodeProcess]:
    with running_module(Path(__file__).with_name("typed.mjs")) as running:
        yield running


@needs_node
def test_the_script_reads_fields_as_the_server_does(script: NodeProcess) -> None:
    for text in (*NUMBERS, *SHOWS_NOTHING, *SHOWS):
        kept = FORM.check({"text": text}, now=NOW).values.get("text", "")
        expected = {"number": decode("decimal", text), "text": kept}
        assert script.ask({"text": text}) == json.loads(json.dumps(expected)), text
