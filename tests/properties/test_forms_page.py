"""Random forms and answers: a page shows what intake decides, and its script shows what the page does."""

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
    running_script,
)
from tests.forms.strategies import Drawn, Row, calculations, deciding_forms
from tests.node import needs_node

BOUNDED = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
_CALCULATED = ("text", "integer", "decimal", "range", "select_one", "select_multiple", "time")


@st.composite
def calculating_forms(draw: st.DrawFn) -> tuple[Row, Drawn]:
    """A form that decides, in which some answers are calculated unless they are typed, or on a trigger."""
    document, answers = draw(deciding_forms())
    document = deepcopy(document)
    _calculate_some(draw, document["questions"], ["first"])
    return document, answers


def _calculate_some(draw: st.DrawFn, rows: list[Row], before: list[str]) -> None:
    names = list(before)
    for row in rows:
        if "questions" in row:
            _calculate_some(draw, row["questions"], names)
        elif row["type"] in _CALCULATED and row["name"] != "first" and draw(st.integers(0, 3)) == 0:
            row["calculation"] = draw(calculations(names))
            kinds = [{}, {"read_only": True}, {"trigger": "${first}"}]
            row.update(draw(st.sampled_from(kinds)))
        if "questions" not in row and row["name"] != "first":
            names.append(row["name"])


answered = calculating_forms().flatmap(lambda drawn: st.tuples(st.just(drawn[0]), drawn[1]))


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    with running_script() as running:
        yield running


def without_nulls(value: Any) -> Any:  # noqa: ANN401 -- answers
    """The answers without nulls, which have no field."""
    if isinstance(value, list):
        return [without_nulls(each) for each in value]
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    return value


def has_more_instances_than_a_page(value: Any) -> bool:  # noqa: ANN401 -- answers
    """Whether a list is longer than what a page shows of it."""
    if isinstance(value, list):
        inner = any(has_more_instances_than_a_page(each) for each in value)
        return inner or len(value) > PAGE_LIMITS.in_one_list
    if isinstance(value, dict):
        return any(has_more_instances_than_a_page(each) for each in value.values())
    return False


def ends_with_unreadable(scope: QuestionScope, answers: dict[str, Any]) -> bool:
    """Whether a last instance has no readable answer of its own: the script sees the text, the test does not."""
    for repeat in scope.repeats:
        listed = answers.get(repeat.key_in_scope, [])
        inner = {each.key_in_scope for each in repeat.inner.repeats}
        if listed and not repeat.inner.is_filled_in(
            {key: value for key, value in listed[-1].items() if key not in inner}
        ):
            return True
        if any(ends_with_unreadable(repeat.inner, each) for each in listed):
            return True
    return False


def fields_of_page(form: Form, answers: dict[str, Any]) -> list[tuple[str, str]]:
    """The fields as a page sends them: without the number of a repeat's instances."""
    return [
        (name, text)
        for name, text in fields_of(form, without_nulls(answers))
        if name.startswith("_") or not _is_repeat(form, name)
    ]


def _is_repeat(form: Form, field: str) -> bool:
    key = re.sub(r"\[\d+\]", "", field.removeprefix("q."))
    return any(isinstance(each, Repeat) and each.key == key for each in form.questions)


@needs_node
@given(sent=answered)
@BOUNDED
def test_the_script_shows_what_the_page_shows(
    script: Script, sent: tuple[Row, dict[str, Any]]
) -> None:
    form = Form(read_definition(sent[0]), version=1)
    pairs = fields_of_page(form, sent[1])
    readable = form.read_page(pairs)
    assume(not ends_with_unreadable(form.root, readable))
    page = outcome_of(open_page(form, pairs))
    outcome = script.settle(form, readable)
    assert (outcome.asked, outcome.values) == (page.asked, page.values)


@st.composite
def edited(draw: st.DrawFn) -> tuple[Row, dict[str, Any], dict[str, Any]]:
    """A form without editable calculations, and two sets of answers with the same instances of repeats."""
    document, answers = draw(deciding_forms())
    before, after = draw(answers), draw(answers)
    repeats = {row["name"] for row in document["questions"] if row["type"] == "begin_repeat"}
    kept = {key: value for key, value in before.items() if key in repeats}
    return document, before, {key: v for key, v in after.items() if key not in repeats} | kept


@needs_node
@given(forms=edited())
@BOUNDED
def test_what_is_typed_leads_where_a_page_with_the_same_answers_is(
    script: Script, forms: tuple[Row, dict[str, Any], dict[str, Any]]
) -> None:
    """The script follows a change along what depends on it; a fresh page settles everything."""
    form = Form(read_definition(forms[0]), version=1)
    before, after = (form.read_page(fields_of_page(form, each)) for each in forms[1:])
    keys = [
        each.key
        for each in form.root.answerable
        if each.is_entered and each in form.form_questions.nodes
    ]
    edits = [(key, after.get(key)) for key in keys if before.get(key) != after.get(key)]
    beside = {key: value for key, value in after.items() if key.endswith("_other")}
    typed = script.settle(form, {**before, **beside}, edits=edits)
    fresh = script.settle(
        form, {**after, **{k: v for k, v in before.items() if k not in keys}, **beside}
    )
    assert (typed.asked, typed.values) == (fresh.asked, fresh.values)


@given(sent=answered)
@BOUNDED
def test_a_page_shows_what_intake_stores(sent: tuple[Row, dict[str, Any]]) -> None:
    """Of answers that intake accepts the page shows exactly what is stored."""
    form = Form(read_definition(sent[0]), version=1)
    answers = form.decode(fields_of_page(form, sent[1]))
    outcome = check(form, answers)
    if isinstance(outcome, list) or has_more_instances_than_a_page(outcome):
        return
    assert outcome_of(open_page(form, fields_of(form, answers))).values == outcome


@given(sent=answered)
@BOUNDED
def test_a_page_shows_every_question_that_intake_asks_for(sent: tuple[Row, dict[str, Any]]) -> None:
    """No dead end: what intake refuses is a question, or a repeat, that the page shows."""
    form = Form(read_definition(sent[0]), version=1)
    pairs = fields_of_page(form, sent[1])
    outcome = check(form, form.decode(pairs))
    beyond = re.compile(r"\[\d{3}\]")  # what a page does not show: docs/forms.md
    if isinstance(outcome, list) and not any(beyond.search(path) for path, _ in outcome):
        asked = outcome_of(open_page(form, pairs)).asked
        repeats = {path[: step.start()] for path in asked for step in re.finditer(r"\[", path)}
        texts_beside = {f"{path}_other" for path in asked}
        lists = {path for path, code in outcome if code == "answer.too_many"}
        assert {path for path, _ in outcome} <= {*asked, *repeats, *texts_beside, *lists}
