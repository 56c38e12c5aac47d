"""The fold of stat lines does not depend on how the lines are split or ordered."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.stat_folds import EMPTY, fold, from_bytes, merge
from chalicelib.domain.summaries import summarise
from tests.domain.summary_samples import CATEGORIES, EVENT, FORMS, line
from tests.forms.definitions import NOW
from tests.profiles import examples

TOPICS = ("a", "b", "c")


answers = st.fixed_dictionaries(
    {
        "who": st.none() | st.sampled_from(CATEGORIES),
        "overall": st.none() | st.integers(1, 5),
        "recommend": st.none() | st.integers(0, 10),
        "met": st.none() | st.lists(st.sampled_from(TOPICS), unique=True),
        "best": st.none() | st.permutations(TOPICS),
        "hours": st.none() | st.decimals(-1000, 1000, places=3).map(float),
        "day": st.none() | st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(str),
        "why": st.none() | st.just("because"),
    }
)
lines = st.lists(answers.map(lambda each: line(**each)), max_size=30)


@given(lines, lines)
def test_folding_all_lines_equals_merging_two_folds_and_continuing_one(
    xs: list[str], ys: list[str]
) -> None:
    together = fold(EMPTY, xs + ys, FORMS)
    merged = merge(fold(EMPTY, xs, FORMS), fold(EMPTY, ys, FORMS))
    continued = fold(fold(EMPTY, xs, FORMS), ys, FORMS)
    assert together.to_bytes() == merged.to_bytes() == continued.to_bytes()


@given(lines, lines, lines)
def test_merging_is_associative_and_commutative(
    xs: list[str], ys: list[str], zs: list[str]
) -> None:
    a, b, c = (fold(EMPTY, part, FORMS) for part in (xs, ys, zs))
    assert merge(merge(a, b), c).to_bytes() == merge(a, merge(b, c)).to_bytes()
    assert merge(a, b).to_bytes() == merge(b, a).to_bytes()


@given(lines)
@settings(max_examples=examples(50))
def test_a_restored_state_folds_and_summarises_like_the_original(xs: list[str]) -> None:
    state = fold(EMPTY, xs, FORMS)
    restored = from_bytes(state.to_bytes(), FORMS)
    assert restored is not None
    assert fold(restored, xs, FORMS).to_bytes() == fold(state, xs, FORMS).to_bytes()
    original_summary, restored_summary = (
        summarise(each, FORMS, event=EVENT, form="impressions", through=NOW)
        for each in (state, restored)
    )
    assert restored_summary == original_summary
