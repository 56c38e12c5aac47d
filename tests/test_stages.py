"""The stages of a response that `python -m bench stages` tells apart."""

from functools import reduce
from importlib import import_module

import pytest

from bench.road.stages import STAGES

NAMES = [name for names in STAGES.values() for name in names]


@pytest.mark.parametrize("name", NAMES)
def test_a_stage_begins_with_a_function_that_exists(name: str) -> None:
    module, _, path = name.partition(":")
    function = reduce(getattr, path.split("."), import_module(module))
    assert (function.__module__, function.__qualname__) == (module, path)


def test_no_function_begins_two_stages() -> None:
    assert len(NAMES) == len(set(NAMES))
