"""Let something else happen between two calls of an action, as another request or an outage would."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from botocore.exceptions import EndpointConnectionError

from chalicelib.actions.services import Services
from tests.calls import watching


@contextmanager
def meanwhile(
    services: Services, *runs: Callable[[], object], before: str = "TransactWriteItems"
) -> Iterator[None]:
    """Run one of ``runs`` before each call of that name to DynamoDB, until all were run.

    What they raise is raised by the call; calls of their own interrupt nothing.
    """
    left, running = list(runs), list[Callable[[], object]]()

    def interrupt(operation: str, _: object) -> None:
        if operation != before or running or not left:
            return
        running.append(left.pop(0))
        try:
            running[0]()
        finally:
            running.clear()

    with watching(services.table, interrupt):
        yield
    assert left == []


def go_on() -> None:
    """Let the call be made."""


def fail() -> None:
    """Let the call fail, as it does while DynamoDB cannot be reached."""
    raise EndpointConnectionError(endpoint_url="https://dynamodb.example")
