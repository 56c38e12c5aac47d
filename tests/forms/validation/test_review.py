"""One pass over whatever a reader hands over: every problem once, with its pointer and its cell."""

import pytest

from chalicelib import errors
from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.definition import Choice
from chalicelib.forms.validation import (
    EventFacts,
    SourceDocument,
    TargetForm,
    read_definition,
    review,
)
from chalicelib.forms.validation.source_document import ChoiceList, SourceMap
from chalicelib.xlsform import read_xlsform
from tests.forms.definitions import codes, document, row
from tests.xlsform.workbooks import xlsx

EVENT = EventFacts(
    languages=("kk", "ru"),
    categories=(Choice(name="pupil", label={"kk": "Оқушы"}),),
    programme=frozenset({"opening"}),
)
SHEETS = """
| survey |
| | type | name | label::kk | label::ru | pikir::role | media::image::kk | parameters |
| | select_one who | who | Кім? | Кто? | category | | |
| | range | talk | Баға | Оценка | rating_of:closing | map.png | start=1 end=5 step=1 |
| | text | why | Неге? | | | | |
| choices |
| | list_name | name | label::kk | label::ru |
| | who | pupil | Оқушы | Ученик |
| | who | guest | Қонақ | Гость |
| settings |
| | form_title | form_id | default_language |
| | Іс-шара | visit | kk |
"""


def cells(problems: tuple[Problem, ...]) -> list[tuple[str, str, int | None, str | None]]:
    return [
        (each.code, each.location.sheet, each.location.row, each.location.column)
        for each in problems
        if each.location
    ]


def test_a_problem_that_only_an_event_causes_has_its_cell() -> None:
    source = read_xlsform(xlsx(SHEETS))
    found = review(source, event=EVENT, attachments=())
    assert cells(found.problems) == [
        ("form.not_on_programme", "survey", 3, "pikir::role"),
        ("form.not_a_category", "choices", 3, "name"),
        ("form.no_media_file", "survey", 3, "media::image::kk"),
        ("form.not_in_language", "survey", 4, "label::ru"),
        ("form.not_in_language", "settings", 2, "form_title"),
    ]
    assert len(found.problems) == 5
    assert found.problems[1].name == "/choices/who/1/name"
    assert found.definition is None
    with pytest.raises(errors.FormRefused) as refused:
        found.require()
    assert refused.value.problems == found.problems


def test_without_an_event_or_files_nothing_is_checked_against_them() -> None:
    found = review(read_xlsform(xlsx(SHEETS)))
    assert {each.code for each in found.problems} == {"form.not_in_language"}
    assert found.require().name == "visit"


def test_reading_hands_over_the_problems_of_reading_alone() -> None:
    broken = SHEETS.replace("| range", "| foo").replace("| who | guest", "| who |  ")
    source = read_xlsform(xlsx(broken))
    assert [each.code for each in source.problems if each.severity == "error"] == [
        "form.unknown_type",
        "form.choice_without_name",
    ]
    found = review(source, event=EVENT)
    assert cells(found.problems)[:2] == [
        ("form.unknown_type", "survey", 3, "type"),
        ("form.choice_without_name", "choices", 3, "name"),
    ]
    assert found.problems[0].name == "/questions/1/type"


def test_a_replaced_row_is_not_reviewed_but_the_rows_inside_are() -> None:
    inner = row("text", "b", hint={"kk": "?", "ru": "?"}, label={"ru": "?"})
    raw = document(row("begin_group", "g", appearance="glitter", questions=[inner]))
    plain = codes(review(raw).problems)
    assert ("/questions/0/appearance", "form.bad_appearance") in plain
    replaced = SourceDocument(raw, SourceMap(replaced=frozenset({"/questions/0"})))
    left = codes(review(replaced).problems)
    within = ("/questions/0/appearance", "/questions/0/label")
    assert left == [each for each in plain if not each[0].startswith(within)]
    assert ("/questions/0/questions/0/label", "form.language_missing") in left


def test_a_provisional_problem_gives_way_to_an_error_in_its_cell_only() -> None:
    cell, other = SourceLocation("survey", 2, "relevant"), SourceLocation("survey", 3, "relevant")
    raw = document(row("text", "a", relevant="${b"), row("text", "c"))
    source = SourceDocument(
        raw,
        SourceMap({"/questions/0/relevant": cell, "/questions/1": other}),
        provisional=tuple(
            Problem("", "form.bad_reference", "?", location=each) for each in (cell, other)
        ),
    )
    found = [each for each in review(source).problems if each.severity == "error"]
    assert [(each.location, each.name) for each in found if each.code == "form.bad_reference"] == [
        (other, "/questions/1")
    ]
    assert [each.location for each in found] == [cell, other]


def test_the_target_form_keeps_its_name_and_its_published_purpose() -> None:
    raw = document(row("text"), name="visit", purpose="other")
    same = TargetForm("visit", published_purpose="other")
    assert codes(review(raw, target=same).problems) == codes(review(raw).problems)
    another = review(raw, target=TargetForm("tour", published_purpose="proposals"))
    assert codes(another.problems)[:2] == [
        ("/name", "form.another_name"),
        ("/purpose", "form.another_purpose"),
    ]
    unreadable = review({**raw, "name": "a b"}, target=TargetForm("visit"))
    assert ("/name", "form.another_name") not in codes(unreadable.problems)


def test_a_new_form_takes_no_other_form_s_name_unless_it_is_that_form_again() -> None:
    raw = document(row("text"))
    name = str(raw["name"])
    taken = TargetForm(
        name, is_taken=True, draft=read_definition(document(row("note", "n"), row("text")))
    )
    assert ("/name", "form.name_taken") in codes(review(raw, target=taken).problems)
    again = TargetForm(name, is_taken=True, draft=read_definition(raw))
    assert review(raw, target=again).definition == again.draft


def test_a_missing_list_is_a_warning_in_a_draft_and_an_error_at_publishing() -> None:
    raw = document(row("select_one_from_file", list_name="cities.csv"))
    [draft] = [each for each in review(raw).problems if each.code == "form.no_file"]
    [final] = [
        each for each in review(raw, is_publishing=True).problems if each.code == "form.no_file"
    ]
    assert (draft.severity, final.severity) == ("warning", "error")
    assert (draft.name, final.name) == ("/questions/0/list_name",) * 2


def test_a_list_brings_its_cells_and_an_unreadable_one_is_not_called_empty() -> None:
    raw = document(row("select_multiple_from_file", list_name="cities.csv"))
    source = SourceDocument.of(raw)
    cell = SourceLocation("cities.csv", 2, "name")
    spaced = ChoiceList(({"name": "a b"},), {"/0": cell, "/0/name": cell})
    problems = review(source.with_list("cities.csv", spaced)).problems
    assert "form.spaced_choice" in [each.code for each in problems]
    lost = Problem("", "form.file_not_text", "?", location=SourceLocation("cities.csv"))
    found = review(source.with_list("cities.csv", ChoiceList(problems=(lost,))))
    assert [each.code for each in found.problems if each.severity == "error"] == [lost.code]
