"""``python -m bench --against FOLDER``: what is deployed from here beside what another checkout deploys.

Both answer the same API Gateway events in turn, each in processes and on a table of its own. Each figure is
the ratio of this checkout's CPU time (user and system) to the other's, taken at the lower quartile of all
rounds: neighbours on a shared machine only ever add to a time. The other checkout needs nothing
installed: it runs on this one's packages.
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import uuid4

from bench import cold, questionnaire, sample
from bench.figure import Figure
from bench.probe import SUBMISSION_ID
from bench.sample import EVENT_ROUTE, FORM_ROUTE
from local import aws, dynoxide, resources
from local.resources import ROOT

LIMIT = 1.05
PROCESSES = 5
"""How often each side starts a new process: how a process's memory lies can cost or save percents."""
ROUNDS = 8
COLD_ROUNDS = 20
FOLDS = 2
LINES = 200_000
STORED = 1500
"""How many responses the summary that is read covers."""

ORGANISER = "organiser@pikir.example"
RULED, LONG = questionnaire.hundred_questions(rules=True), questionnaire.long()
ANSWERS_TO_LONG = {"open0": "no"}
SPREADSHEET = ROOT / "schemas" / "training_evaluation.xlsx"
PAGE_ROUTE = "/e/{event}/{form}"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_URLENCODED = "application/x-www-form-urlencoded"
_PROBE = Path(__file__).with_name("probe.py")
_FIRST_ANSWER = """
import json, sys
from app import app
answer = app(json.loads(sys.argv[1]), None)
assert answer["statusCode"] == 201, answer
"""

_UNITS = {"fold": "ns a line", "cold_start": "ms", "cold_start_500": "ms"}

T = TypeVar("T")
Event = dict[str, Any]
Pair = tuple[float, float]
"""A measure of ours and the one of theirs beside it."""


@dataclass(frozen=True, slots=True)
class Workload:
    """A request that both checkouts answer: its event, its status, how often it runs in one round."""

    event: Event
    status: int
    times: int


@dataclass(frozen=True, slots=True)
class Probe:
    """A process that runs ``bench.probe`` on a checkout."""

    process: "subprocess.Popen[str]"

    def ask(self, **command: object) -> Any:  # noqa: ANN401 -- each command's own JSON
        """Give the probe a command and return its result."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the probe has no pipes")
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a probe failed, see above")
        return json.loads(line)

    def handle(self, event: Event, status: int, times: int = 1) -> Any:  # noqa: ANN401 -- as above
        """Let the deployed handler answer an event."""
        return self.ask(event=event, status=status, times=times)

    def fold(self) -> float:
        """Return the CPU nanoseconds that folding one line takes."""
        speed: float = self.ask(fold=LINES)["lines_per_second"]
        return 1e9 / speed


@dataclass(frozen=True, slots=True)
class Checkout:
    """A folder, the environment of its processes with a table of its own, and an API token."""

    folder: Path
    environment: Mapping[str, str]
    token: str

    @contextmanager
    def probe(self) -> Iterator[Probe]:
        """Run a new probe."""
        with _probe(self.folder, self.environment) as probe:
            yield probe

    def start(self, event: Event) -> float:
        """Return the CPU milliseconds of a fresh process up to its first accepted response."""
        fresh = json.dumps(event).replace(SUBMISSION_ID, str(uuid4()))
        command = [sys.executable, "-P", "-c", _FIRST_ANSWER, fresh]
        return 1000 * cold.cpu_seconds(command, self.environment, self.folder)


def figures(folder: Path) -> dict[str, Figure]:
    """Measure this checkout beside the one in the folder."""
    with ExitStack() as parts:
        ours, theirs = (parts.enter_context(_prepare(each)) for each in (ROOT, folder.resolve()))
        times: dict[str, list[Pair]] = defaultdict(list)
        calls: dict[str, Pair] = {}
        for _ in range(PROCESSES):
            with ours.probe() as mine, theirs.probe() as other:
                for name, works in _pair_workloads(ours, theirs).items():
                    results = _in_turn(
                        partial(_handle, mine, works[0]), partial(_handle, other, works[1])
                    )
                    times[name] += [(a["cpu_us"], b["cpu_us"]) for a, b in results]
                    calls[name] = (results[-1][0]["calls"], results[-1][1]["calls"])
                times["fold"] += _in_turn(mine.fold, other.fold, FOLDS)
        for name, event in _first_events().items():
            times[name] += _in_turn(
                partial(ours.start, event), partial(theirs.start, event), COLD_ROUNDS
            )
        return {
            name: _ratio(pairs, _UNITS.get(name, "µs"), calls.get(name))
            for name, pairs in times.items()
        }


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


def _handle(probe: Probe, work: Workload) -> Any:  # noqa: ANN401 -- the probe's JSON
    return probe.handle(work.event, work.status, work.times)


def _ratio(pairs: list[Pair], unit: str, calls: Pair | None) -> Figure:
    mine, other = (quantiles(side, n=4, method="inclusive")[0] for side in zip(*pairs, strict=True))
    beside = f"{mine:.0f} {unit} of CPU against {other:.0f}"
    if calls:
        beside += f"; {calls[0]:.3g} calls against {calls[1]:.3g}"
    return Figure(mine / other, "× theirs", LIMIT, beside=beside)


@contextmanager
def _prepare(folder: Path) -> Iterator[Checkout]:
    """Give the checkout a table as it declares it, and an open event with forms and responses."""
    with dynoxide.running() as endpoint:
        environment = _environment(folder, endpoint)
        resources.create_table(aws.client("dynamodb", endpoint), "pikir", folder)
        with _probe(folder, environment) as probe:
            token = _publish(probe)
        yield Checkout(folder, environment, token)


@contextmanager
def _probe(folder: Path, environment: Mapping[str, str]) -> Iterator[Probe]:
    process = subprocess.Popen(
        [sys.executable, "-P", str(_PROBE)],
        env=environment,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Probe(process)
    finally:
        process.terminate()
        process.communicate()


def _publish(probe: Probe) -> str:
    """Publish the forms in an open event, as any client of the API would; return a token."""
    token: str = probe.ask(token=ORGANISER)["token"]
    headers = {"Authorization": f"Bearer {token}"}
    document = json.dumps(sample.EVENT_DOCUMENT)
    probe.handle(sample.event("POST", "/api/v1/events", document, headers=headers), 201)
    for form in (sample.DEFINITION, RULED, LONG):
        name = form["name"]
        sent = sample.event("PUT", FORM_ROUTE, json.dumps(form), form=name, headers=headers)
        probe.handle(sent, 200)
        publish = sample.event("POST", f"{FORM_ROUTE}/publish", form=name, headers=headers)
        probe.handle(publish, 200)
    opened = sample.event("PATCH", EVENT_ROUTE, '{"state": "open"}', headers=headers)
    probe.handle(opened, 200)
    probe.handle(_submission(sample.FORM, sample.ANSWERS), 201, STORED)
    return token


def _submission(form: str, answers: Mapping[str, object]) -> Event:
    sent = {"id": SUBMISSION_ID, "language": "kk", "answers": answers}
    body = json.dumps(sent, ensure_ascii=False)
    return sample.event("POST", f"{FORM_ROUTE}/responses", body, form=form)


def _workloads(token: str) -> dict[str, Workload]:
    """Return what is compared, by the name of its figure."""
    bearer = {"Authorization": f"Bearer {token}"}
    page = sample.event("GET", PAGE_ROUTE, form=LONG["name"], headers={"Accept": "text/html"})
    blank = urlencode({"_id": SUBMISSION_ID, "_fit": "1", "q.open0": "yes"})
    return {
        "response": Workload(_submission(sample.FORM, sample.ANSWERS), 201, 40),
        "response_50_rules": Workload(
            _submission(RULED["name"], questionnaire.answers_to_hundred()), 201, 20
        ),
        "response_500": Workload(_submission(LONG["name"], ANSWERS_TO_LONG), 201, 8),
        "page_500": Workload(page, 200, 2),
        "page_500_refused": Workload(
            sample.event(
                *("POST", PAGE_ROUTE, blank),
                form=LONG["name"],
                headers={"Accept": "text/html", "Content-Type": _URLENCODED},
            ),
            422,
            2,
        ),
        "summary": Workload(
            sample.event("GET", f"{FORM_ROUTE}/summary", form=sample.FORM, headers=bearer), 200, 10
        ),
        "spreadsheet": Workload(
            sample.event(
                *("PUT", FORM_ROUTE, SPREADSHEET.read_bytes()),
                form="training_evaluation",
                headers=bearer | {"Content-Type": _XLSX},
            ),
            200,
            1,
        ),
    }


def _pair_workloads(ours: Checkout, theirs: Checkout) -> dict[str, tuple[Workload, Workload]]:
    mine, other = _workloads(ours.token), _workloads(theirs.token)
    return {name: (work, other[name]) for name, work in mine.items()}


def _first_events() -> dict[str, Event]:
    """Return what a fresh process answers first, by the name of its figure."""
    return {
        "cold_start": _submission(sample.FORM, sample.ANSWERS),
        "cold_start_500": _submission(LONG["name"], ANSWERS_TO_LONG),
    }


def _environment(folder: Path, endpoint: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(folder),
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": aws.REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "PIKIR_TABLE": "pikir",
        "PIKIR_SECRET": "a secret that only the bench knows",  # earlier checkouts do not start without
        "PIKIR_FIRST_ORGANISER": ORGANISER,
        "PIKIR_DYNAMODB_ENDPOINT": endpoint,
    }
