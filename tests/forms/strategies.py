"""Definitions of every type, answers that fit them, and JSON of any kind."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests.forms.definitions import LISTS, document, row

GREATEST = 10**15 - 1
NAMES = [choice["name"] for choice in LISTS["who"]]
TIME_ZONES = ["Asia/Almaty", "Asia/Aqtau", "Europe/Berlin", "America/Sao_Paulo", "UTC"]

Row = dict[str, Any]
Drawn = st.SearchStrategy[Any]

words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\tи\u0306Әқ 9"),
    min_size=1,
    max_size=30,
)
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(["OK", "other", "pupil", "1", "2026-06-13", "09:30", "2026-06-13T10:00", ""]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
"""Whatever JSON can hold."""


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


@st.composite
def rows(draw: st.DrawFn, name: str) -> tuple[Row, Drawn]:
    """A question of any type, and a strategy of answers to it (most of them acceptable)."""
    kind = draw(st.sampled_from(list(_ANSWERS)))
    keys = draw(_KEYS.get(kind, st.just({})))
    common = {"required": True} if draw(st.booleans()) else {}
    private = {"private": True} if draw(st.integers(0, 4)) == 0 else {}
    return row(kind, name, **keys, **common, **private), _ANSWERS[kind]


_KEYS: dict[str, st.SearchStrategy[Row]] = {
    "text": st.sampled_from([{}, {"max_length": 40}, {"appearance": "multiline"}]),
    "integer": _limits(whole),
    "decimal": _limits(decimals),
    "range": st.builds(lambda parameters: {"parameters": parameters}, scales) | st.just({}),
    "select_one": st.sampled_from([{}, {"or_other": True}]),
    "select_multiple": st.sampled_from([{}, {"or_other": True}]),
    "date": _limits(_DAYS),
    "dateTime": _limits(_LOCAL),
}
_ANSWERS: dict[str, Drawn] = {
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
    "acknowledge": st.just("OK"),
}


@st.composite
def forms(draw: st.DrawFn) -> tuple[Row, dict[str, Drawn]]:
    """A definition of a few questions, some in groups, and a strategy of answers for each key."""
    count = draw(st.integers(1, 5))
    asked = [draw(rows(f"q{place}")) for place in range(count)]
    placed: list[Row] = []
    for place, (question, _) in enumerate(asked):
        grouped = draw(st.booleans())
        placed.append(
            row("begin_group", f"g{place}", questions=[question]) if grouped else question
        )
    answers = {question["name"]: values for question, values in asked}
    for question, _ in asked:
        if question.get("or_other"):
            answers[f"{question['name']}_other"] = words
    return document(*placed, row("note", "n")), answers
