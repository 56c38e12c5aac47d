"""A database that answers each call late, by a clock that only it moves: no test waits."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from botocore.exceptions import ReadTimeoutError

from chalicelib import deadlines
from chalicelib.actions.services import Services
from chalicelib.storage.table import Table


class Stopwatch:
    """A monotonic clock that stands still until somebody moves it."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class SlowClient:
    """A client of DynamoDB: each call takes as long, as botocore's attempts for it together may.

    As with the real one, a call ends at the request's deadline; then nobody knows whether it was done. Here it was not.
    """

    client: Any
    clock: Stopwatch
    seconds: float
    calls: list[str] = field(default_factory=list)

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**parameters: object) -> Any:  # noqa: ANN401 -- what the client answers
            self.calls.append(operation)
            patience = deadlines.bound_timeout(self.seconds)
            try:
                if patience < self.seconds:
                    raise ReadTimeoutError(endpoint_url="https://dynamodb.example")
                return getattr(self.client, operation)(**parameters)
            finally:
                self.clock.seconds += patience

        return call


def on_slow_database(
    services: Services, clock: Stopwatch, seconds: float
) -> tuple[Services, SlowClient]:
    """Return the services of a process that has just started, and their client."""
    client = SlowClient(services.table._client, clock, seconds)
    return replace(services, table=Table(client, services.table.name)), client
