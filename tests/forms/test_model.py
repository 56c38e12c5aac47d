"""The definition's model: what each key may say, and that nothing is lost on the way to storage."""

import pytest
from pydantic import ValidationError

from chalicelib.forms.definition import Choice, Definition, Row, dump, load
from tests.forms.definitions import document, row


def _read(**keys: object) -> Row:
    return Row.model_validate({**row("text"), **keys})


@pytest.mark.parametrize(
    ("written", "meant"),
    [("yes", True), ("TRUE", True), (" true() ", True), ("No", False), (True, True)],
)
def test_required_takes_xlsforms_words_for_true_and_false(written: object, meant: object) -> None:
    assert _read(required=written).required is meant


def test_required_may_be_an_expression_and_nothing_else() -> None:
    assert _read(required="${a} = 1").required == "${a} = 1"
    with pytest.raises(ValidationError):
        _read(required=1)


@pytest.mark.parametrize("name", ["сұрақ_1", "q.1-a", "_x", "é"])
def test_a_question_is_named_in_any_script(name: str) -> None:
    assert _read(name=name).name == name


@pytest.mark.parametrize("name", ["1q", "a b", "a:b", "a/b", "", "-a", "q" * 256, "a[0]"])
def test_a_name_that_xml_would_not_take_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        _read(name=name)


def test_appearances_are_words_in_any_case() -> None:
    assert _read(appearance="Minimal  w4").appearances == {"minimal", "w4"}
    assert _read().appearances == frozenset()


def test_a_choice_keeps_its_columns_and_shows_its_name_where_it_has_no_label() -> None:
    choice = Choice.model_validate({"name": "Нұр-Сұлтан 2", "region": "north"})

    assert choice.columns == {"region": "north"}
    assert choice.shown == dict.fromkeys(("kk", "ru", "en"), "Нұр-Сұлтан 2")
    with pytest.raises(ValidationError):
        Choice.model_validate({"name": "a", "region": 1})


def test_a_definition_is_stored_as_it_was_written() -> None:
    definition = Definition.model_validate(
        document(
            row("image", parameters={"max-pixels": 800}, media={"image": "logo.png"}),
            row("begin_repeat", "r", repeat_count="3", questions=[row("calculate", "c")]),
            choices={"cities.csv": [{"name": "a b", "region": "x"}, {"name": "c", "label": "C"}]},
        )
    )

    assert load(dump(definition)) == definition
    assert definition.questions[0].parameters is not None
    assert definition.questions[0].parameters.max_pixels == 800
    assert definition.questions[0].media["image"]["ru"] == "logo.png"
    assert b'"max-pixels":800' in dump(definition)
