"""One variant under measurement: ``python -P measured.py NAME``. Its code comes from the folders on Python's path.

It reads ``{"events": […], "status": 201}`` a line, and prints ``{"spent": […], "bytes": …}``: the CPU nanoseconds of each
answer, and the size of the last body. ``{"token": "who"}`` gives ``{"token": …}``: one for the API. ``{"later": 5}`` lets Pikir's
clock go by five seconds more than it does.
"""

import io
import json
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from importlib import import_module
from typing import Any

VARIANTS = {
    "pikir": ("app", "app"),
    "chalice": ("bench.road.chalice_boto3", "app"),
    "thin": ("bench.road.thin", "handler"),
}


def main(name: str) -> None:
    """Answer until the input ends."""
    results, sys.stdout = sys.stdout, io.StringIO()  # the log goes nowhere
    module, attribute = VARIANTS[name]
    handler = getattr(import_module(module), attribute)
    for line in sys.stdin:
        match json.loads(line):
            case {"events": events, "status": status}:
                result = _answer(handler, events, status)
            case {"token": address}:
                result = {"token": _create_token(address)}
            case {"later": seconds}:
                result = {"later": _advance(seconds)}
            case command:
                raise SystemExit(f"unknown: {command}")
        sys.stdout.seek(0)
        sys.stdout.truncate()
        results.write(json.dumps(result) + "\n")
        results.flush()


def _answer(handler: Any, events: Sequence[Any], status: int) -> dict[str, Any]:  # noqa: ANN401 -- Lambda's
    spent = []
    answer: dict[str, Any] = {}
    for event in events:
        started = time.process_time_ns()
        answer = handler(event, None)
        spent.append(time.process_time_ns() - started)
        if answer["statusCode"] != status:
            raise SystemExit(f"{answer['statusCode']} and not {status}: {answer['body'][:3000]}")
    return {"spent": spent, "bytes": len(answer["body"] or "")}


def _create_token(address: str) -> str:
    from chalicelib import wiring
    from chalicelib.actions import access
    from chalicelib.domain.permissions import Actor

    return access.create_token(wiring.services(), Actor.owner(address), "bench").token


_later: list[float] = []


def _advance(seconds: float) -> float:
    """Let the clock be later; the first time is before any event, when the services are not made yet."""
    if not _later:
        from chalicelib import wiring

        now = wiring.now
        wiring.now = lambda: now() + timedelta(seconds=sum(_later))
    _later.append(seconds)
    return sum(_later)


if __name__ == "__main__":
    main(sys.argv[1])
