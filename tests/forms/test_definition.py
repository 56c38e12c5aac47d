import json
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.forms.definition import dump, load
from chalicelib.forms.validation import read_definition, review
from chalicelib.forms.validation.structure import MAX_PROBLEMS
from tests.forms.definitions import codes, document, row


def refusals(raw: object) -> list[tuple[str, str]]:
    with pytest.raises(errors.FormRefused) as caught:
        read_definition(json.dumps(raw).encode())
    for problem in caught.value.problems:
        problem.message.format_map(problem.parameters)
    return codes(each for each in caught.value.problems if each.severity == "error")


def test_a_dumped_definition_reads_back_equal() -> None:
    scale = row("range", "r", parameters={"start": 0.5, "end": 2, "step": 0.5})
    group = row("begin_group", "g", questions=[scale, row("rank", "k")])
    definition = read_definition(document(row("integer", min=1), row("text", "t", hint="?"), group))
    assert read_definition(dump(definition)) == load(dump(definition)) == definition


def test_all_problems_are_named_at_once() -> None:
    raw = {
        "name": "1st",
        "purpose": "party",
        "title": {"ru": "Форма"},
        "colour": "red",
        "choices": {"empty": [], "twice": [{"name": "a", "label": "A"}] * 2, "no list": 5},
        "questions": [
            row("text", "a", relevant="${b} = 1"),
            row("select_one", "b", list_name="nowhere"),
            row("begin_repeat", "c", questions=[row("texte", "d")]),
            row("text", "a", required="yes", lenght=5),
            "a row",
        ],
    }
    assert sorted(refusals(raw)) == sorted(
        [
            ("/name", "form.bad_name"),
            ("/purpose", "form.not_one_of"),
            ("/colour", "form.unknown_key"),
            ("/choices/no list", "form.bad_name"),
            ("/questions/3/lenght", "form.unknown_key"),
            ("/questions/4", "form.wrong_type"),
            ("/questions/1/list_name", "form.no_list"),
            ("/questions/2/questions/0/type", "form.unknown_type"),
            ("/choices/empty", "form.empty_list"),
            ("/choices/twice/1/name", "form.duplicate_choice"),
        ]
    )


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        (row("text", label=None), ("/questions/0/label", "form.missing")),
        (row("text", label={"ru": "?"}), None),
        (row("text", label={"fr": "?"}), ("/questions/0/label/fr", "form.not_one_of")),
        (row("text", label={"kk": " "}), ("/questions/0/label/kk", "form.bad_text")),
        (row("text", label={"kk": "\x00"}), ("/questions/0/label/kk", "form.bad_text")),
        (row("text", min_length=5, max_length=4), ("/questions/0/max_length", "form.empty_range")),
        (row("text", min_length=4001), ("/questions/0/min_length", "form.empty_range")),
        (row("text", min_length=True), ("/questions/0/min_length", "form.wrong_type")),
        (row("text", max_length=0), ("/questions/0/max_length", "form.bad_value")),
        (row("text", min=1), ("/questions/0/min", "form.not_for_type")),
        (row("text", questions=[]), None),
        (row("text", questions=[row("text")]), ("/questions/0/questions", "form.not_for_type")),
        (row("text", private="yes"), ("/questions/0/private", "form.wrong_type")),
        (row("integer", min=1.5), ("/questions/0/min", "form.bad_limit")),
        (row("integer", min=2, max=1), ("/questions/0/max", "form.empty_range")),
        (row("integer", min=10**15), ("/questions/0/min", "form.bad_value")),
        (row("decimal", min=0.1234567890123456), ("/questions/0/min", "form.bad_limit")),
        (row("decimal", max="1"), ("/questions/0/max", "form.bad_limit")),
        (row("date", min="2026-02-30"), ("/questions/0/min", "form.bad_limit")),
        (row("date", min=2026), ("/questions/0/min", "form.bad_limit")),
        (row("time", max="25:00"), ("/questions/0/max", "form.bad_limit")),
        (row("dateTime", min="2026-02-30T10:00"), ("/questions/0/min", "form.bad_limit")),
        (row("select_one", list_name=None), ("/questions/0/list_name", "form.missing")),
        (
            row("range", parameters={"start": 5, "end": 1, "step": 0}),
            ("/questions/0/parameters", "form.bad_parameters"),
        ),
        (row("range", parameters={"start": 5, "end": 1}), None),
        (
            row("range", parameters={"step": "1"}),
            ("/questions/0/parameters/step", "form.wrong_type"),
        ),
        (
            row("range", parameters={"stop": 1}),
            ("/questions/0/parameters/stop", "form.unknown_key"),
        ),
        (
            row("range", parameters={"end": 1, "step": 0.0001}),
            ("/questions/0/parameters", "form.too_many_steps"),
        ),
        (
            row(
                "range", parameters={"start": 999999999999998, "end": 999999999999999, "step": 0.1}
            ),
            ("/questions/0/parameters", "form.bad_parameters"),
        ),
        (
            row("range", parameters={"start": 1}, appearance="nps"),
            ("/questions/0/parameters", "form.not_nps"),
        ),
        (
            row("range", parameters={"end": 20}, appearance="rating"),
            ("/questions/0/parameters", "form.too_many_steps"),
        ),
        (row("text", role="hero"), ("/questions/0/role", "form.unknown_role")),
        (row("text", role="rating_of:"), ("/questions/0/role", "form.unknown_role")),
        (row("integer", role="email"), ("/questions/0/role", "form.role_not_for_type")),
        (
            row("select_one", role="category", private=True),
            ("/questions/0/private", "form.private_category"),
        ),
        (
            row("select_one", role="category", or_other=True),
            ("/questions/0/or_other", "form.category_other"),
        ),
        (row("text", list_name=None, min=None), None),
        (row("note", required=True), None),
        (row("begin_group", questions=[]), None),
        (row("include"), ("/questions/0/type", "form.unsupported_type")),
        (row("calculate"), ("/questions/0", "form.no_calculation")),
        (row("text", appearance="w4 columns-3"), None),
        (row("begin_repeat", role="name"), ("/questions/0/role", "form.not_for_type")),
        (row("begin_group", questions={}), ("/questions/0/questions", "form.wrong_type")),
    ],
)
def test_a_row_that_cannot_be(broken: dict[str, Any], problem: tuple[str, str] | None) -> None:
    raw = document(broken, row("text", "other_question"))
    if problem is None:
        read_definition(raw)
    else:
        assert refusals(raw) == [problem]


def test_a_choice_may_stand_in_its_list_twice_where_a_filter_can_tell_the_rows_apart() -> None:
    places = [{"name": "lake", "region": "east"}, {"name": "lake", "region": "west"}]
    asked = row("select_one", list_name="places", choice_filter="region = 'east'")
    assert len(read_definition(document(asked, choices={"places": places})).choices["places"]) == 2
    assert refusals(document(asked, choices={"places": [*places, places[0]]})) == [
        ("/choices/places/2/name", "form.duplicate_choice")
    ]


def test_a_name_may_occur_in_two_groups_but_not_twice_in_one() -> None:
    groups = [row("begin_group", name, questions=[row("text", "same")]) for name in ("a", "b")]
    read_definition(document(*groups))
    assert refusals(document(row("text", "same"), row("text", "same"))) == [
        ("/questions/1/name", "form.duplicate_name")
    ]


def test_a_name_that_another_question_s_field_would_have_is_refused() -> None:
    raw = document(row("select_one", "who", or_other=True), row("text", "who_other"))
    assert refusals(raw) == [("/questions/1/name", "form.duplicate_name")]
    raw = document(row("text", "who.pupil"), row("rank", "who"))
    assert refusals(raw) == [("/questions/1/name", "form.duplicate_name")]


def test_or_other_needs_its_name_free() -> None:
    choices = {"who": [{"name": "other", "label": "?"}]}
    raw = document(row("select_one", or_other=True), choices=choices)
    assert refusals(raw) == [("/questions/0/or_other", "form.choice_other")]


def test_a_name_in_a_repeat_is_its_own_but_not_a_column_of_another_question() -> None:
    inner = [row("begin_repeat", "r", questions=[row("text", "same")])]
    read_definition(document(row("text", "same"), *inner))
    outside = row(
        "begin_group", "h", questions=[row("begin_repeat", "g", questions=[row("text", "q")])]
    )
    groups = [row("begin_group", name, questions=[row("text", "q")]) for name in ("g", "i")]
    assert refusals(document(outside, *groups)) == [
        ("/questions/1/questions/0/name", "form.duplicate_name")
    ]


def test_several_choices_have_no_spaces_in_their_names() -> None:
    spaced = {"who": [{"name": "a b", "label": "?"}]}
    read_definition(document(row("select_one"), choices=spaced))
    for kind in ("select_multiple", "rank"):
        assert refusals(document(row(kind), choices=spaced)) == [
            ("/questions/0/list_name", "form.spaced_choice")
        ]


def test_a_ranking_s_field_is_not_a_repeat_s() -> None:
    lists = {"who": [{"name": "x[0]/y", "label": "?"}]}
    rows = [row("rank", "r"), row("begin_repeat", "r.x", questions=[row("text", "y")])]
    assert ("/questions/1/name", "form.duplicate_name") in refusals(document(*rows, choices=lists))


def test_a_role_that_says_who_it_is_stands_once() -> None:
    raw = document(row("text", "a", role="email"), row("text", "b", role="email"))
    assert refusals(raw) == [("/questions/1/role", "form.repeated_role")]
    read_definition(document(row("text", "a", role="proposal"), row("text", "b", role="proposal")))


def test_a_form_asks_something() -> None:
    assert refusals(document()) == [("/questions", "form.no_questions")]
    only_notes = document(row("note"))
    assert "form.nothing_to_answer" in [each.code for each in review(only_notes).problems]
    assert read_definition(only_notes).questions


def test_a_form_has_bounds() -> None:
    nested = row("text", "deep")
    for level in range(13):
        nested = row("begin_group", f"g{level}", questions=[nested])
    [(where, code)] = refusals(document(nested, row("text", "t")))
    assert (where.count("questions"), code) == (14, "form.too_deep")
    repeats = row("text", "deep")
    for level in range(5):
        repeats = row("begin_repeat", f"r{level}", questions=[repeats])
    [(where, code)] = refusals(document(repeats, row("text", "t")))
    assert (where.count("questions"), code) == (6, "form.too_many_repeats")
    many = [row("text", f"q{number}") for number in range(1_001)]
    assert refusals(document(*many)) == [("/questions", "form.too_many_questions")]
    long = {"who": [{"name": f"c{number}", "label": "?"} for number in range(31)]}
    assert refusals(document(row("rank"), choices=long)) == [
        ("/questions/0/list_name", "form.too_many_choices")
    ]
    longer = {"who": [{"name": f"c{number}", "label": "?"} for number in range(5_001)]}
    assert refusals(document(row("select_one"), choices=longer)) == [
        ("/choices/who", "form.too_long")
    ]


def test_a_refusal_stays_readable_however_much_is_wrong() -> None:
    assert len(refusals(document(*[row("text", "same")] * 1000))) == MAX_PROBLEMS


@pytest.mark.parametrize("raw", [[], "form", None, 5])
def test_a_definition_is_an_object(raw: object) -> None:
    assert refusals(raw) == [("", "form.wrong_type")]


def test_missing_and_mistyped_keys_are_named() -> None:
    assert refusals({}) == [
        ("/name", "form.missing"),
        ("/purpose", "form.missing"),
        ("/title", "form.missing"),
        ("/questions", "form.missing"),
    ]
    assert refusals(document(questions={})) == [("/questions", "form.wrong_type")]
    assert refusals(document(row("text"), default_language="fr")) == [
        ("/default_language", "form.not_one_of")
    ]
    assert refusals(document(row("text"), choices=[])) == [("/choices", "form.wrong_type")]


@pytest.mark.parametrize("name", ["a|b", "бала", "two words"])
def test_a_category_has_a_name_that_keys_and_lines_can_hold(name: str) -> None:
    lists = {"who": [{"name": "pupil", "label": "?"}, {"name": name, "label": "?"}]}

    assert refusals(document(row("select_one", role="category"), choices=lists)) == [
        ("/questions/0/list_name", "form.bad_category")
    ]
    assert (
        read_definition(document(row("select_one"), choices=lists)).choices["who"][1].name == name
    )
