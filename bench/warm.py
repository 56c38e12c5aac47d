"""The CPU time of one accepted response, of Pikir and of the yardstick in turn; and its DynamoDB calls."""

import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any
from unittest import mock

from bench import sample
from bench.figure import Figure

ROUNDS = 2000
WARM_UP = 200

Handler = Callable[[dict[str, Any], object], dict[str, Any]]


def figures(printed: dict[str, Any]) -> dict[str, Figure]:
    """Make figures of what ``main`` printed."""
    ours, bare = printed["ours"], printed["bare"]
    return {
        "cpu_per_response": Figure(
            ours / bare, "× bare", 1.3, beside=f"{ours:.0f} µs against {bare:.0f} µs"
        ),
        "dynamodb_calls_per_response": Figure(
            printed["calls"], "calls", 1, beside="event and form cached, at most 10 s old"
        ),
    }


def main() -> None:
    """Print the medians in µs and the number of requests sent per response."""
    from chalicelib.storage.direct.connection import Connections, RawAnswer

    sent = 0
    exchange = Connections.exchange

    def exchange_and_count(
        connections: Connections, headers: Sequence[tuple[str, str]], body: bytes
    ) -> RawAnswer:
        nonlocal sent
        sent += 1
        return exchange(connections, headers, body)

    import app
    from bench import bare

    results, sys.stdout = sys.stdout, io.StringIO()  # the log goes nowhere

    times: dict[str, list[int]] = {"ours": [], "bare": []}
    for _ in range(ROUNDS + WARM_UP):
        times["ours"].append(_once(app.app))
        times["bare"].append(_once(bare.handler))
    responses = 50
    with mock.patch.object(Connections, "exchange", exchange_and_count):
        _once(app.app)  # fills the cache, which may have expired meanwhile
        sent = 0
        for _ in range(responses):
            _once(app.app)
    result = {name: median(spent[WARM_UP:]) / 1000 for name, spent in times.items()}
    results.write(json.dumps(result | {"calls": sent / responses}))


def _once(handler: Handler) -> int:
    event = sample.gateway_event(sample.body())
    started = time.process_time_ns()
    answer = handler(event, None)
    spent = time.process_time_ns() - started
    if answer["statusCode"] != 201:
        raise SystemExit(f"not accepted: {answer}")
    return spent


if __name__ == "__main__":
    main()
