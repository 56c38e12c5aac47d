"""Measure the road that people travel: ``python -m bench road``, or with ``--package build/pikir``.

All variants answer in turn, in many small rounds, each in a process of its own; what is compared is CPU time. Requests to DynamoDB
are counted by the endpoint over a minute of the process's own clock, so that what is read again every ten seconds counts.
"""

import json
import math
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, quantiles
from typing import Final

from bench.figure import Figure
from bench.road.processes import (
    Process,
    command_of,
    cpu_of_first_answer,
    has_node,
    read_counts,
    running_endpoint,
    running_process,
    unpack,
    write_stock,
)
from bench.road.workloads import Event, Workload, first_requests, settings, to_http_api, workloads
from local.resources import ROOT

ROUNDS: Final = 12
WARM_UP: Final = 2
JIT_ROUNDS: Final = 40
"""Of responses before all else: Node compiles what is hot, and takes twice the time until it has."""
COLD_ROUNDS: Final = 9
STORED: Final = 1_000
MINUTE: Final = 60
PACE: Final = 3
"""In seconds: of the simulated minute, and from one of its requests to the next."""
ORGANISER: Final = "organiser@pikir.example"
BASE: Final = ("chalice", "response")

LIMITS: Final[Mapping[tuple[str, str, str], float]] = {
    ("response", "chalice", "response"): 0.42,
    ("response", "node", "response"): 0.7,
    ("registration", "chalice", "registration"): 0.5,
    ("form_page", "chalice", "response"): 0.1,
    ("form_page_500", "chalice", "response"): 25,
    ("cold_response", "stock", "cold_response"): 0.27,
    ("cold_response", "node", "cold_response"): 1.0,
}
"""How many times as long as a yardstick's workload each of ours may take."""
MOST_CALLS: Final[Mapping[str, float]] = {
    "response": 1.5,
    "post": 1.5,
    "event_page": 2,
    "form_page": 0.5,
}
"""Requests to DynamoDB of one answer, the readings of what is ten seconds old included."""
YARDSTICKS: Final[Mapping[str, tuple[str, ...]]] = {
    "response": ("thin", "chalice", "node"),
    "registration": ("chalice",),
    "cold_response": ("thin", "stock", "node"),
}


@dataclass(frozen=True, slots=True)
class Spread:
    """CPU microseconds of one workload."""

    p50: float
    p90: float
    mean: float

    @classmethod
    def of(cls, times: list[float]) -> "Spread":
        """Return the figures of all rounds."""
        deciles = quantiles(times, n=10, method="inclusive")
        return cls(deciles[4], deciles[8], mean(times))


Spreads = dict[tuple[str, str], Spread]
"""By variant and workload."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run measured: CPU times, and the mean number of calls of an answer over a minute, by workload."""

    spreads: Spreads
    calls: Mapping[str, float]


def measure(packaged: Path | None = None) -> Measured:
    """Run all variants on a package, or on one that is built first."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        is_http_api = unpack(packaged, folder)
        stock = write_stock(folder / "stock", compiled=False)
        kept = write_stock(folder / "kept", compiled=True)
        plain, environment = stack.enter_context(running_endpoint(folder))
        token = prepare(command_of("pikir", folder / "task"), plain, as_deployed(is_http_api))
        commands = {
            "pikir": command_of("pikir", folder / "task"),
            "thin": command_of("thin", kept),
            "chalice": command_of("chalice", kept),
        }
        if has_node():
            commands["node"] = command_of("node", folder)
        processes = {
            variant: stack.enter_context(running_process(command, environment))
            for variant, command in commands.items()
        }
        convert = as_deployed(is_http_api)
        times = _measure_warm(processes, workloads(token), convert)
        calls = _count_minutes(commands["pikir"], environment, workloads(token), convert)
        del commands["chalice"]
        commands["stock"] = command_of("chalice", stock)
        times |= _measure_cold(commands, environment, convert)
        return Measured({key: Spread.of(each) for key, each in times.items()}, calls)


def as_deployed(is_http_api: bool) -> Callable[[Event], Event]:  # noqa: FBT001 -- read from the template
    """Return what makes an event as the gateway of the package sends it."""
    return to_http_api if is_http_api else lambda event: event


def prepare(
    command: list[str], environment: Mapping[str, str], convert: Callable[[Event], Event]
) -> str:
    """Publish the forms in an open event, and store responses; return an organiser's token."""
    with running_process(command, environment) as process:
        token: str = process.ask({"token": ORGANISER})["token"]
        for event, status in settings(token):
            process.ask({"events": [convert(event)], "status": status})
        work = workloads(token)["response"]
        events = [convert(work.event()) for _ in range(STORED)]
        process.ask({"events": events, "status": work.status})
    return token


def _variants(name: str) -> tuple[str, ...]:
    return ("pikir", *YARDSTICKS.get(name, ()))


def _question(work: Workload, variant: str, convert: Callable[[Event], Event]) -> dict[str, object]:
    """Return the command for one round; Chalice's yardstick is deployed as Chalice does, behind a REST API."""
    as_deployed = convert if variant in ("pikir", "node") else lambda event: event
    return {
        "events": [as_deployed(work.event()) for _ in range(work.times)],
        "status": work.status,
    }


def _measure_warm(
    processes: Mapping[str, Process],
    works: Mapping[str, Workload],
    convert: Callable[[Event], Event],
) -> dict[tuple[str, str], list[float]]:
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    response = works["response"]
    for _ in range(JIT_ROUNDS):
        for variant in processes:
            processes[variant].ask(_question(response, variant, convert))
    for number in range(WARM_UP + ROUNDS):
        for name, work in works.items():
            for variant in _variants(name):
                if variant in processes:
                    answer = processes[variant].ask(_question(work, variant, convert))
                    spent = [nanoseconds / 1000 for nanoseconds in answer["spent"]]
                    times[variant, name] += spent if number >= WARM_UP else []
    return times


def _measure_cold(
    commands: Mapping[str, list[str]],
    environment: Mapping[str, str],
    convert: Callable[[Event], Event],
) -> dict[tuple[str, str], list[float]]:
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for _ in range(COLD_ROUNDS):
        for name, work in first_requests().items():
            for variant in _variants(name):
                if variant in commands:
                    question = _question(work, variant, convert)
                    spent = cpu_of_first_answer(commands[variant], environment, question)
                    times[variant, name].append(1000 * spent)
    return times


def _count_minutes(
    command: list[str],
    environment: Mapping[str, str],
    works: Mapping[str, Workload],
    convert: Callable[[Event], Event],
) -> dict[str, float]:
    """Count the requests to DynamoDB of each workload, at a steady pace for a minute by the process's own clock."""
    calls = {}
    for name, work in works.items():
        with running_process(command, environment) as process:
            before = read_counts(environment)["requests"]
            for _ in range(MINUTE // PACE):
                process.ask({"later": PACE})
                process.ask({"events": [convert(work.event())], "status": work.status})
            calls[name] = (read_counts(environment)["requests"] - before) / (MINUTE // PACE)
    return calls


def figures(packaged: Path | None = None) -> dict[str, Figure]:
    """Measure; return each workload's ratios to its yardsticks, or to the response of Chalice and boto3."""
    measured = measure(packaged)
    _keep(measured)
    return dict(_compare(measured.spreads)) | dict(_limit_calls(measured.calls))


def _limit_calls(calls: Mapping[str, float]) -> Iterator[tuple[str, Figure]]:
    for name, number in calls.items():
        yield f"{name}/calls", Figure(number, "calls", MOST_CALLS.get(name, math.inf))


def _compare(spreads: Spreads) -> Iterator[tuple[str, Figure]]:
    for (variant, name), ours in spreads.items():
        if variant != "pikir":
            continue
        yardsticks = [(each, name) for each in YARDSTICKS.get(name, ())] or [BASE]
        for other, workload in yardsticks:
            theirs = spreads.get((other, workload))
            if theirs is None:
                continue
            limit = LIMITS.get((name, other, workload))
            beside = f"p50 {ours.p50:,.0f}, p90 {ours.p90:,.0f}, mean {ours.mean:,.0f} µs; "
            beside += f"theirs {theirs.p50:,.0f}, {theirs.p90:,.0f}, {theirs.mean:,.0f}"
            unit = f"× {other}" if name == workload else f"× {other}'s {workload}"
            yield (
                f"{name}/{other}",
                Figure(ours.p50 / theirs.p50, unit, limit or math.inf, beside=beside),
            )


def _keep(measured: Measured) -> None:
    """Write every figure to ``.local/bench-road.json``."""
    path = ROOT / ".local" / "bench-road.json"
    path.parent.mkdir(exist_ok=True)
    rows: dict[str, object] = {
        f"{variant}/{name}": {"p50": each.p50, "p90": each.p90, "mean": each.mean}
        for (variant, name), each in measured.spreads.items()
    } | {f"pikir/{name}/calls": number for name, number in measured.calls.items()}
    path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
