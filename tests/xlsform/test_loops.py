"""``begin loop over LIST`` becomes a group for each choice, within limits; a row's problem is one problem."""

from typing import Any

import pytest

from chalicelib.forms.validation import read_definition
from chalicelib.xlsform import write_xlsform
from tests.xlsform.workbooks import ImportedForm, Rows, errors_of, import_xlsform, read

CHOICES = """
| choices |
| | list_name | name | label::English (en) | label::Русский (ru) | label::Deutsch | size | media::image |
| | t | car | Car | Машина | Auto | big | car.png |
| | t | bike | Bike | | Rad | | |
| | t | none | None | | | | |
| | t | foot | | | | | |
"""


def groups_of(imported: ImportedForm) -> list[dict[str, Any]]:
    assert errors_of(imported) == []
    groups: list[dict[str, Any]] = imported.document["questions"][0]["questions"]
    return groups


def test_a_loop_is_a_group_for_each_choice_with_its_label_and_picture() -> None:
    imported = read(f"""
| survey |
| | type | name | label::English (en) |
| | begin loop over t | l | Ways to school |
| | integer | days | Days |
| | end loop | | |
{CHOICES}""")
    groups = groups_of(imported)
    assert imported.document["questions"][0]["label"] == {"en": "Ways to school"}
    assert [(each["type"], each["name"], each.get("label")) for each in groups] == [
        ("begin_group", "car", {"ru": "Машина", "en": "Car"}),
        ("begin_group", "bike", {"en": "Bike"}),
        ("begin_group", "foot", None),
    ]
    assert groups[0]["media"] == {"image": {"en": "car.png"}}
    assert imported.document["choices"] == {}
    assert imported.source.source_map.locate("/questions/0/questions/1/label") is not None
    definition = read_definition(imported.source)
    assert read_definition(import_xlsform(write_xlsform(definition)).source) == definition


def test_texts_are_filled_in_with_the_columns_of_the_choice_in_their_language() -> None:
    groups = groups_of(
        read(f"""
| survey |
| | type | name | label::English (en) | label::Русский (ru) | label::Deutsch | hint | relevant | default |
| | begin loop over t | l | L | Л | | | | |
| | text | a | %(label)s, %(name)s: %(size)s, 100% sure, 5%% | %(label)s? | %(label)s! | %(label)s | '%(name)s' != '' | %(size)s |
| | begin group | g | %(label)s | | | | | |
| | text | b | | | %(label)s | | | |
| | end group | | | | | | | |
| | end loop | | | | | | | |
{CHOICES}""")
    )
    first, second, third = ([each["questions"][0], each["questions"][1]] for each in groups)
    assert first[0]["label"] == {"ru": "Машина?", "en": "Car, car: big, 100% sure, 5%"}
    assert first[0]["hint"] == {"en": "Car"}
    assert (first[0]["relevant"], first[0]["default"]) == ("'car' != ''", "big")
    assert first[1]["questions"][0]["label"] == {"en": "Auto"}  # only German, so it stands in
    assert second[0]["label"] == {"ru": "Bike?", "en": "Bike, bike: , 100% sure, 5%"}
    assert third[0]["label"] == {"ru": "foot?", "en": "foot, foot: , 100% sure, 5%"}
    assert third[1]["label"] == {"en": "foot"}


def test_other_is_a_group_in_the_languages_of_the_list() -> None:
    imported = read("""
| survey |
| | type | name | label::ru |
| | select_one t or_other | q | Чем? |
| | begin loop over t | l | Л |
| | text | a | %(label)s |
| | end loop | | |
| choices |
| | list_name | name | label::ru | label::Deutsch |
| | t | car | Машина | Auto |
""")
    groups = imported.document["questions"][1]["questions"]
    assert [each["label"] for each in groups] == [{"ru": "Машина"}, {"ru": "Другое"}]
    assert groups[1]["questions"][0]["label"] == {"ru": "Другое"}
    assert list(imported.document["choices"]) == ["t"]


def test_the_list_of_a_loop_stays_where_an_expression_looks_something_up_in_it() -> None:
    imported = read("""
| survey |
| | type | name | label | calculation |
| | begin loop over t | l | L | |
| | integer | a | A | |
| | end loop | | | |
| | calculate | n | | count(instance('t')/root/item) |
| choices |
| | list_name | name | label |
| | t | car | Car |
""")
    assert errors_of(imported) == []
    assert list(imported.document["choices"]) == ["t"]


def test_a_problem_of_a_row_in_a_loop_is_reported_once_at_its_row() -> None:
    choices = "\n".join(f"| | t | c{n} | Choice {n} |" for n in range(20))
    imported = read(f"""
| survey |
| | type | name | label | relevant | constraint | parameters |
| | text | first | First | | | |
| | begin loop over t | l | L | | | |
| | text | a | A ${{nobody}} | | | |
| | integer | b | B | '%(name)s' = | . > 1 | rows=1 |
| | text | c | C | ${{b}} = 1 | | |
| | range | d | D | | | step=0 |
| | end loop | | | | | |
| | range | e | E | | | step=0 |
| choices |
| | list_name | name | label |
{choices}""")
    assert errors_of(imported) == [
        ("form.expression_unknown_name", "survey", 4, "label"),
        ("form.expression_ends_early", "survey", 5, "relevant"),
        ("form.expression_ambiguous_name", "survey", 6, "relevant"),
        ("form.xlsform", "survey", 7, "parameters"),
        ("form.xlsform", "survey", 9, "parameters"),
    ]
    warnings = [each.code for each in imported.problems if each.severity == "warning"]
    assert sorted(warnings) == ["form.ignored_parameter", "form.no_constraint_message"]
    reasons = [str(each.parameters.get("reason")) for each in imported.problems]
    assert [each[:9] for each in reasons if "step" in each] == ["[row : 7]", "[row : 9]"]


def test_a_condition_on_the_choice_is_no_condition_that_never_holds() -> None:
    imported = read("""
| survey |
| | type | name | label | relevant |
| | begin loop over t | l | L | |
| | text | a | A | '%(name)s' = 'bike' |
| | text | b | B | '%(name)s' = 'tram' |
| | begin group | g | G | |
| | text | c | C | '%(name)s' = 'car' |
| | end group | | | |
| | end loop | | | |
| | text | d | D | 1 = 2 |
| choices |
| | list_name | name | label |
| | t | car | Car |
| | t | bike | Bike |
""")
    assert errors_of(imported) == []
    assert sorted(
        (each.code, each.location and each.location.row) for each in imported.problems
    ) == [("form.loop_filled_in", 6), ("form.unreachable", 4), ("form.unreachable", 9)]


def test_a_loop_needs_choices_with_different_names() -> None:
    imported = read("""
| survey |
| | type | name | label |
| | begin loop over t | l | L |
| | text | a | A |
| | end loop | | |
| choices |
| | list_name | name | label | size |
| | t | car | Car | 1 |
| | t | car | Car | 2 |
| | | tram | Tram | |
| settings |
| | allow_choice_duplicates |
| | yes |
""")
    assert errors_of(imported)[0] == ("form.duplicate_choice", "survey", 2, "type")


LOOP: list[list[str]] = [["begin loop over t", "l", "L"], ["text", "a", "A"], ["end loop"]]


@pytest.mark.parametrize(
    ("rows", "choices", "code"),
    [
        (LOOP, 1_001, "form.loop_too_large"),
        ([["begin loop over t", "l", "L"]] * 3 + [["end loop"]] * 3, 40, "form.loop_too_large"),
        ([LOOP[0], ["note", "a", "%(label)s" * 2_000], LOOP[2]], 90, "form.loop_too_large"),
        (LOOP[:1] * 7 + LOOP[1:2] + LOOP[2:] * 7, 1, "form.too_deep"),
    ],
    ids=["questions", "groups", "letters", "levels"],
)
def test_a_loop_over_a_long_list_is_refused_before_it_is_written_out(
    rows: list[list[str]], choices: int, code: str
) -> None:
    lists: Rows = [
        ["list_name", "name", "label"],
        *(["t", f"c{n}", f"{n:050}"] for n in range(choices)),
    ]
    survey: Rows = [["type", "name", "label"], ["text", "first", "First"], *rows]
    imported = read({"survey": survey, "choices": lists})
    assert [each[0] for each in errors_of(imported)] == [code]
    assert not imported.source.is_readable
