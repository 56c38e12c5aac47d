"""Edge cases of writing: keys that XLSForm has no columns for, and texts that other tools do not preserve."""

import io
import time
from typing import Any

import openpyxl
import pytest

from chalicelib.forms.definition import Definition
from chalicelib.forms.validation import read_definition, review
from chalicelib.xlsform import read_xlsform, write_xlsform
from tests.forms.definitions import document, row
from tests.xlsform.workbooks import errors_of, import_xlsform, read


def assert_round_trip(*rows: object, **keys: Any) -> None:
    """Assert that a form of these rows is read back unchanged from its spreadsheet."""
    definition = read_definition(document(*rows, row("text", "z"), **keys))
    imported = import_xlsform(write_xlsform(definition))
    assert errors_of(imported) == []
    assert read_definition(imported.document) == definition


def select(**keys: object) -> dict[str, Any]:
    return row("select_one", "a", **keys)


@pytest.mark.parametrize(
    "first",
    [
        row("begin_repeat", "data", questions=[row("text", "a")]),
        row("select_one", "a", list_name="categories", role="category"),
        select(parameters={"randomize": True, "seed": "${Z_Z}"}),
        select(or_other=True),
        row("range", "a"),
        row("begin_group", "g", appearance="table-list", label={"kk": "T"}, questions=[select()]),
        row("text", "a", private=True, label={"kk": "T", "en": "two  spaces “so”"}),
    ],
)
def test_a_row_is_read_back_unchanged(first: dict[str, Any]) -> None:
    assert_round_trip(first, row("text", "Z_Z"))


def test_choices_without_a_label_are_read_back_with_or_other() -> None:
    lists = {"who": [{"name": "a"}, {"name": "b", "label": {"kk": "B"}}]}
    assert_round_trip(select(or_other=True), choices=lists)


def test_choices_of_a_cascade_with_the_same_name_are_read_back() -> None:
    lists = {"who": [{"name": "a", "of": "x"}, {"name": "a", "of": "y"}]}
    assert_round_trip(select(choice_filter="of = ${z}"), choices=lists)


@pytest.mark.parametrize("name", ["cities.csv", "Қалалар.csv", "a" * 40 + ".csv", "it's.csv"])
def test_files_are_read_back_under_their_names(name: str) -> None:
    lists = {name: [{"name": "a"}], "Cities.csv": [{"name": "b"}]}
    assert_round_trip(
        row("select_one_from_file", "a", list_name=name),
        row("select_one_from_file", "b", list_name="Cities.csv"),
        choices=lists,
    )


def test_a_file_s_sheet_may_have_languages_that_no_other_sheet_has() -> None:
    """The survey is in Kazakh only, so no other sheet declares the language ``ru`` of the file's sheet."""
    recordings = {"kk": "a.mp3", "ru": "б.mp3"}
    assert_round_trip(
        row("select_multiple_from_file", "a", list_name="Қалалар.csv"),
        choices={"Қалалар.csv": [{"name": "a", "media": {"audio": recordings}}]},
    )


def test_a_workbook_has_the_same_bytes_whenever_it_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    definition = read_definition(document(row("text", "a")))
    workbook = write_xlsform(definition)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    assert write_xlsform(definition) == workbook


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+7 701",
        "@home",
        "http://a.kz",
        "1.0",
        "_x0041_",
        "<r>x</r>",
        "{=A1}",
    ],
)
def test_every_cell_is_written_as_plain_text(text: str) -> None:
    definition = read_definition(document(row("text", "a", label={"kk": text})))
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsform(definition)))["survey"]
    assert (sheet["C2"].value, sheet["C2"].data_type) == (text, "s")
    assert sheet["C2"].hyperlink is None
    assert_round_trip(row("text", "a", label={"kk": text}))


@pytest.mark.parametrize("text", ["x005F_", "_x005F_", "_x005F_x0041_"])
def test_text_that_looks_like_an_escape_is_read_back(text: str) -> None:
    """openpyxl alone drops every ``x005F_``."""
    assert_round_trip(row("text", "a", label={"kk": text}))


def test_a_workbook_has_bold_frozen_headers_and_no_formulas() -> None:
    definition = read_definition(document(row("text", "a", label={"kk": "=1+1"})))
    book = openpyxl.load_workbook(io.BytesIO(write_xlsform(definition)))
    assert book.sheetnames == ["survey", "choices", "settings"]
    sheet = book["survey"]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == ["type", "name", "label::Қазақша (kk)"]
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("=1+1", "s")
    assert sheet["A1"].font.bold


def test_a_column_that_no_expression_can_name_is_ignored_with_a_warning() -> None:
    imported = read("""
| survey |
| | type | name | label |
| | select_one l | a | A |
| choices |
| | list_name | name | label | 2026 | region |
| | l | x | X | 1 | n |
| | l | x | X | 1 | n |
| settings |
| | allow_choice_duplicates | form_id |
| | yes | 1. нысан |
""")
    assert errors_of(imported) == []
    assert {each.code for each in imported.problems} >= {
        "form.ignored_column",
        "form.duplicate_choice",
    }
    assert imported.document["choices"]["l"] == [{"name": "x", "label": {"en": "X"}, "region": "n"}]
    assert imported.document["name"] == "form_1"


def test_a_second_column_in_a_language_and_a_foreign_language_give_warnings() -> None:
    imported = read("""
| survey |
| | type | name | label::Kazakh | label::kk | label::de |
| | text | a | A | B | C |
""")
    assert imported.document["questions"][0]["label"] == {"kk": "A"}
    assert {each.code for each in imported.problems} == {
        "form.repeated_language",
        "form.foreign_language",
    }


@pytest.mark.parametrize(
    ("questions", "code"),
    [
        ([{"type": "text", "name": "a"}], "form.missing"),
        ([row("text", "a"), row("text", "a")], "form.duplicate_name"),
        ([row("select_one", "a", list_name="nowhere")], "form.no_list"),
        ([row("text", "a", relevant="${nobody} = ")], "form.expression_ends_early"),
        ([row("begin_group", "a"), row("text", "a")], "form.duplicate_name"),
        ([row("calculate", "a")], "form.no_calculation"),
        ([row("range", "a", parameters={"start": 5, "end": 1, "step": 7})], "form.xlsform"),
        ([], "form.no_questions"),
    ],
)
def test_an_unfinished_definition_is_written_and_read_with_its_error(
    questions: list[dict[str, object]], code: str
) -> None:
    definition = Definition.model_validate(document(*questions))
    problems = review(read_xlsform(write_xlsform(definition))).problems
    assert code in {each.code for each in problems if each.severity == "error"}
