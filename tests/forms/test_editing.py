"""Steps of editing a definition: what is not touched stays, and each step can be taken back."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.forms import editing
from chalicelib.forms.definition import Choice, Definition, dump, load
from chalicelib.forms.editing import NoSuchRow, RowPlace
from chalicelib.forms.tree import FormTree
from chalicelib.forms.validation import read_definition
from tests.forms.definitions import document, row
from tests.xlsform.corpus.files import ACCEPTED
from tests.xlsform.corpus.outcomes import import_form


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


def test_a_row_is_moved_among_those_of_its_group() -> None:
    moved, place = editing.move_row(NESTED, at("/questions/1"), -1)
    assert (names(moved)[0], place.pointer) == ("g", "/questions/0")
    inside, place = editing.move_row(NESTED, at("/questions/1/questions/0"), 5)
    assert names(inside) == ["a", "g", "s", "b", "c"]
    assert place.pointer == "/questions/1/questions/1"
    back, _ = editing.move_row(moved, at("/questions/0"), 1)
    assert back == NESTED


def test_a_copy_gets_names_of_its_own_and_no_role() -> None:
    named = form(row("text", "name", role="name"), row("text", "name_2"))
    copied = editing.duplicate_row(named, at("/questions/0"))
    assert names(copied) == ["name", "name_3", "name_2"]
    assert copied.questions[1].role is None
    group = editing.duplicate_row(NESTED, at("/questions/1"))
    assert names(group) == ["a", "g", "b", "s", "g_2", "b_2", "s_2", "c"]


def test_a_row_that_was_removed_is_put_back_with_its_list() -> None:
    place = at("/questions/1")
    part = load(dump(editing.part_of(NESTED, place)))
    left = editing.remove_row(NESTED, place)
    assert names(left) == ["a", "c"]
    assert left.choices == {}
    assert editing.put_back(left, place, part) == NESTED


def test_a_list_that_another_question_uses_stays() -> None:
    shared = form(row("select_one", "one"), row("select_multiple", "two"))
    assert set(editing.remove_row(shared, at("/questions/0")).choices) == {"who"}
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


@pytest.mark.parametrize("name", ACCEPTED[:40])
def test_every_row_of_the_corpus_is_removed_and_put_back_unchanged(name: str) -> None:
    definition = read_definition(import_form(name).source)
    nodes = FormTree.of(definition.questions).nodes
    for node in nodes[:20]:
        place = at(node.pointer)
        part = load(dump(editing.part_of(definition, place)))
        back = editing.put_back(editing.remove_row(definition, place), place, part)
        assert (back.questions, set(back.choices)) == (
            definition.questions,
            set(definition.choices),
        )


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


@given(
    st.lists(
        st.tuples(st.sampled_from(["up", "down", "copy", "remove"]), st.integers(0, 9)), max_size=12
    )
)
def test_any_steps_leave_a_definition_that_is_written_and_read_back(
    steps: list[tuple[str, int]],
) -> None:
    definition = NESTED
    for step, number in steps:
        nodes = FormTree.of(definition.questions).nodes
        assume(nodes)
        place = at(nodes[number % len(nodes)].pointer)
        if step in ("up", "down"):
            definition, _ = editing.move_row(definition, place, -1 if step == "up" else 1)
        elif step == "copy":
            definition = editing.duplicate_row(definition, place)
        else:
            definition = editing.remove_row(definition, place)
    assert load(dump(definition)) == definition
    assert len(set(names(definition))) == len(names(definition))
