"""The time to read a summary of a thousand and of a million stored responses, with checkpoints.

The tables are filled in bulk: dynoxide imports files in the format of DynamoDB's exports. The first read
folds everything (printed beside the figure, without a limit); the reads after it are compared.
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
from chalicelib import errors, settings, wiring
from chalicelib.actions import summaries
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import SYSTEM
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from chalicelib.storage import keys
from local import dynoxide, resources

FEW, MANY = 1_000, 1_000_000
READS = 30


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
            f"the very first at 10⁶: {opening[MANY]:.1f} s",
        )
    }


def services_on(endpoint: str) -> Services:
    """Return services on a table, with the open event and its form."""
    variables = stage.environment(endpoint)
    os.environ.update(variables)  # where botocore looks for credentials
    services = wiring.make(settings.read(variables))
    stage.prepare(services)
    return services


def _open(services: Services, number: int) -> float:
    """Read until everything is folded; return the seconds that took."""
    started = time.perf_counter()
    while True:
        try:
            _read(services, number)
        except errors.Unavailable:
            continue
        return time.perf_counter() - started


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
