"""What the differences of two versions say about the figures is what the summary of both does."""

from typing import Any

import pytest

from chalicelib.domain.stat_folds import EMPTY, fold
from chalicelib.domain.summaries import summarise
from chalicelib.domain.versions import Effect, compare
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from tests.domain.summary_samples import EVENT, line
from tests.domain.test_summaries import THROUGH

WHO = [{"name": name, "label": name.title()} for name in ("pupil", "teacher")]
GUEST = {"name": "guest", "label": "Guest"}
Row = dict[str, Any]
SCALE: Row = {"type": "range", "parameters": {"start": 1, "end": 5, "step": 1}}
ONE: Row = {"type": "select_one", "list_name": "who"}
RANK: Row = {"type": "rank", "list_name": "who"}


def form(version: int, question: Row | None, *choices: Row) -> Form:
    rows: list[Row] = [{"type": "integer", "name": "n", "label": "N"}]
    if question is not None:
        rows.append({"name": "q", "label": "Question", **question})
    lists = {"who": [*(choices or WHO)]} if question and "list_name" in question else {}
    document = {"name": "f", "purpose": "impressions", "title": "F"}
    return Form(read_definition({**document, "choices": lists, "questions": rows}), version)


def effects(old: Form, new: Form) -> tuple[Effect, ...]:
    (change,) = (each for each in compare(old, new) if each.name == "q")
    return change.effects


def figures(old: Form, new: Form, before: object, after: object) -> list[Row]:
    """Return what the summary has of the question, where each version was answered once."""
    forms = {1: old, 2: new}
    lines = [
        line(each, **({} if answer is None else {"q": answer}))
        for each, answer in ((old, before), (new, after))
    ]
    summary = summarise(
        fold(EMPTY, lines, forms), forms, event=EVENT, form="f", through=THROUGH
    ).model_dump(mode="json")
    return [each for each in summary["questions"] if each["name"] == "q"]


def test_figures_that_continue_are_those_of_both_versions() -> None:
    old, new = form(1, SCALE), form(2, {**SCALE, "required": True, "label": "Question?"})
    assert effects(old, new) == (Effect.NONE,)
    (whole,) = figures(old, new, 2, 4)
    assert (whole["versions"], whole["answered"], whole["mean"]) == ([1, 2], 2, 3)
    assert whole["label"]["en"] == "Question?"


def test_figures_begin_with_the_version_and_end_without_being_lost() -> None:
    without, asked = form(1, None), form(1, SCALE)
    assert effects(without, form(2, SCALE)) == (Effect.BEGINS,)
    (fresh,) = figures(without, form(2, SCALE), None, 4)
    assert (fresh["versions"], fresh["answered"], fresh["skipped"]) == ([2], 1, 0)
    assert effects(asked, form(2, None)) == (Effect.ENDS,)
    (left,) = figures(asked, form(2, None), 4, None)
    assert (left["versions"], left["answered"], left["mean"]) == ([1], 1, 4)


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ({"type": "text"}, {"type": "integer"}, "a", 4),
        ({"type": "integer"}, {"type": "integer", "private": True}, 4, 5),
        (ONE, RANK, "pupil", ["teacher", "pupil"]),
    ],
)
def test_figures_of_another_kind_stand_apart_with_their_version(
    old: Row, new: Row, before: object, after: object
) -> None:
    first, second = form(1, old), form(2, new)
    assert effects(first, second) == (Effect.APART,)
    found = figures(first, second, before, after)
    assert [(each["versions"], each.get("version"), each["answered"]) for each in found] == [
        ([2], None, 1),
        ([1], 1, 1),
    ]


def test_choices_that_come_and_go_keep_their_counts() -> None:
    old, new = form(1, ONE), form(2, ONE, WHO[1], GUEST)
    assert effects(old, new) == (Effect.CHOICES_ADDED, Effect.CHOICES_REMOVED)
    (whole,) = figures(old, new, "pupil", "guest")
    assert whole["counts"] == {"teacher": 0, "guest": 1, "pupil": 1}
    assert [each["name"] for each in whole["choices"]] == ["teacher", "guest", "pupil"]


def test_two_scales_have_one_mean() -> None:
    old, new = form(1, SCALE), form(2, {**SCALE, "parameters": {"start": 1, "end": 7, "step": 1}})
    assert effects(old, new) == (Effect.SCALE,)
    (whole,) = figures(old, new, 1, 7)
    assert (whole["mean"], whole["counts"]) == (
        4,
        {"1": 1, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 1},
    )


def test_a_score_counts_the_answers_to_the_scale_before_it_too() -> None:
    scale: Row = {"type": "range", "parameters": {"start": 0, "end": 10, "step": 1}}
    old, new = form(1, scale), form(2, {**scale, "appearance": "nps"})
    assert effects(old, new) == (Effect.SCALE,)
    (whole,) = figures(old, new, 0, 10)
    assert whole["nps"]["score"] == 0


def test_one_choice_and_several_are_counted_together() -> None:
    old, new = form(1, ONE), form(2, {**ONE, "type": "select_multiple"})
    assert effects(old, new) == (Effect.SEVERAL,)
    (whole,) = figures(old, new, "pupil", ["pupil", "teacher"])
    assert (whole["answered"], whole["counts"]) == (2, {"pupil": 2, "teacher": 1})


def test_rankings_of_other_choices_add_up_their_points() -> None:
    old, new = form(1, RANK), form(2, RANK, *WHO, GUEST)
    assert effects(old, new) == (Effect.RANKING,)
    (whole,) = figures(old, new, ["pupil", "teacher"], ["pupil", "teacher", "guest"])
    assert {each["choice"]: each["points"] for each in whole["borda"]} == {
        "pupil": 1 + 2,
        "teacher": 1,
        "guest": 0,
    }


def test_a_question_with_quite_other_words_is_counted_with_the_one_before() -> None:
    old, new = form(1, SCALE), form(2, {**SCALE, "label": "Who invited you to this?"})
    assert effects(old, new) == (Effect.REWORDED,)
    (whole,) = figures(old, new, 2, 4)
    assert (whole["answered"], whole["label"]["en"]) == (2, "Who invited you to this?")


def test_a_question_asked_of_others_counts_those_it_was_not_asked_as_skipping() -> None:
    old, new = form(1, SCALE), form(2, {**SCALE, "relevant": "${n} > 5"})
    assert effects(old, new) == (Effect.ASKED_OTHERWISE,)
    (whole,) = figures(old, new, 2, None)
    assert (whole["answered"], whole["skipped"]) == (1, 1)


def test_answers_without_the_question_for_the_category_are_broken_down_as_of_none() -> None:
    category: Row = {**ONE, "role": "category"}
    old, new = form(1, category), form(2, ONE)
    assert effects(old, new) == (Effect.CATEGORIES_END,)
    assert effects(new, old) == (Effect.CATEGORIES_BEGIN,)
    assert effects(old, form(2, None)) == (Effect.ENDS, Effect.CATEGORIES_END)
    assert effects(form(1, None), old) == (Effect.BEGINS, Effect.CATEGORIES_BEGIN)
    forms = {1: old, 2: new}
    lines = [line(old, q="pupil")] * 6 + [line(new, q="pupil")] * 6
    summary = summarise(fold(EMPTY, lines, forms), forms, event=EVENT, form="f", through=THROUGH)
    assert summary.model_dump(mode="json")["by_category"] == {
        "pupil": {"responses": 6},
        "": {"responses": 6},
    }
