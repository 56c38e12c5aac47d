from typing import Any

import pytest

from chalicelib.domain.versions import ChangedPart, Effect, compare, in_order
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from tests.forms.definitions import LISTS, document, row


def test_the_newest_order_leads_and_older_members_keep_their_neighbours() -> None:
    assert in_order([["a", "c", "e"], ["a", "b", "c", "d"], ["z", "a"]]) == list("zabcde")


def test_nothing_is_nothing() -> None:
    assert in_order([]) == []


def form(*rows: object, version: int = 1, **keys: object) -> Form:
    return Form(read_definition(document(*rows, **keys)), version=version)


def list_changes(old: Form, new: Form) -> list[tuple[str, str, list[str], list[str]]]:
    return [
        (change.kind, change.name, [part.name for part in change.parts], list(change.effects))
        for change in compare(old, new)
    ]


def test_the_same_definition_has_no_changes() -> None:
    both = [row("text", "a"), row("begin_group", "g", questions=[row("select_one", "who")])]
    assert compare(form(*both), form(*both)) == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (row("text"), row("text", label={"kk": "Басқа"}), (["label"], ["reworded"])),
        (row("text"), row("text", required=True), (["required"], ["none"])),
        (row("text"), row("integer"), (["type"], ["apart"])),
        (row("integer"), row("decimal"), (["type"], ["none"])),
        (row("integer"), row("integer", private=True), (["private"], ["apart"])),
        (
            row("range", parameters={"end": 5}),
            row("range", parameters={"end": 9}),
            (["parameters"], ["scale"]),
        ),
    ],
)
def test_a_changed_column_says_what_it_means_for_the_figures(
    old: dict[str, Any], new: dict[str, Any], expected: tuple[list[str], list[str]]
) -> None:
    assert list_changes(form(old), form(new)) == [("changed", "q", *expected)]


def test_choices_that_come_and_go_are_counted_together() -> None:
    lists = {"who": [{"name": "pupil", "label": {"kk": "Оқушы"}}, {"name": "guest"}]}
    [change] = compare(form(row("select_one")), form(row("select_one"), choices=lists))
    assert change.effects == (Effect.CHOICES_ADDED, Effect.CHOICES_REMOVED)
    assert change.parts == (ChangedPart(name="choices", old=LISTS["who"], new=lists["who"]),)
    reworded = {"who": [{**one, "label": {"kk": "?"}} for one in LISTS["who"]]}
    again = compare(form(row("select_one")), form(row("select_one"), choices=reworded))
    assert [change.effects for change in again] == [(Effect.NONE,)]


def test_rows_that_change_places_are_a_change_of_the_form() -> None:
    old = form(row("text", "a"), row("text", "b"), row("text", "c"))
    [change] = compare(old, form(row("text", "c"), row("text", "a"), row("text", "b")))
    assert (change.name, change.effects) == ("", (Effect.NONE,))
    assert change.parts == (ChangedPart(name="order", old=["a", "b", "c"], new=["c", "a", "b"]),)
    assert [each.name for each in compare(old, form(row("text", "a"), row("text", "c")))] == ["b"]


def test_added_questions_begin_and_removed_questions_end() -> None:
    old = form(row("text", "a"), row("note", "n"), row("integer", "b", label={"kk": "Жасыңыз"}))
    new = form(row("integer", "age", label={"kk": "Жасыңыз?"}), row("text", "a"))
    assert [
        (change.kind, change.name, change.effects, change.was) for change in compare(old, new)
    ] == [
        ("added", "age", ("begins",), "b"),
        ("removed", "n", ("none",), None),
        ("removed", "b", ("ends",), None),
    ]


def test_another_type_or_wording_is_no_renaming() -> None:
    old = form(row("integer", "b", label={"kk": "Жасыңыз"}), row("text", "c"))
    other = form(row("integer", "d", label={"kk": "Неше рет?"}), row("text", "c"))
    assert all(change.was is None for change in compare(old, other))
    typed = form(row("decimal", "d", label={"kk": "Жасыңыз"}), row("text", "c"))
    assert all(change.was is None for change in compare(old, typed))


def test_a_form_that_was_exchanged_is_not_compared_pair_by_pair() -> None:
    old, new = (form(*(row("text", f"{name}{n}") for n in range(60))) for name in "ab")
    assert all(change.was is None for change in compare(old, new))


def test_the_form_s_own_words_are_a_change_too() -> None:
    assert list_changes(form(row("text")), form(row("text"), title={"kk": "Жаңа"})) == [
        ("changed", "", ["title"], ["none"])
    ]


def test_a_question_is_asked_otherwise_when_its_groups_condition_changes() -> None:
    def around(relevant: str) -> Form:
        inner = row("integer", "n")
        return form(row("text", "t"), row("begin_group", "g", relevant=relevant, questions=[inner]))

    old, new = around("${t} = 'a'"), around("${t} = 'b'")
    assert list_changes(old, new) == [
        ("changed", "g", ["relevant"], ["none"]),
        ("changed", "n", ["relevant_around"], ["asked_otherwise"]),
    ]


def test_a_change_holds_the_old_and_the_new_value_as_json_has_them() -> None:
    old = form(row("text", label={"kk": "Неге?"}, relevant="1 = 1"), title={"kk": "Форма"})
    new = form(row("text", label={"kk": "Қалай?"}, relevant="2 = 2"), title={"kk": "Бет"})
    title, question = compare(old, new)
    assert (title.name, title.type, title.label) == ("", "", {"kk": "Бет"})
    assert title.parts == (ChangedPart(name="title", old={"kk": "Форма"}, new={"kk": "Бет"}),)
    assert question.parts == (
        ChangedPart(name="label", old={"kk": "Неге?"}, new={"kk": "Қалай?"}),
        ChangedPart(name="relevant", old="1 = 1", new="2 = 2"),
    )
    assert question.effects == (Effect.REWORDED, Effect.ASKED_OTHERWISE)


def test_choices_with_other_labels_are_shown_with_these() -> None:
    choices = [{"name": "pupil", "label": {"kk": "?"}}]
    [change] = compare(
        form(row("select_one"), choices={"who": LISTS["who"][:1]}),
        form(row("select_one"), choices={"who": choices}),
    )
    assert change.parts == (ChangedPart(name="choices", old=LISTS["who"][:1], new=choices),)


def test_a_group_s_condition_is_shown_at_its_questions() -> None:
    def around(*conditions: str) -> Form:
        rows = [row("text", "a")]
        for name, condition in zip("gh", conditions, strict=True):
            rows = [row("begin_group", name, relevant=condition, questions=rows)]
        return form(*rows)

    changes = {each.name: each for each in compare(around("1 = 1", "1"), around("2 = 2", "1"))}
    [part] = changes["a"].parts
    assert part == ChangedPart(name="relevant_around", old=["1 = 1", "1"], new=["2 = 2", "1"])


def test_a_row_in_groups_that_takes_no_answer_goes_by_its_path() -> None:
    group = row("begin_group", "g", questions=[row("note", "n", label={"kk": "Оқыңыз"})])
    effects = {
        change.name: change.effects for change in compare(form(group), form(row("text", "t")))
    }
    assert effects == {"t": (Effect.BEGINS,), "g": (Effect.NONE,), "g/n": (Effect.NONE,)}


def test_of_two_questions_as_similar_the_first_one_was_renamed() -> None:
    old = form(row("text", "a", label={"kk": "Неге?"}), row("text", "b", label={"kk": "Неге?"}))
    new = form(row("text", "c", label={"kk": "Неге?"}), row("text", "d", label={"kk": "Неге?"}))
    renamed = {change.name: change.was for change in compare(old, new) if change.was}
    assert renamed == {"c": "a", "d": "b"}


def test_new_members_follow_one_another() -> None:
    assert in_order([["a"], ["x", "y", "z", "a", "b", "c"]]) == list("xyzabc")


class TestRenaming:
    """A new question that looks like a removed one is shown as its new name."""

    def renamings(self, old: Form, new: Form) -> dict[str, str]:
        return {change.name: change.was for change in compare(old, new) if change.was}

    def form_with_labels(self, *labels: tuple[str, str], **keys: object) -> Form:
        return form(*(row("text", name, label={"kk": label}, **keys) for name, label in labels))

    def test_a_question_that_stays_is_not_renamed(self) -> None:
        old = self.form_with_labels(("a", "Неге?"))
        assert self.renamings(old, self.form_with_labels(("a", "Неге?"), ("b", "Неге?"))) == {}

    def test_a_question_that_stays_is_not_one_that_was_renamed(self) -> None:
        old = self.form_with_labels(("a", "Неге?"), ("b", "Неге?"))
        new = self.form_with_labels(("b", "Неге?"), ("c", "Неге?"))
        assert self.renamings(old, new) == {"c": "a"}

    def test_each_new_question_is_compared_with_every_removed_one(self) -> None:
        old = self.form_with_labels(("a", "Атыңыз"), ("b", "Неге?"), ("c", "Қашан келдіңіз?"))
        new = self.form_with_labels(("z", "Қашан келдіңіз?"), ("y", "Неге?"), ("x", "Атыңыз"))
        assert self.renamings(old, new) == {"z": "c", "y": "b", "x": "a"}
        assert self.renamings(old, self.form_with_labels(("y", "Неге?"))) == {"y": "b"}

    def test_a_removed_question_is_renamed_once(self) -> None:
        new = self.form_with_labels(("b", "Неге?"), ("c", "Неге?"))
        assert self.renamings(self.form_with_labels(("a", "Неге?")), new) == {"b": "a"}

    def test_the_more_similar_one_was_renamed(self) -> None:
        old = self.form_with_labels(("a", "Неге келдіңіз?"), ("b", "Неге келмедіңіз?"))
        assert self.renamings(old, self.form_with_labels(("c", "Неге келмедіңіз"))) == {"c": "b"}

    def test_three_of_four_equal_letters_are_similar_enough(self) -> None:
        assert self.renamings(
            self.form_with_labels(("a", "abcd")), self.form_with_labels(("b", "abcx"))
        ) == {"b": "a"}
        assert (
            self.renamings(
                self.form_with_labels(("a", "abcdefg")), self.form_with_labels(("b", "abcdexy"))
            )
            == {}
        )

    def test_labels_are_compared_in_the_same_language(self) -> None:
        old = form(row("text", "a", label={"kk": "Why?"}), default_language="kk")
        new = form(row("text", "b", label={"en": "Why?"}), default_language="en")
        assert self.renamings(old, new) == {}

    def test_one_language_suffices(self) -> None:
        old = form(row("text", "a", label={"kk": "Неге?", "en": "Why?"}))
        new = form(row("text", "b", label={"kk": "Себебі", "en": "Why?"}))
        assert self.renamings(old, new) == {"b": "a"}

    def test_a_row_that_takes_no_answer_is_not_renamed(self) -> None:
        assert self.renamings(form(row("note", "a")), form(row("note", "b"))) == {}

    def test_at_most_2500_pairs_are_compared(self) -> None:
        def letters(prefix: str, number: int) -> Form:
            return self.form_with_labels(*((f"{prefix}{index}", "?") for index in range(number)))

        assert len(self.renamings(letters("a", 50), letters("b", 50))) == 50
        assert self.renamings(letters("a", 50), letters("b", 51)) == {}
        assert self.renamings(letters("a", 51), letters("b", 50)) == {}


def test_an_added_row_that_takes_no_answer_has_no_figures() -> None:
    [change] = compare(form(row("text", "t")), form(row("text", "t"), row("note", "n")))
    assert (change.kind, change.name, change.effects) == ("added", "n", (Effect.NONE,))


def test_a_change_of_a_question_has_its_new_label() -> None:
    old, new = (form(row("text", label={"kk": label})) for label in ("Неге?", "Қалай?"))
    [change] = compare(old, new)
    assert (change.name, change.type, change.label) == ("q", "text", {"kk": "Қалай?"})


def test_a_change_within_a_group_is_none_of_the_group() -> None:
    def around(label: str) -> Form:
        inner = row("text", "a", label={"kk": label})
        return form(row("begin_group", "g", questions=[inner]))

    assert list_changes(around("Неге?"), around("Неге??")) == [
        ("changed", "a", ["label"], ["none"])
    ]


def test_only_other_parameters_make_another_scale() -> None:
    scale = row("range", parameters={"end": 5})
    assert list_changes(form(scale), form({**scale, "hint": {"kk": "Баға"}})) == [
        ("changed", "q", ["hint"], ["none"])
    ]


def test_other_parameters_of_a_question_without_a_scale_change_no_figures() -> None:
    old, new = (form(row("text", parameters={"rows": rows})) for rows in (2, 5))
    assert list_changes(old, new) == [("changed", "q", ["parameters"], ["none"])]


def test_parameters_are_written_as_an_xlsform_writes_them() -> None:
    old, new = (form(row("image", parameters={"max-pixels": size})) for size in (640, 1024))
    [change] = compare(old, new)
    assert change.parts == (
        ChangedPart(name="parameters", old={"max-pixels": 640}, new={"max-pixels": 1024}),
    )


def test_files_of_data_that_differ_are_a_change_of_the_form() -> None:
    rows = [row("csv-external", "fruits"), row("text", "q")]
    old = form(*rows, data={"fruits.csv": [{"code": "a"}], "same.csv": [{"x": "1"}]})
    new = form(
        *rows,
        data={"fruits.csv": [{"code": "b"}], "same.csv": [{"x": "1"}], "new.csv": [{"y": "1"}]},
    )
    [change] = compare(old, new)
    assert (change.name, change.parts) == (
        "",
        (ChangedPart(name="data", old={"fruits.csv": 1}, new={"fruits.csv": 1, "new.csv": 1}),),
    )
