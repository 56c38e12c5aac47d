"""Run many calls at once: all wait at a barrier and start at the same moment."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from chalicelib import errors
from chalicelib.domain.submissions import Receipt

Call = Callable[[], Receipt | None]
Result = Receipt | errors.Refusal | None
Race = Callable[[Sequence[Call]], list[Result]]


@contextmanager
def run_racers(number: int) -> Iterator[Race]:
    """Give a function that runs calls at the same time; a refusal is a result like any other."""
    barrier = Barrier(number)

    def start(call: Call) -> Result:
        barrier.wait(timeout=60)
        try:
            return call()
        except errors.Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(number) as pool:
        yield lambda calls: list(pool.map(start, calls))
