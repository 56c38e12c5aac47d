"""Accepted answers to a form with logic are settled, complete and relevant, whether sent as JSON or from a page."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from chalicelib import errors
from chalicelib.forms.definition import dump, load
from chalicelib.forms.intake import Answers, Form, instances
from chalicelib.forms.tree import Node
from chalicelib.forms.types.repeat_types import Repeat
from chalicelib.forms.validation import read_definition
from chalicelib.xpath import ChoiceTables, Context, bind, compile_expression, parse
from tests.forms.definitions import NOW, check_body
from tests.forms.strategies import Drawn, Row, forms_with_logic, junk

drawn_forms = forms_with_logic()
forms_and_answers = drawn_forms.flatmap(lambda drawn: st.tuples(st.just(drawn[0]), drawn[1]))


def check(form: Form, answers: dict[str, Any]) -> Answers | list[errors.Problem]:
    """Return the answers that the form accepts, or the problems for which it refuses them."""
    try:
        return form.check(answers, now=NOW)
    except errors.AnswersRefused as refusal:
        return list(refusal.problems)


def accept_the_rest(form: Form, answers: dict[str, Any]) -> Answers | None:
    """Leave out the refused answers, as a person might on a second attempt, and return what is accepted.

    None if the form still refuses after four attempts, for example because a required answer is missing.
    """
    for _ in range(4):
        outcome = check(form, answers)
        if isinstance(outcome, Answers):
            return outcome
        refused = {problem.name.partition("[")[0] for problem in outcome}
        answers = {key: value for key, value in answers.items() if key not in refused}
    return None


def walk_answers(form: Form, values: Any) -> Iterator[tuple[Node, tuple[int, ...], list[Any]]]:  # noqa: ANN401 -- answers
    """Yield each answered row with its instance indexes and its frames, the form's own first."""
    for node, question in form.by_node.items():
        for indexes, instance in instances(values, question.within):
            if question.answerable and question.key_in_scope in instance:
                frames = [values]
                for key, index in zip(question.within, indexes, strict=True):
                    frames.append(frames[-1][key][index])
                yield node, indexes, frames


@given(drawn=forms_and_answers)
def test_accepted_answers_are_accepted_unchanged(drawn: tuple[Row, dict[str, Any]]) -> None:
    """Unless a group's relevance reads what is in it: that is dropped with the group, and missing from then on."""
    document, answers = drawn
    form = Form(read_definition(document), version=1)
    accepted = accept_the_rest(form, answers)
    if accepted is not None and not form.logic.premises:
        assert form.check(accepted.values, now=NOW) == accepted
        body = json.dumps({"answers": accepted.values}).encode()
        assert check_body(form, body) == accepted
        from_page = form.decode(form.encode(accepted.values))
        assert json.dumps(from_page) == json.dumps(accepted.values)


@given(drawn=forms_and_answers)
def test_every_accepted_answer_is_relevant(drawn: tuple[Row, dict[str, Any]]) -> None:
    """Evaluate each row's relevance, and that of its groups and repeats, on its own over the accepted answers."""
    document, answers = drawn
    form = Form(read_definition(document), version=1)
    accepted = accept_the_rest(form, answers)
    if accepted is None:
        return
    for node, indexes, frames in walk_answers(form, accepted.values):
        for each in (node, *node.around):
            if each.row.relevant is None:
                continue
            depth = each.scope.depth
            context = Context(frames[: depth + 1], NOW, "Asia/Almaty", [0, *indexes[:depth]])
            context.value = context.frames[-1].get(each.key)
            lists = ChoiceTables(form.definition.choices)
            bound = bind(parse(each.row.relevant), form.tree, each, lists, result="boolean")
            assert compile_expression(bound)(context) is True


@given(drawn=forms_and_answers)
def test_json_and_python_values_are_checked_alike(drawn: tuple[Row, dict[str, Any]]) -> None:
    document, answers = drawn
    form = Form(read_definition(document), version=1)
    outcome = check(form, answers)
    try:
        outcome_of_body: object = check_body(form, json.dumps({"answers": answers}).encode())
    except errors.AnswersRefused as refusal:
        outcome_of_body = list(refusal.problems)
    assert outcome == outcome_of_body
    if isinstance(outcome, list):
        assert outcome
        assert all(each.message.format_map(each.parameters) for each in outcome)
        assert len({each.name for each in outcome}) == len(outcome)


@given(drawn=forms_and_answers)
def test_accepted_answers_fit_the_json_schema(drawn: tuple[Row, dict[str, Any]]) -> None:
    document, answers = drawn
    form = Form(read_definition(document), version=1)
    accepted = accept_the_rest(form, answers)
    if accepted is not None:
        validator = Draft202012Validator(form.json_schema())
        assert list(validator.iter_errors({"answers": accepted.values})) == []


@given(drawn=forms_and_answers)
def test_a_stat_line_counts_every_answer_once(drawn: tuple[Row, dict[str, Any]]) -> None:
    document, answers = drawn
    form = Form(read_definition(document), version=1)
    accepted = accept_the_rest(form, answers)
    if accepted is None:
        return
    codes = form.stat_line(accepted).split("|")[3:]
    for question, code in zip(form.answerable, codes, strict=True):
        tally = question.tally()
        tally.add(code)
        scopes = [values for _, values in instances(accepted.values, question.within)]
        answered = [values for values in scopes if question.key_in_scope in values]
        assert (tally.answered, tally.skipped) == (len(answered), len(scopes) - len(answered))
        assert tally.responses == min(len(answered), 1)


@given(drawn=drawn_forms, data=st.data())
def test_answers_of_any_kind_are_accepted_or_refused(
    drawn: tuple[Row, Drawn], data: st.DataObject
) -> None:
    form = Form(read_definition(drawn[0]), version=1)
    answers = data.draw(drawn[1])
    repeats = [
        question.key_in_scope for question in form.root.answerable if isinstance(question, Repeat)
    ]
    keys = [question.key_in_scope for question in form.root.answerable] + ["nobody", *repeats]
    answers |= data.draw(st.dictionaries(st.sampled_from(keys), junk, max_size=3))
    check(form, answers)


@given(drawn=drawn_forms)
def test_a_dumped_definition_with_logic_is_read_back_unchanged(drawn: tuple[Row, Drawn]) -> None:
    definition = read_definition(drawn[0])
    assert read_definition(dump(definition)) == load(dump(definition)) == definition
