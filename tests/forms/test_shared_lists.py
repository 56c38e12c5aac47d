"""Questions that share a list share the work: it is looked through as often for thirty as for three."""

from collections import Counter
from typing import Any

import pytest

from chalicelib.forms.definition import Choice
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition, review
from chalicelib.xlsform.reader.sheet_draft import Line, SheetTable
from tests.forms.definitions import document, row
from tests.xlsform.workbooks import read as imported

LIST = [{"name": f"c{number}", "label": {"kk": "?"}, "part": "a"} for number in range(40)]


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a choice was asked for its columns or its label, or a cell for its text, so far."""
    counted: Counter[str] = Counter()

    def counting(name: str) -> property:
        original: Any = getattr(Choice, name)

        def looked_at(choice: Choice) -> object:
            counted[name] += 1
            return original.fget(choice)

        return property(looked_at)

    for name in ("columns", "shown"):
        monkeypatch.setattr(Choice, name, counting(name))
    value = SheetTable.value

    def cell(table: SheetTable, line: Line, *tokens: str) -> str | None:
        counted["cells of choices"] += table.sheet.name == "choices"
        return value(table, line, *tokens)

    monkeypatch.setattr(SheetTable, "value", cell)
    return counted


def form_of(number: int, kind: str) -> dict[str, Any]:
    asked = [
        row(
            kind,
            f"q{place}",
            list_name="who",
            default="c1",
            choice_filter="part = 'a'",
            relevant="selected(${first}, 'c2')",
        )
        for place in range(number)
    ]
    first = row(kind, "first", list_name="who", default="c3")
    return document(first, *asked, choices={"who": LIST})


@pytest.mark.parametrize("kind", ["select_one", "select_multiple"])
def test_a_shared_list_is_reviewed_and_compiled_once(kind: str, looks: Counter[str]) -> None:
    times = []
    for number in (3, 30):
        looks.clear()
        raw = form_of(number, kind)
        assert all(each.severity == "warning" for each in review(raw).problems)
        form = Form(read_definition(raw), 1)
        assert form.logic is not None
        times.append(dict(looks))
    assert times[0] == times[1]
    assert times[0]["shown"] >= len(LIST)


def test_a_shared_list_of_a_spreadsheet_is_read_once(looks: Counter[str]) -> None:
    choices = [["list_name", "name", "label"], *[["who", f"c{n}", "?"] for n in range(40)]]
    times = []
    for number in (3, 30):
        looks.clear()
        rows = [["select_multiple who", f"q{place}", "?"] for place in range(number)]
        spreadsheet = imported({"survey": [["type", "name", "label"], *rows], "choices": choices})
        assert not spreadsheet.is_refused
        times.append(looks["cells of choices"])
    assert times[0] == times[1]


def test_a_problem_of_a_shared_list_is_reported_at_each_question() -> None:
    choices = {
        "who": [
            {"name": "two words", "label": {"kk": "?"}},
            {"name": "other", "label": {"kk": "?"}},
        ]
    }
    rows = [row("select_multiple", f"q{n}", list_name="who", or_other=True) for n in range(2)]
    codes = [(each.name, each.code) for each in review(document(*rows, choices=choices)).problems]
    assert [each for each in codes if each[0].startswith("/questions/")] == [
        ("/questions/0/or_other", "form.choice_other"),
        ("/questions/0/list_name", "form.spaced_choice"),
        ("/questions/1/or_other", "form.choice_other"),
        ("/questions/1/list_name", "form.spaced_choice"),
    ]


def test_questions_differ_in_what_they_offer_beside_a_shared_list() -> None:
    rows = [
        row("select_one", "a", list_name="who"),
        row("select_one", "b", list_name="who", or_other=True),
    ]
    form = Form(read_definition(document(*rows, choices={"who": LIST[:2]})), 1)
    offered = [list(form.question(key).labels) for key in "ab"]  # type: ignore[attr-defined]  # of selects
    assert offered == [["c0", "c1"], ["c0", "c1", "other"]]
