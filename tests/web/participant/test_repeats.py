"""Instances of a repeat without a script: the fields after a button was pressed."""

from chalicelib.web.participant.repeats import apply_button

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


def test_an_added_instance_comes_after_the_others() -> None:
    asked = ("_add", "members")
    assert apply_button((*SENT, asked)) == (*SENT, asked, ("_row", "members[2]"))


def test_an_instance_is_added_inside_an_instance() -> None:
    asked = ("_add", "members[1]/pets")
    assert apply_button((*SENT, asked)) == (*SENT, asked, ("_row", "members[1]/pets[0]"))


def test_the_instances_after_a_removed_one_move_up() -> None:
    assert list(apply_button((*SENT, ("_remove", "members[0]")))) == [
        ("_row", "members[0]"),
        ("q.members[0]/name", "Дана"),
        ("q.membersx[1]", "another question"),
        ("_remove", "members[0]"),
    ]


def test_an_instance_inside_an_instance_is_removed_alone() -> None:
    left = list(apply_button((*SENT, ("_remove", "members[0]/pets[0]"))))
    assert ("q.members[0]/pets[0]/kind", "dog") in left
    assert ("_row", "members[0]/pets[1]") not in left
    assert ("q.members[1]/name", "Дана") in left


def test_an_unknown_button_changes_nothing() -> None:
    for asked in (("_remove", "members"), ("_remove", "members[9999]"), ("_other", "x")):
        assert list(apply_button((*SENT, asked))) == [*SENT, asked]
    odd = (("_row", "members[x]"), ("q.members[x]/name", "y"), ("q.members[1234]/name", "z"))
    assert list(apply_button((*odd, ("_remove", "members[0]")))) == [
        *odd,
        ("_remove", "members[0]"),
    ]


def test_no_more_instances_are_added_than_a_page_shows() -> None:
    full = (("_row", "members[99]"), ("_add", "members"))
    assert apply_button(full) == full
