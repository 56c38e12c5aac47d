"""The fields of a page without a script after a button added or removed an instance of a repeat."""

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
    button = ("_add", "members")
    assert apply_button((*SENT, button)) == (*SENT, button, ("_row", "members[2]"))


def test_a_nested_instance_is_added_to_its_outer_one() -> None:
    button = ("_add", "members[1]/pets")
    assert apply_button((*SENT, button)) == (*SENT, button, ("_row", "members[1]/pets[0]"))


def test_instances_after_a_removed_one_are_renumbered() -> None:
    assert list(apply_button((*SENT, ("_remove", "members[0]")))) == [
        ("_row", "members[0]"),
        ("q.members[0]/name", "Дана"),
        ("q.membersx[1]", "another question"),
        ("_remove", "members[0]"),
    ]


def test_a_nested_instance_is_removed_without_the_outer_one() -> None:
    fields = list(apply_button((*SENT, ("_remove", "members[0]/pets[0]"))))
    assert ("q.members[0]/pets[0]/kind", "dog") in fields
    assert ("_row", "members[0]/pets[1]") not in fields
    assert ("q.members[1]/name", "Дана") in fields


def test_an_unknown_button_changes_nothing() -> None:
    for button in (("_remove", "members"), ("_remove", "members[9999]"), ("_other", "x")):
        assert list(apply_button((*SENT, button))) == [*SENT, button]
    malformed = (("_row", "members[x]"), ("q.members[x]/name", "y"), ("q.members[1234]/name", "z"))
    assert list(apply_button((*malformed, ("_remove", "members[0]")))) == [
        *malformed,
        ("_remove", "members[0]"),
    ]


def test_an_instance_beyond_the_limit_of_a_page_is_not_added() -> None:
    full = (("_row", "members[99]"), ("_add", "members"))
    assert apply_button(full) == full
