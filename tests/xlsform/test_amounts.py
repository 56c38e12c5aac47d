"""Reading a spreadsheet does a bounded number of searches for similar names, runs of pyxform and reviews of rows."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from chalicelib import spelling
from chalicelib.errors import Problem
from chalicelib.forms.validation import review, row_checks
from chalicelib.forms.validation.structure import Outline, OutlineRow
from chalicelib.xlsform import importer
from chalicelib.xlsform.problems import WorkbookRefused
from chalicelib.xlsform.reader import pyxform_reader
from chalicelib.xlsform.reader.pyxform_reader import PyxformForm
from chalicelib.xlsform.reader.reference_budget import (
    MAX_LABELLED,
    MAX_REFERENCES,
    shorten_choices,
)
from chalicelib.xlsform.reader.sheet_draft import SheetDraft, draft_form
from chalicelib.xlsform.reader.sheets import MAX_COLUMNS, Budget
from chalicelib.xlsform.reader.workbooks import open_workbook
from tests.forms.definitions import document, row
from tests.xlsform.workbooks import read, xlsx

HEADERS = ["type", "name", "label", "relevant"]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count searches for similar names, runs of pyxform and reviews of rows."""
    counts: Counter[str] = Counter()
    nearest, read_with_pyxform, row_problems = (
        spelling.nearest,
        pyxform_reader.read_with_pyxform,
        row_checks.row_problems,
    )

    def count_search(name: str, names: Iterable[str]) -> str | None:
        counts["searches"] += 1
        return nearest(name, names)

    def count_reading(draft: SheetDraft) -> PyxformForm:
        counts["readings"] += 1
        return read_with_pyxform(draft)

    def count_row(outline_row: OutlineRow, outline: Outline) -> list[Problem]:
        counts["rows"] += 1
        return row_problems(outline_row, outline)

    monkeypatch.setattr(spelling, "nearest", count_search)
    monkeypatch.setattr(importer, "read_with_pyxform", count_reading)
    monkeypatch.setattr("chalicelib.forms.validation.row_problems", count_row)
    return counts


def misspelt_references(number: int, name: str) -> dict[str, Any]:
    """Return a form of that many questions, each with a reference to a question that does not exist."""
    rows = [
        ["integer", f"age_of_child_{n}", "?", f"${{{name.format(n=n)}}} > 3"] for n in range(number)
    ]
    return {"survey": [HEADERS, *rows]}


def test_a_misspelt_name_is_searched_for_once_however_often_it_occurs(calls: Counter[str]) -> None:
    few, searches = read(misspelt_references(2, "aeg_of_child_1")), calls["searches"]
    many = read(misspelt_references(60, "aeg_of_child_1"))
    assert calls["searches"] == 2 * searches
    for imported, number in ((few, 2), (many, 60)):
        mistakes = [each for each in imported.problems if each.severity == "error"]
        assert len(mistakes) == number
        assert {each.parameters["nearest"] for each in mistakes} == {"age_of_child_1"}


def test_the_number_of_misspelt_names_searched_for_is_limited(calls: Counter[str]) -> None:
    limit = spelling.MAX_SEARCHES
    problems = read(misspelt_references(limit + 5, "aeg_of_child_{n}")).problems
    assert calls["searches"] == 2 * limit  # before pyxform reads, and in the review
    codes = Counter(each.code for each in problems if each.severity == "error")
    assert codes == {"form.expression_misspelt_name": limit, "form.expression_unknown_name": 5}


def test_a_misspelt_trigger_is_reported_with_the_nearest_name() -> None:
    rows = [["calculate", f"c{n}", "1 + 1", "${aeg}"] for n in range(2)]
    sheet = [["type", "name", "calculation", "trigger"], ["text", "age"], *rows]
    problems = [each for each in read({"survey": sheet}).problems if "nearest" in each.parameters]
    assert [
        (each.parameters["nearest"], each.location and each.location.row) for each in problems
    ] == [
        ("age", 3),
        ("age", 4),
    ]


def test_a_form_with_too_many_questions_is_refused_before_pyxform_reads_it(
    calls: Counter[str],
) -> None:
    questions = [["text", f"q{n}", "?", "${last} = 1"] for n in range(999)]
    grouped = [["begin group", "g", "?"], *questions, ["end group"], ["audit", "audit"]]
    assert not read({"survey": [HEADERS, *grouped, ["text", "last", "?"]]}).is_refused
    assert calls["readings"] == 1
    wrong = [["text", "q5", "?"], ["foo", "foo", "?"], ["text", "a b", "?"], *grouped]
    refused = read({"survey": [HEADERS, *wrong]})
    assert calls["readings"] == 1
    problems = {
        (each.code, each.name, each.location and each.location.row) for each in refused.problems
    }
    assert problems == {
        ("form.too_many_questions", "/questions", None),
        ("form.unknown_type", "", 3),
        ("form.bad_name", "", 4),
    }


def test_no_row_of_a_form_with_too_many_questions_is_reviewed(calls: Counter[str]) -> None:
    questions = [row("text", f"q{n}", relevant="${nothing}") for n in range(1_001)]
    problems = review(document(*questions, questions=[*questions, {"type": "text"}])).problems
    assert [each.code for each in problems] == ["form.missing", "form.too_many_questions"]
    assert "rows" not in calls
    assert len(review(document(*questions[:1000])).problems) == 200
    assert calls["rows"] == 1000


def test_pyxform_reads_a_bounded_number_of_references(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is checked before, and the document is built from the sheets as they are written."""
    from pyxform import xls2json

    given: list[Any] = []
    workbook_to_json = xls2json.workbook_to_json

    def keep(data: Any, **options: Any) -> Any:  # noqa: ANN401 -- pyxform's own
        given.append(data)
        return workbook_to_json(data, **options)

    monkeypatch.setattr(xls2json, "workbook_to_json", keep)
    many = MAX_REFERENCES // 4
    text, condition = "${a} " * many, " or ".join(["${a} = 1"] * 100)
    rows = [["note", f"n{n}", text, condition] for n in range(5)]
    imported = read({"survey": [HEADERS, ["integer", "a", "?"], *rows]})
    assert not imported.is_refused
    cells = [cell for row in given[0].survey for cell in row.values()]
    assert 0 < sum(cell.count("${") for cell in cells) <= MAX_REFERENCES
    assert [each["label"]["en"] for each in imported.document["questions"][1:]] == [
        text.strip()
    ] * 5
    assert imported.document["questions"][5]["relevant"] == condition


def test_pyxform_builds_a_bounded_number_of_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    from pyxform import builder

    given: list[dict[str, Any]] = []
    create = builder.create_survey_element_from_dict

    def keep(form: dict[str, Any]) -> object:
        given.append(form)
        return create(form)

    monkeypatch.setattr(builder, "create_survey_element_from_dict", keep)
    questions = [[f"select_one l{n}", f"q{n}", "?"] for n in range(400)]
    choices = [[f"l{n // 10}", f"c{n}", "C"] for n in range(4_000)]
    sheets = {
        "survey": [HEADERS, *questions],
        "choices": [["list_name", "name", "label"], *choices],
    }
    imported = read(sheets)
    assert sum(map(len, given[0]["choices"].values())) <= 2_000
    assert sum(map(len, imported.document["choices"].values())) == 4_000


def test_pyxform_reads_the_texts_of_a_bounded_number_of_choices() -> None:
    headers = ["list_name", "name", "label::kk", "label::ru", "media::image"]
    rows = [["l", f"c{n}", "А", "Б", "a.png"] for n in range(MAX_LABELLED + 5)]
    draft = draft_form(open_workbook(xlsx({"survey": [HEADERS], "choices": [headers, *rows]})))
    given = [dict(line.cells) for line in draft.choices.lines]
    assert shorten_choices(draft.choices, given) is given
    assert [len(row) for row in given] == [5] * MAX_LABELLED + [3] * 5
    assert given[-1] == {"list_name": "l", "name": f"c{MAX_LABELLED + 4}", "label::kk": "А"}


def test_all_sheets_together_have_a_limited_number_of_rows() -> None:
    budget = Budget(rows=1)
    budget.spend_row()
    with pytest.raises(WorkbookRefused) as refused:
        budget.spend_row()
    assert refused.value.problem.code == "form.sheet_too_large"


def test_a_form_with_too_many_groups_is_refused_before_pyxform_reads_it(
    calls: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.xlsform.precheck.MAX_GROUPS", 1)
    group = [["begin group", "g", "?"], ["text", "a", "?"], ["end group"]]
    assert not read({"survey": [HEADERS, *group]}).is_refused
    refused = read({"survey": [HEADERS, *group, ["begin repeat", "r", "?"], ["end repeat"]]})
    assert calls["readings"] == 1
    assert "form.too_many_groups" in [each.code for each in refused.problems]


def test_no_row_of_a_form_with_too_much_logic_is_reviewed(
    calls: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.forms.validation.form_checks.MAX_LOGIC", 20)
    some = [
        row("text", "a"),
        row("text", "b", relevant="${a} = 'x'"),
        row("text", "c", required=True),
    ]
    assert not review(document(*some)).is_refused
    many = [*some, row("text", "d", constraint="${a} = 'xyz'")]
    assert calls["rows"] == 3
    problems = review(document(*many)).problems
    assert [each.code for each in problems if each.severity == "error"] == ["form.too_much_logic"]
    assert calls["rows"] == 3


def test_a_sheet_may_have_as_many_columns_as_the_limit_says() -> None:
    columns = [f"c{number}" for number in range(MAX_COLUMNS - 3)]
    choices = [["list_name", "name", "label", *columns], ["l", "x", "X", *range(MAX_COLUMNS - 3)]]
    imported = read({"survey": [HEADERS, ["select_one l", "a", "?"]], "choices": choices})
    assert not imported.is_refused
    assert imported.document["choices"]["l"][0][columns[-1]] == str(MAX_COLUMNS - 4)
