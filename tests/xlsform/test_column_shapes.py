"""Headers that pyxform fails on without a reason are a problem of ours at their column; no exception's text is shown."""

from typing import Any

import pytest

from chalicelib.errors import Problem
from tests.xlsform.workbooks import ImportedForm, Rows, read

SURVEY = [["type", "name", "label::Қазақша (kk)"], ["select_one l", "a", "А"], ["text", "b", "Б"]]
CHOICES = [["list_name", "name", "label::Қазақша (kk)"], ["l", "x", "Х"], ["l", "y", "У"]]
SETTINGS = [["form_id", "default_language"], ["visit", "kk"]]


def with_column(sheet: str, header: str, cell: str) -> ImportedForm:
    """Read a form with a further column, whose cell in the first row is filled in."""
    sheets: dict[str, Rows] = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
    first, second, *rest = sheets[sheet]
    return read({**sheets, sheet: [[*first, header], [*second, cell], *rest]})


def at_column(problems: tuple[Problem, ...], header: str) -> list[tuple[str, str, str, int | None]]:
    """Return severity, code, sheet and row of the problems in that column."""
    return [
        (each.severity, each.code, each.location.sheet, each.location.row)
        for each in problems
        if each.location and each.location.column == header
    ]


@pytest.mark.parametrize(
    "header", ["relevant::English (en)", "parameters::x", "disabled::ru", "default::a::b"]
)
def test_logic_in_a_language_is_an_error_at_its_header(header: str) -> None:
    problems = with_column("survey", header, "yes").problems
    assert at_column(problems, header) == [("error", "form.column_without_languages", "survey", 1)]


@pytest.mark.parametrize(
    ("sheet", "header"),
    [
        *(("survey", each) for each in ("bind", "bind::nodeset", "media", "body", "children")),
        *(("survey", each) for each in ("label::a::b", "media::image::a::b", "_qtd_kwargs")),
        *(("choices", each) for each in ("region::Русский (ru)", "media", "image::a::b")),
        *(("settings", each) for each in ("form_id::ru", "attribute", "choices", "title::a::b")),
    ],
)
def test_any_other_column_that_pyxform_cannot_read_is_left_out_with_a_warning(
    sheet: str, header: str
) -> None:
    imported = with_column(sheet, header, "x")
    assert not imported.is_refused
    assert at_column(imported.problems, header) == [("warning", "form.ignored_column", sheet, 1)]


def test_an_empty_column_is_no_problem() -> None:
    assert at_column(with_column("survey", "relevant::x", "").problems, "relevant::x") == []


def test_a_single_colon_divides_headers_where_no_column_is_left_with_two() -> None:
    sheets: dict[str, Rows] = {
        "survey": [["type", "name", "label:Қазақша (kk)", "children::x"], ["text", "a", "А", "x"]]
    }
    assert read(sheets).document["questions"][0]["label"] == {"kk": "А"}


def title_of(*columns: tuple[str, str]) -> Any:  # noqa: ANN401 -- a document's JSON
    """Return the title of a form with those columns on its settings."""
    settings = [
        [*SETTINGS[0], *(each for each, _ in columns)],
        [*SETTINGS[1], *(t for _, t in columns)],
    ]
    imported = read({"survey": SURVEY, "choices": CHOICES, "settings": settings})
    assert not imported.is_refused
    return imported.document["title"]


def test_the_title_can_be_in_languages() -> None:
    kazakh, russian = ("form_title::Қазақша (kk)", "Сапар"), ("form_title::Русский (ru)", "Визит")
    assert title_of(kazakh, russian) == {"kk": "Сапар", "ru": "Визит"}
    assert title_of(("form_title", "Сапар"), russian) == {"kk": "Сапар", "ru": "Визит"}
    assert title_of(("title::Русский (ru)", "Визит")) == {"ru": "Визит"}
    assert title_of(("form_title::Français", "Visite")) == {"kk": "Visite"}
    assert title_of() == {"kk": "visit"}


def test_a_failure_of_pyxform_is_found_by_its_row_without_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pyxform import builder

    create = builder.create_survey_element_from_dict

    def fail(form: dict[str, Any]) -> object:
        if any(child.get("name") == "c" and child.get("bind") for child in form["children"]):
            raise AttributeError("'dict' object has no attribute 'nodeType'")
        return create(form)

    monkeypatch.setattr(builder, "create_survey_element_from_dict", fail)
    survey = [
        ["type", "name", "label", "relevant"],
        ["text", "b", "Б"],
        ["text", "c", "С", "1 = 1"],
    ]
    imported = read({"survey": survey})
    assert [
        (each.code, each.location and each.location.row)
        for each in imported.problems
        if each.severity == "error"
    ] == [("form.unreadable", 3)]
    assert not any("nodeType" in str(each.parameters) for each in imported.problems)


def test_a_missing_text_is_in_the_column_of_its_language() -> None:
    headers = ["label::Қазақша (kk)", "label::Русский (ru)"]
    sheets: dict[str, Rows] = {
        "survey": [
            ["type", "name", *headers],
            ["select_one l", "a", "А", "А"],
            ["text", "b", "Б", None],
            ["text", "c", None, "Ц"],
        ],
        "choices": [["list_name", "name", *headers], ["l", "x", "Х", None], ["l", "y", None, "У"]],
        "settings": [["form_id", "default_language"], ["visit", "kk"]],
        "towns.csv": [["name", "label::Русский (ru)", "label"], ["oral", None, "Орал"]],
    }
    sheets["survey"] = [*sheets["survey"], ["select_one_from_file towns.csv", "d", "Д", "Д"]]
    found = {
        (each.location.sheet, each.location.row, each.location.column)
        for each in read(sheets).problems
        if each.location and each.code in ("form.not_in_language", "form.language_missing")
    }
    kazakh, russian = headers
    assert found == {
        ("survey", 3, russian),
        ("survey", 4, kazakh),
        ("choices", 2, russian),
        ("choices", 3, kazakh),
        ("towns.csv", 2, russian),
        ("settings", 2, None),
    }
