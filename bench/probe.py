"""One checkout under measurement: answers API Gateway events and says what they cost.

``bench.against`` starts this file with another checkout on Python's path, so it imports nothing but the
standard library and what is deployed. It reads a command per line as JSON and prints a result per line:

- ``{"event": {…}, "status": 201, "times": 25}`` handles the event so many times, each under a new
  submission id, and gives ``{"cpu_us": …, "calls": …}``: the median CPU time and the mean number of
  HTTP requests of one;
- ``{"token": "who"}`` gives ``{"token": …}`` for the organiser of that address;
- ``{"fold": 200000}`` gives ``{"lines_per_second": …}``, with the checkout's own ``bench.fold``.
"""

import http.client
import io
import json
import sys
import time
from collections.abc import Mapping
from statistics import median
from typing import Any
from uuid import uuid4

SUBMISSION_ID = "00000000-0000-4000-8000-000000000000"
"""What an event holds in place of a submission's id."""


def main() -> None:
    """Obey until the input ends."""
    results, sys.stdout = sys.stdout, io.StringIO()  # the app logs to standard output
    calls = _count_requests()
    for line in sys.stdin:
        match json.loads(line):
            case {"event": dict(event), "status": int(status), "times": int(times)}:
                result = _handle(json.dumps(event), status, times, calls)
            case {"token": str(address)}:
                result = {"token": _create_token(address)}
            case {"fold": int(lines)}:
                result = {"lines_per_second": _fold(lines)}
            case command:
                raise SystemExit(f"unknown: {command}")
        results.write(json.dumps(result) + "\n")
        results.flush()


def _handle(event: str, status: int, times: int, calls: list[int]) -> Mapping[str, object]:
    from app import app

    spent = []
    calls_before = len(calls)
    for _ in range(times):
        fresh = json.loads(event.replace(SUBMISSION_ID, str(uuid4())))
        started = time.process_time_ns()
        answer = app(fresh, None)
        spent.append(time.process_time_ns() - started)
        if answer["statusCode"] != status:
            raise SystemExit(f"{answer['statusCode']} and not {status}: {answer['body']}")
    return {"cpu_us": median(spent) / 1000, "calls": (len(calls) - calls_before) / times}


def _count_requests() -> list[int]:
    """Note every HTTP request of this process in the list that is returned."""
    calls: list[int] = []
    put = http.client.HTTPConnection.putrequest

    def putrequest(*arguments: Any, **options: Any) -> None:
        calls.append(1)
        put(*arguments, **options)

    http.client.HTTPConnection.putrequest = putrequest  # type: ignore[method-assign]
    return calls


def _create_token(address: str) -> str:
    from chalicelib import wiring
    from chalicelib.actions import access
    from chalicelib.domain.permissions import Actor

    make = getattr(wiring, "services", None) or getattr(wiring, "world")  # noqa: B009 -- its former name
    created: Any = access.create_token(make(), Actor.owner(address), "bench")
    token: str = created.token if hasattr(created, "token") else created[1]
    return token


def _fold(lines: int) -> float:
    from bench import fold

    fold.LINES = lines
    return fold.figures()["fold"].value


if __name__ == "__main__":
    main()
