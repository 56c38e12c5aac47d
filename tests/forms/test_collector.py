"""The garbage collector's thresholds while a form is read."""

import gc

import pytest

from chalicelib.forms.collector import collecting_rarely


@collecting_rarely()
def fail_inside(usual: tuple[int, int, int]) -> None:
    assert gc.get_threshold() == (7_000, *usual[1:])
    raise ZeroDivisionError


def test_the_collector_looks_rarely_inside_and_as_usual_afterwards() -> None:
    usual = gc.get_threshold()
    with pytest.raises(ZeroDivisionError):
        fail_inside(usual)
    assert gc.get_threshold() == usual


def test_a_collector_that_looks_still_more_rarely_is_left_alone() -> None:
    usual = gc.get_threshold()
    gc.set_threshold(50_000, *usual[1:])
    try:
        with collecting_rarely():
            assert gc.get_threshold()[0] == 50_000
    finally:
        gc.set_threshold(*usual)
