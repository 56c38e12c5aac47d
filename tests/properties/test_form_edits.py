"""The editor: whatever steps are taken, the form can be read, its problems are at its rows, and undo leads back exactly."""

import json
from datetime import datetime, timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from chalicelib.actions.form_templates import NAMES, read_template
from chalicelib.domain.events import Event
from chalicelib.domain.working_copies import EditStep, History, WorkingCopy
from chalicelib.forms import row_steps
from chalicelib.forms.definition import Definition, dump, load
from chalicelib.forms.editing import RowPlace, find_row
from chalicelib.forms.fixes import apply_fixes, find_fix
from chalicelib.forms.row_steps import STEPS, UnfitSelection
from chalicelib.forms.tree import FormTree
from chalicelib.forms.validation import read_definition, review
from chalicelib.locales import LANGUAGES
from chalicelib.web.organiser.form_editor.edited_question import (
    EditedQuestion,
    QuestionForm,
    apply_question,
)
from chalicelib.web.organiser.form_editor.row_problems import place
from tests.actions.setting import event_document
from tests.profiles import examples
from tests.xlsform.corpus.files import ACCEPTED
from tests.xlsform.corpus.outcomes import import_form
from tests.xlsform.strategies import Document, documents


@cache
def event() -> Event:
    return Event.model_validate(event_document())


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.too_slow])
@given(document=documents(), data=st.data())
def test_any_steps_leave_a_form_whose_problems_are_at_its_rows(
    document: Document, data: st.DataObject
) -> None:
    definition = review(document).parsed
    assume(definition is not None)
    assert definition is not None
    for _ in range(data.draw(st.integers(1, 6))):
        pointers = [node.pointer for node in FormTree.of(definition.questions).nodes]
        if not pointers:
            break
        chosen = data.draw(st.lists(st.sampled_from(pointers), min_size=1, max_size=3))
        places = [RowPlace.at(each) for each in chosen]
        step = data.draw(st.sampled_from([*sorted(STEPS), "move"]))
        try:
            if step == "move":
                target = RowPlace.at(data.draw(st.sampled_from(pointers)))
                definition, shown = row_steps.move_to(definition, places, target)
            else:
                definition, shown = STEPS[step](definition, places)
        except UnfitSelection:
            continue
        for each in shown:
            find_row(definition, each)
    assert load(dump(definition)) == definition
    reviewed = review(dump(definition))
    assert reviewed.parsed == definition
    for problem in place(reviewed.problems, definition, LANGUAGES, "kk"):
        if problem.at:
            find_row(definition, RowPlace.at(problem.at))
        else:
            assert not problem.name.startswith("/questions/")
    fixable = [each for each in reviewed.problems if find_fix(each)]
    fixed = apply_fixes(definition, fixable, LANGUAGES)
    assert load(dump(fixed)) == fixed


def _definition(number: int) -> Definition:
    document = {
        "name": "form",
        "purpose": "other",
        "title": {"kk": str(number)},
        "questions": [{"type": "text", "name": "q", "label": {"kk": str(number)}}],
    }
    return Definition.model_validate(document)


@settings(max_examples=examples(60))
@given(
    st.lists(
        st.tuples(st.sampled_from(["save", "add", "undo", "redo"]), st.integers(0, 1)), max_size=70
    )
)
def test_undo_leads_exactly_to_the_form_before_the_step(steps: list[tuple[str, int]]) -> None:
    now = datetime.fromisoformat("2026-06-01T12:00:00+05:00")
    shown = _definition(0)
    past: list[Definition] = []
    future: list[Definition] = []
    history = History(WorkingCopy(event="e", form="f"))
    stored: dict[int, Definition] = {}
    for number, (do, actor) in enumerate(steps, 1):
        now += timedelta(seconds=90)
        step = EditStep(do=do, at="/questions/0", actor=str(actor), name="", made_at=now)
        if history.copy.present < 0:
            history = history.append(step, shown)
        before = history.copy
        if do in ("save", "add"):
            history = history.advance(step, _definition(number))
            past, future, shown = [*past, shown][-49:], [], _definition(number)
        elif target := before.state_beside(-1 if do == "undo" else 1, now):
            history = history.travel(step, -1 if do == "undo" else 1)
            source, other = (past, future) if do == "undo" else (future, past)
            other.append(shown)
            shown = source.pop()
            assert (target.number in stored) or (target.number in history.stored)
        else:
            assert not (past if do == "undo" else future)
        stored = {**stored, **history.stored}
        for each in history.removed:
            stored.pop(each, None)
        assert stored[history.copy.states[history.copy.present].number] == shown
        assert stored.keys() == {each.number for each in history.copy.states}
        assert history.copy.number > before.number or history.copy == before
        history = History(history.copy)


def _corpus(name: str) -> Definition:
    if name in NAMES:
        return read_definition(read_template(name))
    return read_definition(import_form(name).source)


@pytest.mark.parametrize("name", [*NAMES, *(each for each in ACCEPTED if each not in NAMES)])
def test_a_form_that_is_opened_and_saved_unchanged_stays_the_same(name: str) -> None:
    definition = _corpus(name)
    assert load(dump(definition)) == definition
    assert review(dump(definition)).parsed == definition
    assert json.loads(dump(load(dump(definition)))) == json.loads(dump(definition))
    nodes = FormTree.of(definition.questions).nodes
    for node in nodes[:: 1 + len(nodes) // 12]:
        choices = definition.choices.get(node.row.list_name or "", ())
        subject = EditedQuestion(RowPlace.at(node.pointer), node.row, choices, is_new=False)
        form = QuestionForm(definition, event(), subject, "kk")
        read = form.decode(form.values)
        assert read.messages == {}
        assert apply_question(definition, event(), subject, read)[0] == definition
