"""Reading a spreadsheet: the definition that it becomes, and the problems at its cells."""

from tests.xlsform.workbooks import errors_of, import_xlsform, read, xls

THREE_LANGUAGES = """
| survey |
| | type | name | label::Қазақша (kk) | label::Russian | label::en | hint | required | pikir::role |
| | select_one who | who | Сіз кімсіз? | Кто вы? | Who are you? | Біреуін таңдаңыз | yes | category |
| | begin group | more | Тағы | Ещё | More | | | |
| | text | why | Неге “солай”? | Почему? | Why? | | | proposal |
| | end group | | | | | | | |
| choices |
| | list_name | name | label::kk | label::Русский (ru) | label::English | region |
| | who | pupil | Оқушы | Ученик | Pupil | north |
| | who | teacher | Мұғалім | Учитель | Teacher | south |
| settings |
| | form_title | form_id | pikir::purpose | pikir::title::ru |
| | Әсерлер | after the event | impressions | Впечатления |
"""


def test_languages_aliases_and_pikir_columns_are_read() -> None:
    imported = read(THREE_LANGUAGES)
    assert errors_of(imported) == []
    assert imported.document == {
        "name": "after_the_event",
        "purpose": "impressions",
        "title": {"kk": "Әсерлер", "ru": "Впечатления"},
        "default_language": "kk",
        "choices": {
            "who": [
                {
                    "name": "pupil",
                    "label": {"kk": "Оқушы", "ru": "Ученик", "en": "Pupil"},
                    "region": "north",
                },
                {
                    "name": "teacher",
                    "label": {"kk": "Мұғалім", "ru": "Учитель", "en": "Teacher"},
                    "region": "south",
                },
            ]
        },
        "questions": [
            {
                "type": "select_one",
                "name": "who",
                "label": {"kk": "Сіз кімсіз?", "ru": "Кто вы?", "en": "Who are you?"},
                "hint": {"kk": "Біреуін таңдаңыз"},
                "required": True,
                "list_name": "who",
                "role": "category",
            },
            {
                "type": "begin_group",
                "name": "more",
                "label": {"kk": "Тағы", "ru": "Ещё", "en": "More"},
                "questions": [
                    {
                        "type": "text",
                        "name": "why",
                        "label": {"kk": "Неге “солай”?", "ru": "Почему?", "en": "Why?"},
                        "role": "proposal",
                    }
                ],
            },
        ],
    }


def test_an_xls_file_is_read_to_the_same_definition_as_an_xlsx_file() -> None:
    assert import_xlsform(xls(THREE_LANGUAGES)).document == read(THREE_LANGUAGES).document


def test_name_and_purpose_arguments_take_precedence_over_the_sheet() -> None:
    imported = read(THREE_LANGUAGES, name="visit", purpose="other")
    assert (imported.document["name"], imported.document["purpose"]) == ("visit", "other")


def test_all_problems_are_reported_at_once_each_at_its_cell() -> None:
    imported = read("""
| survey |
| | type | name | label |
| | select_one nowhere | a | A |
| | foo | b | B |
| | text | | C |
| | text | b | D |
| | end group | | |
| | begin group | left | |
| | text | q w | E ${nobody} |
| | text | silent | |
| | include | way | F |
""")
    assert errors_of(imported) == [
        ("form.no_list", "survey", 2, "type"),
        ("form.unknown_type", "survey", 3, "type"),
        ("form.no_name", "survey", 4, "name"),
        ("form.duplicate_name", "survey", 5, "name"),
        ("form.unmatched_end", "survey", 6, "type"),
        ("form.unmatched_begin", "survey", 7, "type"),
        ("form.bad_name", "survey", 8, "name"),
        ("form.unknown_reference", "survey", 8, "label"),
        ("form.missing", "survey", 9, "label"),
        ("form.unsupported_type", "survey", 10, "type"),
    ]


def test_a_pyxform_error_without_a_row_is_located_at_its_row() -> None:
    imported = read("""
| survey |
| | type | name | label | parameters |
| | text | a | A | |
| | image | b | B | max-pixels=wide |
| | select_one l | c | C | seed=3 |
| | audit | | | track-changes=maybe |
| choices |
| | list_name | name | label |
| | l | x | X |
""")
    assert errors_of(imported) == [
        ("form.bad_parameter", "survey", 3, "parameters"),
        ("form.bad_parameter", "survey", 4, "parameters"),
        ("form.xlsform", "survey", 5, None),
    ]


def test_a_row_for_apps_is_left_out_beside_questions_and_kept_alone() -> None:
    alone = read("""
| survey |
| | type | name |
| | audit | audit |
""")
    assert [row["name"] for row in alone.document["questions"]] == ["audit"]
    assert {each.code for each in alone.problems} == {
        *("form.never_answered", "form.nothing_to_answer"),
    }
    beside = read("""
| survey |
| | type | name | label |
| | audit | | |
| | text | a | A |
""")
    assert [row["name"] for row in beside.document["questions"]] == ["a"]
    assert ("form.row_left_out", "warning") in {
        (each.code, each.severity) for each in beside.problems
    }


def test_a_path_to_nothing_is_accepted_with_a_warning() -> None:
    imported = read("""
| survey |
| | type | name | label | calculation |
| | text | crop | A | |
| | calculate | b | | other = ${crop} |
""")
    assert [row["calculation"] for row in imported.document["questions"][1:]] == ["other = ${crop}"]
    assert {
        each.severity for each in imported.problems if each.parameters.get("name") == "other"
    } == {"warning"}


def test_a_misspelt_name_is_reported_with_the_nearest_name() -> None:
    imported = read("""
| survey |
| | type | name | label | calculation |
| | text | children | A | |
| | calculate | b | | ${childern} |
| | calculate | c | | |
""")
    assert errors_of(imported) == [
        ("form.expression_misspelt_name", "survey", 3, "calculation"),
        ("form.no_calculation", "survey", 4, None),
    ]
    assert imported.problems[0].parameters["nearest"] == "children"


def test_form_id_takes_precedence_over_id_string() -> None:
    imported = read("""
| survey |
| | type | name | label |
| | text | a | A |
| settings |
| | id_string | form_id |
| | older | newer |
""")
    assert errors_of(imported) == []
    assert imported.document["name"] == "newer"
