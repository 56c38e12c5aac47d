"""On random forms and answers, the page's state agrees with intake, and the page's script with the page's state."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from chalicelib.forms.intake import Form
from chalicelib.forms.logic.settling import PAGE_LIMITS
from chalicelib.forms.types.repeat_types import QuestionScope, Repeat
from chalicelib.forms.validation import read_definition
from tests.forms.logic.outcomes import (
    Script,
    check,
    fields_of,
    open_page,
    outcome_of,
    pages_of,
    running_script,
)
from tests.forms.strategies import Drawn, Row, calculations, forms_with_logic
from tests.node import needs_node
from tests.profiles import examples

SETTINGS = settings(
    max_examples=examples(150),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
_CALCULATED = ("text", "integer", "decimal", "range", "select_one", "select_multiple", "time")


@st.composite
def calculating_forms(draw: st.DrawFn) -> tuple[Row, Drawn]:
    """Draw a form with logic whose questions may have a calculation: editable, read-only or run by a trigger."""
    document, answers = draw(forms_with_logic())
    document = deepcopy(document)
    _calculate_some(draw, document["questions"], ["first"])
    return document, answers


def _calculate_some(draw: st.DrawFn, rows: list[Row], above: list[str]) -> None:
    """Give some of the rows a calculation that reads the rows above."""
    names = list(above)
    for row in rows:
        if "questions" in row:
            _calculate_some(draw, row["questions"], names)
        elif row["type"] in _CALCULATED and row["name"] != "first" and draw(st.integers(0, 3)) == 0:
            row["calculation"] = draw(calculations(tuple(names)))
            more_keys = [{}, {"read_only": True}, {"trigger": "${first}"}]
            row.update(draw(st.sampled_from(more_keys)))
        if "questions" not in row and row["name"] != "first":
            names.append(row["name"])


forms_and_answers = calculating_forms().flatmap(
    lambda drawn: st.tuples(st.just(drawn[0]), drawn[1])
)


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    with running_script() as running:
        yield running


def without_nulls(value: Any) -> Any:  # noqa: ANN401 -- answers
    """Remove the nulls, which no field holds."""
    if isinstance(value, list):
        return [without_nulls(each) for each in value]
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    return value


def exceeds_page_limits(value: Any) -> bool:  # noqa: ANN401 -- answers
    """Return whether a repeat has more instances than a page shows."""
    if isinstance(value, list):
        inner = any(exceeds_page_limits(each) for each in value)
        return inner or len(value) > PAGE_LIMITS.in_one_list
    if isinstance(value, dict):
        return any(exceeds_page_limits(each) for each in value.values())
    return False


def has_blank_last_instance(scope: QuestionScope, answers: dict[str, Any]) -> bool:
    """Return whether the last instance of any repeat has no readable answer of its own.

    In a browser the script sees the unreadable text in the field. These tests pass it the readable answers only.
    """
    for repeat in scope.repeats:
        instances = answers.get(repeat.key_in_scope, [])
        inner = {each.key_in_scope for each in repeat.inner.repeats}
        if instances and not repeat.inner.is_filled_in(
            {key: value for key, value in instances[-1].items() if key not in inner}
        ):
            return True
        if any(has_blank_last_instance(repeat.inner, each) for each in instances):
            return True
    return False


def has_too_many_instances(form: Form, answers: dict[str, Any]) -> bool:
    """Return whether a page that opens with the answers leaves instances out: no edit brings theirs back."""
    outcome = check(form, form.decode(page_fields(form, answers)))
    return isinstance(outcome, list) and "answer.too_many" in {code for _, code in outcome}


def page_fields(form: Form, answers: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the fields that a page sends, without the instance counts of repeats."""
    return [
        (name, text)
        for name, text in fields_of(form, without_nulls(answers))
        if name.startswith("_") or not _is_repeat(form, name)
    ]


def _is_repeat(form: Form, field: str) -> bool:
    key = re.sub(r"\[\d+\]", "", field.removeprefix("q."))
    return any(isinstance(each, Repeat) and each.key == key for each in form.questions)


@needs_node
@given(drawn=forms_and_answers)
@SETTINGS
def test_the_script_shows_what_the_page_shows(
    script: Script, drawn: tuple[Row, dict[str, Any]]
) -> None:
    document, answers = drawn
    form = Form(read_definition(document), version=1)
    pairs = page_fields(form, answers)
    readable = form.read_page(pairs)
    assume(not has_blank_last_instance(form.root, readable))
    state = open_page(form, pairs)
    page, outcome = outcome_of(state), script.settle(form, readable)
    assert (outcome.asked, outcome.values) == (page.asked, page.values)
    assert outcome.pages == pages_of(state)


@st.composite
def edits(draw: st.DrawFn) -> tuple[Row, dict[str, Any], dict[str, Any]]:
    """Draw a form without editable calculations, and two sets of answers that are the same in its repeats."""
    document, answers = draw(forms_with_logic())
    before, after = draw(answers), draw(answers)
    repeats = {row["name"] for row in document["questions"] if row["type"] == "begin_repeat"}
    unedited = {key: value for key, value in before.items() if key in repeats}
    return document, before, {key: v for key, v in after.items() if key not in repeats} | unedited


@needs_node
@given(drawn=edits())
@SETTINGS
def test_an_edited_page_shows_what_a_fresh_page_with_the_same_answers_shows(
    script: Script, drawn: tuple[Row, dict[str, Any], dict[str, Any]]
) -> None:
    """After an edit the script evaluates only the dependents of the changed row; a fresh page settles all rows."""
    document, *answers = drawn
    form = Form(read_definition(document), version=1)
    assume(not has_too_many_instances(form, answers[0]))
    before, after = (form.read_page(page_fields(form, each)) for each in answers)
    keys = [
        each.key
        for each in form.root.answerable
        if each.is_entered and each in form.form_questions.nodes
    ]
    changes = [(key, after.get(key)) for key in keys if before.get(key) != after.get(key)]
    other_texts = {key: value for key, value in after.items() if key.endswith("_other")}
    edited = script.settle(form, {**before, **other_texts}, edits=changes)
    entered = {key: value for key, value in after.items() if key in keys}
    unedited = {key: value for key, value in before.items() if key not in keys}
    fresh = script.settle(form, {**entered, **unedited, **other_texts})
    assert (edited.asked, edited.values) == (fresh.asked, fresh.values)


@given(drawn=forms_and_answers)
@SETTINGS
def test_a_page_shows_what_intake_stores(drawn: tuple[Row, dict[str, Any]]) -> None:
    """The page shows accepted answers exactly as intake stores them."""
    document, drawn_answers = drawn
    form = Form(read_definition(document), version=1)
    answers = form.decode(page_fields(form, drawn_answers))
    outcome = check(form, answers)
    if isinstance(outcome, list) or exceeds_page_limits(outcome):
        return
    assert outcome_of(open_page(form, fields_of(form, answers))).values == outcome


@given(drawn=forms_and_answers)
@SETTINGS
def test_a_page_shows_every_question_whose_answer_intake_refuses(
    drawn: tuple[Row, dict[str, Any]],
) -> None:
    """A person can correct every problem: it names a question or a repeat that the page shows."""
    document, answers = drawn
    form = Form(read_definition(document), version=1)
    pairs = page_fields(form, answers)
    outcome = check(form, form.decode(pairs))
    beyond_page = re.compile(r"\[\d{3}\]")  # a page shows the first hundred instances
    if isinstance(outcome, list) and not any(beyond_page.search(path) for path, _ in outcome):
        asked = outcome_of(open_page(form, pairs)).asked
        repeats = {path[: step.start()] for path in asked for step in re.finditer(r"\[", path)}
        other_texts = {f"{path}_other" for path in asked}
        too_long = {path for path, code in outcome if code == "answer.too_many"}
        assert {path for path, _ in outcome} <= {*asked, *repeats, *other_texts, *too_long}
