"""Measure the road that people travel: ``python -m bench road``, or with ``--package build/pikir``.

All variants answer in turn, in many small rounds, each in a process of its own; what is compared is CPU time. Requests to DynamoDB
are counted by the endpoint over a minute of the process's own clock, so that what is read again every ten seconds counts.
"""

import base64
import gzip
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench import filled
from bench.road import million
from bench.road.limits import COMPARISONS, MINUTE, PACE
from bench.road.packages import (
    CHALICE,
    FASTAPI,
    Interpreter,
    UnpackedPackage,
    compile_copy,
    unpack,
    write_stock,
)
from bench.road.processes import (
    Process,
    command_of,
    cpu_of_first_answer,
    has_node,
    read_counts,
    running_endpoint,
    running_process,
)
from bench.road.results import Measured, Times
from bench.road.weight import load
from bench.road.workloads import (
    ORGANISER,
    Workload,
    fetch,
    first_requests,
    settings,
    visited_pages,
    workloads,
)

ROUNDS: Final = 12
WARM_UP: Final = 2
JIT_ROUNDS: Final = 40
"""Of responses before all else: Node compiles what is hot, and takes twice the time until it has."""
COLD_ROUNDS: Final = 7
_AS_KEPT: Final = ("_rendered", "_returned", "_answered")
"""The ends of the names of pages that ask storage for what kept pages ask for."""
STORED: Final = 1_000
"""Responses, of the same kind as the million's and as long settled, so that their summaries differ by their number alone."""


@dataclass(frozen=True, slots=True)
class Road:
    """What one run measures: the commands of its variants, where they find the database, and what the gateway makes of an event."""

    task: UnpackedPackage
    commands: Mapping[str, list[str]]
    """Of warm processes."""
    cold_commands: Mapping[str, list[str]]
    environment: dict[str, str]
    token: str
    works: Mapping[str, Workload] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "works", workloads(self.token))

    def question(self, work: Workload, variant: str) -> dict[str, object]:
        """Return the command for one round; Chalice's yardsticks are deployed as Chalice does, behind a REST API."""
        is_rest = variant in ("chalice", "stock", "thin")
        events = [work.event() for _ in range(work.times)]
        return {
            "events": events if is_rest else [self.task.convert(event) for event in events],
            "status": work.status,
        }


def measure(packaged: Path | None, interpreter: Interpreter, *, make_million: bool) -> Measured:
    """Run all variants on a package, or on one that is built first; on a million responses where that table is, or is to be made."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        task = unpack(packaged, folder, interpreter)
        rows = filled.fill(folder / "rows", STORED)
        plain, environment = stack.enter_context(running_endpoint(folder, rows))
        pikir = command_of("pikir", task.folder, interpreter)
        token = prepare(pikir, plain, task)
        commands, cold_commands = _write_yardsticks(folder, interpreter)
        road = Road(
            task,
            {"pikir": pikir} | commands,
            {"pikir": pikir} | cold_commands,
            environment,
            token,
        )
        processes = {
            variant: stack.enter_context(running_process(command, environment))
            for variant, command in road.commands.items()
        }
        measured = Measured()
        asked = [*_list_questions(road)]
        if make_million or million.is_made():
            summary = stack.enter_context(million.running(folder, pikir, task, prepare))
            measured.first_summary = summary.first
            processes["million"] = summary.process
            asked.append(("million", "summary_million", summary.work))
        measured.add(_measure_warm(road, processes, asked))
        measured.calls = _count_minutes(road)
        visits = _visit(road)
        measured.weights = {kind: tuple(sizes.values()) for kind, sizes in visits.items()}
        script = next(address for address in visits["form"] if address.endswith(".js"))
        measured.add(_measure_cold(road, first_requests(token, script)))
        return measured


def _write_yardsticks(
    folder: Path, interpreter: Interpreter
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the commands of the yardsticks' warm and fresh processes."""
    warm, cold = {}, {}
    for variant, names in (("chalice", CHALICE), ("fastapi", FASTAPI)):
        stock = write_stock(folder / f"stock-{variant}", names, interpreter)
        kept = compile_copy(stock, folder / variant, interpreter)
        warm[variant] = command_of(variant, kept, interpreter)
        cold[f"{variant}_stock"] = command_of(variant, stock, interpreter)
    warm["thin"] = command_of("thin", folder / "chalice", interpreter)
    if has_node():
        warm["node"] = command_of("node", folder, interpreter)
    cold["stock"] = cold.pop("chalice_stock")
    return warm, warm | cold


def prepare(
    command: Sequence[str],
    environment: Mapping[str, str],
    task: UnpackedPackage,
    responses: int = 0,
) -> str:
    """Publish the forms in an open event, and store responses; return an organiser's token."""
    with running_process(command, environment) as process:
        token: str = process.ask({"token": ORGANISER})["token"]
        for event, status in settings(token):
            process.ask({"events": [task.convert(event)], "status": status})
        if responses:
            work = workloads(token)["response"]
            events = [task.convert(work.event()) for _ in range(responses)]
            process.ask({"events": events, "status": work.status})
    return token


Asked = tuple[str, str, Workload]
"""A variant, the name of the figure, and what it is asked."""


def _list_questions(road: Road) -> Iterator[Asked]:
    for name, work in road.works.items():
        for variant in _variants(name):
            if variant in road.commands:
                yield variant, name, work


def _is_due(variant: str, number: int) -> bool:
    """Return whether a cold start belongs to a round: those of the slowest, which nothing is divided by, are fewer."""
    return number % 3 == 0 or not variant.startswith("fastapi")


def _variants(name: str) -> Sequence[str]:
    """Return who answers a workload: Pikir, and all whose time is a yardstick of it."""
    others = {each.variant for each in COMPARISONS if each.theirs[1] == name}
    if name == "cold_response":
        others |= {"chalice", "fastapi", "fastapi_stock"}
    return ("pikir", *sorted(others - {"pikir"}))


def _measure_warm(road: Road, processes: Mapping[str, Process], asked: Sequence[Asked]) -> Times:
    times: Times = defaultdict(list)
    response = road.works["response"]
    for _ in range(JIT_ROUNDS):
        for variant in road.commands:
            processes[variant].ask(road.question(response, variant))
    for number in range(WARM_UP + ROUNDS):
        for variant, name, work in asked:
            answer = processes[variant].ask(road.question(work, variant))
            spent = [nanoseconds / 1000 for nanoseconds in answer["spent"]]
            key = ("pikir" if variant == "million" else variant, name)
            times[key] += spent if number >= WARM_UP else []
    return times


def _measure_cold(road: Road, works: Mapping[str, Workload]) -> Times:
    times: Times = defaultdict(list)
    for number in range(COLD_ROUNDS):
        for name, work in works.items():
            for variant in _variants(name):
                if variant in road.cold_commands and _is_due(variant, number):
                    question = road.question(work, variant)
                    command = road.cold_commands[variant]
                    spent = cpu_of_first_answer(command, road.environment, question)
                    times[variant, name].append(1000 * spent)
    return times


def _count_minutes(road: Road) -> dict[str, float]:
    """Count the requests to DynamoDB of each workload, at a steady pace for a minute by the process's own clock."""
    calls = {}
    for name, work in road.works.items():
        if name.endswith(_AS_KEPT):
            continue
        with running_process(road.commands["pikir"], road.environment) as process:
            before = read_counts(road.environment)["requests"]
            for _ in range(MINUTE // PACE):
                process.ask({"later": PACE})
                process.ask({"events": [road.task.convert(work.event())], "status": work.status})
            calls[name] = (read_counts(road.environment)["requests"] - before) / (MINUTE // PACE)
    return calls


def _visit(road: Road) -> dict[str, dict[str, int]]:
    """Return the bytes of each address that a first visit loads, by kind of page, and of the next page."""
    with running_process(road.commands["pikir"], road.environment) as process:

        def get(address: str) -> bytes:
            return _body(process.ask({"fetch": road.task.convert(fetch(address))}))

        pages = visited_pages()
        first = {kind: load(get, address) for kind, address in pages.items()}
        known = frozenset(first["form"])
        first["next"] = load(get, pages["event"], known)
    return first


def _body(answer: Mapping[str, Any]) -> bytes:
    """Return what travels to the browser; a REST API compresses by itself."""
    if answer["statusCode"] != 200:
        raise SystemExit(f"{answer['statusCode']}: {answer['body'][:3000]}")
    if answer["isBase64Encoded"]:
        return base64.b64decode(answer["body"])
    return gzip.compress(answer["body"].encode(), 6)
