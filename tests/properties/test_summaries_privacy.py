"""Nothing that the small-group rule suppresses follows from adding and subtracting published figures."""

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


def summary(state: FoldState, forms: FormVersions) -> dict[str, Any]:
    """Return the summary as its JSON has it."""
    document = summarise(state, forms, event=EVENT, form="impressions", through=NOW)
    return document.model_dump(mode="json")


Equation = dict[str, Fraction]
"""Unknowns with their factors. The right-hand side is known; its value does not matter."""

sizes = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 12), max_size=7)


@given(sizes, st.integers(2, 8))
def test_the_hidden_ones_are_several_and_together_not_few(
    groups: dict[str, int], threshold: int
) -> None:
    hidden = suppressed_groups(groups, threshold)
    assert {name for name, size in groups.items() if size < threshold} <= hidden
    if hidden and hidden != set(groups):
        assert len(hidden) >= 2
        assert sum(groups[name] for name in hidden) >= threshold


@given(sizes, st.integers(2, 8))
def test_nothing_is_hidden_without_need(groups: dict[str, int], threshold: int) -> None:
    hidden = suppressed_groups(groups, threshold)
    small = {name for name, size in groups.items() if size < threshold}
    extra = sorted(hidden - small, key=lambda name: (groups[name], name))
    if extra:
        without = hidden - {extra[-1]}
        together = sum(groups[name] for name in without)
        assert len(without) < 2 or together < threshold


def determined(unknown: str, known: Sequence[Equation]) -> bool:
    """Return whether the equations determine the unknown: whether it is in their span."""
    rows = [dict(equation) for equation in known if equation]
    target: Equation = {unknown: Fraction(1)}
    while rows:
        row = rows.pop()
        row = {name: factor for name, factor in row.items() if factor}
        if not row:
            continue
        pivot = next(iter(row))
        rows = [_without(pivot, each, row) for each in rows]
        target = _without(pivot, target, row)
    return not any(target.values())


def _without(pivot: str, equation: Equation, row: Equation) -> Equation:
    factor = equation.get(pivot, Fraction(0)) / row[pivot]
    names = {*equation, *row}
    return {
        name: value
        for name in names
        if (value := equation.get(name, Fraction(0)) - factor * row.get(name, Fraction(0)))
    }


def equations(document: Mapping[str, Any], categories: Sequence[str]) -> list[Equation]:
    """Return what the summary discloses of each group's size ``n`` and number of answers to ``question``."""
    one = Fraction(1)
    known: list[Equation] = [{f"n {name}": one for name in categories}]
    known += [
        {f"n {name}": one}
        for name, shown in document["by_category"].items()
        if "suppressed" not in shown
    ]
    for question in document["questions"]:
        key = question["name"]
        if key == "who":
            known.append({"n ": one} if "" in categories else {})
            known += [{f"n {name}": one} for name in question["counts"] if name in categories]
            continue
        known.append({f"{key} {name}": one for name in categories})
        for name, shown in question["by_category"].items():
            if "suppressed" not in shown:
                known.append({f"{key} {name}": one})
                known.append({f"n {name}": one, f"{key} {name}": -one})
    return known


group = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))


@given(st.fixed_dictionaries(dict.fromkeys([*CATEGORIES, ""], group)))
def test_no_hidden_figure_follows_from_what_is_shown(
    groups: dict[str, tuple[int, int, int]],
) -> None:
    lines = [
        line(who=who or None, overall=overall, recommend=recommend)
        for who, (neither, one, both) in groups.items()
        for count, overall, recommend in ((neither, None, None), (one, 3, None), (both, 4, 5))
        for _ in range(count)
    ]
    document = summary(fold(EMPTY, lines, FORMS), FORMS)
    breakdown = document.get("by_category")
    if breakdown is None:
        return
    known = equations(document, list(breakdown))
    hidden = [f"n {name}" for name, shown in breakdown.items() if "suppressed" in shown]
    if len(breakdown) > 1 + ("" in breakdown):
        assert [name for name in hidden if determined(name, known)] == []
    for question in document["questions"]:
        if question["name"] in ("overall", "recommend") and len(question["by_category"]) > 1:
            hidden = [
                f"{question['name']} {name}"
                for name, shown in question["by_category"].items()
                if "suppressed" in shown
            ]
            assert [name for name in hidden if determined(name, known)] == []


def test_without_the_complement_the_hidden_figure_would_follow() -> None:
    """The negative control: with primary suppression alone, the property fails."""
    one = Fraction(1)
    naive: list[Equation] = [
        {"n pupil": one, "n teacher": one, "n official": one},
        {"n pupil": one},
        {"n teacher": one},
    ]
    assert determined("n official", naive)
    assert not determined("n official", naive[:2])


CHANGED = copy.deepcopy(DEFINITION)
CHANGED["questions"][2] = {"type": "integer", "name": "visits", "label": "Visits"}
TWO_VERSIONS = {1: FORMS[1], 2: Form(read_definition(CHANGED), version=2)}
"""Both versions ask ``overall``; only the first asks ``recommend``, only the second ``visits``."""

answered = st.tuples(st.integers(0, 9), st.integers(0, 9))
by_version = st.fixed_dictionaries(dict.fromkeys([*CATEGORIES[:3], ""], answered))


def told_of_versions(
    document: Mapping[str, Any], categories: Sequence[str]
) -> tuple[list[Equation], dict[str, list[str]]]:
    """Return what the summary discloses of the sizes ``n <version> <category>``, and what it hides by question."""
    one = Fraction(1)
    known: list[Equation] = [
        {f"n {shown['version']} {name}": one for name in categories}
        for shown in document["versions"]
    ]
    known += [
        {f"n {version} {name}": one for version in (1, 2)}
        for name, shown in document["by_category"].items()
        if "suppressed" not in shown
    ]
    hidden: dict[str, list[str]] = {}
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
        for name, shown in question["by_category"].items():
            if "suppressed" in shown:
                hidden.setdefault(key, []).append(name)
            else:
                known.append({f"{key} {name}": one})
                known.append({f"n {version} {name}": one for version in versions})
    return known, hidden


@settings(max_examples=examples(60))
@given(by_version, by_version)
def test_nothing_hidden_follows_from_the_versions_either(
    first: dict[str, tuple[int, int]], second: dict[str, tuple[int, int]]
) -> None:
    lines = [
        line(TWO_VERSIONS[version], who=who or None, overall=overall, **{asked: overall})
        for version, groups, asked in ((1, first, "recommend"), (2, second, "visits"))
        for who, (silent, answering) in groups.items()
        for count, overall in ((silent, None), (answering, 4))
        for _ in range(count)
    ]
    state = fold(EMPTY, lines, TWO_VERSIONS)
    document = summary(state, TWO_VERSIONS)
    breakdown = list(document.get("by_category", ()))
    if len(breakdown) <= 1 + ("" in breakdown):
        return
    known, hidden = told_of_versions(document, breakdown)
    for key, names in hidden.items():
        assert [name for name in names if determined(f"{key} {name}", known)] == []
    few = [
        f"n {version} {name}"
        for (version, name), group in state.groups.items()
        if name and group.responses < EVENT.small_group_threshold
    ]
    assert [name for name in few if determined(name, known)] == []
