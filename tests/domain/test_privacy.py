import pytest

from chalicelib.domain.privacy import suppressed_groups


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"pupil": 40, "teacher": 5}, set()),
        ({"pupil": 40, "teacher": 30, "official": 4}, {"official", "teacher"}),
        ({"pupil": 40, "teacher": 3, "official": 4}, {"teacher", "official"}),
        ({"pupil": 40, "teacher": 1, "official": 2}, {"teacher", "official", "pupil"}),
        (
            {"pupil": 40, "parent": 9, "teacher": 1, "official": 2},
            {"teacher", "official", "parent"},
        ),
        ({"pupil": 40, "teacher": 4}, {"pupil", "teacher"}),
        ({"pupil": 4}, {"pupil"}),
        ({"pupil": 40, "": 2, "teacher": 8}, {"", "teacher"}),
        ({"pupil": 40, "teacher": 0, "official": 7}, {"teacher", "official"}),
        ({}, set()),
    ],
)
def test_small_groups_and_their_complement_are_hidden(
    sizes: dict[str, int], hidden: set[str]
) -> None:
    assert suppressed_groups(sizes, 5) == hidden


def test_what_is_hidden_above_stays_hidden_below() -> None:
    sizes = {"pupil": 40, "teacher": 30, "official": 20}
    assert suppressed_groups(sizes, 5, also={"pupil"}) == {"pupil", "official"}


def test_equal_groups_are_taken_by_name() -> None:
    assert suppressed_groups({"b": 9, "c": 9, "a": 9, "d": 1}, 5) == {"d", "a"}
