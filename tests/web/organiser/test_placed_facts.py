"""Facts are named by their values in braces: each by a name of its own, short, and found again as it was named."""

from chalicelib.web.organiser.placed_facts import (
    dump_names,
    load_names,
    name_facts,
    read_names,
    show_names,
    values_of,
)

VALUES = {"a": "12", "b": "12", "c": "{x}\xa0" + "long " * 20, "d": ""}


def test_names_are_short_and_differ() -> None:
    names = name_facts(VALUES, {"e": "13", "a": "11", "f": None})
    shown = [each.name for each in names]
    assert shown == ["12", "12 (2)", "(x) long long long long long long long…", "d", "13", "f"]
    assert values_of(names) == VALUES
    assert load_names(dump_names(names)) == names


def test_a_text_is_read_as_it_was_shown_whatever_became_of_its_spaces() -> None:
    names = name_facts(VALUES, {})
    text = "{a} {b} {c} {unknown} {"
    typed = show_names(text, names)
    assert typed == "{12} {12 (2)} {(x) long long long long long long long…} {unknown} {"
    assert read_names(typed, names) == text
    assert read_names("{ 12\xa0(2) }", names) == "{b}"


def test_anything_but_a_list_of_names_is_none() -> None:
    assert load_names("[[1, 2, 3]]")[0].name == "1"
    for text in ("", "{", "[1]", "[[1]]", "3"):
        assert load_names(text) == ()
