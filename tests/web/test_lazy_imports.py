"""A submission in JSON imports no module that only pages, organisers or documents need."""

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.api import samples

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
    "segno",
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


@pytest.mark.usefixtures("open_event")
def test_a_json_submission_loads_only_what_it_needs(
    dynoxide_settings: "Settings", environment: dict[str, str]
) -> None:
    variables = environment | {
        "PIKIR_TABLE": dynoxide_settings.table,
        "PIKIR_DYNAMODB_ENDPOINT": dynoxide_settings.dynamodb_endpoint or "",
    }
    process = subprocess.run(
        [sys.executable, "-c", SENDER, json.dumps({"answers": samples.ANSWERS})],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        check=True,
    )

    report = json.loads(process.stderr)
    assert report["status"] == 201
    assert NOT_NEEDED.isdisjoint(report["modules"])
    [line] = [json.loads(line) for line in process.stdout.splitlines()]
    assert (line["status"], line["code"]) == (201, None)
