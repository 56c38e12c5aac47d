"""Tallies come to the same however the lines are split, ordered and merged."""

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


def code(form: Form, value: object) -> str:
    """The code of the answer; nothing where the form refuses it."""
    try:
        return form.stat_line(form.check({"q": value}, now=NOW)).split("|")[3]
    except errors.AnswersRefused:
        return SKIPPED


def codes(kind: str) -> st.SearchStrategy[str]:
    answers = st.integers(0, 10) if kind == "nps" else ANSWERS[kind]
    return answers.map(lambda value: code(FORMS[kind], value))


def tally_of(question: Question, codes: Sequence[str]) -> Tally:
    tally = question.tally()
    for each in codes:
        tally.add(each)
    return tally


def same(*tallies: Tally) -> bool:
    states = [json.dumps(tally.to_json(), sort_keys=True) for tally in tallies]
    figures = [
        json.dumps(tally.figures().model_dump(mode="json"), sort_keys=True) for tally in tallies
    ]
    return len(set(states)) == len(set(figures)) == 1


@pytest.mark.parametrize("kind", QUESTIONS)
@given(data=st.data())
def test_merging_is_associative_and_commutative_and_the_same_as_counting_together(
    kind: str, data: st.DataObject
) -> None:
    question = QUESTIONS[kind]
    part = st.lists(codes(kind) | st.just(SKIPPED), max_size=20)
    first, second, third = (data.draw(part) for _ in range(3))
    a, b, c = (tally_of(question, part) for part in (first, second, third))
    assert same(
        tally_of(question, [*first, *second, *third]),
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
def test_that_holds_when_there_are_more_numbers_than_bins(
    seed: int, powers: list[int], sizes: list[int], kind: str
) -> None:
    chance = random.Random(seed)  # noqa: S311 -- drawn data, not secrets
    question = QUESTIONS[kind]

    def number() -> Any:  # noqa: ANN401 -- either of two kinds
        amount = chance.randint(-(10 ** chance.choice(powers)) + 1, 10 ** chance.choice(powers) - 1)
        return amount if kind == "integer" else float(f"{amount}e-{chance.choice(powers)}")

    numbers = [[number() for _ in range(size)] for size in sizes]
    a, b, c = (tally_of(question, [question.encode(n) for n in part]) for part in numbers)
    every = [n for part in numbers for n in part]
    chance.shuffle(every)
    together = tally_of(question, [question.encode(n) for n in every])
    assert same(together, a.merge(b).merge(c), a.merge(b.merge(c)), b.merge(c).merge(a))
    assert len(together.to_json()["bins"]) <= MAX_BINS
    if every:
        shown = together.figures().model_dump(mode="json")
        within = shown.get("median_within", 0)
        assert shown["median"] == pytest.approx(
            statistics.median(every), abs=within * (1 + 1e-9) + 1e-9
        )
        assert shown["mean"] == pytest.approx(statistics.fmean(every))
