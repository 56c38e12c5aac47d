"""A table with a million responses, filled and folded once: `python -m bench road --million` makes it in minutes, each later run uses it.

It lies in `.local/`, takes a gigabyte, and is made anew when what fills it changes.
"""

import inspect
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from bench import filled, fold, sample
from bench.road.packages import UnpackedPackage
from bench.road.processes import Process, running_endpoint, running_process
from bench.road.workloads import ORGANISER, Workload, read_summary
from local.resources import ROOT

RESPONSES: Final = 1_000_000
_FOLDER: Final = ROOT / ".local"
_STEM: Final = "bench-million-"

Prepare = Callable[[Sequence[str], Mapping[str, str], UnpackedPackage], str]
"""Publishes the forms in an open event; returns an organiser's token."""


@dataclass(frozen=True, slots=True)
class MillionSummary:
    """The process that answers from that table, its reading of the summary, and the seconds of each request that first folded it."""

    process: Process
    work: Workload
    first: Sequence[float]


def is_made() -> bool:
    """Return whether an earlier run has made the table."""
    return _path().exists()


@contextmanager
def running(
    folder: Path, command: Sequence[str], task: UnpackedPackage, prepare: Prepare
) -> Iterator[MillionSummary]:
    """Run a process on the table, which is made if it is not there."""
    is_new = not is_made()
    if is_new:
        _make()
    own = folder / "million"
    own.mkdir(parents=True)
    with running_endpoint(own, _path()) as (plain, environment):
        token = prepare(command, plain, task) if is_new else _create_token(command, plain)
        work = Workload(read_summary(token), 200, 5)
        with running_process(command, environment) as process:
            folded = process.ask({"until": task.convert(work.event()), "status": work.status})
            yield MillionSummary(process, work, _remember(folded["seconds"]))


def _create_token(command: Sequence[str], environment: Mapping[str, str]) -> str:
    with running_process(command, environment) as process:
        token: str = process.ask({"token": ORGANISER})["token"]
    return token


def _remember(seconds: Sequence[float]) -> Sequence[float]:
    """Return the seconds of the first summary, which only the run that makes the table can measure."""
    file = _path().with_suffix(".json")
    if not file.exists():
        file.write_text(json.dumps(seconds), encoding="utf-8")
    first: Sequence[float] = json.loads(file.read_bytes())
    return first


def _make() -> None:
    for old in _FOLDER.glob(f"{_STEM}*"):
        old.unlink()
    _FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_FOLDER) as folder:
        filled.fill(Path(folder) / "rows", RESPONSES).rename(_path())


def _path() -> Path:
    sources = "".join(inspect.getsource(module) for module in (filled, fold, sample))
    return _FOLDER / f"{_STEM}{sha256(sources.encode()).hexdigest()[:8]}.db"
