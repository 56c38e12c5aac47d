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
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench import cold, questionnaire, sample
from bench.figure import Figure
from bench.probe import SUBMISSION_ID
from bench.sample import EVENT_ROUTE, FORM_ROUTE
from local import aws, dynoxide, resources
from local.resources import ROOT

LIMIT = 1.05
ROUNDS = 30
COLD_ROUNDS = 20
FOLDS = 7
LINES = 200_000
STORED = 1500
"""How many responses the summary that is read covers."""

ORGANISER = "organiser@pikir.example"
RULED, LONG = questionnaire.hundred(rules=True), questionnaire.long()
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

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Workload:
    """A request that both checkouts answer: its event, its status, how often it runs in one round."""

    event: Event
    status: int
    times: int


@dataclass(frozen=True, slots=True)
class Checkout:
    """A folder, the environment of its processes, and the probe that runs on it."""

    folder: Path
    environment: Mapping[str, str]
    probe: "subprocess.Popen[str]"

    def ask(self, **command: object) -> Any:  # noqa: ANN401 -- each command's own JSON
        """Give the probe a command and return its result."""
        if self.probe.stdin is None or self.probe.stdout is None:
            raise RuntimeError("the probe has no pipes")
        self.probe.stdin.write(json.dumps(command) + "\n")
        self.probe.stdin.flush()
        line = self.probe.stdout.readline()
        if not line:
            raise SystemExit(f"the probe of {self.folder} failed, see above")
        return json.loads(line)

    def handle(self, event: Event, status: int, times: int = 1) -> Any:  # noqa: ANN401 -- as above
        """Let the deployed handler answer an event."""
        return self.ask(event=event, status=status, times=times)

    def fold(self) -> float:
        """Return the CPU nanoseconds that folding one line takes."""
        speed: float = self.ask(fold=LINES)["lines_per_second"]
        return 1e9 / speed

    def start(self, event: Event) -> float:
        """Return the CPU milliseconds of a fresh process up to its first accepted response."""
        fresh = json.dumps(event).replace(SUBMISSION_ID, str(uuid4()))
        command = [sys.executable, "-P", "-c", _FIRST_ANSWER, fresh]
        return 1000 * cold.cpu_seconds(command, self.environment, self.folder)


def figures(folder: Path) -> dict[str, Figure]:
    """Measure this checkout beside the one in the folder."""
    with ExitStack() as parts:
        ours, theirs = (parts.enter_context(_running(each)) for each in (ROOT, folder.resolve()))
        works = {checkout.folder: _workloads(_prepare(checkout)) for checkout in (ours, theirs)}
        compared: dict[str, Figure] = {}
        for name in works[ours.folder]:
            compared |= _compare_requests(name, ours, theirs, works)
        for name, form, answers in (
            ("cold_start", sample.FORM, sample.ANSWERS),
            ("cold_start_500", LONG["name"], ANSWERS_TO_LONG),
        ):
            start = partial(Checkout.start, event=_submission(form, answers))
            compared[name] = _ratio(_in_turn(ours, theirs, start, COLD_ROUNDS), "ms of CPU")
        lines = _in_turn(ours, theirs, Checkout.fold, FOLDS)
        return compared | {"fold": _ratio(lines, "ns of CPU a line")}


def _in_turn(
    ours: Checkout, theirs: Checkout, measure: Callable[[Checkout], float], rounds: int
) -> list[tuple[float, float]]:
    """Measure both in each round, the first to go changing; one more round at the start warms up."""
    pairs = []
    for number in range(rounds + 1):
        if number % 2:
            mine, other = measure(ours), measure(theirs)
        else:
            other, mine = measure(theirs), measure(ours)
        pairs.append((mine, other))
    return pairs[1:]


def _ratio(pairs: list[tuple[float, float]], unit: str, beside: str = "") -> Figure:
    mine, other = (quantiles(side, n=4, method="inclusive")[0] for side in zip(*pairs, strict=True))
    return Figure(
        mine / other,
        "× theirs",
        LIMIT,
        beside=f"{mine:.0f} {unit} against {other:.0f}{beside}",
    )


def _compare_requests(
    name: str, ours: Checkout, theirs: Checkout, works: Mapping[Path, Mapping[str, Workload]]
) -> dict[str, Figure]:
    calls: dict[Path, list[float]] = {ours.folder: [], theirs.folder: []}

    def measure(checkout: Checkout) -> float:
        work = works[checkout.folder][name]
        result = checkout.handle(work.event, work.status, work.times)
        calls[checkout.folder].append(result["calls"])
        cpu: float = result["cpu_us"]
        return cpu

    pairs = _in_turn(ours, theirs, measure, ROUNDS)
    mine, other = (median(calls[each.folder]) for each in (ours, theirs))
    return {name: _ratio(pairs, "µs of CPU", f"; {mine:.3g} calls against {other:.3g}")}


def _prepare(checkout: Checkout) -> str:
    """Publish the forms in an open event, as any client of the API would; return a token."""
    token: str = checkout.ask(token=ORGANISER)["token"]
    headers = {"Authorization": f"Bearer {token}"}
    document = json.dumps(sample.EVENT_DOCUMENT)
    checkout.handle(sample.event("POST", "/api/v1/events", document, headers=headers), 201)
    for form in (sample.DEFINITION, RULED, LONG):
        name = form["name"]
        sent = sample.event("PUT", FORM_ROUTE, json.dumps(form), form=name, headers=headers)
        checkout.handle(sent, 200)
        publish = sample.event("POST", f"{FORM_ROUTE}/publish", form=name, headers=headers)
        checkout.handle(publish, 200)
    opened = sample.event("PATCH", EVENT_ROUTE, '{"state": "open"}', headers=headers)
    checkout.handle(opened, 200)
    checkout.handle(_submission(sample.FORM, sample.ANSWERS), 201, STORED)
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


@contextmanager
def _running(folder: Path) -> Iterator[Checkout]:
    """Run a probe on the checkout, with a table as the checkout declares it."""
    with dynoxide.running() as endpoint:
        environment = _environment(folder, endpoint)
        resources.create_table(aws.client("dynamodb", endpoint), "pikir", folder)
        probe = subprocess.Popen(
            [sys.executable, "-P", str(_PROBE)],
            env=environment,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield Checkout(folder, environment, probe)
        finally:
            probe.terminate()
            probe.communicate()


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
        "PIKIR_SECRET": "a secret that only the bench knows",
        "PIKIR_FIRST_ORGANISER": ORGANISER,
        "PIKIR_DYNAMODB_ENDPOINT": endpoint,
    }
