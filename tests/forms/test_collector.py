"""The garbage collector's thresholds while a form is read."""

import gc
from collections.abc import Iterator

import pytest

from chalicelib.forms.collector import collecting_rarely

PYTHONS_OWN = (700, 10, 10)


@pytest.fixture(autouse=True)
def _thresholds() -> Iterator[None]:
    """Begin with Python's own thresholds, which libraries of tests change."""
    usual = gc.get_threshold()
    gc.set_threshold(*PYTHONS_OWN)
    yield
    gc.set_threshold(*usual)


@collecting_rarely()
def fail_inside() -> None:
    assert gc.get_threshold() == (7_000, 10, 10)
    raise ZeroDivisionError


def test_the_collector_looks_rarely_inside_and_as_usual_afterwards() -> None:
    with pytest.raises(ZeroDivisionError):
        fail_inside()
    assert gc.get_threshold() == PYTHONS_OWN


def test_a_collector_that_looks_still_more_rarely_is_left_alone() -> None:
    gc.set_threshold(50_000, 10, 10)
    with collecting_rarely():
        assert gc.get_threshold() == (50_000, 10, 10)
