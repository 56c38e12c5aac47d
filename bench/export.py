"""An export of 50,000 responses from a database that answers each call late, in series by keys as before and by ranges.

A local database answers at once, so the time of a network is added to each call: ``LATENCY``. Each road runs in a
process of its own, which tells its seconds, its CPU, its calls and its memory at the peak; both must tell the same rows.
The CPU of the local database is in the wall time of both, and runs beside them on a second core at best.
"""

import hashlib
import json
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from typing_extensions import override

from bench import filled, sample, stage
from bench.figure import Figure
from chalicelib import settings, wiring
from chalicelib.actions.services import Services
from chalicelib.actions.summaries import FormVersionMap
from chalicelib.domain.submissions import Submission
from chalicelib.exports import answers, sheet
from chalicelib.storage.keys import Key
from chalicelib.storage.submissions import Position, SubmissionStore
from chalicelib.storage.table import LARGEST_BATCH, Item
from local import dynoxide

ROWS: Final = 50_000
LATENCY: Final = 0.02
RUNS: Final = 3
INDEX_PAGE: Final = 5000
"""Rows of a page of the index: somewhat less than its megabyte."""
MIN_RATIO: Final = 3
MOST_MEMORY: Final = 1.15


def figures() -> dict[str, Figure]:
    """Export in both ways in turn; return how much faster the one by ranges is, and at what memory."""
    with tempfile.TemporaryDirectory() as folder:
        database = filled.fill(Path(folder) / "rows", ROWS)
        with dynoxide.running(database) as endpoint:
            filled.services_on(endpoint)
            variables = stage.environment(endpoint)
            runs: dict[str, list[dict[str, Any]]] = {"series": [], "ranges": []}
            for _ in range(RUNS):
                for road, results in runs.items():
                    results.append(stage.run_module("bench.export", variables, road))
    if len({each["sha256"] for results in runs.values() for each in results}) != 1:
        raise SystemExit("the files differ")
    series, ranges = (
        {key: median(each[key] for each in results) for key in ("wall", "cpu", "calls", "peak")}
        for results in runs.values()
    )
    told = {
        key: f"{series[key]:,.1f} → {ranges[key]:,.1f}" for key in ("wall", "cpu", "calls", "peak")
    }
    return {
        "export": Figure(
            series["wall"] / ranges["wall"],
            "× in series",
            MIN_RATIO,
            "high",
            f"{ROWS:,} rows, {LATENCY * 1000:.0f} ms a call: {told['wall']} s, "
            f"{told['cpu']} s of CPU, {told['calls']} calls",
        ),
        "export's memory": Figure(
            ranges["peak"] / series["peak"], "× in series", MOST_MEMORY, beside=f"{told['peak']} MB"
        ),
    }


class _LateClient:
    """The client of a table, each of whose answers is late; it counts the calls."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 -- whichever client the table has
        self._client = client
        self._lock = threading.Lock()
        self.calls = 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- a method of the client
        method = getattr(self._client, name)

        def call(**parameters: object) -> object:
            with self._lock:
                self.calls += 1
            time.sleep(LATENCY)
            return method(**parameters)

        return call


def measure(road: str) -> None:
    """Export once and print what it took."""
    services = wiring.make(settings.read(os.environ))
    client = _LateClient(services.table._client)  # noqa: SLF001 -- the one place between the table and the network
    services.table._client = client  # noqa: SLF001 -- as above
    if road == "series":
        vars(services)["submissions"] = _SerialStore(services.table)
    wall, cpu = time.perf_counter(), time.process_time()
    digest = hashlib.sha256()
    for piece in _pieces(services):
        digest.update(piece)
    result = {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "calls": client.calls,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "sha256": digest.hexdigest(),
    }
    sys.stdout.write(json.dumps(result))


def _pieces(services: Services) -> Iterator[bytes]:
    """Yield the file as it is written, without the bucket that it would go to."""
    event, record = services.forms.with_event(sample.EVENT, sample.FORM)
    if event is None or record is None:
        raise SystemExit("no such form")
    submissions = services.submissions.read_all(sample.EVENT, sample.FORM, shards=record.shards)
    versions = FormVersionMap(services, event, record)
    return sheet.encode(answers.rows(submissions, versions, event, None), sheet.COMMAS)


class _SerialStore(SubmissionStore):
    """Reads as exports did before: pages of the index, and a hundred items by their keys at a time."""

    @override
    def read_all(self, event: str, form: str, *, shards: int) -> Iterator[Submission]:
        at: Position | None = Position(0)
        while at is not None:
            page = self.read_page(event, form, shards=shards, limit=INDEX_PAGE, start=at)
            yield from page.submissions
            at = page.next

    @override
    def _read_keys(self, addresses: Sequence[Key]) -> Iterator[Item]:
        for start in range(0, len(addresses), LARGEST_BATCH):
            yield from super()._read_keys(addresses[start : start + LARGEST_BATCH])


if __name__ == "__main__":
    measure(sys.argv[1])
