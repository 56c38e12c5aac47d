"""The table of question types holds together, and agrees with pyxform and with the documentation."""

from collections import Counter
from pathlib import Path

import pytest
from pyxform import aliases
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from chalicelib.domain import media_types
from chalicelib.forms.definition import Parameters, Row
from chalicelib.forms.problems import DEFINITIONS, WARNINGS
from chalicelib.forms.roles import ROLES, role_of
from chalicelib.forms.statistics.tallies import TALLIES
from chalicelib.forms.types import TYPES, AnswerSource, QuestionType, find_type
from chalicelib.forms.validation import review
from chalicelib.xlsform.reader.type_names import kind_of
from tests.forms.definitions import QUESTIONS, codes, document, form_of, row, row_of
from tests.forms.types.samples import ACCEPTED, ANSWERS, REFUSED

DOCUMENTATION = Path(__file__).parents[3] / "docs" / "forms.md"
every_type = pytest.mark.parametrize("kind", TYPES.values(), ids=list(TYPES))
every_question = pytest.mark.parametrize("kind", QUESTIONS, ids=[each.name for each in QUESTIONS])


@every_type
def test_a_row_names_only_what_there_is(kind: QuestionType) -> None:
    assert kind.keys <= Row.model_fields.keys()
    assert kind.parameters <= Parameters.model_fields.keys()
    assert kind.tally is None or kind.tally in TALLIES
    assert kind.problem is None or kind.problem in (
        DEFINITIONS if not kind.is_supported else WARNINGS
    )


@every_type
def test_a_type_that_no_form_can_have_is_refused_by_name(kind: QuestionType) -> None:
    found = codes(review(document(row("text", "t"), row_of(kind))).problems)
    assert (("/questions/1/type", "form.unsupported_type") in found) is not kind.is_supported
    assert (("/questions/1/type", "form.never_answered") in found) is (
        kind.source is AnswerSource.DEVICE
    )


@every_type
def test_no_appearance_that_a_page_acts_on_is_warned_of(kind: QuestionType) -> None:
    warned = [
        word
        for word in kind.appearances
        for each in review(document(row_of(kind, appearance=word), row("text", "t"))).problems
        if each.code == "form.bad_appearance"
    ]
    assert warned == []


@every_question
def test_a_question_follows_its_row(kind: QuestionType) -> None:
    question = form_of(row_of(kind), row("text", "t")).question("q")
    assert question.kind is kind
    assert question.tally().kind == (kind.tally or "marks")
    if kind.takes_answer:
        assert question.json_schema()
    if "min" in kind.keys and kind.implementation is not None:
        with pytest.raises(ValueError, match=r"."):
            kind.implementation.read_limit("never")


def test_a_group_cannot_be_built_as_a_question() -> None:
    group = TYPES["begin_group"]
    with pytest.raises(TypeError):
        group.question(Row.model_construct(type=group.name, name="g"), "g", None)  # type: ignore[arg-type] # not reached


@pytest.mark.parametrize("name", [None, 5, ["text"], {}, "string", ""])
def test_only_names_of_types_are_found(name: object) -> None:
    assert find_type(name) is None


def test_each_alias_is_one_type_s_and_pyxform_s() -> None:
    named = Counter(alias for kind in TYPES.values() for alias in (kind.name, *kind.aliases))
    assert set(named.values()) == {1}
    theirs = {*QUESTION_TYPE_DICT, *aliases._type_alias_map, *aliases.select, *aliases.control}
    known = {alias for kind in TYPES.values() for alias in kind.aliases}
    assert known - theirs <= {"select multiple using"}


def test_every_type_of_pyxform_is_in_the_table() -> None:
    # pyxform turns the other spellings of selects into its own two before it hands rows over.
    assert {name for name in QUESTION_TYPE_DICT if kind_of(name) not in TYPES} <= {
        name for name in QUESTION_TYPE_DICT if name in aliases.select or " from" in name
    }


def test_roles_and_uploads_are_of_types_in_the_table() -> None:
    for name in (*ROLES, "rating_of:opening"):
        role = role_of(name)
        assert role is not None
        assert all(TYPES[each].is_entered for each in role.types)
    assert media_types.TYPES.keys() == {kind.name for kind in TYPES.values() if kind.is_upload}


def test_every_type_has_answers_to_draw_and_samples_accepted_and_refused() -> None:
    entered = {kind.name for kind in QUESTIONS if kind.is_entered}
    assert ANSWERS.keys() >= entered
    assert {question["type"] for question, *_ in ACCEPTED} >= entered
    assert {question["type"] for question, *_ in REFUSED} >= entered - {
        *("select_one_from_file", "select_multiple_from_file"),  # the same classes
    }


def test_the_documentation_lists_every_type_that_a_form_can_have() -> None:
    text = DOCUMENTATION.read_text(encoding="utf-8")
    missing = [kind.name for kind in TYPES.values() if f"`{kind.name}`" not in text]
    assert not [name for name in missing if TYPES[name].is_supported]
