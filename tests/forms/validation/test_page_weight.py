"""What a form's page may weigh: the estimate lies above the page, not far above, and refuses what is too heavy."""

from typing import Any

import pytest

from chalicelib.forms.validation import review
from chalicelib.forms.validation.page_weight import MAX_WEIGHT

LONG = "ш" * 40


def choices(number: int, label: str = LONG) -> list[dict[str, Any]]:
    return [{"name": f"n{n:05}", "label": {"kk": f"{label} {n}"}} for n in range(number)]


def select(number: int, kind: str = "select_one", **keys: object) -> dict[str, Any]:
    return {
        "type": kind,
        "name": f"q{number}",
        "list_name": "list",
        "label": {"kk": LONG},
        **keys,
    }


def document(questions: list[dict[str, Any]], listed: int = 0) -> dict[str, Any]:
    return {
        "name": "form",
        "purpose": "other",
        "title": {"kk": "Сауалнама"},
        "choices": {"list": choices(listed)} if listed else {},
        "questions": questions,
    }


def errors_of(definition: dict[str, Any]) -> list[tuple[str, str]]:
    problems = review(definition).problems
    return [(each.name, each.code) for each in problems if each.severity == "error"]


def test_sixty_questions_of_a_thousand_choices_are_too_heavy() -> None:
    found = review(document([select(n) for n in range(60)], 1000))
    [problem] = [each for each in found.problems if each.severity == "error"]
    assert (problem.name, problem.code) == ("/questions/0", "form.page_too_heavy")
    assert float(str(problem.parameters["size"])) > MAX_WEIGHT / 1e6
    assert problem.parameters["name"] == "q0"


@pytest.mark.parametrize("number", [1, 6])
def test_long_lists_are_possible(number: int) -> None:
    assert errors_of(document([select(n) for n in range(number)], 1000)) == []


def test_a_thousand_questions_are_possible() -> None:
    texts = [{"type": "text", "name": f"q{n}", "label": {"kk": LONG}} for n in range(1000)]
    assert errors_of(document(texts)) == []


def test_the_heaviest_row_is_named() -> None:
    light = {"type": "text", "name": "light", "label": {"kk": LONG}}
    rows = [light, {**light, "name": "heavy", "label": {"kk": "ш" * 5000}}]
    heavy = [{**rows[1], "name": f"h{n}"} for n in range(150)]
    assert errors_of(document([*rows, *heavy])) == [("/questions/1", "form.page_too_heavy")]


def test_data_weighs_by_the_columns_that_expressions_read() -> None:
    read = {
        "type": "text",
        "name": "a",
        "label": {"kk": "A"},
        "relevant": "pulldata('f', 'x', 'y', '1') = 'z'",
    }
    heavy = {"f.csv": [{"x": "ш" * 200, "other": "ш" * 4000}] * 7_000}
    light = {"f.csv": [{"x": "z", "other": "ш" * 4000}] * 12_000}
    assert errors_of(document([read]) | {"data": light}) == []
    assert errors_of(document([read]) | {"data": heavy}) == [
        ("/questions/0", "form.page_too_heavy")
    ]
