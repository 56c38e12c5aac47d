"""The same call for many things, several at once."""

import threading
from contextlib import closing
from itertools import count

import pytest

from chalicelib import errors, metering
from chalicelib.storage.parallel_calls import call_in_parallel


class RefusedCalls:
    """A call that doubles a number, after it was refused as often as ``refusals`` says."""

    def __init__(self, refusals: int) -> None:
        self._refusals = refusals
        self._numbers = count(1)
        self.calls = 0

    def double(self, number: int) -> int:
        self.calls = next(self._numbers)
        if self.calls <= self._refusals:
            raise errors.Unavailable
        return number * 2


def threads_of_calls() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith("call")]


def test_results_come_in_order_from_several_calls_at_once() -> None:
    together = threading.Barrier(4)

    def double(number: int) -> int:
        together.wait(timeout=30)  # ends only where four run at once
        metering.add("database_calls")
        return number * 2

    with metering.begin() as meter:
        results = list(call_in_parallel(double, range(20), at_once=4))
    assert results == [2 * number for number in range(20)]
    assert meter.totals() == {"database_calls": 20}
    assert threads_of_calls() == []


@pytest.mark.parametrize("things", [[], ["one"]])
def test_one_thing_takes_no_thread(things: list[str]) -> None:
    used = list(call_in_parallel(lambda _: threading.get_ident(), things, at_once=4))
    assert used == [threading.get_ident()] * len(things)


def test_refusals_of_calls_that_ran_together_count_once_and_each_is_repeated() -> None:
    refused = RefusedCalls(8)
    results = list(call_in_parallel(refused.double, range(20), at_once=8))
    assert results == [2 * number for number in range(20)]
    assert refused.calls == 20 + 8


def test_a_call_that_is_refused_alone_too_ends_the_run() -> None:
    refused = RefusedCalls(1000)
    with pytest.raises(errors.Unavailable):
        list(call_in_parallel(refused.double, range(20), at_once=2))
    assert refused.calls == 2 + 1
    assert threads_of_calls() == []


def test_a_run_that_is_left_early_makes_few_calls_and_leaves_no_thread() -> None:
    calls = RefusedCalls(0)
    with closing(call_in_parallel(calls.double, range(1000), at_once=4)) as results:
        assert next(results) == 0
    assert calls.calls <= 4 + 1
    assert threads_of_calls() == []
