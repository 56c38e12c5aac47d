"""Confidence intervals of means, compared with printed tables of Student's t."""

import pytest

from chalicelib.forms.statistics.intervals import mean_interval


@pytest.mark.parametrize(
    ("count", "t"), [(2, 12.706), (5, 2.776), (11, 2.228), (12, 2.201), (31, 2.042), (121, 1.980)]
)
def test_the_interval_reaches_as_far_as_the_tables_say(count: int, t: float) -> None:
    low, high = mean_interval(3.0, 1.0, count)
    reach = t / count**0.5
    assert (low, high) == pytest.approx((3 - reach, 3 + reach), abs=1e-3)


def test_equal_answers_have_an_interval_of_no_length() -> None:
    assert mean_interval(4.0, 0.0, 9) == (4.0, 4.0)
