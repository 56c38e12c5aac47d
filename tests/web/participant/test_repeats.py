"""Rounds of a repeat without a script: what the fields are after a button was pressed."""

from chalicelib.web.participant.repeats import changed

SENT = (
    ("_row", "members[0]"),
    ("q.members[0]/name", "Айгүл"),
    ("_row", "members[0]/pets[0]"),
    ("q.members[0]/pets[0]/kind", "cat"),
    ("_row", "members[0]/pets[1]"),
    ("q.members[0]/pets[1]/kind", "dog"),
    ("_row", "members[1]"),
    ("q.members[1]/name", "Дана"),
    ("q.membersx[1]", "another question"),
)


def test_another_round_comes_after_those_that_are_shown() -> None:
    asked = ("_add", "members")
    assert changed((*SENT, asked)) == (*SENT, asked, ("_row", "members[2]"))


def test_another_round_within_a_round() -> None:
    asked = ("_add", "members[1]/pets")
    assert changed((*SENT, asked)) == (*SENT, asked, ("_row", "members[1]/pets[0]"))


def test_what_follows_a_round_that_goes_moves_up() -> None:
    assert list(changed((*SENT, ("_remove", "members[0]")))) == [
        ("_row", "members[0]"),
        ("q.members[0]/name", "Дана"),
        ("q.membersx[1]", "another question"),
        ("_remove", "members[0]"),
    ]


def test_a_round_within_a_round_goes_alone() -> None:
    left = list(changed((*SENT, ("_remove", "members[0]/pets[0]"))))
    assert ("q.members[0]/pets[0]/kind", "dog") in left
    assert ("_row", "members[0]/pets[1]") not in left
    assert ("q.members[1]/name", "Дана") in left


def test_what_no_button_of_ours_sends_changes_nothing() -> None:
    for asked in (("_remove", "members"), ("_remove", "members[9999]"), ("_other", "x")):
        assert list(changed((*SENT, asked))) == [*SENT, asked]
    odd = (("_row", "members[x]"), ("q.members[x]/name", "y"), ("q.members[1234]/name", "z"))
    assert list(changed((*odd, ("_remove", "members[0]")))) == [*odd, ("_remove", "members[0]")]


def test_no_more_rounds_than_a_page_shows() -> None:
    full = (("_row", "members[99]"), ("_add", "members"))
    assert changed(full) == full
