"""The fold of lines does not depend on how they are split or ordered."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.stat_folds import EMPTY, fold, from_bytes, merge
from chalicelib.domain.summaries import summarise
from tests.domain.summary_samples import CATEGORIES, EVENT, FORMS, line
from tests.forms.definitions import NOW
from tests.profiles import examples

TOPICS = ("a", "b", "c")


def maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


answers = st.fixed_dictionaries(
    {
        "who": maybe(st.sampled_from(CATEGORIES)),
        "overall": maybe(st.integers(1, 5)),
        "recommend": maybe(st.integers(0, 10)),
        "met": maybe(st.lists(st.sampled_from(TOPICS), unique=True)),
        "best": maybe(st.permutations(TOPICS)),
        "hours": maybe(st.decimals(-1000, 1000, places=3).map(float)),
        "day": maybe(st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(str)),
        "why": maybe(st.just("because")),
    }
)
lines = st.lists(answers.map(lambda given: line(**given)), max_size=30)


@given(lines, lines)
def test_folding_together_is_merging_what_was_folded_apart(xs: list[str], ys: list[str]) -> None:
    together = fold(EMPTY, xs + ys, FORMS)
    apart = merge(fold(EMPTY, xs, FORMS), fold(EMPTY, ys, FORMS))
    onwards = fold(fold(EMPTY, xs, FORMS), ys, FORMS)
    assert together.to_bytes() == apart.to_bytes() == onwards.to_bytes()


@given(lines, lines, lines)
def test_merging_is_associative_and_commutative(
    xs: list[str], ys: list[str], zs: list[str]
) -> None:
    a, b, c = (fold(EMPTY, part, FORMS) for part in (xs, ys, zs))
    assert merge(merge(a, b), c).to_bytes() == merge(a, merge(b, c)).to_bytes()
    assert merge(a, b).to_bytes() == merge(b, a).to_bytes()


@given(lines)
@settings(max_examples=examples(50))
def test_a_stored_state_goes_on_as_if_it_had_never_been_stored(xs: list[str]) -> None:
    state = fold(EMPTY, xs, FORMS)
    again = from_bytes(state.to_bytes(), FORMS)
    assert again is not None
    assert fold(again, xs, FORMS).to_bytes() == fold(state, xs, FORMS).to_bytes()
    one, other = (
        summarise(each, FORMS, event=EVENT, form="impressions", through=NOW)
        for each in (state, again)
    )
    assert one == other
