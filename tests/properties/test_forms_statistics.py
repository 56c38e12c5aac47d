"""Tallies are the same however the codes are split, ordered and merged."""

import json
import random
import statistics
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import errors
from chalicelib.forms.intake import Form
from chalicelib.forms.statistics.codes import SKIPPED
from chalicelib.forms.statistics.number_tally import MAX_BINS
from chalicelib.forms.statistics.tally import Tally
from chalicelib.forms.types.base import Question
from tests.forms.definitions import NOW, form_of, row
from tests.forms.types.samples import ANSWERS

FORMS: dict[str, Form] = {
    **{kind: form_of(row(kind)) for kind in ANSWERS},
    "nps": form_of(row("range", appearance="nps")),
}
QUESTIONS: dict[str, Question] = {kind: form.question("q") for kind, form in FORMS.items()}


def encode(form: Form, value: object) -> str:
    """Return the answer's code; ``SKIPPED`` if the form refuses the answer."""
    try:
        return form.stat_line(form.check({"q": value}, now=NOW)).split("|")[3]
    except errors.AnswersRefused:
        return SKIPPED


def codes_of(kind: str) -> st.SearchStrategy[str]:
    """Codes of random answers to a question of that type."""
    answers = st.integers(0, 10) if kind == "nps" else ANSWERS[kind]
    return answers.map(lambda value: encode(FORMS[kind], value))


CODES = {
    kind: st.lists(codes_of(kind) | st.just(SKIPPED), max_size=20) for kind in QUESTIONS
}  # built once: Hypothesis validates each new strategy


def count(question: Question, codes: Sequence[str]) -> Tally:
    tally = question.tally()
    for code in codes:
        tally.add(code)
    return tally


def are_equal(*tallies: Tally) -> bool:
    """Return whether the tallies have the same state and the same figures."""
    states = [json.dumps(tally.to_json(), sort_keys=True) for tally in tallies]
    figures = [
        json.dumps(tally.figures().model_dump(mode="json"), sort_keys=True) for tally in tallies
    ]
    return len(set(states)) == len(set(figures)) == 1


@pytest.mark.parametrize("kind", QUESTIONS)
@given(data=st.data())
def test_merging_is_associative_and_commutative_and_equals_counting_together(
    kind: str, data: st.DataObject
) -> None:
    question = QUESTIONS[kind]
    first, second, third = (data.draw(CODES[kind]) for _ in range(3))
    a, b, c = (count(question, part) for part in (first, second, third))
    assert are_equal(
        count(question, [*first, *second, *third]),
        a.merge(b).merge(c),
        a.merge(b.merge(c)),
        c.merge(a).merge(b),
        question.tally(json.loads(json.dumps(a.merge(c).to_json()))).merge(b),
    )


@given(
    seed=st.integers(0, 2**32),
    powers=st.lists(st.integers(0, 15), min_size=1, max_size=3),
    sizes=st.lists(st.integers(0, 700), min_size=3, max_size=3),
    kind=st.sampled_from(["integer", "decimal"]),
)
def test_merging_equals_counting_together_with_more_numbers_than_bins(
    seed: int, powers: list[int], sizes: list[int], kind: str
) -> None:
    generator = random.Random(seed)  # noqa: S311 -- drawn data, not secrets
    question = QUESTIONS[kind]

    def draw_number() -> Any:  # noqa: ANN401 -- an integer or a decimal
        low, high = (10 ** generator.choice(powers) for _ in range(2))
        number = generator.randint(1 - low, high - 1)
        return number if kind == "integer" else float(f"{number}e-{generator.choice(powers)}")

    numbers = [[draw_number() for _ in range(size)] for size in sizes]
    a, b, c = (count(question, [question.encode(n) for n in part]) for part in numbers)
    every = [n for part in numbers for n in part]
    generator.shuffle(every)
    together = count(question, [question.encode(n) for n in every])
    assert are_equal(together, a.merge(b).merge(c), a.merge(b.merge(c)), b.merge(c).merge(a))
    assert len(together.to_json()["bins"]) <= MAX_BINS
    if every:
        figures = together.figures().model_dump(mode="json")
        tolerance = figures.get("median_within", 0) * (1 + 1e-9) + 1e-9
        assert figures["median"] == pytest.approx(statistics.median(every), abs=tolerance)
        assert figures["mean"] == pytest.approx(statistics.fmean(every))
