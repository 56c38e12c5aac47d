"""One file of form vectors, run by intake, by the page's state and by the page's script under Node."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib import errors
from chalicelib.forms.definition import Definition
from chalicelib.forms.intake import Form
from chalicelib.forms.logic.page_state import PageState
from tests.forms.definitions import NOW
from tests.forms.logic.outcomes import (
    PAGE_CODES,
    PageOutcome,
    Refusals,
    Script,
    check,
    fields_of,
    open_page,
    outcome_of,
    pages_of,
    running_script,
)
from tests.forms.logic.vectors import Vector, impossible_forms, vectors
from tests.node import needs_node

VECTORS = list(vectors())
EVERY_VECTOR = pytest.mark.parametrize("vector", VECTORS, ids=[each.name for each in VECTORS])
FEWEST = 150


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    with running_script() as running:
        yield running


def page_state(vector: Vector) -> PageState:
    pairs = [] if vector.is_new else fields_of(vector.form, vector.answers)
    return open_page(vector.form, pairs, vector.now)


def page_outcome(vector: Vector) -> PageOutcome:
    return outcome_of(page_state(vector))


def script_problems(refusals: Refusals) -> Refusals:
    """The refusals that the script finds too, as it calls them."""
    return [(path, PAGE_CODES[code]) for path, code in refusals if code in PAGE_CODES]


def test_there_are_enough_vectors() -> None:
    assert len(VECTORS) >= FEWEST
    assert len({vector.name for vector in VECTORS}) == len(VECTORS)


def test_the_names_of_vectors_are_ascii() -> None:
    """Pytest escapes other ids once more each time a process collects them, as mutmut's does."""
    assert [vector.name for vector in VECTORS if not vector.name.isascii()] == []


@EVERY_VECTOR
def test_intake_follows_the_vector(vector: Vector) -> None:
    if vector.is_new:
        return  # defaults belong to the page: see the page's test
    expected = vector.refusals or vector.values
    assert check(vector.form, vector.answers, vector.now) == expected


@EVERY_VECTOR
def test_a_page_follows_the_vector(vector: Vector) -> None:
    assert page_outcome(vector) == PageOutcome(vector.asked, vector.values)


@needs_node
@EVERY_VECTOR
def test_the_script_follows_the_vector(vector: Vector, script: Script) -> None:
    sent = vector.form.read_page(fields_of(vector.form, vector.answers))
    outcome = script.settle(vector.form, sent, vector.now, is_new=vector.is_new)
    assert (outcome.asked, outcome.values) == (vector.asked, vector.values)
    assert outcome.pages == pages_of(page_state(vector))
    refused_otherwise = {path for path, code in vector.refusals if code not in PAGE_CODES}
    found = [each for each in outcome.problems if each[0] not in refused_otherwise]
    if not vector.is_new:
        assert found == script_problems(vector.refusals)


@EVERY_VECTOR
def test_a_page_can_show_every_question_that_intake_asks_for(vector: Vector) -> None:
    """No dead end: where intake refuses an answer, the page that comes back shows its question."""
    asked = page_outcome(vector).asked
    repeats = {path.partition("[")[0] for path in asked}
    outcome = check(vector.form, vector.answers, vector.now)
    if isinstance(outcome, list):
        assert {path for path, _ in outcome} <= {*asked, *repeats}


@pytest.mark.parametrize(
    ("definition", "code"),
    [pytest.param(definition, code, id=about) for about, definition, code in impossible_forms()],
)
def test_a_form_that_waits_for_itself_is_none(definition: Definition, code: str) -> None:
    form = Form(definition, version=1)
    with pytest.raises(errors.FormRefused) as caught:
        form.check({}, now=NOW)
    assert [each.code for each in caught.value.problems] == [code]


@needs_node
def test_a_broken_rule_is_noticed(script: Script) -> None:
    """The negative control: with its relevance turned round a form follows no vector, on any road."""
    vector = next(
        each for each in VECTORS if "c" in each.asked and each.name.startswith("relevance")
    )
    rows = vector.form.definition.questions
    broken_rows = (rows[0], rows[1].model_copy(update={"relevant": "${a} < 1"}), *rows[2:])
    broken = vector.form.definition.model_copy(update={"questions": broken_rows})
    wrong = replace(vector, form=Form(broken, version=1))
    expected = PageOutcome(vector.asked, vector.values)
    assert check(wrong.form, wrong.answers) != (vector.refusals or vector.values)
    assert page_outcome(wrong) != expected
    outcome = script.settle(wrong.form, wrong.form.read_page(fields_of(wrong.form, wrong.answers)))
    assert PageOutcome(outcome.asked, outcome.values) != expected
