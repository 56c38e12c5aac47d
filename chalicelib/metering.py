"""What a request or a job used of AWS, counted while it runs, for the line in the log that the bill is made of.

`begin` gives what runs inside a meter; whatever calls AWS adds to it (``add``). Without a meter nothing is counted. The meter
belongs to the context of the request (``contextvars``); a thread that works for the request runs in a copy of that context and
adds to the same meter.

A job's run works for several events: ``begin_run`` gives it a meter for each event (``for_event``) and one for the rest.
"""

from collections.abc import Callable, Iterator, Mapping
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


class RunPart:
    """What a run used for one event, or for none: its amounts, and the seconds that it took."""

    __slots__ = ("meter", "seconds")

    def __init__(self) -> None:
        self.meter = Meter()
        self.seconds = 0.0


class RunMeter:
    """The meters of a job's run; ``clock`` is monotonic, in seconds."""

    __slots__ = ("_begun", "_clock", "_of_events", "_rest")

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._begun = clock()
        self._rest = RunPart()
        self._of_events: dict[str, RunPart] = {}

    def parts(self) -> Mapping[str | None, RunPart]:
        """Return the part of each event, and that of none: all that the run used besides."""
        of_events = sum(part.seconds for part in self._of_events.values())
        self._rest.seconds = max(0.0, self._clock() - self._begun - of_events)
        parts: dict[str | None, RunPart] = {}
        parts.update(self._of_events)
        parts[None] = self._rest
        return parts

    @contextmanager
    def begin_rest(self) -> Iterator[None]:
        """Count what runs inside as work for no event."""
        token = _current.set(self._rest.meter)
        try:
            yield
        finally:
            _current.reset(token)

    @contextmanager
    def begin_part(self, event: str) -> Iterator[None]:
        """Count what runs inside as work for that event."""
        part = self._of_events.setdefault(event, RunPart())
        begun = self._clock()
        meter, run = _current.set(part.meter), _run.set(None)
        try:
            yield
        finally:
            part.seconds += self._clock() - begun
            _run.reset(run)
            _current.reset(meter)


_run: Final[ContextVar[RunMeter | None]] = ContextVar("run", default=None)


@contextmanager
def begin_run(clock: Callable[[], float]) -> Iterator[RunMeter]:
    """Count what runs inside by the events that it is for; ``clock`` is monotonic."""
    run = RunMeter(clock)
    token = _run.set(run)
    try:
        with run.begin_rest():
            yield run
    finally:
        _run.reset(token)


@contextmanager
def for_event(event: str) -> Iterator[None]:
    """Count what runs inside for that event, if this is a job's run; an empty id stands for no event.

    Inside another event's work, and in a request, whose line names its event by itself, nothing changes.
    """
    run = _run.get()
    if run is None or not event:
        yield
        return
    with run.begin_part(event):
        yield
