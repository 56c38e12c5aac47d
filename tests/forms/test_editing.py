"""Steps of editing a definition: what is not touched stays, and each step can be taken back."""

import pytest

from chalicelib.forms import editing
from chalicelib.forms.definition import Choice, Definition
from chalicelib.forms.editing import NoSuchRow, RowPlace
from chalicelib.forms.tree import FormTree
from chalicelib.forms.validation import read_definition
from tests.forms.definitions import document, row


def form(*rows: dict[str, object], **keys: object) -> Definition:
    return read_definition(document(*rows, **keys))


NESTED = form(
    row("text", "a"),
    {**row("begin_group", "g"), "questions": [row("text", "b"), row("select_one", "s")]},
    row("text", "c"),
)


def names(definition: Definition) -> list[str]:
    return [node.row.name for node in FormTree.of(definition.questions).nodes]


def at(pointer: str) -> RowPlace:
    return RowPlace.at(pointer)


def test_the_questions_of_a_list_are_found() -> None:
    shared = form(row("select_one", "one"), row("select_multiple", "two"))
    assert [each.name for each in editing.questions_with_list(shared, "who")] == ["one", "two"]


@pytest.mark.parametrize(
    "pointer",
    [
        "",
        "/",
        "/questions",
        "/questions/x",
        "/questions/-1",
        "/choices/0",
        "/questions/0/questions",
        "questions/0",
    ],
)
def test_a_pointer_of_no_row_is_refused(pointer: str) -> None:
    with pytest.raises(NoSuchRow):
        RowPlace.at(pointer)


@pytest.mark.parametrize(
    "pointer", ["/questions/4", "/questions/0/questions/1", "/questions/9/questions/0"]
)
def test_a_row_that_is_not_there_is_not_found(pointer: str) -> None:
    with pytest.raises(NoSuchRow):
        editing.find_row(NESTED, at(pointer))
    with pytest.raises(NoSuchRow):
        editing.insert_row(NESTED, at(pointer), NESTED.questions[0])


def test_a_row_is_put_at_the_end_of_a_group() -> None:
    longer = editing.insert_row(NESTED, at("/questions/1/questions/2"), NESTED.questions[2])
    assert names(longer) == ["a", "g", "b", "s", "c", "c"]


def choices(*labels: str) -> tuple[Choice, ...]:
    return editing.choices_of_lines({"kk": labels}, ())


def test_choices_are_lines_and_keep_their_names_when_a_label_is_corrected() -> None:
    before = choices("Алма", "Алмұрт", "Өрік")
    assert [each.name for each in before] == ["alma", "almurt", "orik"]
    assert editing.choice_lines(before, "kk") == "Алма\nАлмұрт\nӨрік"
    corrected = editing.choices_of_lines({"kk": ("Алма", "Алмұрт!", "Өрік")}, before)
    assert [each.name for each in corrected] == ["alma", "almurt", "orik"]
    added = editing.choices_of_lines({"kk": ("Жүзім", "Өрік", "Алма", "Алма")}, before)
    assert [each.name for each in added] == ["zhuzim", "orik", "alma", "alma_2"]


def test_the_same_line_in_each_language_is_one_choice() -> None:
    both = editing.choices_of_lines({"kk": ("Иә", "Жоқ"), "ru": ("Да",)}, ())
    assert [each.label for each in both] == [{"kk": "Иә", "ru": "Да"}, {"kk": "Жоқ"}]
    english = [
        each.model_copy(update={"label": {**(each.label or {}), "en": "?"}}) for each in both
    ]
    again = editing.choices_of_lines({"kk": ("Иә", "Жоқ"), "ru": ("Да", "Нет")}, english)
    assert [each.label for each in again] == [
        {"kk": "Иә", "ru": "Да", "en": "?"},
        {"kk": "Жоқ", "ru": "Нет", "en": "?"},
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Қай мектептенсіз?", "qai_mekteptensiz"),
        ("3 сұрақ", "q_3_suraq"),
        ("???", "q"),
        ("Мектеп", "mektep_2"),
    ],
)
def test_a_question_is_named_after_its_label(text: str, name: str) -> None:
    assert editing.name_of_text(text, {"mektep"}) == name
