"""One variant under measurement: ``python -P measured.py NAME``. Its code comes from the folders on Python's path.

It reads ``{"events": […], "status": 201}`` a line, and prints ``{"spent": […], "bytes": …}``: the CPU nanoseconds of each
answer, and the size of the last body. ``{"fetch": event}`` gives ``{"body": …}``, by base64 if it is compressed; ``{"until": event,
"status": 200}`` repeats a request while the answer is 503, and gives ``{"seconds": […]}``. ``{"fold": 200000}`` gives
``{"lines_per_second": …}``, with ``bench.fold``. With ``"stages": {"parsing": ["module:function", …]}`` it prints ``{"samples": {"parsing": …}}``: how
often a timer of CPU time met each of them. ``{"token": "who"}`` gives ``{"token": …}``: one for the API. ``{"later": 5}`` lets Pikir's
clock go by five seconds more than it does.
"""

import io
import json
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib import import_module
from types import FrameType
from typing import Any

VARIANTS = {
    "pikir": ("app", "app"),
    "chalice": ("bench.road.chalice_boto3", "app"),
    "fastapi": ("bench.road.fastapi_mangum", "handler"),
    "thin": ("bench.road.thin", "handler"),
}

TICK = 0.001
"""Seconds of CPU time between two samples; most systems make it four times that."""


def main(name: str) -> None:
    """Answer until the input ends."""
    results, sys.stdout = sys.stdout, io.StringIO()  # the log goes nowhere
    module, attribute = VARIANTS[name]
    handler = getattr(import_module(module), attribute)
    for line in sys.stdin:
        result = _obey(handler, json.loads(line))
        sys.stdout.seek(0)
        sys.stdout.truncate()
        results.write(json.dumps(result) + "\n")
        results.flush()


def _obey(handler: Any, command: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401, PLR0911 -- Lambda's; a command a line
    match command:
        case {"events": events, "status": status, "stages": stages}:
            return _sample(handler, events, status, stages)
        case {"events": events, "status": status}:
            return _answer(handler, events, status)
        case {"fetch": event}:
            return _fetch(handler, event)
        case {"until": event, "status": status}:
            return {"seconds": _repeat(handler, event, status)}
        case {"fold": lines}:
            return {"lines_per_second": _fold(lines)}
        case {"token": address}:
            return {"token": _create_token(address)}
        case {"later": seconds}:
            return {"later": _advance(seconds)}
        case _:
            raise SystemExit(f"unknown: {command}")


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


def _sample(
    handler: Any,  # noqa: ANN401 -- Lambda's
    events: Sequence[Any],
    status: int,
    stages: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    stage_of = {function: stage for stage, functions in stages.items() for function in functions}
    samples: dict[str, int] = {}

    def note(_: int, frame: FrameType | None) -> None:
        while frame is not None:
            code = frame.f_code
            stage = stage_of.get(f"{frame.f_globals.get('__name__')}:{code.co_qualname}")
            if stage is not None:
                samples[stage] = samples.get(stage, 0) + 1
                return
            frame = frame.f_back

    signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, TICK, TICK)
    try:
        _answer(handler, events, status)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return {"samples": samples}


def _fetch(handler: Any, event: Any) -> dict[str, Any]:  # noqa: ANN401 -- Lambda's
    answer = handler(event, None)
    return {key: answer.get(key) for key in ("statusCode", "headers", "body", "isBase64Encoded")}


def _repeat(handler: Any, event: Any, status: int) -> list[float]:  # noqa: ANN401 -- Lambda's
    """Ask until the status comes, as a page that loads itself again; return the seconds of each request."""
    seconds = []
    while True:
        started = time.perf_counter()
        answer = handler(event, None)
        seconds.append(time.perf_counter() - started)
        if answer["statusCode"] == status:
            return seconds
        if answer["statusCode"] != 503:
            raise SystemExit(f"{answer['statusCode']} and not {status}: {answer['body'][:3000]}")


def _fold(lines: int) -> float:
    from bench import fold

    fold.LINES = lines
    return fold.figures()["fold"].value


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
