"""A submission sent as JSON loads nothing that only pages, organisers or documents need."""

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.web.api import samples
from tests.web.client import Client

if TYPE_CHECKING:
    from chalicelib.settings import Settings

ROOT = Path(__file__).parents[2]
SENDER = """
import json, sys
from app import app
from tests.web.client import Client
address = "/api/v1/events/round-table/forms/impressions/responses"
received = Client(app).send_json("POST", address, json.loads(sys.argv[1]))
sys.stderr.write(json.dumps({"status": received.status, "modules": sorted(sys.modules)}))
"""
NOT_NEEDED = {
    "babel",
    "boto3",
    "jinja2",
    "markupsafe",
    "multipart",
    "chalicelib.actions.uploads",
    "chalicelib.domain.uploads",
    "chalicelib.storage.bucket",
    "chalicelib.storage.file_tasks",
    "chalicelib.storage.form_files",
    "chalicelib.exports",
    "chalicelib.mail",
    "chalicelib.forms.logic.form_logic",
    "chalicelib.xpath",
    "chalicelib.forms.validation",
    "chalicelib.web.api.models",
    "chalicelib.web.api.openapi",
    "chalicelib.web.render",
}


def test_a_json_submission_loads_only_what_it_needs(
    filled: Client, dynoxide_settings: "Settings", environment: dict[str, str]
) -> None:
    surroundings = environment | {
        "PIKIR_TABLE": dynoxide_settings.table,
        "PIKIR_DYNAMODB_ENDPOINT": dynoxide_settings.dynamodb_endpoint or "",
    }
    done = subprocess.run(
        [sys.executable, "-c", SENDER, json.dumps({"answers": samples.ANSWERS})],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        check=True,
    )

    seen = json.loads(done.stderr)
    assert seen["status"] == 201
    assert NOT_NEEDED.isdisjoint(seen["modules"])
    [line] = [json.loads(line) for line in done.stdout.splitlines()]
    assert (line["status"], line["code"]) == (201, None)
