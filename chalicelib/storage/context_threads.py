"""Calls of one request on several threads: each runs in a copy of the request's context, which holds its deadline and its meter."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Final, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Each = TypeVar("_Each")

AT_ONCE: Final = 8
"""How many calls run at once, each over a connection of its own, which is kept."""


def submit(
    pool: Executor, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs
) -> Future[_T]:
    """Have the pool call the function in a copy of this thread's context."""
    context = copy_context()
    return pool.submit(lambda: context.run(function, *args, **kwargs))


def call_each(function: Callable[[_Each], _T], of: Sequence[_Each]) -> list[_T]:
    """Call the function with each, several at once, and return what it returns in their order; a single one takes no thread.

    The threads end with the call: none is shared between requests.
    """
    if len(of) < 2:
        return [function(each) for each in of]
    with ThreadPoolExecutor(min(len(of), AT_ONCE), thread_name_prefix="each") as pool:
        return [each.result() for each in [submit(pool, function, one) for one in of]]
