"""What a request or a job used of AWS, counted while it runs, for the line in the log that the bill is made of.

`begin` gives what runs inside a meter; whatever calls AWS adds to it (``add``). Without a meter nothing is counted. The meter
belongs to the context of the request (``contextvars``); a thread that works for the request runs in a copy of that context and
adds to the same meter.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, Literal

Unit = Literal[
    "database_calls",
    "refused_calls",
    "read_units",
    "write_units",
    "file_reads",
    "file_writes",
    "letters",
]
"""``read_units`` and ``write_units`` are DynamoDB's capacity units, as its answers say. ``refused_calls`` are those of the
``database_calls`` that it answered with an error, which says no units. Reads and writes of files are requests to S3."""


class Meter:
    """The amounts that were added so far."""

    __slots__ = ("_added",)

    def __init__(self) -> None:
        # Appending is atomic, so threads may add at once.
        self._added: list[tuple[Unit, float]] = []

    def add(self, unit: Unit, amount: float) -> None:
        """Add an amount of a unit."""
        self._added.append((unit, amount))

    def totals(self) -> Mapping[str, float]:
        """Return the sum of each unit that anything was added of."""
        sums: dict[str, float] = {}
        for unit, amount in self._added:
            sums[unit] = sums.get(unit, 0) + amount
        return sums


_current: Final[ContextVar[Meter | None]] = ContextVar("meter", default=None)


@contextmanager
def begin() -> Iterator[Meter]:
    """Count what runs inside."""
    meter = Meter()
    token = _current.set(meter)
    try:
        yield meter
    finally:
        _current.reset(token)


def add(unit: Unit, amount: float = 1) -> None:
    """Add to the meter of what runs now, if it has one."""
    meter = _current.get()
    if meter is not None:
        meter.add(unit, amount)
