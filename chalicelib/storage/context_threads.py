"""Calls of one request on several threads: each runs in a copy of the request's context, which holds its deadline and its meter."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextvars import copy_context
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


def submit(
    pool: Executor, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs
) -> Future[_T]:
    """Have the pool call the function in a copy of this thread's context."""
    context = copy_context()
    return pool.submit(lambda: context.run(function, *args, **kwargs))
