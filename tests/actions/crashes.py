"""Crash a process before one of its calls to AWS."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from chalicelib.actions.services import Services
from tests.calls import watching, watching_client


class ProcessCrash(BaseException):
    """The process crashes: nothing catches this."""


@contextmanager
def crashing_before(services: Services, call: int) -> Iterator[list[str]]:
    """Crash before the AWS call of that number; yield the names of the calls made before it."""
    calls: list[str] = []

    def count_call(operation: str, _: object) -> None:
        if len(calls) == call:
            raise ProcessCrash
        calls.append(operation)

    with ExitStack() as stack:
        stack.enter_context(watching(services.table, count_call))
        if "bucket" in vars(services):
            stack.enter_context(watching_client(services.bucket._client, count_call))
        yield calls


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
