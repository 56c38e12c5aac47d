"""Figures against a plain count of the same answers."""

import json
import re
import statistics
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.forms.intake import Form
from chalicelib.forms.statistics.choice_tally import MOST_LISTED, ChoiceTally
from chalicelib.forms.statistics.codes import ANSWERED, SKIPPED, decode_instances
from chalicelib.forms.statistics.figures import Figures
from chalicelib.forms.statistics.number_tally import MAX_BINS, CalculationTally, ScaleTally
from chalicelib.forms.statistics.tally import Codebook, Tally
from chalicelib.forms.types.base import Value
from tests.forms.definitions import NOW, form_of, row


def tally_of(form: Form, values: Sequence[Value | None]) -> Tally:
    """The tally of the answers to ``q``, through the lines that they make."""
    tally = form.question("q").tally()
    for value in values:
        tally.add(form.stat_line(form.check({"q": value}, now=NOW)).split("|")[3])
    kept = json.loads(json.dumps(tally.to_json()))
    assert form.question("q").tally(kept).to_json() == tally.to_json()
    return tally


def figures(question: dict[str, Any], values: Sequence[Value | None]) -> dict[str, Any]:
    return tally_of(form_of(question), values).figures().model_dump(mode="json")


def test_choices_are_counted_those_never_chosen_too() -> None:
    assert figures(row("select_one", or_other=True), ["1", "1", "other", None]) == {
        "answered": 3,
        "skipped": 1,
        "counts": {"pupil": 0, "teacher": 0, "1": 2, "other": 1},
    }
    assert figures(row("select_multiple"), [["1", "pupil"], ["1"], None]) == {
        "answered": 2,
        "skipped": 1,
        "counts": {"pupil": 1, "teacher": 0, "1": 2},
    }


def test_a_rating_has_its_mean_median_and_sample_deviation() -> None:
    values = [5, 4, 4, 2]
    assert figures(row("range", parameters={"start": 1, "end": 5}), values) == {
        "answered": 4,
        "skipped": 0,
        "counts": {"1": 0, "2": 1, "3": 0, "4": 2, "5": 1},
        "mean": 3.75,
        "median": 4,
        "sd": pytest.approx(statistics.stdev(values)),
    }


def test_promoters_and_detractors_make_the_score() -> None:
    shown = figures(row("range", appearance="nps"), [10, 9, 8, 7, 6, 0, 10])
    assert shown["nps"] == {
        "promoters": 3,
        "passives": 2,
        "detractors": 2,
        "score": pytest.approx(100 / 7),
    }


def test_scales_of_decimals_are_exact() -> None:
    shown = figures(row("range", parameters={"end": 0.3, "step": 0.1}), [0.1, 0.2, 0.3, 0.3])
    assert shown["counts"] == {"0": 0, "0.1": 1, "0.2": 1, "0.3": 2}
    assert (shown["mean"], shown["median"]) == (0.225, 0.25)


def test_few_numbers_are_counted_each() -> None:
    shown = figures(row("decimal"), [0.1, 0.2, 0.2, -1.5])
    assert shown == {
        "answered": 4,
        "skipped": 0,
        "mean": -0.25,
        "median": 0.15,
        "sd": pytest.approx(statistics.stdev([0.1, 0.2, 0.2, -1.5])),
        "smallest": -1.5,
        "largest": 0.2,
        "counts": {"-1.5": 1, "0.1": 1, "0.2": 2},
    }


def test_many_different_numbers_are_counted_in_wider_bins_with_exact_sums() -> None:
    values = [number * number for number in range(1000)]
    shown = figures(row("integer"), [*values])
    assert shown["mean"] == statistics.fmean(values)
    assert shown["sd"] == pytest.approx(statistics.stdev(values))
    assert abs(shown["median"] - statistics.median(values)) <= shown["median_within"] == 5000
    assert len(shown["bins"]) <= MAX_BINS
    assert sum(each["count"] for each in shown["bins"]) == 1000
    assert shown["bins"][0] == {"from": 0, "below": 10000, "count": 100}
    assert (shown["smallest"], shown["largest"]) == (0, 998001)


def test_the_largest_numbers_there_are_stay_exact() -> None:
    greatest = 10**15 - 1
    shown = figures(row("integer"), [greatest, greatest, -greatest, 1])
    assert Decimal(shown["mean"]) == Decimal(greatest + 1) / 4
    assert shown["counts"] == {str(-greatest): 1, "1": 1, str(greatest): 2}


def test_a_ranking_is_by_borda_count() -> None:
    shown = figures(
        row("rank"),
        [["1", "pupil", "teacher"], ["1", "teacher", "pupil"], ["pupil", "1", "teacher"]],
    )
    assert shown["borda"] == [
        {"choice": "1", "points": 5, "mean_place": 4 / 3, "places": {"1": 2, "2": 1}},
        {"choice": "pupil", "points": 3, "mean_place": 2, "places": {"1": 1, "2": 1, "3": 1}},
        {"choice": "teacher", "points": 1, "mean_place": 8 / 3, "places": {"2": 1, "3": 2}},
    ]


def test_moments_have_an_earliest_and_a_latest() -> None:
    assert figures(row("date"), ["2026-06-13", None, "2025-01-01"]) == {
        "answered": 2,
        "skipped": 1,
        "earliest": "2025-01-01",
        "latest": "2026-06-13",
    }


@pytest.mark.parametrize(
    "question",
    [row("text"), row("integer", private=True), row("integer", role="birth_year")],
)
def test_of_free_text_and_personal_data_only_the_number_is_known(question: dict[str, Any]) -> None:
    answer: Value = "Ұнады" if question["type"] == "text" else 2000
    form = form_of(question)
    assert form.stat_line(form.check({"q": answer}, now=NOW)) == "1|1||+"
    assert figures(question, [answer, None]) == {"answered": 1, "skipped": 1}


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (row("select_one"), "3"),
        (row("select_one"), "x"),
        (row("select_multiple"), "8"),
        (row("rank"), "0,3"),
        (row("integer"), "x"),
        (row("integer"), "+"),
        (row("decimal"), "0." + "1" * 16),
        (row("range"), "2026-06-13"),
    ],
)
def test_another_question_s_code_counts_nothing(question: dict[str, Any], code: str) -> None:
    tally = form_of(question).question("q").tally()
    empty = tally.to_json()
    with pytest.raises((ValueError, LookupError)):
        tally.add(code)
    assert tally.to_json() == empty


@pytest.mark.parametrize(
    "question", [row("integer"), row("range", appearance="nps"), row("rank"), row("date")]
)
def test_nobody_s_answers_have_figures_too(question: dict[str, Any]) -> None:
    shown = figures(question, [])
    assert (shown["answered"], shown.get("mean"), shown.get("earliest")) == (0, None, None)


def test_one_answer_does_not_deviate_and_two_do() -> None:
    assert figures(row("integer"), [5])["sd"] is None
    assert figures(row("integer"), [1, 3])["sd"] == pytest.approx(2**0.5)


def test_whole_figures_are_whole_numbers_in_json() -> None:
    shown = figures(row("decimal"), [1.5, 2.5])
    assert json.dumps([shown["mean"], shown["median"], shown["largest"]]) == "[2, 2, 2.5]"


def test_as_many_different_numbers_as_there_are_bins_are_still_counted_each() -> None:
    numbers: list[Value] = [*range(MAX_BINS)]
    shown = figures(row("integer"), numbers)
    assert (len(shown["counts"]), shown.get("bins")) == (MAX_BINS, None)
    assert figures(row("integer"), [*numbers, MAX_BINS]).get("counts") is None


def test_a_stored_state_says_what_kind_it_is_of() -> None:
    states = [tally_of(form_of(row(kind)), []).to_json() for kind in ("integer", "date", "text")]
    assert [state["kind"] for state in states] == ["numbers", "moments", "marks"]


def test_versions_with_other_choices_are_counted_together() -> None:
    old = tally_of(form_of(row("select_one")), ["pupil", "1"])
    fewer = {"who": [{"name": "teacher", "label": "?"}, {"name": "guest", "label": "?"}]}
    new = tally_of(form_of(row("select_one"), choices=fewer), ["guest"])
    assert new.merge(old).figures().model_dump(mode="json")["counts"] == {
        "teacher": 0,
        "guest": 1,
        "1": 1,
        "pupil": 1,
    }
    assert new.merge(old).to_json() == old.merge(new).to_json()


@pytest.mark.parametrize(
    ("question", "values"),
    [
        (row("integer"), [3, 8, 3]),
        (row("range", appearance="nps"), [10, 3]),
        (row("rank"), [["1", "pupil", "teacher"]]),
        (row("date"), ["2026-06-13", "2025-01-01"]),
        (row("acknowledge"), ["OK", None]),
    ],
)
def test_two_halves_come_to_the_whole(question: dict[str, Any], values: list[Value | None]) -> None:
    form = form_of(question)
    halves = tally_of(form, values[:1]).merge(tally_of(form, values[1:]))
    assert halves.to_json() == tally_of(form, values).to_json()
    assert halves.merge(form.question("q").tally()).figures().model_dump(
        mode="json"
    ) == halves.figures().model_dump(mode="json")


def test_tallies_of_different_kinds_do_not_merge() -> None:
    with pytest.raises(TypeError, match="numbers does not merge with moments"):
        form_of(row("integer")).question("q").tally().merge(
            form_of(row("date")).question("q").tally()
        )


def test_of_a_calculation_texts_are_counted_and_numbers_have_figures() -> None:
    tally = CalculationTally(None, Codebook())
    for code in (ANSWERED, "3", "5", ANSWERED, SKIPPED):
        tally.add(code)
    stored = CalculationTally(json.loads(json.dumps(tally.to_json())), Codebook())
    shown = stored.merge(CalculationTally(None, Codebook())).figures().model_dump(mode="json")
    assert (shown["answered"], shown["skipped"]) == (4, 1)
    assert (shown["mean"], shown["median"], shown["counts"]) == (4, 4, {"3": 1, "5": 1})


def test_of_a_calculation_that_is_a_text_each_time_only_the_number_is_known() -> None:
    tally = CalculationTally(None, Codebook())
    tally.add(f";{ANSWERED}*3", 2)
    assert tally.figures() == Figures(answered=6, skipped=0, responses=2)


def test_of_a_long_list_only_what_was_chosen_is_listed_in_the_list_s_order() -> None:
    names = tuple(f"n{number}" for number in range(MOST_LISTED + 1))
    tally = ChoiceTally(None, Codebook(names=names))
    for code in ("150", "7", "7"):
        tally.add(code)
    assert list(tally.figures().counts.items()) == [("n7", 2), ("n150", 1)]
    whole = ChoiceTally(None, Codebook(names=names[:-1]))
    assert whole.figures().counts == dict.fromkeys(names[:-1], 0)


def test_nobody_s_score_is_no_score() -> None:
    tally = ScaleTally(None, Codebook(scale=tuple(range(11)), nps=True))
    score = tally.figures().nps
    assert score is not None
    assert (score.promoters, score.passives, score.detractors, score.score) == (0, 0, 0, None)


def test_several_choices_are_the_bits_of_a_hexadecimal_number() -> None:
    names = tuple("abcdefgh")
    tally = ChoiceTally(None, Codebook(names=names, several=True))
    for code in ("10", "8a", "ff"):  # e · b, d and h · all of them
        tally.add(code)
    assert tally.figures().counts == dict(zip(names, (1, 2, 1, 2, 2, 1, 1, 2), strict=True))


def test_a_code_of_instances_that_is_none_is_named_in_the_refusal() -> None:
    for code in (";3", ";3*", ";3*x", ";3*1;"):
        with pytest.raises(ValueError, match=re.escape(code)):
            list(decode_instances(code))
