"""The time to read a summary of a thousand and of a million stored responses, with checkpoints.

The tables are filled in bulk: dynoxide imports files in the format of DynamoDB's exports. The first read
folds everything, in requests that each fold what they have time for; the reads after it are compared.
"""

import gzip
import json
import os
import subprocess
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from uuid import uuid4

from bench import fold, sample, stage
from bench.figure import Figure
from chalicelib import deadlines, errors, settings, wiring
from chalicelib.actions import summaries
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import SYSTEM
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from chalicelib.storage import keys
from chalicelib.web import endpoint
from local import dynoxide, resources

FEW, MANY = 1_000, 1_000_000
READS = 30
LONGEST_REQUEST = 10
"""In seconds; the gateway waits for 29."""


def figures() -> dict[str, Figure]:
    """Fill both tables and read each many times, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (fill(Path(folder) / str(number), number) for number in (FEW, MANY))
        with dynoxide.running(few) as first, dynoxide.running(many) as second:
            services_list = {FEW: services_on(first), MANY: services_on(second)}
            opening = {
                number: _open(services, number) for number, services in services_list.items()
            }
            seconds: dict[int, list[float]] = {FEW: [], MANY: []}
            for _ in range(READS):
                for number, services in services_list.items():
                    seconds[number].append(_read(services, number))
    short, long = median(seconds[FEW]), median(seconds[MANY])
    return {
        "summary_read": Figure(
            long / short,
            "× 10³",
            1.5,
            beside=f"{long * 1000:.1f} ms at 10⁶, {short * 1000:.1f} ms at 10³; "
            f"the very first at 10⁶: {sum(opening[MANY]):.1f} s",
        ),
        "first_summary": Figure(
            max(opening[MANY]),
            "s, the longest request",
            LONGEST_REQUEST,
            beside=f"{len(opening[MANY])} requests of {MANY:,} responses",
        ),
    }


def services_on(endpoint: str) -> Services:
    """Return services on a table, with the open event and its form."""
    variables = stage.environment(endpoint)
    os.environ.update(variables)  # where botocore looks for credentials
    services = wiring.make(settings.read(variables))
    stage.prepare(services)
    return services


def _open(services: Services, number: int) -> list[float]:
    """Ask until everything is folded, as a page that loads itself again; return the seconds of each request."""
    requests: list[float] = []
    while True:
        started, is_read = time.perf_counter(), True
        try:
            with deadlines.begin(endpoint.READING_BUDGET, time.monotonic):
                _read(services, number)
        except errors.SummaryUnfinished:
            is_read = False
        requests.append(time.perf_counter() - started)
        if is_read:
            return requests


def _read(services: Services, number: int) -> float:
    started = time.perf_counter()
    summary = summaries.read_summary(services, SYSTEM, sample.EVENT, sample.FORM)
    seconds = time.perf_counter() - started
    if summary.responses != number:
        raise SystemExit(f"{summary.responses} of {number} responses")
    return seconds


def fill(folder: Path, number: int) -> Path:
    """Make a database with so many responses, received in the three days before now."""
    data = folder / "pikir" / "data"
    data.mkdir(parents=True)
    form = Form(read_definition(sample.DEFINITION), 1)
    collection = keys.submissions(sample.EVENT, sample.FORM, 0)
    first = datetime.now(UTC) - timedelta(days=3)
    with gzip.open(data / "1.json.gz", "wt", compresslevel=1, encoding="utf-8") as export:
        for index, line in enumerate(fold.lines(form, number)):
            item = {
                "pk": {"S": collection},
                "sk": {"S": str(uuid4())},
                "received_at": {"S": to_timestamp(first + timedelta(milliseconds=200 * index))},
                "stat_line": {"S": line},
                "answers": {"S": json.dumps(sample.ANSWERS, ensure_ascii=False)},
                "version": {"N": "1"},
                "language": {"S": "kk"},
                "category": {"S": line.split("|")[2]},
                "payload_hash": {"S": "0" * 64},
                "receipt": {"S": "ABCDE-12345"},
            }
            export.write(json.dumps({"Item": item}) + "\n")
    schema = folder / "schema.json"
    described = resources.table_definition("pikir") | {"TableStatus": "ACTIVE"}
    schema.write_text(json.dumps([{"Table": described}]), encoding="utf-8")
    database = folder / "filled.db"
    command = [str(dynoxide.binary()), "import", "--source", str(folder), "--schema", str(schema)]
    subprocess.run([*command, "--output", str(database)], check=True, capture_output=True)
    return database
