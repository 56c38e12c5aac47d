"""Sweep every use case: each fault at each of its calls, the invariants after each, and a repeat.

``python -m bench.faults [NAMES]`` prints a line for each use case and the counts of all; it ends with 1 if
anything does not hold. NAMES are parts of use cases' names, separated by commas.
"""

import logging
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.faults.attempts import Attempt, Expected, measure
from bench.faults.injection import Fault
from bench.faults.use_cases import UseCase, all_use_cases
from bench.faults.world import Backends, running


@dataclass
class Sweep:
    """The sweep's counts, and what did not hold."""

    backends: Backends
    calls: int = 0
    faults: int = 0
    violations: int = 0

    def try_all(self, use_case: UseCase) -> None:
        """Try every fault at every call of a use case, and print its line."""
        expected = measure(self.backends, use_case)
        broken = 0
        for at in range(len(expected.calls)):
            for fault in Fault:
                broken += self._try(use_case, expected, at, fault)
        self.calls += len(expected.calls)
        self.faults += len(expected.calls) * len(Fault)
        self.violations += broken
        services = ", ".join(f"{n} {name}" for name, n in Counter(expected.calls).items())
        state = "ok" if not broken else f"{broken} VIOLATIONS"
        _write(f"{use_case.name:30} {len(expected.calls):3} calls ({services})  {state}")

    def _try(self, use_case: UseCase, expected: Expected, at: int, fault: Fault) -> bool:
        attempt = Attempt(use_case, expected, at, fault)
        with self.backends.world() as world:
            problems = attempt.problems(world)
        for problem in problems:
            _write(
                f"  {use_case.name}, call {at + 1} ({expected.calls[at]}), {fault.value}: {problem}"
            )
        return bool(problems)


def main(arguments: Sequence[str]) -> int:
    """Run the sweep, or a part of it."""
    wanted = [part.strip() for part in " ".join(arguments).split(",")]
    logging.getLogger("pikir").addHandler(logging.NullHandler())
    logging.getLogger("pikir").propagate = False
    started = time.monotonic()
    use_cases = [each for each in all_use_cases() if any(part in each.name for part in wanted)]
    with running() as backends:
        sweep = Sweep(backends)
        for use_case in use_cases:
            sweep.try_all(use_case)
    _write(
        f"{len(use_cases)} use cases, {sweep.calls} calls, {sweep.faults} faults in"
        f" {time.monotonic() - started:.0f} s: {sweep.violations} violations"
    )
    return 1 if sweep.violations or not sweep.faults else 0


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
