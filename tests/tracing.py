"""Coverage pauses while botocore and moto work.

Python calls the tracer of coverage for each line of every library, measured or not, and most of what a test runs is botocore
and moto: the suite took twice as long. They are entered at two methods, so tracing stops there; it goes on where botocore calls
Pikir: in the handlers of its events.
"""

import functools
import sys
import threading
from collections.abc import Callable

import pytest

_thread = threading.local()
"""``tracer`` is what this thread paused."""


def pause_in(patch: pytest.MonkeyPatch, owner: object, name: str, *, resume: bool = False) -> None:
    """Let tracing stop during a method, or go on during one that a paused method calls."""
    method: Callable[..., object] = getattr(owner, name)

    @functools.wraps(method)
    def run(*args: object, **kwargs: object) -> object:
        # In one frame: the tracer must meet the end of each call whose beginning it met.
        before = sys.gettrace()
        if before is not None:
            _thread.tracer = before
        sys.settrace(getattr(_thread, "tracer", None) if resume else None)
        try:
            return method(*args, **kwargs)
        finally:
            sys.settrace(before)

    patch.setattr(owner, name, run)
