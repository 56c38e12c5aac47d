"""What each type takes, and what it refuses, from JSON and from a page."""

import json
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.forms.intake import Form
from tests.forms.definitions import NOW, codes, form_of, row

ARABIC = "٣"
FULL_WIDTH = "３"


def taken(form: Form, value: object) -> object:
    """What is kept of the answer to ``q``, the same from JSON and from Python."""
    answers = form.check_json(json.dumps({"answers": {"q": value}}).encode(), now=NOW)
    assert form.check({"q": value}, now=NOW) == answers
    return answers.values.get("q")


def refusal(form: Form, value: object) -> str:
    """The code that the answer to ``q`` is refused with, the same from JSON and from Python."""
    with pytest.raises(errors.AnswersRefused) as caught:
        form.check({"q": value}, now=NOW)
    [problem] = caught.value.problems
    problem.message.format_map(problem.parameters)
    with pytest.raises(errors.AnswersRefused) as caught:
        form.check_json(json.dumps({"answers": {"q": value}}).encode(), now=NOW)
    assert caught.value.problems == (problem,)
    assert problem.name == "q"
    return problem.code.removeprefix("answer.")


def typed(form: Form, *texts: str) -> object:
    """What is kept of what was typed into the page's field."""
    return form.check(form.decode([("q.q", text) for text in texts]), now=NOW).values.get("q")


def typing_refused(form: Form, text: str) -> str:
    return refusal(form, form.decode([("q.q", text)])["q"])


TEXT = row("text", min_length=2, max_length=5)
RATING = row("range", parameters={"start": 1, "end": 5}, appearance="rating")
HALVES = row("range", parameters={"start": 0, "end": 1, "step": 0.5})


ACCEPTED: list[tuple[dict[str, Any], object, object]] = [
    (TEXT, " и\u0306й\r\nй ", "йй\nй"),
    (TEXT, "", None),
    (TEXT, " \n ", None),
    (TEXT, None, None),
    (row("text"), "😀" * 4000, "😀" * 4000),
    (row("integer"), 10**15 - 1, 10**15 - 1),
    (row("integer"), -3, -3),
    (row("integer"), 5.0, 5),
    (row("decimal"), 3.5, 3.5),
    (row("decimal"), 3, 3.0),
    (row("decimal"), -0.0, 0.0),
    (row("decimal"), 0.000000000000001, 1e-15),
    (row("decimal"), 123456789.123456, 123456789.123456),
    (RATING, 5, 5),
    (HALVES, 0.5, 0.5),
    (HALVES, 1, 1.0),
    (row("select_one"), "1", "1"),
    (row("select_one", or_other=True), "other", "other"),
    (row("select_multiple"), ["1", "pupil"], ["pupil", "1"]),
    (row("select_multiple"), [], None),
    (row("rank"), ["1", "pupil", "teacher"], ["1", "pupil", "teacher"]),
    (row("rank"), [], None),
    (row("date"), "2024-02-29", "2024-02-29"),
    (row("time"), "09:30:00", "09:30"),
    (row("time"), "09:30:15.25", "09:30:15"),
    (row("dateTime"), "2026-06-13T05:00:00.000Z", "2026-06-13T10:00:00+05:00"),
    (row("dateTime"), "1924-01-01T00:00Z", "1924-01-01T00:00:00+00:00"),
    (row("dateTime"), "2026-06-13T05:00", "2026-06-13T05:00:00+05:00"),
    (row("dateTime"), "2026-06-13T05:00:59-03:00", "2026-06-13T13:00:59+05:00"),
    (row("hidden"), "flyer", "flyer"),
    (row("image"), "0b2f6c1e-8f0a-4a51", "0b2f6c1e-8f0a-4a51"),
    (row("file"), "", None),
    (row("geopoint"), "43.238949 76.889709", "43.238949 76.889709"),
    (row("geopoint"), "-90 180 -428.5 0", "-90 180 -428.5 0"),
    (row("geopoint"), "", None),
    (row("start"), "2026-06-13T05:00Z", "2026-06-13T10:00:00+05:00"),
    (row("end"), "whatever", "2026-06-13T10:30:00+05:00"),
    (row("today"), None, "2026-06-13"),
    (row("select_one_from_file"), "pupil", "pupil"),
    (row("select_multiple_from_file"), ["pupil"], ["pupil"]),
    (row("acknowledge"), "OK", "OK"),
    (row("acknowledge"), None, None),
    (row("acknowledge"), "", None),
    (row("select_one"), "", None),
    (row("date"), "", None),
]
"""Questions, what is sent, and what is stored of it."""


@pytest.mark.parametrize(("question", "sent", "kept"), ACCEPTED)
def test_an_answer_is_taken(question: dict[str, Any], sent: object, kept: object) -> None:
    value = taken(form_of(question), sent)
    assert value == kept
    assert type(value) is type(kept)


REFUSED: list[tuple[dict[str, Any], object, str]] = [
    (TEXT, 5, "wrong_type"),
    (TEXT, True, "wrong_type"),
    (TEXT, ["abc"], "wrong_type"),
    (TEXT, "a", "too_short"),
    (TEXT, "abcdef", "too_long"),
    (TEXT, "a\x00b", "control_characters"),
    (TEXT, "\x1cab", "control_characters"),
    (row("text"), "x" * 4001, "too_long"),
    (row("text", required=True), "", "required"),
    (row("text", required=True), "  ", "required"),
    (row("text", required=True), None, "required"),
    (row("text", role="name"), "A\nB", "control_characters"),
    (row("text", role="name"), "A\u2028B", "control_characters"),
    (row("text", role="name"), "A\tB", "control_characters"),
    (row("integer"), "1", "wrong_type"),
    (row("integer"), " 1 ", "wrong_type"),
    (row("integer"), "one", "not_a_number"),
    (row("integer"), True, "wrong_type"),
    (row("integer"), 1.5, "not_whole"),
    (row("integer"), 10**15, "too_large"),
    (row("integer"), 10**30, "too_large"),
    (row("integer"), -(10**30), "too_small"),
    (row("integer", min=3), 2, "too_small"),
    (row("integer", max=3), 4, "too_large"),
    (row("integer", required=True), None, "required"),
    (row("integer"), "", "not_a_number"),
    (row("integer", role="birth_year"), 1899, "too_small"),
    (row("decimal"), "3.5", "wrong_type"),
    (row("decimal"), True, "wrong_type"),
    (row("decimal"), {}, "wrong_type"),
    (row("decimal"), 0.1234567890123456, "too_precise"),
    (row("decimal"), 1e-16, "too_precise"),
    (row("decimal"), 1e15, "too_large"),
    (row("decimal", max=2.5), 2.6, "too_large"),
    (RATING, 0, "too_small"),
    (RATING, 6, "too_large"),
    (RATING, 4.5, "not_whole"),
    (RATING, "4", "wrong_type"),
    (row("range", parameters={"end": 10, "step": 5}), 4, "not_on_scale"),
    (HALVES, 0.25, "not_on_scale"),
    (row("select_one"), "nobody", "unknown_choice"),
    (row("select_one"), "other", "unknown_choice"),
    (row("select_one"), 1, "wrong_type"),
    (row("select_one"), ["1"], "wrong_type"),
    (row("select_one", required=True), "", "required"),
    (row("select_multiple"), ["nobody"], "unknown_choice"),
    (row("select_multiple"), ["1", "1"], "repeated_choice"),
    (row("select_multiple"), "1", "wrong_type"),
    (row("select_multiple"), [1], "wrong_type"),
    (row("select_multiple", required=True), [], "required"),
    (row("rank"), ["1"], "incomplete_ranking"),
    (row("rank"), ["1", "1", "1"], "repeated_choice"),
    (row("rank", required=True), [], "required"),
    (row("rank"), {"1": "1"}, "incomplete_ranking"),
    (row("rank"), "1", "wrong_type"),
    (row("date"), "2026-02-29", "bad_date"),
    (row("date"), "13.06.2026", "bad_date"),
    (row("date"), "0001-01-01", "bad_date"),
    (row("date"), f"202{ARABIC}-01-01", "bad_date"),
    (row("date"), 20260613, "wrong_type"),
    (row("date", min="2026-01-01"), "2025-12-31", "too_small"),
    (row("date", max="2026-01-01"), "2026-01-02", "too_large"),
    (row("date", required=True), "", "required"),
    (row("time"), "24:00", "bad_time"),
    (row("time"), "9:30", "bad_time"),
    (row("time"), "09:30:60", "bad_time"),
    (row("time"), "09:30Z", "bad_time"),
    (row("dateTime"), "2026-06-13", "bad_datetime"),
    (row("dateTime"), "2026-06-31T10:00", "bad_datetime"),
    (row("dateTime"), "2026-06-13T10:00+25:00", "bad_datetime"),
    (row("dateTime"), "9999-12-31T23:00:00-12:00", "bad_datetime"),
    (row("dateTime", min="2026-06-13T10:00"), "2026-06-13T04:59Z", "too_small"),
    (row("image"), "../etc/passwd", "unknown_upload"),
    (row("image"), 5, "wrong_type"),
    (row("file", required=True), "", "required"),
    (row("geopoint"), "91 0", "bad_position"),
    (row("geopoint"), "0 180.5", "bad_position"),
    (row("geopoint"), "0  0", "bad_position"),
    (row("geopoint"), "0 0 1 -1", "bad_position"),
    (row("geopoint", required=True), "", "required"),
    (row("calculate", calculation="1"), True, "wrong_type"),
    (row("calculate", calculation="1"), ["a"], "wrong_type"),
    (row("calculate", calculation="1"), "x" * 20_001, "too_long"),
    (row("calculate", calculation="1"), "\x00", "control_characters"),
    (row("acknowledge"), True, "wrong_type"),
    (row("acknowledge"), "ok", "wrong_type"),
    (row("acknowledge", required=True), None, "must_acknowledge"),
]
"""Questions, what is sent, and the code that it is refused with."""


@pytest.mark.parametrize(("question", "sent", "code"), REFUSED)
def test_an_answer_is_refused(question: dict[str, Any], sent: object, code: str) -> None:
    assert refusal(form_of(question), sent) == code


def test_a_lone_surrogate_is_refused_on_either_road() -> None:
    form = form_of(row("text"), row("select_one", "one"))
    with pytest.raises(errors.AnswersRefused) as caught:
        form.check({"q": "a\ud800", "one": "\ud800"}, now=NOW)
    assert codes(caught.value.problems) == [
        ("q", "answer.control_characters"),
        ("one", "answer.control_characters"),
    ]
    with pytest.raises(errors.BrokenJson):
        form.check_json(b'{"answers": {"q": "a\\ud800"}}', now=NOW)


def test_a_note_takes_no_answer() -> None:
    form = form_of(row("note"), row("text", "t"))
    with pytest.raises(errors.AnswersRefused) as caught:
        form.check({"q": "?"}, now=NOW)
    assert codes(caught.value.problems) == [("q", "answer.unknown_question")]


@pytest.mark.parametrize(
    ("question", "text", "kept"),
    [
        (row("integer"), " 12 500 ", 12500),
        (row("integer"), "12\u00a0500", 12500),
        (row("integer"), "+7", 7),
        (row("integer"), "\u22125", -5),
        (row("integer"), "007", 7),
        (row("decimal"), "3,5", 3.5),
        (row("decimal"), " 3.50 ", 3.5),
        (row("decimal"), "12 500,75", 12500.75),
        (row("decimal"), "1,000", 1.0),
        (RATING, "4", 4),
        (HALVES, "0,5", 0.5),
        (row("date"), " 2026-06-13 ", "2026-06-13"),
        (row("dateTime"), "2026-06-13T10:00", "2026-06-13T10:00:00+05:00"),
        (row("acknowledge"), "OK", "OK"),
        (row("geopoint"), " 43.238949, 76.889709 ", "43.238949 76.889709"),
        (row("geopoint"), "+43.2;76.8", "43.2 76.8"),
    ],
)
def test_typing_is_read_as_people_here_write(
    question: dict[str, Any], text: str, kept: object
) -> None:
    assert typed(form_of(question), text) == kept


@pytest.mark.parametrize(
    ("question", "text", "code"),
    [
        (row("integer"), "1,000", "not_whole"),
        (row("integer"), "1e3", "not_a_number"),
        (row("integer"), "12 50", "not_a_number"),
        (row("integer"), "9" * 16, "too_large"),
        (row("integer"), "9" * 60, "not_a_number"),
        (row("integer"), ARABIC, "not_a_number"),
        (row("integer"), FULL_WIDTH, "not_a_number"),
        (row("decimal"), "1,000.5", "not_a_number"),
        (row("decimal"), "0,10000000000000000001", "too_precise"),
        (RATING, "4,5", "not_whole"),
        (RATING, "five", "not_a_number"),
        (row("date"), "13.06.2026", "bad_date"),
        (row("geopoint"), "north", "bad_position"),
    ],
)
def test_typing_that_cannot_be_read_is_refused(
    question: dict[str, Any], text: str, code: str
) -> None:
    assert typing_refused(form_of(question), text) == code


EMAIL = row("text", role="email")
PHONE = row("text", role="phone")


@pytest.mark.parametrize(
    ("question", "sent", "kept"),
    [
        (EMAIL, " Aigul.S@Mektep.KZ ", "Aigul.S@mektep.kz"),
        (EMAIL, "aigul@пошта.қаз", "aigul@xn--80a1acn3a.xn--80ao21a"),
        (PHONE, "8 (701) 123-45-67", "+77011234567"),
        (PHONE, "+7 701 123 45 67", "+77011234567"),
        (PHONE, "7011234567", "+77011234567"),
        (PHONE, "77011234567", "+77011234567"),
        (PHONE, "8 916 123 45 67", "+79161234567"),
        (PHONE, "00 49 30 1234567", "+49301234567"),
        (PHONE, "+996 555 123 456", "+996555123456"),
    ],
)
def test_ways_to_reach_a_person_are_kept_in_one_form(
    question: dict[str, Any], sent: str, kept: str
) -> None:
    form = form_of(question)
    assert taken(form, sent) == kept
    assert taken(form, kept) == kept


@pytest.mark.parametrize(
    ("question", "sent", "code"),
    [
        (EMAIL, "aigul", "bad_email"),
        (EMAIL, "aigul@localhost", "bad_email"),
        (EMAIL, "a..b@mektep.kz", "bad_email"),
        (EMAIL, "айгүл@mektep.kz", "bad_email"),
        (EMAIL, "a b@mektep.kz", "bad_email"),
        (EMAIL, "a@" + "x" * 64 + ".kz", "bad_email"),
        (EMAIL, "a@.қаз", "bad_email"),
        (EMAIL, "a@b.kz\nBcc: c@d.kz", "control_characters"),
        (EMAIL, "a" * 65 + "@mektep.kz", "bad_email"),
        (PHONE, "12345", "bad_phone"),
        (PHONE, f"+7701123456{ARABIC}", "bad_phone"),
        (PHONE, "+7 701 123 45 67 доб. 8", "bad_phone"),
        (PHONE, "+0123456789", "bad_phone"),
    ],
)
def test_ways_to_reach_nobody_are_refused(question: dict[str, Any], sent: str, code: str) -> None:
    assert refusal(form_of(question), sent) == code


def test_a_time_that_clocks_skip_does_not_exist_and_one_they_repeat_keeps_its_offset() -> None:
    form = form_of(row("dateTime"), time_zone="Europe/Berlin")
    assert refusal(form, "2026-03-29T02:30") == "bad_datetime"
    second = taken(form, "2026-10-25T01:30Z")
    assert second == "2026-10-25T02:30:00+01:00"
    assert form.encode({"q": second}) == [("q.q", second)]
    assert form.encode({"q": "2026-10-25T02:30:00+02:00"}) == [("q.q", "2026-10-25T02:30")]


def test_moments_are_compared_as_moments() -> None:
    form = form_of(row("dateTime"))
    line = form.stat_line(form.check({"q": "2026-06-13T03:00:00+05:00"}, now=NOW))
    assert line == "1|1||2026-06-12T22:00:00Z"
