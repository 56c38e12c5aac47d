"""What each type accepts and refuses, from JSON and from a page."""

import json
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.forms.intake import Form
from tests.forms.definitions import NOW, check_body, codes, form_of, row
from tests.forms.types.samples import ACCEPTED, ARABIC, FULL_WIDTH, HALVES, RATING, REFUSED


def store(form: Form, value: object) -> object:
    """Return what is stored of the answer to ``q``; it must be the same from JSON and from Python."""
    answers = check_body(form, json.dumps({"answers": {"q": value}}).encode())
    assert form.check({"q": value}, now=NOW) == answers
    return answers.values.get("q")


def refusal(form: Form, value: object) -> str:
    """Return the code that the answer to ``q`` is refused with, the same from JSON and from Python."""
    with pytest.raises(errors.AnswersRefused) as caught:
        form.check({"q": value}, now=NOW)
    [problem] = caught.value.problems
    problem.message.format_map(problem.parameters)
    with pytest.raises(errors.AnswersRefused) as caught:
        check_body(form, json.dumps({"answers": {"q": value}}).encode())
    assert caught.value.problems == (problem,)
    assert problem.name == "q"
    return problem.code.removeprefix("answer.")


def store_typed(form: Form, *texts: str) -> object:
    """Return what is stored of texts typed into the page's field."""
    return form.check(form.decode([("q.q", text) for text in texts]), now=NOW).values.get("q")


def typing_refusal(form: Form, text: str) -> str:
    return refusal(form, form.decode([("q.q", text)])["q"])


@pytest.mark.parametrize(("question", "sent", "kept"), ACCEPTED)
def test_an_answer_is_taken(question: dict[str, Any], sent: object, kept: object) -> None:
    value = store(form_of(question), sent)
    assert value == kept
    assert type(value) is type(kept)


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
        check_body(form, b'{"answers": {"q": "a\\ud800"}}')


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
    assert store_typed(form_of(question), text) == kept


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
    assert typing_refusal(form_of(question), text) == code


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
    assert store(form, sent) == kept
    assert store(form, kept) == kept


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
    second = store(form, "2026-10-25T01:30Z")
    assert second == "2026-10-25T02:30:00+01:00"
    assert form.encode({"q": second}) == [("q.q", second)]
    assert form.encode({"q": "2026-10-25T02:30:00+02:00"}) == [("q.q", "2026-10-25T02:30")]


def test_moments_are_compared_as_moments() -> None:
    form = form_of(row("dateTime"))
    line = form.stat_line(form.check({"q": "2026-06-13T03:00:00+05:00"}, now=NOW))
    assert line == "1|1||2026-06-12T22:00:00Z"
