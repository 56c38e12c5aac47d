import copy
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.stat_folds import (
    EMPTY,
    FoldState,
    FormVersions,
    UnreadableLines,
    fold,
    fold_readable,
    from_bytes,
    merge,
)
from chalicelib.domain.summaries import summarise
from chalicelib.forms.intake import Form
from chalicelib.forms.types.choice_types import OTHER_LABEL
from chalicelib.forms.validation import read_definition
from tests.domain.summary_samples import DEFINITION, EVENT, FORM, FORMS, line

THROUGH = datetime(2026, 6, 13, 9, tzinfo=UTC)


def summary(
    state: FoldState, forms: FormVersions = FORMS, *, published_at: Sequence[datetime] = ()
) -> dict[str, Any]:
    """Return the summary as its JSON has it."""
    return summarise(
        state,
        forms,
        event=EVENT,
        form="impressions",
        through=THROUGH,
        published_at=published_at,
    ).model_dump(mode="json")


def questions(state: FoldState, forms: FormVersions = FORMS) -> dict[str, dict[str, Any]]:
    return {question["name"]: question for question in summary(state, forms)["questions"]}


def test_the_figures_are_those_of_the_lines() -> None:
    lines = [
        line(overall=5, recommend=10, met=["a", "b"], best=["a", "b", "c"], hours=1.5, why="x"),
        line(overall=4, recommend=8, met=["b"], best=["b", "a", "c"], hours=2.5),
        line(overall=4, recommend=3),
        line(),
    ]
    document = summary(fold(EMPTY, lines, FORMS))
    assert document["event"] == "round-table"
    assert document["form"] == "impressions"
    assert document["responses"] == 4
    assert document["through"] == "2026-06-13T09:00:00.000000Z"
    assert "by_category" not in document
    found = questions(fold(EMPTY, lines, FORMS))
    assert list(found) == [row["name"] for row in DEFINITION["questions"]]
    assert found["overall"]["counts"] == {"1": 0, "2": 0, "3": 0, "4": 2, "5": 1}
    assert found["overall"]["mean"] == pytest.approx(13 / 3)
    assert found["overall"]["median"] == 4
    assert (found["overall"]["answered"], found["overall"]["skipped"]) == (3, 1)
    assert found["recommend"]["nps"] == {
        "promoters": 1,
        "passives": 1,
        "detractors": 1,
        "score": 0,
    }
    assert found["met"]["counts"] == {"a": 1, "b": 2, "c": 0}
    assert [(row["choice"], row["points"]) for row in found["best"]["borda"]] == [
        ("a", 3),
        ("b", 3),
        ("c", 0),
    ]
    assert found["hours"]["mean"] == 2
    assert (found["why"]["answered"], found["why"]["skipped"]) == (1, 3)
    assert "by_category" not in found["overall"]


def test_nothing_private_is_in_a_line_or_a_summary() -> None:
    lines = [line(email="aigerim@example.org")]
    assert "aigerim" not in lines[0]
    assert questions(fold(EMPTY, lines, FORMS))["email"]["answered"] == 1


def test_a_form_without_responses_has_a_summary() -> None:
    assert summary(EMPTY)["responses"] == 0
    assert questions(EMPTY)["overall"]["mean"] is None


def test_small_groups_are_hidden_with_their_complement() -> None:
    lines = [
        *[line(who="pupil", overall=5)] * 40,
        *[line(who="teacher", overall=4)] * 10,
        *[line(who="official", overall=1)] * 3,
    ]
    state = fold(EMPTY, lines, FORMS)
    hidden = {"suppressed": True}
    assert summary(state)["by_category"] == {
        "pupil": {"responses": 40},
        "teacher": hidden,
        "official": hidden,
        "parent": hidden,
    }
    found = questions(state)
    assert found["overall"]["by_category"]["pupil"]["mean"] == 5
    assert found["overall"]["by_category"]["teacher"] == hidden
    assert found["overall"]["by_category"]["official"] == hidden
    assert found["overall"]["by_category"]["parent"] == hidden
    assert found["overall"]["mean"] == pytest.approx(243 / 53)
    assert found["who"]["counts"] == {"pupil": 40}
    assert found["who"]["suppressed"] == ["teacher", "official", "parent"]
    assert "by_category" not in found["who"]


def test_nobody_is_left_for_two_responses_if_only_one_category_is_hidden() -> None:
    """A 0 beside every other category once said that both were of the hidden one."""
    state = fold(EMPTY, [line(who="pupil", overall=5)] * 2, FORMS)
    hidden = {name: {"suppressed": True} for name in ("pupil", "parent", "teacher", "official")}
    assert summary(state)["by_category"] == hidden
    found = questions(state)
    assert found["overall"]["by_category"] == hidden
    assert found["who"]["counts"] == {}


def test_a_group_that_mostly_skipped_a_question_is_hidden_there() -> None:
    lines = [
        *[line(who="pupil", overall=5)] * 40,
        *[line(who="teacher", overall=4)] * 4,
        *[line(who="teacher")] * 6,
        *[line(who="official", overall=2)] * 8,
    ]
    state = fold(EMPTY, lines, FORMS)
    assert summary(state)["by_category"]["teacher"] == {"responses": 10}
    shown = questions(state)["overall"]["by_category"]
    assert {name for name, figures in shown.items() if "mean" in figures} == {"pupil"}


def test_the_few_who_named_no_category_are_protected_too() -> None:
    lines = [
        *[line(who="pupil", overall=5)] * 40,
        *[line(who="teacher", overall=4)] * 10,
        *[line(overall=1)] * 2,
    ]
    state = fold(EMPTY, lines, FORMS)
    assert summary(state)["by_category"] == {
        "pupil": {"responses": 40},
        "teacher": {"responses": 10},
        "": {"responses": 2},
    }
    shown = questions(state)["overall"]["by_category"]
    assert {name for name, figures in shown.items() if "mean" in figures} == {"pupil"}


def second_version() -> Form:
    changed = copy.deepcopy(DEFINITION)
    del changed["questions"][3]
    changed["questions"][4] = {"type": "integer", "name": "hours", "label": "Whole hours"}
    changed["questions"][1]["type"] = "text"
    del changed["questions"][1]["parameters"], changed["questions"][1]["appearance"]
    changed["questions"].insert(0, {"type": "integer", "name": "age", "label": "Age"})
    return Form(read_definition(changed), version=2)


def test_several_versions_are_summed_question_by_question() -> None:
    forms = {1: FORM, 2: second_version()}
    lines = [
        line(overall=5, hours=1.5, met=["a"]),
        line(forms[2], overall="Good", hours=2, age=16),
    ]
    entries = summary(fold(EMPTY, lines, forms), forms)["questions"]
    order = [(entry["name"], entry.get("version")) for entry in entries]
    assert order == [
        ("age", None),
        ("who", None),
        ("overall", None),
        ("overall", 1),
        ("recommend", None),
        ("met", None),
        ("best", None),
        ("hours", None),
        ("day", None),
        ("why", None),
        ("email", None),
    ]
    found = dict(zip(order, entries, strict=True))
    assert found["hours", None]["answered"] == 2
    assert found["hours", None]["mean"] == 1.75
    assert (found["overall", None]["answered"], found["overall", None]["skipped"]) == (1, 0)
    assert found["overall", 1]["mean"] == 5
    assert (found["age", None]["answered"], found["age", None]["skipped"]) == (1, 0)


def test_the_summary_says_which_answers_came_from_which_version() -> None:
    forms = {1: FORM, 2: second_version()}
    state = fold(EMPTY, [line(overall=5), line(overall=4), line(forms[2], age=16)], forms)
    published_at = [datetime(2026, 6, day, tzinfo=UTC) for day in (1, 2)]
    document = summary(state, forms, published_at=published_at)
    assert document["versions"] == [
        {"version": 1, "responses": 2, "published_at": "2026-06-01T00:00:00.000000Z"},
        {"version": 2, "responses": 1, "published_at": "2026-06-02T00:00:00.000000Z"},
    ]
    asked = [(each["name"], each["versions"]) for each in document["questions"]]
    assert asked[:5] == [
        ("age", [2]),
        ("who", [1, 2]),
        ("overall", [2]),
        ("overall", [1]),
        ("recommend", [1, 2]),
    ]


def test_the_few_of_one_version_are_not_what_another_version_s_question_leaves() -> None:
    forms = {1: FORM, 2: second_version()}
    who = ("pupil", "teacher", "official")
    first = [line(who=each, met=["a"], recommend=9) for each in who for _ in range(9)]
    then = [line(forms[2], who="pupil", age=16, recommend=9)] * 2
    then += [line(forms[2], who="teacher", age=40, recommend=9)] * 8
    then += [line(forms[2], who="official", age=50, recommend=9)] * 6
    found = questions(fold(EMPTY, first + then, forms), forms)
    hidden = {"suppressed": True}

    def groups_with_figures(name: str) -> set[str]:
        return {each for each, figures in found[name]["by_category"].items() if figures != hidden}

    assert groups_with_figures("recommend") == {"pupil", "teacher", "official"}
    assert groups_with_figures("met") == {"teacher"}
    assert groups_with_figures("age") == {"teacher"}


def test_too_many_different_numbers_are_binned() -> None:
    lines = [line(hours=hours) for hours in range(1000)]
    hours = questions(fold(EMPTY, lines, FORMS))["hours"]
    assert hours["bins"][:2] == [
        {"from": 0, "below": 10, "count": 10},
        {"from": 10, "below": 20, "count": 10},
    ]
    assert (hours["median"], hours["median_within"], "counts" in hours) == (500, 5, False)


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "1|1|pupil",
        "2|1|pupil|0|5||||||+|",
        "1|7|pupil|0|5||||||+|",
        "1|x|pupil|0|5||||||+|",
        "1|1|pupil|0|5",
        "1|1|pupil|9|5||||||+|",
        "1|1|pupil|zero|5||||||+|",
        "1|1|pupil|0|five||||||+|",
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_never_guessed_at(odd: str) -> None:
    good = line(who="pupil", overall=5)
    state, unreadable = fold_readable([good, odd, good], FORMS)
    assert unreadable == [odd]
    assert state.responses == 2
    assert state.to_bytes() == fold(EMPTY, [good, good], FORMS).to_bytes()
    with pytest.raises(UnreadableLines) as refused:
        fold(EMPTY, [good, odd], FORMS)
    assert refused.value.lines == (odd,)


def test_a_state_survives_storage() -> None:
    state = fold(EMPTY, [line(who="pupil", overall=5, hours=0.1, best=["c", "a", "b"])], FORMS)
    again = from_bytes(state.to_bytes(), FORMS)
    assert again is not None
    assert again.to_bytes() == state.to_bytes()
    assert summary(again) == summary(state)


def test_a_state_that_does_not_fit_the_form_is_not_used() -> None:
    state = fold(EMPTY, [line(who="pupil")], FORMS)
    other = Form(
        read_definition({**DEFINITION, "questions": DEFINITION["questions"][:2]}), version=1
    )
    assert from_bytes(state.to_bytes(), {1: other}) is None
    assert from_bytes(state.to_bytes(), {}) is None


def test_merging_changes_neither_side() -> None:
    one = fold(EMPTY, [line(who="pupil", overall=5)], FORMS)
    other = fold(EMPTY, [line(who="pupil", overall=1)], FORMS)
    before = one.to_bytes(), other.to_bytes()
    both = merge(one, other)
    assert both.responses == 2
    assert (one.to_bytes(), other.to_bytes()) == before


REPEATED: dict[str, Any] = {
    **DEFINITION,
    "questions": [
        DEFINITION["questions"][0],
        {
            "type": "begin_repeat",
            "name": "children",
            "label": "Children",
            "questions": [
                {"type": "integer", "name": "age", "label": "Age"},
                {"type": "calculate", "name": "months", "calculation": "${age} * 12"},
            ],
        },
        {"type": "calculate", "name": "oldest", "calculation": "max(${age})"},
    ],
}


def test_a_repeat_s_figures_are_of_all_its_instances() -> None:
    forms = {1: Form(read_definition(REPEATED), version=1)}
    lines = [
        line(forms[1], who="pupil", children=[{"age": 1}, {"age": 4}, {}]),
        line(forms[1], who="teacher", children=[{"age": 7}]),
        line(forms[1], who="teacher"),
    ]
    found = questions(fold(EMPTY, lines, forms), forms)
    assert list(found) == ["who", "children", "children/age", "children/months", "oldest"]
    assert (found["children"]["mean"], found["children"]["skipped"]) == (2, 1)
    age = found["children/age"]
    assert (age["answered"], age["skipped"], age["responses"], age["mean"]) == (3, 1, 2, 4)
    assert found["children/months"]["mean"] == 48
    assert found["children/months"]["label"]["en"] == "months"
    assert (found["oldest"]["mean"], found["oldest"]["answered"]) == (5.5, 2)


def test_a_group_is_small_by_its_responses_however_many_instances_they_hold() -> None:
    forms = {1: Form(read_definition(REPEATED), version=1)}
    many = [{"age": age} for age in range(10)]
    lines = [
        *(line(forms[1], who="pupil", children=many if number < 2 else []) for number in range(9)),
        *(line(forms[1], who="teacher", children=many) for _ in range(9)),
    ]
    by_category = questions(fold(EMPTY, lines, forms), forms)["children/age"]["by_category"]
    assert by_category == {"pupil": {"suppressed": True}, "teacher": {"suppressed": True}}


def test_a_state_with_repeats_goes_on_as_if_it_had_never_been_stored() -> None:
    forms = {1: Form(read_definition(REPEATED), version=1)}
    state = fold(EMPTY, [line(forms[1], children=[{"age": 1}, {}])] * 3, forms)
    again = from_bytes(state.to_bytes(), forms)
    assert again is not None
    assert again.to_bytes() == state.to_bytes()
    assert summary(merge(again, again), forms) == summary(merge(state, state), forms)


@pytest.mark.parametrize("token", [";1", ";x*1", "5"])
def test_a_line_whose_instances_cannot_be_read_is_told_apart(token: str) -> None:
    forms = {1: Form(read_definition(REPEATED), version=1)}
    good = line(forms[1], children=[{"age": 1}])
    state, odd = fold_readable([good, f"1|1|||1|{token}|;|"], forms)
    assert (state.responses, len(odd)) == ((2, 0) if token == "5" else (1, 1))


def test_the_labels_of_choices_are_in_the_summary() -> None:
    found = questions(EMPTY)
    assert found["best"]["choices"] == [
        {"name": name, "label": dict.fromkeys(("kk", "ru", "en"), name.title())} for name in "abc"
    ]
    assert "choices" not in found["why"]


def test_the_answer_other_is_a_choice_where_the_question_offers_it() -> None:
    rows = [{**DEFINITION["questions"][3], "or_other": True}]
    forms = {1: Form(read_definition({**DEFINITION, "questions": rows}), version=1)}
    choices = questions(EMPTY, forms)["met"]["choices"]
    assert [choice["name"] for choice in choices] == ["a", "b", "c", "other"]
    assert choices[-1]["label"] == OTHER_LABEL


def test_categories_come_in_the_event_s_order_and_those_it_no_longer_has_after_them() -> None:
    names = ("visitor", "parent", "guest", "", "teacher")
    lines = [line().replace("1|1||", f"1|1|{name}|") for name in names for _ in range(9)]
    by_category = summary(fold(EMPTY, lines, FORMS))["by_category"]
    assert list(by_category) == ["teacher", "parent", "guest", "visitor", ""]
