"""What each question type accepts, refuses and stores: all that the tests know about a single type.

A new type adds its samples to ``ACCEPTED`` and ``REFUSED`` and, where samples are too few to draw from,
strategies to ``KEYS`` and ``ANSWERS``. ``test_table`` fails until it has.
"""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests.forms.definitions import LISTS, QUESTIONS, row

GREATEST = 10**15 - 1
NAMES = [choice["name"] for choice in LISTS["who"]]

Row = dict[str, Any]
Drawn = st.SearchStrategy[Any]


ARABIC = "٣"
FULL_WIDTH = "３"

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
    (row("audio"), "0b2f6c1e-8f0a-4a51", "0b2f6c1e-8f0a-4a51"),
    (row("video", appearance="new"), "", None),
    (row("barcode"), " 0049720 ", "0049720"),
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
    (row("audio"), "anthem.mp3", "unknown_upload"),
    (row("video", required=True), "", "required"),
    (row("barcode", max_length=3), "0049720", "too_long"),
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

words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\tи\u0306Әқ 9"),
    min_size=1,
    max_size=30,
)


def _limits(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Row]:
    return st.lists(values, min_size=2, max_size=2, unique=True).map(
        lambda ends: {"min": min(ends), "max": max(ends)}
    ) | st.just({})


whole = st.integers(-GREATEST, GREATEST)
decimals = st.builds(
    lambda digits, places: float(f"{digits}e-{places}"), whole, st.integers(0, 15)
).filter(lambda number: abs(number) <= GREATEST)
scales: st.SearchStrategy[Row] = st.builds(
    lambda start, step, steps, power: {
        "start": start if power == 0 else start / 10**power,
        "end": (start + step * steps) if power == 0 else (start + step * steps) / 10**power,
        "step": step if power == 0 else step / 10**power,
    },
    st.integers(-50, 50),
    st.integers(1, 20),
    st.integers(1, 30),
    st.integers(0, 3),
)
_DAYS = st.dates().map(str).filter(lambda day: "1000" < day < "9999")
_CLOCKS = st.times().map(lambda clock: clock.isoformat("seconds"))
_LOCAL = st.builds("{}T{}".format, st.dates(date(2026, 3, 25), date(2026, 4, 1)), st.just("02:30"))
_MOMENTS = st.builds(
    "{}T{}{}".format,
    _DAYS | st.dates(date(1960, 1, 1), date(2040, 1, 1)).map(str),
    _CLOCKS,
    st.sampled_from(["Z", "+05:00", "-03:30", "+14:00"]),
)


KEYS: dict[str, st.SearchStrategy[Row]] = {
    "text": st.sampled_from([{}, {"max_length": 40}, {"appearance": "multiline"}]),
    "integer": _limits(whole),
    "decimal": _limits(decimals),
    "range": st.builds(lambda parameters: {"parameters": parameters}, scales) | st.just({}),
    "select_one": st.sampled_from([{}, {"or_other": True}]),
    "select_multiple": st.sampled_from([{}, {"or_other": True}]),
    "date": _limits(_DAYS),
    "dateTime": _limits(_LOCAL),
}
_ACCEPTED_OF = {
    kind.name: [sent for question, sent, _ in ACCEPTED if question["type"] == kind.name]
    for kind in QUESTIONS
    if kind.is_entered
}
ANSWERS: dict[str, Drawn] = {
    **{name: st.sampled_from(samples) for name, samples in _ACCEPTED_OF.items() if samples},
    "text": words,
    "integer": whole | st.integers(-5, 20),
    "decimal": decimals,
    "range": st.integers(-50, 50) | decimals,
    "select_one": st.sampled_from([*NAMES, "other"]),
    "select_multiple": st.lists(st.sampled_from([*NAMES, "other"]), unique=True),
    "rank": st.permutations(NAMES),
    "date": _DAYS,
    "time": _CLOCKS,
    "dateTime": _MOMENTS,
    **dict.fromkeys(("hidden", "barcode"), words),
    **dict.fromkeys(("image", "audio", "video", "file"), st.uuids().map(str)),
    "geopoint": st.builds(
        lambda lat, lon, rest: " ".join([f"{lat / 1000}", f"{lon / 1000}", *rest]),
        st.integers(-90_000, 90_000),
        st.integers(-180_000, 180_000),
        st.sampled_from([(), ("780",), ("-1.5", "12")]),
    ),
    "select_one_from_file": st.sampled_from(NAMES),
    "select_multiple_from_file": st.lists(st.sampled_from(NAMES), unique=True),
}
