"""The same call for many things, several at once, with the results in the order of the things."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final, Generic, TypeVar

from chalicelib import errors
from chalicelib.storage.context_threads import submit

_Thing = TypeVar("_Thing")
_Result = TypeVar("_Result")

AT_ONCE: Final = 8
"""How many calls run at once where nothing else is said, each over a connection of its own, which is kept."""


def call_in_parallel(
    call: Callable[[_Thing], _Result], things: Iterable[_Thing], *, at_once: int = AT_ONCE
) -> Generator[_Result, None, None]:
    """Yield the result of the call for each thing, in order; as many are held as calls run.

    No thread is left when it ends, however it ends; a single thing takes none. A call that storage refuses after the
    client's own retries is repeated alone, and from then on half as many run at once.

    Raises:
        errors.Unavailable: storage refused a call that ran alone, or the deadline has passed.
    """
    remaining = iter(things)
    first = list(islice(remaining, 2))
    if len(first) < 2:
        yield from map(call, first)
    else:
        yield from _ParallelCalls(call, chain(first, remaining), at_once).results()


@dataclass(frozen=True, slots=True)
class _Running(Generic[_Thing, _Result]):
    """A call under way, and how many were permitted when it began."""

    thing: _Thing
    result: "Future[_Result]"
    at_once: int


class _ParallelCalls(Generic[_Thing, _Result]):
    """The calls of one run: those under way, the oldest first."""

    def __init__(
        self, call: Callable[[_Thing], _Result], things: Iterator[_Thing], at_once: int
    ) -> None:
        self._call = call
        self._things = things
        self._at_once = at_once
        self._running: deque[_Running[_Thing, _Result]] = deque()

    def results(self) -> Iterator[_Result]:
        """Yield the results; begin further calls before each is handed out."""
        with ThreadPoolExecutor(self._at_once, thread_name_prefix="call") as pool:
            try:
                self._start(pool)
                while self._running:
                    result = self._take(self._running.popleft())
                    self._start(pool)
                    yield result
            finally:
                for each in self._running:
                    each.result.cancel()

    def _start(self, pool: ThreadPoolExecutor) -> None:
        for thing in islice(self._things, max(0, self._at_once - len(self._running))):
            result = submit(pool, self._call, thing)
            self._running.append(_Running(thing, result, self._at_once))

    def _take(self, done: "_Running[_Thing, _Result]") -> _Result:
        try:
            return done.result.result()
        except errors.Unavailable:
            if done.at_once == 1:
                raise
        # Refusals of calls that ran together count once.
        self._at_once = min(self._at_once, done.at_once // 2)
        wait([each.result for each in self._running])
        return self._call(done.thing)
