"""Confidence intervals of means, compared with printed tables of Student's t, and of shares."""

import pytest

from chalicelib.forms.statistics.intervals import mean_interval, share_interval


@pytest.mark.parametrize(
    ("count", "t"), [(2, 12.706), (5, 2.776), (11, 2.228), (12, 2.201), (31, 2.042), (121, 1.980)]
)
def test_the_interval_reaches_as_far_as_the_tables_say(count: int, t: float) -> None:
    low, high = mean_interval(3.0, 1.0, count)
    reach = t / count**0.5
    assert (low, high) == pytest.approx((3 - reach, 3 + reach), abs=1e-3)


def test_equal_answers_have_an_interval_of_no_length() -> None:
    assert mean_interval(4.0, 0.0, 9) == (4.0, 4.0)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_share_has_the_interval_that_newcombe_prints(
    count: int, of: int, low: float, high: float
) -> None:
    """R. G. Newcombe, "Two-Sided Confidence Intervals for the Single Proportion", Stat. Med. 17 (1998), table I."""
    assert share_interval(count, of) == pytest.approx((low, high), abs=5e-5)
    mirrored = share_interval(of - count, of)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=5e-5)
