"""Lists of the sheet ``external_choices`` become lists that are named like files, each choice at its row of the sheet."""

from chalicelib.errors import SourceLocation
from chalicelib.forms.definition import MAX_CHOICES
from chalicelib.forms.validation import read_definition
from chalicelib.xlsform import write_xlsform
from tests.xlsform.corpus.trees import pyxform_tree
from tests.xlsform.workbooks import Rows, errors_of, import_xlsform, read


def test_a_list_keeps_labels_in_all_languages_pictures_columns_and_rows() -> None:
    imported = read("""
| survey |
| | type | name | label::kk | choice_filter |
| | text | region | Облыс | |
| | select_one_external town | town | Қала | region = ${region} |
| external_choices |
| | list name | name | label::kk | label::ru | media::image | region |
| | river | irtysh | Ертіс | Иртыш | | |
| | town | semei | Семей | Семей | semei.png | abai |
| | town | semei | Семей | Семей | | jetisu |
""")
    assert errors_of(imported) == []
    town = imported.document["questions"][1]
    assert (town["type"], town["list_name"]) == ("select_one_from_file", "town.csv")
    label = {"kk": "Семей", "ru": "Семей"}
    assert imported.document["choices"] == {
        "town.csv": [
            {
                "name": "semei",
                "label": label,
                "media": {"image": {"kk": "semei.png"}},
                "region": "abai",
            },
            {"name": "semei", "label": label, "region": "jetisu"},
        ]
    }
    location = imported.source.source_map.locate("/choices/town.csv/1/name")
    assert location == SourceLocation("external_choices", 4, "name")


def test_the_spreadsheet_that_is_written_is_read_by_pyxform_and_back() -> None:
    imported = read("""
| survey |
| | type | name | label | choice_filter | parameters |
| | select_one town | a | A | | |
| | select_one_external town | b | B | name != ${a} | randomize=true |
| | select_multiple_from_file city.csv | c | C | | |
| | select_one_external city | d | D | name != ${a} | |
| choices |
| | list_name | name | label |
| | town | semei | Semei |
| external_choices |
| | list_name | name | label |
| | town | oral | Oral |
| | city | almaty | Almaty |
| city.csv |
| | name | label |
| | astana | Astana |
""")
    assert errors_of(imported) == []
    assert set(imported.document["choices"]) == {
        *("town", "town_external.csv", "city.csv", "city_external.csv")
    }
    definition = read_definition(imported.source)
    workbook = write_xlsform(definition)
    assert read_definition(import_xlsform(workbook).source) == definition
    assert pyxform_tree(workbook) == [
        "select_one a",
        "select_one_from_file b",
        "select_multiple_from_file c",
        "select_one_from_file d",
    ]


def test_a_list_without_a_sheet_or_without_a_column_of_lists_is_missing() -> None:
    survey: Rows = [["type", "name", "label"], ["select_one_external town", "a", "A"]]
    for sheets in ({}, {"external_choices": [["name", "label"], ["semei", "Semei"]]}):
        imported = read({"survey": survey, **sheets})
        assert errors_of(imported)[0] == ("form.no_external_list", "survey", 2, "type")


def test_rows_without_a_list_are_ignored_and_those_without_a_name_are_errors() -> None:
    imported = read("""
| survey |
| | type | name | label |
| | select_one_external town | a | A |
| external_choices |
| | list_name | name | label | region |
| | | semei | Semei | abai |
| | town | oral | Oral | bqo |
| | town | | Nameless | abai |
| | town | | Nameless | abai |
""")
    assert errors_of(imported) == [("form.choice_without_name", "external_choices", 4, "name")]
    assert [each["name"] for each in imported.document["choices"]["town.csv"]] == ["oral"]


def test_a_list_is_as_long_as_any_other() -> None:
    survey: Rows = [
        ["type", "name", "label", "choice_filter"],
        ["text", "r", "R"],
        ["select_one_external town", "a", "A", "region = ${r}"],
    ]
    choices: Rows = [
        ["list_name", "name", "label", "region"],
        *(["town", f"t{n}", f"Town {n}", f"r{n % 50}"] for n in range(MAX_CHOICES + 1)),
    ]
    imported = read({"survey": survey, "external_choices": choices})
    too_long = ("form.list_too_long", "external_choices", MAX_CHOICES + 2, None)
    assert too_long in errors_of(imported)
