"""Accepted answers survive a round trip through a page and through JSON, and both are checked alike."""

import contextlib
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from chalicelib import errors
from chalicelib.forms.definition import dump, load
from chalicelib.forms.intake import Answers, Form
from chalicelib.forms.validation import read_definition
from release.schemas import MODELS, model_schema
from tests.forms.definitions import NOW, check_body
from tests.forms.strategies import TIME_ZONES, Drawn, Row, forms, junk

DEFINITION_SCHEMA = Draft202012Validator(json.loads(model_schema(MODELS["definition.schema.json"])))

drawn_forms = forms()
zones = st.sampled_from(TIME_ZONES)


def check(form: Form, answers: dict[str, object], *, as_json: bool) -> object:
    """Return the values that the form accepts, or the problems for which it refuses them."""
    try:
        if as_json:
            return check_body(form, json.dumps({"answers": answers}).encode()).values
        return form.check(answers, now=NOW).values
    except errors.AnswersRefused as refusal:
        return refusal.problems


def draw_accepted(data: st.DataObject, form: Form, answers: dict[str, Drawn]) -> Answers:
    """Draw an answer to each question, and leave out those that the form refuses."""
    drawn_answers: dict[str, Any] = {key: data.draw(values, key) for key, values in answers.items()}
    try:
        return form.check(drawn_answers, now=NOW)
    except errors.AnswersRefused as refusal:
        refused = {problem.name for problem in refusal.problems}
    return form.check(
        {key: value for key, value in drawn_answers.items() if key not in refused}, now=NOW
    )


@given(data=st.data(), drawn=drawn_forms, zone=zones)
def test_answers_shown_on_a_page_are_read_back_unchanged(
    data: st.DataObject, drawn: tuple[Row, dict[str, Drawn]], zone: str
) -> None:
    definition, answers = drawn
    form = Form(read_definition(_without_required(definition)), version=1, time_zone=zone)
    values = draw_accepted(data, form, answers).values
    for key, value in values.items():
        question = form.question(key)
        assert question.parse(question.show(value)) == value
    assert json.dumps(form.decode(form.encode(values))) == json.dumps(values)


@given(data=st.data(), drawn=drawn_forms, zone=zones)
def test_accepted_answers_are_accepted_unchanged_and_fit_the_json_schema(
    data: st.DataObject, drawn: tuple[Row, dict[str, Drawn]], zone: str
) -> None:
    definition, answers = drawn
    form = Form(read_definition(_without_required(definition)), version=1, time_zone=zone)
    accepted = draw_accepted(data, form, answers)
    assert form.check(accepted.values, now=NOW) == accepted
    body = {"answers": accepted.values}
    assert check_body(form, json.dumps(body, ensure_ascii=False).encode()) == accepted
    validator = Draft202012Validator(form.json_schema("ru"))
    assert list(validator.iter_errors(body)) == []


@given(data=st.data(), drawn=drawn_forms)
def test_json_and_python_values_are_checked_alike(
    data: st.DataObject, drawn: tuple[Row, dict[str, Drawn]]
) -> None:
    definition, answers = drawn
    form = Form(read_definition(definition), version=1)
    drawn_answers = {key: data.draw(values | junk, key) for key, values in answers.items()}
    drawn_answers |= data.draw(
        st.dictionaries(st.sampled_from(["n", "g0", "nobody"]), junk, max_size=1)
    )
    assert check(form, drawn_answers, as_json=True) == check(form, drawn_answers, as_json=False)


@given(data=st.data(), drawn=drawn_forms)
def test_a_stat_line_has_a_code_for_each_question_and_counts_each_answer(
    data: st.DataObject, drawn: tuple[Row, dict[str, Drawn]]
) -> None:
    definition, answers = drawn
    form = Form(read_definition(_without_required(definition)), version=7)
    accepted = draw_accepted(data, form, answers)
    line = form.stat_line(accepted)
    line_format, version, category, *codes = line.split("|")
    assert (line_format, version, category) == ("1", "7", "")
    assert line.isascii()
    assert line.isprintable()
    for question, code in zip(form.answerable, codes, strict=True):
        tally = question.tally()
        tally.add(code)
        assert tally.answered == (question.key in accepted.values)
        assert (code == "+") == (question.key in accepted.values and not question.is_tallied)


@given(drawn=drawn_forms)
def test_a_dumped_definition_is_read_back_unchanged(drawn: tuple[Row, dict[str, Drawn]]) -> None:
    definition = read_definition(drawn[0])
    assert read_definition(dump(definition)) == load(dump(definition)) == definition
    assert list(DEFINITION_SCHEMA.iter_errors(json.loads(dump(definition)))) == []


texts = st.text(max_size=12) | st.sampled_from(["1", "2", "3", "3,5", "OK", "other", "2026-06-13"])


@given(data=st.data(), drawn=drawn_forms)
def test_fields_of_any_names_and_texts_are_refused_or_shown_again(
    data: st.DataObject, drawn: tuple[Row, dict[str, Drawn]]
) -> None:
    form = Form(read_definition(drawn[0]), version=1)
    known = [f"q.{field}" for question in form.answerable for field in question.fields]
    names = st.sampled_from([*known, "_id"]) | st.sampled_from([*known, "q.nobody", "q0", ""])
    pairs = data.draw(st.lists(st.tuples(names, texts), max_size=6))
    with contextlib.suppress(errors.BrokenForm):
        answers = form.decode(pairs)
        shown = form.encode(answers)
        assert {name for name, _ in shown} <= set(known)
        with contextlib.suppress(errors.AnswersRefused):
            form.check(answers, now=NOW)


def _without_required(definition: Row) -> Row:
    """Make every question optional, so that a refused answer can be left out."""
    lenient: Row = json.loads(
        json.dumps(definition).replace('"required": true', '"required": false')
    )
    return lenient
