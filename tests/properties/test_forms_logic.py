"""Forms with logic: what is accepted is settled, complete and relevant, whatever was sent, as JSON or by a page."""

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
from chalicelib.xpath import ChoiceTables, Context, bind, parse
from chalicelib.xpath import compile_expression as made_ready
from tests.forms.definitions import NOW, check_body
from tests.forms.strategies import Drawn, Row, deciding_forms, junk

drawn_forms = deciding_forms()
answered = drawn_forms.flatmap(lambda drawn: st.tuples(st.just(drawn[0]), drawn[1]))


def taken(form: Form, answers: dict[str, Any]) -> Answers | list[errors.Problem]:
    try:
        return form.check(answers, now=NOW)
    except errors.AnswersRefused as refused:
        return list(refused.problems)


def mended(form: Form, answers: dict[str, Any]) -> Answers | None:
    """What is kept once the refused answers are left out, as somebody might who fills it in again."""
    for _ in range(4):
        outcome = taken(form, answers)
        if isinstance(outcome, Answers):
            return outcome
        wrong = {problem.name.partition("[")[0] for problem in outcome}
        answers = {key: value for key, value in answers.items() if key not in wrong}
    return None


def objects(form: Form, values: Any) -> Iterator[tuple[Node, tuple[int, ...], list[Any]]]:  # noqa: ANN401 -- answers
    """Each row that has an answer, where, and the objects from the form's to the one that holds it."""
    for node, question in form.by_node.items():
        for numbers, instance in instances(values, question.within):
            if question.answerable and question.key_in_scope in instance:
                frames = [values]
                for key, number in zip(question.within, numbers, strict=True):
                    frames.append(frames[-1][key][number])
                yield node, numbers, frames


@given(sent=answered)
def test_what_is_kept_is_kept_as_it_is(sent: tuple[Row, dict[str, Any]]) -> None:
    form = Form(read_definition(sent[0]), version=1)
    kept = mended(form, sent[1])
    if kept is not None:
        assert form.check(kept.values, now=NOW) == kept
        body = json.dumps({"answers": kept.values}).encode()
        assert check_body(form, body) == kept
        assert json.dumps(form.decode(form.encode(kept.values))) == json.dumps(kept.values)


@given(sent=answered)
def test_nothing_is_kept_that_is_not_asked(sent: tuple[Row, dict[str, Any]]) -> None:
    """Each row's relevance, evaluated by itself over what was kept, is true."""
    form = Form(read_definition(sent[0]), version=1)
    kept = mended(form, sent[1])
    if kept is None:
        return
    for node, numbers, frames in objects(form, kept.values):
        for each in (node, *node.around):
            if each.row.relevant is None:
                continue
            depth = each.scope.depth
            context = Context(frames[: depth + 1], NOW, "Asia/Almaty", [0, *numbers[:depth]])
            context.value = context.frames[-1].get(each.key)
            lists = ChoiceTables(form.definition.choices)
            bound = bind(parse(each.row.relevant), form.tree, each, lists, result="boolean")
            assert made_ready(bound)(context) is True


@given(sent=answered)
def test_json_and_python_values_are_judged_alike(sent: tuple[Row, dict[str, Any]]) -> None:
    form = Form(read_definition(sent[0]), version=1)
    outcome = taken(form, sent[1])
    try:
        other: object = check_body(form, json.dumps({"answers": sent[1]}).encode())
    except errors.AnswersRefused as refused:
        other = list(refused.problems)
    assert outcome == other
    if isinstance(outcome, list):
        assert outcome
        assert all(each.message.format_map(each.parameters) for each in outcome)
        assert len({each.name for each in outcome}) == len(outcome)


@given(sent=answered)
def test_what_is_kept_fits_the_json_schema(sent: tuple[Row, dict[str, Any]]) -> None:
    form = Form(read_definition(sent[0]), version=1)
    kept = mended(form, sent[1])
    if kept is not None:
        schema = Draft202012Validator(form.json_schema())
        assert list(schema.iter_errors({"answers": kept.values})) == []


@given(sent=answered)
def test_a_line_counts_every_answer_once(sent: tuple[Row, dict[str, Any]]) -> None:
    form = Form(read_definition(sent[0]), version=1)
    kept = mended(form, sent[1])
    if kept is None:
        return
    tokens = form.stat_line(kept).split("|")[3:]
    for question, token in zip(form.answerable, tokens, strict=True):
        tally = question.tally()
        tally.add(token)
        there = [values for _, values in instances(kept.values, question.within)]
        given_there = [values for values in there if question.key_in_scope in values]
        assert (tally.answered, tally.skipped) == (
            len(given_there),
            len(there) - len(given_there),
        )
        assert tally.responses == min(len(given_there), 1)


@given(drawn=drawn_forms, data=st.data())
def test_whatever_is_sent_is_taken_or_refused(
    drawn: tuple[Row, Drawn], data: st.DataObject
) -> None:
    form = Form(read_definition(drawn[0]), version=1)
    answers = data.draw(drawn[1])
    repeats = [
        question.key_in_scope for question in form.root.answerable if isinstance(question, Repeat)
    ]
    keys = [question.key_in_scope for question in form.root.answerable] + ["nobody", *repeats]
    answers |= data.draw(st.dictionaries(st.sampled_from(keys), junk, max_size=3))
    taken(form, answers)


@given(drawn=drawn_forms)
def test_a_definition_that_decides_is_dumped_and_read_the_same(drawn: tuple[Row, Drawn]) -> None:
    definition = read_definition(drawn[0])
    assert read_definition(dump(definition)) == load(dump(definition)) == definition
