"""Answers go from JSON to a page and back, and every road comes to the same."""

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


def outcome(form: Form, answers: dict[str, object], *, as_json: bool) -> object:
    try:
        if as_json:
            return check_body(form, json.dumps({"answers": answers}).encode()).values
        return form.check(answers, now=NOW).values
    except errors.AnswersRefused as refused:
        return refused.problems


def accepted(data: st.DataObject, form: Form, answers: dict[str, Drawn]) -> Answers:
    """Answers that the form accepts: drawn for their questions, the refused ones left out."""
    sent: dict[str, Any] = {key: data.draw(values, key) for key, values in answers.items()}
    try:
        return form.check(sent, now=NOW)
    except errors.AnswersRefused as refused:
        wrong = {problem.name for problem in refused.problems}
    kept = {key: value for key, value in sent.items() if key not in wrong}
    return form.check(kept, now=NOW)


@given(data=st.data(), drawn=drawn_forms, zone=zones)
def test_a_page_shows_answers_so_that_they_come_back_the_same(
    data: st.DataObject, drawn: tuple[Row, dict[str, Drawn]], zone: str
) -> None:
    definition, answers = drawn
    form = Form(read_definition(_without_required(definition)), version=1, time_zone=zone)
    values = accepted(data, form, answers).values
    for key, value in values.items():
        question = form.question(key)
        assert question.parse(question.show(value)) == value
    assert json.dumps(form.decode(form.encode(values))) == json.dumps(values)


@given(data=st.data(), drawn=drawn_forms, zone=zones)
def test_what_was_kept_is_kept_as_it_is_and_fits_the_form_s_json_schema(
    data: st.DataObject, drawn: tuple[Row, dict[str, Drawn]], zone: str
) -> None:
    definition, answers = drawn
    form = Form(read_definition(_without_required(definition)), version=1, time_zone=zone)
    kept = accepted(data, form, answers)
    assert form.check(kept.values, now=NOW) == kept
    sent = {"answers": kept.values}
    assert check_body(form, json.dumps(sent, ensure_ascii=False).encode()) == kept
    schema = Draft202012Validator(form.json_schema("ru"))
    assert list(schema.iter_errors(sent)) == []


@given(data=st.data(), drawn=drawn_forms)
def test_json_and_python_values_are_judged_alike(
    data: st.DataObject, drawn: tuple[Row, dict[str, Drawn]]
) -> None:
    definition, answers = drawn
    form = Form(read_definition(definition), version=1)
    sent = {key: data.draw(values | junk, key) for key, values in answers.items()}
    sent |= data.draw(st.dictionaries(st.sampled_from(["n", "g0", "nobody"]), junk, max_size=1))
    assert outcome(form, sent, as_json=True) == outcome(form, sent, as_json=False)


@given(data=st.data(), drawn=drawn_forms)
def test_a_line_has_a_token_for_each_question_and_counts_what_was_answered(
    data: st.DataObject, drawn: tuple[Row, dict[str, Drawn]]
) -> None:
    definition, answers = drawn
    form = Form(read_definition(_without_required(definition)), version=7)
    kept = accepted(data, form, answers)
    line = form.stat_line(kept)
    made, version, category, *tokens = line.split("|")
    assert (made, version, category) == ("1", "7", "")
    assert line.isascii()
    assert line.isprintable()
    for question, token in zip(form.answerable, tokens, strict=True):
        tally = question.tally()
        tally.add(token)
        assert tally.answered == (question.key in kept.values)
        assert (token == "+") == (question.key in kept.values and not question.is_tallied)


@given(drawn=drawn_forms)
def test_a_definition_is_dumped_and_read_the_same(drawn: tuple[Row, dict[str, Drawn]]) -> None:
    definition = read_definition(drawn[0])
    assert read_definition(dump(definition)) == load(dump(definition)) == definition
    assert list(DEFINITION_SCHEMA.iter_errors(json.loads(dump(definition)))) == []


texts = st.text(max_size=12) | st.sampled_from(["1", "2", "3", "3,5", "OK", "other", "2026-06-13"])


@given(data=st.data(), drawn=drawn_forms)
def test_whatever_a_page_sends_is_read_or_refused_and_shown_again(
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
    """So that an answer that the draw missed can be left out."""
    lenient: Row = json.loads(
        json.dumps(definition).replace('"required": true', '"required": false')
    )
    return lenient
