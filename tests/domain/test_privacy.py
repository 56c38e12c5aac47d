import pytest

from chalicelib.domain.privacy import GroupSizes, Suppression, suppressed_groups


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


def test_a_group_suppressed_above_is_suppressed_below() -> None:
    sizes = {"pupil": 40, "teacher": 30, "official": 20}
    assert suppressed_groups(sizes, 5, also={"pupil"}) == {"pupil", "official"}


def test_equal_groups_are_taken_by_name() -> None:
    assert suppressed_groups({"b": 9, "c": 9, "a": 9, "d": 1}, 5) == {"d", "a"}


def between_versions(sizes: GroupSizes) -> frozenset[str]:
    return Suppression(sizes, 5).between_versions


def test_groups_large_in_every_version_are_suppressed_between_none() -> None:
    sizes = {(version, name): 9 for version in (1, 2) for name in ("pupil", "teacher", "")}
    assert between_versions(sizes) == set()


def test_a_category_of_which_one_version_has_few_is_suppressed_with_a_cover() -> None:
    sizes = {
        **{(version, name): 9 for version in (1, 2) for name in ("pupil", "teacher", "guest")},
        (2, "pupil"): 4,
        (2, "guest"): 8,
    }
    assert Suppression(sizes, 5).throughout == set()
    assert between_versions(sizes) == {"pupil", "guest"}


def test_responses_without_a_category_are_suppressed_where_one_version_has_few() -> None:
    sizes = {(1, ""): 9, (2, ""): 4, (1, "pupil"): 9, (2, "pupil"): 9}
    assert Suppression(sizes, 5).throughout == set()
    assert between_versions(sizes) == {""}


def test_a_group_of_exactly_the_threshold_is_large() -> None:
    sizes = {(1, "pupil"): 9, (2, "pupil"): 5, (1, "teacher"): 9, (2, "teacher"): 9}
    assert between_versions(sizes) == set()


def test_a_question_of_all_answered_versions_suppresses_nothing_more() -> None:
    sizes = {(1, "pupil"): 9, (2, "pupil"): 4, (1, "teacher"): 9, (2, "teacher"): 9}
    suppression = Suppression(sizes, 5)
    assert suppression.in_versions([1, 2, 3]) == set()
    assert suppression.in_versions([2]) == {"pupil", "teacher"}
