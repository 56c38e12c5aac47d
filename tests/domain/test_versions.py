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


def told(old: Form, new: Form) -> list[tuple[str, str, list[str], list[str]]]:
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
        (row("text"), row("text", label={"kk": "Басқа"}), (["label"], ["none"])),
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
    assert told(form(old), form(new)) == [("changed", "q", *expected)]


def test_choices_that_come_and_go_are_counted_together() -> None:
    lists = {"who": [{"name": "pupil", "label": {"kk": "Оқушы"}}, {"name": "guest"}]}
    [change] = compare(form(row("select_one")), form(row("select_one"), choices=lists))
    assert change.effects == (Effect.CHOICES_ADDED, Effect.CHOICES_REMOVED)
    assert change.parts == (
        ChangedPart(name="choices", old=["pupil", "teacher", "1"], new=["pupil", "guest"]),
    )
    reworded = {"who": [{**one, "label": {"kk": "?"}} for one in LISTS["who"]]}
    again = compare(form(row("select_one")), form(row("select_one"), choices=reworded))
    assert [change.effects for change in again] == [(Effect.NONE,)]


def test_what_comes_and_goes_begins_and_ends() -> None:
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
    assert told(form(row("text")), form(row("text"), title={"kk": "Жаңа"})) == [
        ("changed", "", ["title"], ["none"])
    ]


def test_who_is_asked_can_change_by_the_group_around() -> None:
    def around(relevant: str) -> Form:
        inner = row("integer", "n")
        return form(row("text", "t"), row("begin_group", "g", relevant=relevant, questions=[inner]))

    old, new = around("${t} = 'a'"), around("${t} = 'b'")
    assert told(old, new) == [
        ("changed", "g", ["relevant"], ["none"]),
        ("changed", "n", ["relevant_around"], ["asked_otherwise"]),
    ]
