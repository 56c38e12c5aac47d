"""``python -m bench --against FOLDER``: what this checkout answers beside what another one does.

Both answer the events of their gateways in turn, each in processes and on a table of its own, over TLS as on `bench.road`, but from
their sources. Each figure is the ratio of this checkout's CPU time (user and system) to the other's, taken at the lower quartile of all
rounds: neighbours on a shared machine only ever add to a time. The other checkout needs nothing installed: it runs on this
one's packages.
"""

import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Final, TypeVar
from uuid import uuid4

from bench import questionnaire, sample
from bench.figure import Figure
from bench.road.packages import UnpackedPackage
from bench.road.processes import (
    MEASURED,
    Process,
    cpu_of_first_answer,
    read_counts,
    running_endpoint,
    running_process,
)
from bench.road.run import prepare
from bench.road.workloads import LONG, RULED, Event, Workload, first_requests, workloads
from bench.sample import FORM_ROUTE
from local.resources import ROOT

LIMIT: Final = 1.05
PROCESSES: Final = 5
"""How often each side starts a new process: how a process's memory lies can cost or save percents."""
ROUNDS: Final = 4
COLD_ROUNDS: Final = 15
FOLDS: Final = 2
LINES: Final = 200_000
STORED: Final = 1500
"""How many responses the summary that is read covers."""
SPREADSHEET: Final = ROOT / "schemas" / "training_evaluation.xlsx"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

T = TypeVar("T")
Pair = tuple[float, float]
"""A measure of ours and the one of theirs beside it."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """What starts a process on a folder of sources, its environment with a table of its own, and an API token."""

    sources: UnpackedPackage
    command: list[str]
    environment: Mapping[str, str]
    token: str

    def works(self) -> dict[str, Workload]:
        """Return what warm processes answer, by the name of its figure."""
        bearer = {"Authorization": f"Bearer {self.token}", "Content-Type": _XLSX}
        spreadsheet = sample.event(
            *("PUT", FORM_ROUTE, SPREADSHEET.read_bytes()),
            form="training_evaluation",
            headers=bearer,
        )
        return {
            **workloads(self.token),
            "response_50_rules": Workload(
                partial(_submit, RULED["name"], questionnaire.answers_to_hundred()), 201, 20
            ),
            "response_500": Workload(_submit_long, 201, 8),
            "spreadsheet": Workload(lambda: spreadsheet, 200, 1),
        }

    def question(self, work: Workload) -> dict[str, object]:
        """Return the command for one round of answers."""
        events = [self.sources.convert(work.event()) for _ in range(work.times)]
        return {"events": events, "status": work.status}

    def start(self, name: str) -> float:
        """Return the CPU milliseconds of a fresh process up to its first answer."""
        works = first_requests(self.token, "/robots.txt")
        work = (works | {"cold_response_500": Workload(_submit_long, 201, 1)})[name]
        return cpu_of_first_answer(self.command, self.environment, self.question(work))


FIRST: Final = ("cold_response", "cold_response_500", "cold_json", "cold_page")


def _submit(form: str, answers: Mapping[str, object]) -> Event:
    sent = {"id": str(uuid4()), "language": "kk", "answers": answers}
    body = json.dumps(sent, ensure_ascii=False)
    return sample.event("POST", f"{FORM_ROUTE}/responses", body, form=form)


def _submit_long() -> Event:
    return _submit(LONG["name"], {"open0": "no"})


def figures(folder: Path) -> dict[str, Figure]:
    """Measure this checkout beside the one in the folder."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        ours, theirs = (
            stack.enter_context(_set_up(each, Path(name) / side))
            for side, each in (("ours", ROOT), ("theirs", folder.resolve()))
        )
        times: dict[str, list[Pair]] = defaultdict(list)
        calls: dict[str, Pair] = {}
        for _ in range(PROCESSES):
            with _run(ours) as mine, _run(theirs) as other:
                works = theirs.works()
                for work_name, work in ours.works().items():
                    our_part, their_part = (ours, mine, work), (theirs, other, works[work_name])
                    times[work_name] += _in_turn(
                        partial(_answer, *our_part), partial(_answer, *their_part)
                    )
                    calls[work_name] = (_count(*our_part), _count(*their_part))
                times["fold"] += _in_turn(partial(_fold, mine), partial(_fold, other), FOLDS)
        for each in FIRST:
            starts = partial(ours.start, each), partial(theirs.start, each)
            times[each] = _in_turn(*starts, COLD_ROUNDS)
        return {each: _ratio(each, pairs, calls.get(each)) for each, pairs in times.items()}


@contextmanager
def _set_up(folder: Path, scratch: Path) -> Iterator[Checkout]:
    """Give the checkout a table as it declares it, and an open event with forms and responses."""
    scratch.mkdir()
    sources = UnpackedPackage(folder, (folder / "chalicelib" / "web" / "http_api.py").exists())
    program = f"import sys, runpy; sys.path.insert(0, {str(folder)!r}); sys.argv = ['', 'pikir']; "
    run = f"runpy.run_path({str(MEASURED)!r}, run_name='__main__')"
    command = [sys.executable, "-P", "-c", program + run]
    with running_endpoint(scratch, declared=folder) as (plain, environment):
        token = prepare(command, plain, sources, STORED)
        yield Checkout(sources, command, environment, token)


@contextmanager
def _run(checkout: Checkout) -> Iterator[Process]:
    with running_process(checkout.command, checkout.environment) as process:
        yield process


def _in_turn(
    mine: Callable[[], T], other: Callable[[], T], rounds: int = ROUNDS
) -> list[tuple[T, T]]:
    """Measure both in each round, the first to go changing; one more round at the start warms up."""
    pairs = []
    for number in range(rounds + 1):
        if number % 2:
            first = mine()
            pairs.append((first, other()))
        else:
            first = other()
            pairs.append((mine(), first))
    return pairs[1:]


def _answer(checkout: Checkout, process: Process, work: Workload) -> float:
    """Return the median of one round, in microseconds."""
    spent: list[int] = process.ask(checkout.question(work))["spent"]
    return median(spent) / 1000


def _count(checkout: Checkout, process: Process, work: Workload) -> float:
    """Return the requests to DynamoDB of one answer."""
    before = read_counts(checkout.environment)["requests"]
    process.ask(checkout.question(work))
    return (read_counts(checkout.environment)["requests"] - before) / work.times


def _fold(process: Process) -> float:
    """Return the CPU nanoseconds that folding one line takes."""
    speed: float = process.ask({"fold": LINES})["lines_per_second"]
    return 1e9 / speed


def _ratio(name: str, pairs: list[Pair], calls: Pair | None) -> Figure:
    mine, other = (quantiles(side, n=4, method="inclusive")[0] for side in zip(*pairs, strict=True))
    unit = "ns a line" if name == "fold" else "ms" if name in FIRST else "µs"
    beside = f"{mine:.0f} {unit} of CPU against {other:.0f}"
    if calls:
        beside += f"; {calls[0]:.3g} calls against {calls[1]:.3g}"
    return Figure(mine / other, "× theirs", LIMIT, beside=beside)
