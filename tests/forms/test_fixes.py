"""Fixes of a review's problems: the problem is gone after it, and nothing else of the form has changed."""

from typing import Any

import pytest

from chalicelib.forms.definition import Definition
from chalicelib.forms.fixes import alike_languages, apply_fixes, concerns, find_fix
from chalicelib.forms.validation import EventFacts, Review, review
from tests.forms.definitions import document, row

EVENT = EventFacts(("kk", "ru"))


def check(definition: dict[str, Any] | Definition) -> Review:
    raw = (
        definition
        if isinstance(definition, dict)
        else definition.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    )
    return review(raw, event=EVENT)


def group(name: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return {**row("begin_group", name), "questions": list(rows)}


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("form.duplicate_name", [row("text", "a"), row("text", "a"), row("text", "a_2")]),
        ("form.not_in_language", [{**row("text", "a"), "label": {"kk": "Сұрақ"}}]),
        ("form.language_missing", [{**row("text", "a"), "label": {"ru": "Вопрос"}}]),
        ("form.empty_range", [row("integer", "a", min=5, max=3)]),
        ("form.empty_range", [row("text", "a", min_length=5, max_length=3)]),
        (
            "form.expression_misspelt_name",
            [row("text", "name"), row("note", "b", relevant="${nome} = ''")],
        ),
        ("form.bad_appearance", [row("text", "a", appearance="multiline shiny")]),
        ("form.repeated_role", [row("text", "a", role="email"), row("text", "b", role="email")]),
        ("form.means_nothing", [row("note", "a", read_only=True, constraint=". > 1")]),
        ("form.not_for_type", [row("note", "a", max_length=5)]),
        (
            "form.empty_group",
            [group("g"), row("text", "a"), group("h", group("i"), row("text", "b"))],
        ),
    ],
)
def test_a_fixed_problem_is_gone(code: str, rows: list[dict[str, Any]]) -> None:
    before = check(document(*rows))
    problems = [each for each in before.problems if each.code == code]
    assert problems
    assert all(find_fix(each) for each in problems)
    assert before.parsed is not None
    after = check(apply_fixes(before.parsed, problems, EVENT.languages))
    assert code not in {each.code for each in after.problems}
    new = {each.code for each in after.problems} - {each.code for each in before.problems}
    assert new <= {"form.no_constraint_message", "form.empty_group", "form.no_questions"}


def test_a_shortest_answer_above_the_limit_of_every_text_is_for_its_author() -> None:
    found = check(document(row("text", "a", min_length=4001))).problems
    assert [find_fix(each) for each in found if each.code == "form.empty_range"] == [None]


def test_lists_are_fixed_too() -> None:
    form = document(row("select_one", "a"))
    form["choices"] = {
        "who": [*form["choices"]["who"], form["choices"]["who"][0]],
        "unused": [{"name": "x", "label": {"kk": "Икс", "ru": "Икс"}}],
    }
    before = check(form)
    assert {"form.unused_list", "form.duplicate_choice"} <= {each.code for each in before.problems}
    assert before.parsed is not None
    fixed = apply_fixes(before.parsed, before.problems, EVENT.languages)
    assert set(fixed.choices) == {"who"}
    names = [each.name for each in fixed.choices["who"]]
    assert len(set(names)) == len(names)
    assert check(fixed).problems == ()


def test_a_role_that_is_left_out_leaves_the_answer_private() -> None:
    before = check(document(row("text", "a", role="email"), row("text", "b", role="email")))
    assert before.parsed is not None
    fixed = apply_fixes(before.parsed, before.problems, EVENT.languages)
    assert (fixed.questions[1].role, fixed.questions[1].private) == (None, True)


def test_a_copied_text_is_told_as_the_same_in_both_languages() -> None:
    before = check(document({**row("text", "a"), "label": {"kk": "Екі сөз"}}, row("text", "b")))
    assert before.parsed is not None
    fixed = apply_fixes(before.parsed, before.problems, EVENT.languages)
    assert fixed.questions[0].label == {"kk": "Екі сөз", "ru": "Екі сөз"}
    assert alike_languages(fixed.questions[0], EVENT.languages) == ("kk", "ru")
    assert alike_languages(before.parsed.questions[0], EVENT.languages) == ()


def test_to_a_row_belong_the_problems_of_its_list_and_no_others() -> None:
    before = check(document(row("text", "a"), row("select_one", "b")))
    assert before.parsed is not None
    second = before.parsed.questions[1]
    found = {each.name for each in before.problems if concerns(each, "/questions/1", second)}
    assert all(each.startswith(("/questions/1", "/choices/who")) for each in found)
    assert any(each.startswith("/choices/who") for each in found)
