"""Crash a process before one of its calls to AWS."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.actions.services import Services


class ProcessCrash(BaseException):
    """The process crashes: nothing catches this."""


@contextmanager
def crashing_before(services: Services, call: int) -> Iterator[list[str]]:
    """Crash before the AWS call of that number; yield the names of the calls made before it."""
    calls: list[str] = []

    def count_call(model: Any, **_: object) -> None:  # noqa: ANN401 -- botocore's own
        if len(calls) == call:
            raise ProcessCrash
        calls.append(model.name)

    emitters = [services.table._client.meta.events]
    if "bucket" in vars(services):
        emitters.append(services.bucket._client.meta.events)
    for emitter in emitters:
        emitter.register("before-call", count_call)
    try:
        yield calls
    finally:
        for emitter in emitters:
            emitter.unregister("before-call", count_call)


def run_and_crash_before(
    services: Services, call: int, run: Callable[[], object]
) -> tuple[bool, list[str]]:
    """Return whether the process crashed before it finished, and the AWS calls that it made."""
    with crashing_before(services, call) as calls:
        try:
            run()
        except ProcessCrash:
            return True, calls
    return False, calls
