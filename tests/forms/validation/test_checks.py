"""The checks of the whole form: each finds what it is there for, and nothing in a form without fault."""

import json
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from chalicelib.errors import Problem
from chalicelib.forms.group_sentences import SENTENCES
from chalicelib.forms.problems import DEFINITIONS, EXPRESSIONS, WARNINGS
from chalicelib.forms.remedies import REMEDIES, find_remedy
from chalicelib.forms.validation import EventFacts, review
from chalicelib.locales import Language
from chalicelib.xlsform import problems as of_files
from tests.forms.definitions import codes, document, row
from tests.forms.validation.examples import EXAMPLES

NEEDS_AN_EVENT = {"form.language_absent", "form.no_media_file"}
"""Shown by tests of their own, below and beside."""


def review_problems(raw: object, *languages: Language) -> list[Problem]:
    event = EventFacts(languages=languages) if languages else None
    return list(review(json.dumps(raw).encode(), event=event).problems)


@pytest.mark.parametrize(("code", "where", "raw"), EXAMPLES, ids=[one[0] for one in EXAMPLES])
def test_the_example_of_each_code_has_that_problem(
    code: str, where: str, raw: dict[str, Any]
) -> None:
    problems = review_problems(raw)
    assert (where, code) in codes(problems)
    for problem in problems:
        problem.message.format_map(problem.parameters)
        mending = find_remedy(problem)
        assert mending is None or mending.message.format_map(mending.parameters)


def test_every_warning_is_shown_by_an_example() -> None:
    assert set(WARNINGS) - {code for code, _, _ in EXAMPLES} == NEEDS_AN_EVENT


def test_every_remedy_belongs_to_a_code_and_every_warning_has_one() -> None:
    assert set(REMEDIES) <= {*DEFINITIONS, *EXPRESSIONS, *WARNINGS, *of_files.WARNINGS}
    assert set(SENTENCES) <= {*WARNINGS, *of_files.WARNINGS}
    assert set(WARNINGS) <= set(REMEDIES)


def test_nothing_is_found_in_a_form_without_fault() -> None:
    assert review_problems(document(row("select_one"), row("text", "t"), choices=WHO)) == []


WHO = {"who": [{"name": "pupil", "label": {"kk": "Оқушы"}}]}


SOUND = [
    row("text", "t", relevant="${w} = '' or ${w} = 'pupil'"),
    row("text", "t", relevant="${w} != 'pupil' and ${w} != 'teacher'"),
    row("text", "t", relevant="selected(${m}, 'pupil') and selected(${m}, 'teacher')"),
    row("text", "t", relevant="today() > '2020-01-01'"),
    row("text", "t", relevant="true()"),
    row("text", "t", relevant="count(${people}) > 1 and sum(${age}) > 5"),
    row("text", "t", relevant="indexed-repeat(${age}, ${people}, 1) > 5"),
    row("text", "t", relevant="${w} = 'other' or ${m} = 'pupil teacher'"),
    row("text", "t", default="today()", constraint="false()", constraint_message={"kk": "?"}),
    row("text", "t", default="x", constraint=". = ${w}", constraint_message={"kk": "?"}),
    row("decimal", "t", default="2.5", constraint=". > 2", constraint_message={"kk": "?"}),
    row("text", "t", relevant="${people}[1]/age > 5 or ${age}[. > 3] = 4"),
    row("calculate", "t", calculation="once(uuid())", trigger="${w}, ${m}"),
    row("note", "t", label={"kk": "${w} және ${m}"}),
]


@pytest.mark.parametrize("sound", SOUND, ids=lambda one: next(iter([*one.values()][3:]), ""))
def test_a_sound_question_has_no_problem(sound: dict[str, Any]) -> None:
    raw = document(
        row("select_one", "w", or_other=True),
        row("select_multiple", "m"),
        row("begin_repeat", "people", questions=[row("integer", "age")]),
        sound,
        choices={"who": [{"name": name, "label": {"kk": "?"}} for name in ("pupil", "teacher")]},
    )
    assert codes(review_problems(raw)) == []


def test_a_file_that_labels_show_is_told_once_unless_it_is_attached() -> None:
    pictured = {"image": {"kk": "a.png", "ru": "b.png"}}
    lists = {"who": [{"name": "pupil", "label": "?", "media": {"audio": {"kk": "b.png"}}}]}
    raw = document(row("select_one", media=pictured), choices=lists)

    def missing(*attached: str) -> list[tuple[str, str]]:
        problems = codes(review(raw, attachments=attached).problems)
        return [each for each in problems if each[1] == "form.no_media_file"]

    assert missing() == [
        ("/questions/0/media/image/kk", "form.no_media_file"),
        ("/questions/0/media/image/ru", "form.no_media_file"),
    ]
    assert missing("a.png", "b.png") == []
    assert missing("a.png") == [("/questions/0/media/image/ru", "form.no_media_file")]


def test_a_cycle_is_told_with_its_way_around() -> None:
    raw = document(
        row("text", "free"),
        row("begin_group", "g", relevant="${c} = 1", questions=[row("text", "a")]),
        row("calculate", "b", calculation="${a} + ${free}"),
        row("calculate", "c", calculation="${b} + ${b}"),
    )
    [cycle] = [problem for problem in review_problems(raw) if problem.code == "form.cycle"]
    assert cycle.name == "/questions/1/relevant"
    assert cycle.parameters["names"] == "g → c → b → a → g"


def test_a_trigger_can_close_a_circle_and_reading_one_s_own_value_is_none() -> None:
    raw = document(
        row("calculate", "a", calculation="${a} + 1", trigger="${b}"),
        row("calculate", "b", calculation="${a}"),
        choices={},
    )
    [cycle] = [problem for problem in review_problems(raw) if problem.code == "form.cycle"]
    assert (cycle.name, cycle.parameters["names"]) == ("/questions/0/trigger", "a → b → a")


def test_a_counted_repeat_that_waits_for_what_it_holds_is_told_at_the_repeat() -> None:
    keys = {"relevant": "sum(${a}) = 1", "repeat_count": "2"}
    raw = document(row("begin_repeat", "r", questions=[row("integer", "a")], **keys), choices={})
    [cycle] = [problem for problem in review_problems(raw) if problem.code == "form.cycle"]
    assert (cycle.name, cycle.parameters["names"]) == ("/questions/0/relevant", "r → r")


def test_a_question_that_depends_on_itself_is_a_cycle() -> None:
    [cycle] = review_problems(document(row("text", "a", relevant="${a} = 1"), choices={}))
    assert (cycle.name, cycle.parameters["names"]) == ("/questions/0/relevant", "a → a")


def test_only_the_outermost_of_what_is_never_asked_is_told() -> None:
    inner = row("text", relevant="false()")
    raw = document(row("begin_group", "g", relevant="false()", questions=[inner]), choices={})
    assert codes(review_problems(raw)) == [("/questions/0/relevant", "form.unreachable")]


def test_a_list_that_is_not_there_is_told_once() -> None:
    raw = document(
        row("text", "t"),
        row("select_one", list_name="nowhere", choice_filter="region = ${t}"),
        row("select_one", "r", list_name="broken", choice_filter="region = ${t}"),
        choices={"broken": 5},
    )
    assert codes(review_problems(raw)) == [
        ("/choices/broken", "form.wrong_type"),
        ("/questions/1/list_name", "form.no_list"),
    ]


def form_of_a_chain(length: int) -> dict[str, Any]:
    """Return a form in which each question asks for the one before, in a label and a condition."""
    rows = [
        row(
            "integer",
            f"q{number}",
            label={"kk": f"Сұрақ ${{q{number - 1}}}" if number else "?", "ru": "?", "en": "?"},
            relevant=f"${{q{number - 1}}} > 1 and ${{w}} = 'pupil'" if number else "${w} != ''",
            constraint=". > 0 and . < 100",
            constraint_message="?",
        )
        for number in range(length)
    ]
    return document(row("select_one", "w"), *rows)


def count_calls(work: Callable[[], object]) -> int:
    """Return how many functions a work calls: its time, without what else the machine does."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def test_a_form_of_a_thousand_questions_takes_ten_times_as_long_as_one_of_a_hundred() -> None:
    small, large = form_of_a_chain(99), form_of_a_chain(990)
    review_problems(small)  # what is compiled and cached once
    assert count_calls(lambda: review_problems(large)) < 11 * count_calls(
        lambda: review_problems(small)
    )


def test_errors_come_before_warnings() -> None:
    raw = document(row("text", "same", label={"kk": "?", "ru": "?"}), row("text", "same"))
    severities = [problem.severity for problem in review_problems(raw)]
    assert severities == sorted(severities)
    assert {"error", "warning"} == set(severities)


def test_the_languages_are_those_of_the_event() -> None:
    raw = document(row("select_one", label={"kk": "?", "ru": "?"}), choices=WHO)
    assert codes(review_problems(raw, "kk")) == []
    assert codes(review_problems(raw, "kk", "ru")) == [
        ("/title", "form.not_in_language"),
        ("/choices/who/0/label", "form.not_in_language"),
    ]
    [absent] = review_problems(document(row("select_one"), choices=WHO), "kk", "ru", "en")
    assert (absent.code, absent.name) == ("form.language_absent", "/title")
    assert absent.parameters == {
        "languages": {
            "kk": "орыс тілінде, ағылшын тілінде",
            "ru": "на русском языке, на английском языке",
            "en": "in Russian, in English",
        }
    }


def test_a_row_that_cannot_be_read_leaves_the_others_in_their_places() -> None:
    broken = {"type": "text", "name": "broken", "label": 5}
    inner = row("begin_group", "g", questions=[5, row("text", "b", hint={"kk": "?", "ru": "?"})])
    problems = codes(review_problems(document(broken, inner)))
    assert ("/questions/1/questions/1/label", "form.not_in_language") in problems
    assert ("/choices/who", "form.unused_list") not in problems
