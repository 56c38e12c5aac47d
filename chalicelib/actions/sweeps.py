"""Scheduled work over many items: what fails for one item is logged and holds up no other.

A run that could not do everything ends in ``SweepIncomplete`` after it did the rest. On AWS this is an error of
the function, which its metric ``Errors`` counts, so that an alarm can watch it; the log says which items failed.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

_log = logging.getLogger("pikir.sweeps")


class SweepIncomplete(Exception):
    """Some items of a run failed; ``failed`` identifies them, ``done`` counts the others."""

    def __init__(self, done: int, failed: tuple[str, ...]) -> None:
        self.done = done
        self.failed = failed
        super().__init__(f"done: {done}, failed: {', '.join(failed)}")


class Sweep:
    """One run. ``done`` counts what was done; the work on each item happens inside ``attempt``."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._failed: list[str] = []
        self.done = 0

    @contextmanager
    def attempt(self, item: str) -> Iterator[None]:
        """Log and remember an exception as a failure of this item, and go on after it."""
        try:
            yield
        except Exception:  # noqa: BLE001 -- whatever it is, the other items do not depend on it
            self._failed.append(item)
            _log.exception("%s", json.dumps({"sweep": self._name, "failed": item}))

    def finish(self) -> int:
        """Return how many items were done; raise ``SweepIncomplete`` if one failed."""
        if self._failed:
            raise SweepIncomplete(self.done, tuple(self._failed))
        return self.done
