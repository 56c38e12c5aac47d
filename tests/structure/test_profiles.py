"""`make test` draws the same examples in every run, independent of earlier tests in the process."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests import profiles

VALUES = st.integers() | st.text() | st.binary()


@pytest.fixture(autouse=True)
def _load_fixed_profile() -> Iterator[None]:
    """Load the profile of `make test`, also when the whole run explores."""
    current = settings.get_current_profile_name()
    settings.load_profile(profiles.FIXED)
    yield
    settings.load_profile(current)


def draw_by_property() -> list[object]:
    values: list[object] = []

    @given(value=VALUES)
    @settings(max_examples=500)
    def draw(value: object) -> None:
        values.append(value)

    draw()
    return values


def draw_by_machine() -> list[object]:
    values: list[object] = []

    class Machine(RuleBasedStateMachine):
        @rule(value=VALUES)
        def step(self, value: object) -> None:
            values.append(value)

    run_state_machine_as_test(Machine, settings=settings(max_examples=50))
    return values


@pytest.mark.parametrize(
    ("draw", "constants"),
    [(draw_by_property, range(70_000, 70_400)), (draw_by_machine, range(80_000, 80_400))],
)
def test_a_module_loaded_between_two_draws_changes_no_example(
    draw: Callable[[], list[object]],
    constants: range,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = draw()
    assert len(before) >= 500
    source = tmp_path / f"constants_from_{constants.start}.py"
    source.write_text(f"NUMBERS = {[*constants]}")
    spec = importlib.util.spec_from_file_location(source.stem, source)
    assert spec is not None
    monkeypatch.setitem(sys.modules, source.stem, importlib.util.module_from_spec(spec))
    assert draw() == before


def test_a_failure_is_shrunk_only_by_the_profile_that_shrinks_the_same_examples() -> None:
    def first_failure(profile: str) -> list[int]:
        failed: list[int] = []

        @settings(settings.get_profile(profile))
        @given(value=st.integers(min_value=0))
        def refuse_large(value: int) -> None:
            if value > 1000:
                failed.append(value)
            assert value <= 1000

        with pytest.raises(AssertionError):
            refuse_large()
        return failed

    fixed, shrunk = first_failure(profiles.FIXED), first_failure(profiles.SHRINK)
    assert fixed[0] == shrunk[0]
    assert fixed[-1] > 1001
    assert shrunk[-1] == 1001


def test_exploring_draws_other_examples_and_more() -> None:
    explore = settings.get_profile(profiles.EXPLORE)
    assert not explore.derandomize
    assert explore.max_examples > settings.get_profile(profiles.FIXED).max_examples
    settings.load_profile(profiles.EXPLORE)
    assert profiles.examples(profiles.EXAMPLES // 2) == explore.max_examples // 2
    assert draw_by_property() != draw_by_property()
