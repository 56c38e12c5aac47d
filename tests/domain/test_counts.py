"""A form's arrivals, by the unit of time that shows them best."""

import pytest

from chalicelib.domain.counts import MOST_BINS, Arrivals, bin_arrivals

ZONE = "Asia/Almaty"


def arrivals_of(*hours: str) -> Arrivals:
    arrivals = bin_arrivals(dict.fromkeys(hours, 2), ZONE)
    assert arrivals is not None
    return arrivals


def test_nothing_that_arrived_has_no_bins() -> None:
    assert bin_arrivals({}, ZONE) is None
    assert bin_arrivals({"2026-06-13T05": 0}, ZONE) is None


def test_the_hours_of_a_day_are_those_of_the_event_and_have_no_gap() -> None:
    arrivals = arrivals_of("2026-06-13T05", "2026-06-13T08")
    assert (arrivals.unit, arrivals.bins) == ("hour", ((10, 2), (11, 0), (12, 0), (13, 2)))
    assert f"{arrivals.first:%d.%m. %H} {arrivals.last:%d.%m. %H}" == "13.06. 10 13.06. 13"


@pytest.mark.parametrize(
    ("last", "unit", "labels"),
    [
        ("2026-06-03T05", "day", [1, 2, 3]),
        ("2026-06-30T20", "week", [1, 8, 15, 22, 29]),
        ("2026-12-30T05", "month", [6, 7, 8, 9, 10, 11, 12]),
        ("2028-06-01T05", "year", [2026, 2027, 2028]),
    ],
)
def test_longer_times_are_counted_by_longer_units(last: str, unit: str, labels: list[int]) -> None:
    arrivals = arrivals_of("2026-05-31T19", last)  # in Almaty June has begun
    assert arrivals.unit == unit
    assert [label for label, _ in arrivals.bins] == labels
    assert sum(arrived for _, arrived in arrivals.bins) == 4
    assert len(arrivals.bins) <= MOST_BINS


def test_a_time_longer_than_a_dozen_years_is_counted_by_years() -> None:
    arrivals = arrivals_of("2010-01-01T05", "2026-06-01T05")
    assert (arrivals.unit, len(arrivals.bins)) == ("year", 17)
