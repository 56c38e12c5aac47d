"""Tables with very many responses: dynoxide imports files in the format of DynamoDB's exports."""

import gzip
import json
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from bench import fold, sample, stage
from chalicelib import settings, wiring
from chalicelib.actions.services import Services
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from chalicelib.storage import keys
from local import dynoxide, resources


def services_on(endpoint: str) -> Services:
    """Return services on a table, with the open event and its form."""
    variables = stage.environment(endpoint)
    os.environ.update(variables)  # where botocore looks for credentials
    services = wiring.make(settings.read(variables))
    stage.prepare(services)
    return services


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
