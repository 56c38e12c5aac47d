"""Let something else happen between two calls of an action, as another request or an outage would."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import EndpointConnectionError

from chalicelib.actions.services import Services


@contextmanager
def meanwhile(
    services: Services, *runs: Callable[[], object], before: str = "TransactWriteItems"
) -> Iterator[None]:
    """Run one of ``runs`` before each call of that name to DynamoDB, until all were run.

    What they raise is raised by the call; calls of their own interrupt nothing.
    """
    left, running = list(runs), list[Callable[[], object]]()

    def interrupt(model: Any, **_: object) -> None:  # noqa: ANN401 -- botocore's own
        if model.name != before or running or not left:
            return
        running.append(left.pop(0))
        try:
            running[0]()
        finally:
            running.clear()

    emitter = services.table._client.meta.events
    emitter.register("before-call", interrupt)
    try:
        yield
    finally:
        emitter.unregister("before-call", interrupt)
    assert left == []


def go_on() -> None:
    """Let the call be made."""


def fail() -> None:
    """Let the call fail, as it does while DynamoDB cannot be reached."""
    raise EndpointConnectionError(endpoint_url="https://dynamodb.example")
