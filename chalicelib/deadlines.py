"""The deadline of a request: from then on it begins no call to AWS, so that its page still comes back in time.

API Gateway waits 29 seconds (an HTTP API 30) and then answers by itself, without anything that was typed. A database that answers each
call late, but in time, would get there with a few calls. So the endpoint gives each request a deadline, and whatever calls
AWS asks here before it begins: past the deadline that raises ``errors.Unavailable``, which the endpoint answers with the
filled-in page. A call under way may not outlast the deadline either: its timeouts end there.

The deadline belongs to the context of the request (``contextvars``), so threads do not share it. Jobs have none: they run in
functions with limits and budgets of their own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from chalicelib import errors

GRACE: Final = 4.0
"""Seconds by which a deadline is extended to undo, or to save, what a request has begun."""
_SHORTEST: Final = 0.001
"""A socket's timeout of zero would mean not to wait at all."""


class _Deadline:
    """A moment by a monotonic clock, in seconds. No dataclass: to make one takes most of a millisecond of each cold start."""

    __slots__ = ("clock", "is_extended", "moment")

    def __init__(
        self, moment: float, clock: Callable[[], float], *, is_extended: bool = False
    ) -> None:
        self.moment = moment
        self.clock = clock
        self.is_extended = is_extended

    def seconds_left(self) -> float:
        return self.moment - self.clock()


_current: Final[ContextVar[_Deadline | None]] = ContextVar("deadline", default=None)


@contextmanager
def begin(seconds: float, clock: Callable[[], float]) -> Iterator[None]:
    """Give what runs inside a deadline, ``seconds`` from now by the clock."""
    token = _current.set(_Deadline(clock() + seconds, clock))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def extend() -> Iterator[None]:
    """Extend the deadline, once, for what must not be left half done; without a deadline, do nothing."""
    current = _current.get()
    if current is None or current.is_extended:
        yield
        return
    extended = _Deadline(current.moment + GRACE, current.clock, is_extended=True)
    token = _current.set(extended)
    try:
        yield
    finally:
        _current.reset(token)


def is_set() -> bool:
    """Return whether what runs is a request, which has a deadline; jobs have none."""
    return _current.get() is not None


def refuse_if_passed() -> None:
    """Raise ``Unavailable`` if the request's deadline has passed: begin nothing more."""
    current = _current.get()
    if current is not None and current.seconds_left() <= 0:
        raise errors.Unavailable


def bound_timeout(timeout: float) -> float:
    """Return the timeout in seconds, shortened to what is left until the deadline."""
    current = _current.get()
    if current is None:
        return timeout
    return max(min(timeout, current.seconds_left()), _SHORTEST)
