"""Hypothesis profiles, one for each way in which the properties are run.

``fixed``, of `make test` and CI, derives every example from the test's own source and keeps no database, so a run gives the
same result on any machine, in any order and on any number of workers. It does not shrink: shrinking
may take minutes, and a failure repeats under ``--hypothesis-profile=shrink``, which draws the same
examples and then shrinks. ``explore``, of `make explore`, draws new examples in each run, many more of them.
``brief``, of `make mutants`, tries the first few of ``fixed``: it runs them thousands of times.
"""

import os
from typing import Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.internal.constants_ast import Constants

FIXED: Final = "fixed"
SHRINK: Final = "shrink"
EXPLORE: Final = "explore"
BRIEF: Final = "brief"
EXAMPLES: Final = 60
"""Examples of a property that asks for no other number, under ``fixed``."""

HOW_TO_KEEP_A_FIND: Final = """\
A property failed. Keep what was found as an example, so that `make test` tries it from now on:

  1. Copy the arguments of "Falsifying example: test_…(name=value, …)" above.
  2. Put them over the test, above its @given:  @example(name=value, …)
     A property that draws inside its body (`data=data(...)`) takes no @example: write the drawn
     values into a test of their own, beside it.
     A state machine's find is a list of steps: write it as a function, as `store_after_a_newer_one_is_folded` in
     tests/properties/test_summaries_stored.py.
  3. Run it:  make test ARGS="-k test_…"  fails now, and passes once the fault is mended.
To see the same find again before that, put the printed @reproduce_failure(…) over the test.
"""


def register() -> None:
    """Register the profiles and load ``fixed``; `--hypothesis-profile` chooses another."""
    # A slow example may mean a busy machine, so time limits are off.
    common = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile(
        FIXED,
        common,
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        print_blob=False,
    )
    settings.register_profile(BRIEF, settings.get_profile(FIXED), max_examples=EXAMPLES // 5)
    settings.register_profile(
        SHRINK,
        settings.get_profile(FIXED),
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )
    settings.register_profile(
        EXPLORE,
        common,
        max_examples=int(os.environ.get("EXAMPLES", "2000")),
        derandomize=False,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.target, Phase.shrink],
        print_blob=True,
    )
    settings.load_profile(FIXED)


def examples(number: int) -> int:
    """Return how many examples the loaded profile gives a property that gets ``number`` under ``fixed``."""
    assert settings.default is not None
    return max(1, number * settings.default.max_examples // EXAMPLES)


def ignore_loaded_modules() -> None:
    """Stop Hypothesis from drawing constants that it finds in the loaded modules.

    One draw in twenty is a constant from the source of any local module imported so far. Which
    modules those are depends on the tests that ran before in the same process, so an example would
    depend on the order of the tests and on every edit of any module.
    """
    nothing = Constants()
    HypothesisProvider._local_constants = property(lambda _: nothing)  # type: ignore[assignment, method-assign]
