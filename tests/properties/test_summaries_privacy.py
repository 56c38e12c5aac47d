"""No suppressed figure of a small group can be computed from the published figures by adding and subtracting."""

import copy
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.privacy import suppressed_groups
from chalicelib.domain.stat_folds import EMPTY, FoldState, FormVersions, fold
from chalicelib.domain.summaries import summarise
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from tests.domain.summary_samples import CATEGORIES, DEFINITION, EVENT, FORMS, line
from tests.forms.definitions import NOW
from tests.profiles import examples


def summarise_as_json(state: FoldState, forms: FormVersions) -> dict[str, Any]:
    """Return the summary as the JSON that is published."""
    summary = summarise(state, forms, event=EVENT, form="impressions", through=NOW)
    return summary.model_dump(mode="json")


Equation = dict[str, Fraction]
"""The unknowns and their coefficients. The right-hand side is a published figure; its value does not matter."""

sizes = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 12), max_size=7)


@given(sizes, st.integers(2, 8))
def test_suppressed_groups_are_two_or_more_and_reach_the_threshold_together(
    groups: dict[str, int], threshold: int
) -> None:
    suppressed = suppressed_groups(groups, threshold)
    assert {name for name, size in groups.items() if size < threshold} <= suppressed
    if suppressed and suppressed != set(groups):
        assert len(suppressed) >= 2
        assert sum(groups[name] for name in suppressed) >= threshold


@given(sizes, st.integers(2, 8))
def test_no_more_groups_are_suppressed_than_needed(groups: dict[str, int], threshold: int) -> None:
    suppressed = suppressed_groups(groups, threshold)
    small = {name for name, size in groups.items() if size < threshold}
    complementary = sorted(suppressed - small, key=lambda name: (groups[name], name))
    if complementary:
        fewer = suppressed - {complementary[-1]}
        assert len(fewer) < 2 or sum(groups[name] for name in fewer) < threshold


def is_determined(unknown: str, equations: Sequence[Equation]) -> bool:
    """Return whether the equations determine the unknown, by Gaussian elimination: whether it is in their span."""
    rows = [dict(equation) for equation in equations if equation]
    target: Equation = {unknown: Fraction(1)}
    while rows:
        row = rows.pop()
        row = {name: coefficient for name, coefficient in row.items() if coefficient}
        if not row:
            continue
        pivot = next(iter(row))
        rows = [_eliminate(pivot, each, row) for each in rows]
        target = _eliminate(pivot, target, row)
    return not any(target.values())


def _eliminate(pivot: str, equation: Equation, row: Equation) -> Equation:
    """Subtract the multiple of the row that removes the pivot from the equation."""
    factor = equation.get(pivot, Fraction(0)) / row[pivot]
    names = {*equation, *row}
    return {
        name: value
        for name in names
        if (value := equation.get(name, Fraction(0)) - factor * row.get(name, Fraction(0)))
    }


def disclosed_equations(document: Mapping[str, Any], categories: Sequence[str]) -> list[Equation]:
    """Return the equations that a summary publishes.

    The unknowns are each group's size, ``n <category>``, and its number of answers to a question, ``<question> <category>``.
    """
    one = Fraction(1)
    known: list[Equation] = [{f"n {name}": one for name in categories}]
    known += [
        {f"n {name}": one}
        for name, figures in document["by_category"].items()
        if "suppressed" not in figures
    ]
    for question in document["questions"]:
        key = question["name"]
        if key == "who":
            known.append({"n ": one} if "" in categories else {})
            known += [{f"n {name}": one} for name in question["counts"] if name in categories]
            continue
        known.append({f"{key} {name}": one for name in categories})
        for name, figures in question["by_category"].items():
            if "suppressed" not in figures:
                known.append({f"{key} {name}": one})
                known.append({f"n {name}": one, f"{key} {name}": -one})
    return known


group_sizes = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
"""How many of a category answer neither question, ``overall`` alone, and both ``overall`` and ``recommend``."""


@given(st.fixed_dictionaries(dict.fromkeys([*CATEGORIES, ""], group_sizes)))
def test_no_suppressed_figure_follows_from_the_published_ones(
    groups: dict[str, tuple[int, int, int]],
) -> None:
    lines = [
        line(who=who or None, overall=overall, recommend=recommend)
        for who, (neither, one, both) in groups.items()
        for count, overall, recommend in ((neither, None, None), (one, 3, None), (both, 4, 5))
        for _ in range(count)
    ]
    document = summarise_as_json(fold(EMPTY, lines, FORMS), FORMS)
    breakdown = document.get("by_category")
    if breakdown is None:
        return
    known = disclosed_equations(document, list(breakdown))
    suppressed = [f"n {name}" for name, figures in breakdown.items() if "suppressed" in figures]
    if len(breakdown) > 1 + ("" in breakdown):
        assert [unknown for unknown in suppressed if is_determined(unknown, known)] == []
    for question in document["questions"]:
        if question["name"] in ("overall", "recommend") and len(question["by_category"]) > 1:
            suppressed = [
                f"{question['name']} {name}"
                for name, figures in question["by_category"].items()
                if "suppressed" in figures
            ]
            assert [unknown for unknown in suppressed if is_determined(unknown, known)] == []


def test_primary_suppression_alone_discloses_the_suppressed_figure() -> None:
    """The negative control: if only the small group were suppressed, the equations would determine its size."""
    one = Fraction(1)
    primary_only: list[Equation] = [
        {"n pupil": one, "n teacher": one, "n official": one},
        {"n pupil": one},
        {"n teacher": one},
    ]
    assert is_determined("n official", primary_only)
    assert not is_determined("n official", primary_only[:2])


CHANGED = copy.deepcopy(DEFINITION)
CHANGED["questions"][2] = {"type": "integer", "name": "visits", "label": "Visits"}
TWO_VERSIONS = {1: FORMS[1], 2: Form(read_definition(CHANGED), version=2)}
"""Both versions ask ``overall``; only the first asks ``recommend``, only the second ``visits``."""

sizes_of_one_version = st.tuples(st.integers(0, 9), st.integers(0, 9))
"""How many of a category answer no question, and how many answer both questions of the version."""
groups_of_one_version = st.fixed_dictionaries(
    dict.fromkeys([*CATEGORIES[:3], ""], sizes_of_one_version)
)


def disclosed_by_version(
    document: Mapping[str, Any], categories: Sequence[str]
) -> tuple[list[Equation], dict[str, list[str]]]:
    """Return the equations that a summary of two versions publishes, and each question's suppressed categories.

    The unknowns are the sizes ``n <version> <category>`` and the numbers of answers ``<question> <category>``.
    """
    one = Fraction(1)
    known: list[Equation] = [
        {f"n {figures['version']} {name}": one for name in categories}
        for figures in document["versions"]
    ]
    known += [
        {f"n {version} {name}": one for version in (1, 2)}
        for name, figures in document["by_category"].items()
        if "suppressed" not in figures
    ]
    suppressed: dict[str, list[str]] = {}
    for question in document["questions"]:
        key, versions = question["name"], question["versions"]
        if key == "who":
            known += [
                {f"n {version} {name}": one for version in versions}
                for name in (*question["counts"], "")
                if name in categories
            ]
            continue
        if key not in ("overall", "recommend", "visits"):
            continue
        known.append({f"{key} {name}": one for name in categories})
        for name, figures in question["by_category"].items():
            if "suppressed" in figures:
                suppressed.setdefault(key, []).append(name)
            else:
                known.append({f"{key} {name}": one})
                known.append({f"n {version} {name}": one for version in versions})
    return known, suppressed


@settings(max_examples=examples(60))
@given(groups_of_one_version, groups_of_one_version)
def test_no_suppressed_figure_follows_from_the_figures_of_versions(
    first: dict[str, tuple[int, int]], second: dict[str, tuple[int, int]]
) -> None:
    lines = [
        line(TWO_VERSIONS[version], who=who or None, overall=overall, **{asked: overall})
        for version, groups, asked in ((1, first, "recommend"), (2, second, "visits"))
        for who, (skipping, answering) in groups.items()
        for count, overall in ((skipping, None), (answering, 4))
        for _ in range(count)
    ]
    state = fold(EMPTY, lines, TWO_VERSIONS)
    document = summarise_as_json(state, TWO_VERSIONS)
    breakdown = list(document.get("by_category", ()))
    if len(breakdown) <= 1 + ("" in breakdown):
        return
    known, suppressed = disclosed_by_version(document, breakdown)
    for key, names in suppressed.items():
        assert [name for name in names if is_determined(f"{key} {name}", known)] == []
    small_groups = [
        f"n {version} {name}"
        for (version, name), group in state.groups.items()
        if name and group.responses < EVENT.small_group_threshold
    ]
    assert [unknown for unknown in small_groups if is_determined(unknown, known)] == []
