"""The cost of reading a spreadsheet is bounded: no search is repeated thousands of times."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from chalicelib import spelling
from chalicelib.errors import Problem
from chalicelib.forms.validation import review, row_checks
from chalicelib.forms.validation.structure import Outline, OutlineRow
from chalicelib.xlsform import importer
from chalicelib.xlsform.reader import pyxform_reader
from chalicelib.xlsform.reader.pyxform_reader import PyxformForm
from chalicelib.xlsform.reader.sheet_draft import SheetDraft
from tests.forms.definitions import document, row
from tests.xlsform.workbooks import read

HEADERS = ["type", "name", "label", "relevant"]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count searches for similar names, runs of pyxform and reviews of rows."""
    counted: Counter[str] = Counter()
    search, asked, reviewed = (
        spelling.nearest,
        pyxform_reader.read_with_pyxform,
        row_checks.row_problems,
    )

    def searched(name: str, names: Iterable[str]) -> str | None:
        counted["searches"] += 1
        return search(name, names)

    def read_form(draft: SheetDraft) -> PyxformForm:
        counted["readings"] += 1
        return asked(draft)

    def reviewed_row(placed: OutlineRow, outline: Outline) -> list[Problem]:
        counted["rows"] += 1
        return reviewed(placed, outline)

    monkeypatch.setattr(spelling, "nearest", searched)
    monkeypatch.setattr(importer, "read_with_pyxform", read_form)
    monkeypatch.setattr("chalicelib.forms.validation.row_problems", reviewed_row)
    return counted


def misspelling(number: int, name: str) -> dict[str, Any]:
    """A form whose questions each name one that there is not."""
    asked = [
        ["integer", f"age_of_child_{n}", "?", f"${{{name.format(n=n)}}} > 3"] for n in range(number)
    ]
    return {"survey": [HEADERS, *asked]}


def test_a_name_that_is_misspelt_often_is_searched_for_once(calls: Counter[str]) -> None:
    few, often = read(misspelling(2, "aeg_of_child_1")), calls["searches"]
    many = read(misspelling(60, "aeg_of_child_1"))
    assert calls["searches"] == 2 * often
    for imported_, amount in ((few, 2), (many, 60)):
        mistakes = [each for each in imported_.problems if each.severity == "error"]
        assert len(mistakes) == amount
        assert {each.parameters["nearest"] for each in mistakes} == {"age_of_child_1"}


def test_so_many_misspelt_names_are_searched_for_and_no_more(calls: Counter[str]) -> None:
    most = spelling.MAX_SEARCHES
    problems = read(misspelling(most + 5, "aeg_of_child_{n}")).problems
    assert calls["searches"] == 2 * most  # before pyxform reads, and in the review
    codes = Counter(each.code for each in problems if each.severity == "error")
    assert codes == {"form.expression_misspelt_name": most, "form.expression_unknown_name": 5}


def test_triggers_that_are_misspelt_are_told_with_what_was_meant() -> None:
    asked = [["calculate", f"c{n}", "1 + 1", "${aeg}"] for n in range(2)]
    sheet = [["type", "name", "calculation", "trigger"], ["text", "age"], *asked]
    problems = [each for each in read({"survey": sheet}).problems if "nearest" in each.parameters]
    assert [
        (each.parameters["nearest"], each.location and each.location.row) for each in problems
    ] == [
        ("age", 3),
        ("age", 4),
    ]


def test_too_many_questions_are_told_before_anything_is_read(calls: Counter[str]) -> None:
    many = [["text", f"q{n}", "?", "${last} = 1"] for n in range(999)]
    grouped = [["begin group", "g", "?"], *many, ["end group"], ["audit", "audit"]]
    assert not read({"survey": [HEADERS, *grouped, ["text", "last", "?"]]}).is_refused
    assert calls["readings"] == 1
    wrong = [["text", "q5", "?"], ["foo", "foo", "?"], ["text", "a b", "?"], *grouped]
    refused = read({"survey": [HEADERS, *wrong]})
    assert calls["readings"] == 1
    found = {
        (each.code, each.name, each.location and each.location.row) for each in refused.problems
    }
    assert found == {
        ("form.too_many_questions", "/questions", None),
        ("form.unknown_type", "", 3),
        ("form.bad_name", "", 4),
        ("form.ignored_row", "", 1006),
    }


def test_of_too_many_questions_no_row_is_reviewed(calls: Counter[str]) -> None:
    questions = [row("text", f"q{n}", relevant="${nothing}") for n in range(1_001)]
    problems = review(document(*questions, questions=[*questions, {"type": "text"}])).problems
    assert [each.code for each in problems] == ["form.missing", "form.too_many_questions"]
    assert "rows" not in calls
    assert len(review(document(*questions[:1000])).problems) == 200
    assert calls["rows"] == 1000
